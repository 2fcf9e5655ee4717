#include "record/reader.h"

#include "base/file.h"
#include "base/mem.h"
#include "record/event_json.h"
#include "record/header_json.h"
#include "record/ledgers.h"
#include "record/mapped.h"

#include <inttypes.h>

enum { MAX_HEADER_BYTES = 64 * 1024 * 1024 };

/* Of events at the same instant the earlier stream's come first: cause before observation. */
static const char *const event_streams[] = {"events.jsonl", "engine.jsonl",
					    "observer.jsonl", "load.jsonl",
					    "instrument.jsonl"};

int run_read_header(struct run_header *h, const char *dir, struct err *e)
{
	char *path = path_join(dir, "run.json");
	struct strbuf text = STRBUF_INIT;
	int rc = -1;

	if (file_read(path, MAX_HEADER_BYTES, &text, e) < 0)
		goto out;
	rc = header_from_json(h, strbuf_text(&text), text.len, e);
	if (rc < 0)
		err_wrap(e, "%s", path);
out:
	strbuf_release(&text);
	free(path);
	return rc;
}

/* Phases are checked here, so that nobody behind the reader needs to. An action beyond the plan's is part
 * of one of them (a repetition, a storm). */
static int check_indices(const struct event *ev, const struct plan *p, struct err *e)
{
	if (ev->phase == NO_PHASE && ev->action < 0)
		return 0;
	if (ev->phase < 0 || ev->phase >= (int)p->n_phases)
		return ev->phase == NO_PHASE
			       ? 0
			       : err_set(e, CODE_RUN_DAMAGED, "the plan has no phase %d",
					 ev->phase);
	return 0;
}

static int add_line(struct run *run, const char *line, size_t n, struct err *e)
{
	struct event ev;

	switch (event_from_json(&ev, line, n, e)) {
	case EVENT_LINE_BAD: return -1;
	case EVENT_LINE_NEW: run->new_lines++; return 0;
	case EVENT_LINE_OK: break;
	}
	if (check_indices(&ev, &run->header.plan, e) < 0) {
		event_release(&ev);
		return -1;
	}
	if (ev.kind == EVENT_RUN && ev.text && strcmp(ev.text, "end") == 0)
		run->ended = true;
	*timeline_add(&run->timeline) = ev;
	return 0;
}

static int read_stream(struct run *run, const char *name, struct err *e)
{
	char *path = path_join(run->dir, name);
	struct mapped m = {0};
	size_t at = 0, n, number = 0;
	const char *line;
	int rc = mapped_open(&m, path, e);

	while (rc == 0 && mapped_line(&m, &at, &line, &n)) {
		number++;
		rc = add_line(run, line, n, e);
		if (rc < 0)
			err_wrap(e, "%s:%zu", path, number);
	}
	if (rc == 0 && at < m.len)
		run->torn_lines++;
	mapped_release(&m);
	free(path);
	return rc;
}

static int read_all(struct run *run, struct err *e)
{
	if (run_read_header(&run->header, run->dir, e) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(event_streams); i++)
		if (read_stream(run, event_streams[i], e) < 0)
			return -1;
	timeline_sort(&run->timeline);
	return ledgers_open(run, e);
}

int run_open(struct run *run, const char *dir, struct err *e)
{
	*run = (struct run){.dir = xstrdup(dir)};
	if (read_all(run, e) == 0)
		return 0;
	run_close(run);
	return -1;
}

void run_close(struct run *run)
{
	ledgers_close(run);
	timeline_release(&run->timeline);
	run_header_release(&run->header);
	free(run->dir);
	*run = (struct run){0};
}
