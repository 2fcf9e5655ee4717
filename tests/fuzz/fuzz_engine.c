#include "base/mem.h"
#include "docker/eventjson.h"
#include "docker/jsonsplit.h"
#include "docker/loglines.h"
#include "docker/state.h"
#include "docker/statsjson.h"
#include "docker/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_line(void *arg, const struct log_line *line)
{
	size_t *lines = arg;

	if (line->len > LOG_LINE_MAX || line->text[line->len] != '\0')
		abort();
	(*lines)++;
}

/* Whatever the bytes and wherever they are cut: the same lines, or refused. */
static void fuzz_logs(const char *bytes, size_t n, size_t cut)
{
	size_t whole = 0, halves = 0;
	struct log_lines l;
	int rc;

	log_lines_init(&l, 0, on_line, &whole);
	rc = log_lines_feed(&l, bytes, n);
	log_lines_end(&l);
	log_lines_release(&l);
	log_lines_init(&l, 0, on_line, &halves);
	if (log_lines_feed(&l, bytes, cut) == 0 &&
	    log_lines_feed(&l, bytes + cut, n - cut) == 0 && rc < 0)
		abort();
	log_lines_end(&l);
	log_lines_release(&l);
	if (whole != halves)
		abort();
}

static void on_object(void *arg, const char *text, size_t n)
{
	json_t *o = json_loadb(text, n, 0, NULL);
	struct container_stats stats;
	struct engine_event ev;

	*(size_t *)arg += n;
	event_read(o, &ev);
	pair_list_release(&ev.attributes);
	stats_read(o, &stats);
	json_decref(o);
}

static void fuzz_events(const char *bytes, size_t n, size_t cut)
{
	size_t whole = 0, halves = 0;
	struct json_split s;

	json_split_init(&s);
	(void)json_split_feed(&s, bytes, n, on_object, &whole);
	json_split_release(&s);
	json_split_init(&s);
	if (json_split_feed(&s, bytes, cut, on_object, &halves) == 0)
		(void)json_split_feed(&s, bytes + cut, n - cut, on_object, &halves);
	json_split_release(&s);
	if (whole != halves)
		abort();
}

static void fuzz_inspect(const char *bytes, size_t n)
{
	struct container_state s;
	struct endpoint p;
	struct err e = {0};
	char *line;

	if (container_state_read(bytes, n, &s, &e) < 0)
		return;
	for (size_t i = 0; i < s.n_networks; i++) {
		line = endpoint_save(&s.networks[i]);
		if (endpoint_load(line, &p, &e) == 0)
			endpoint_release(&p);
		e = (struct err){0};
		free(line);
	}
	container_state_release(&s);
}

static void fuzz_tar(const char *bytes, size_t n)
{
	struct strbuf out = STRBUF_INIT;
	struct err e = {0};

	if (tar_read(bytes, n, &out, &e) == 0 && out.len > n)
		abort();
	strbuf_release(&out);
}

/* The first byte says where to cut, the rest is what an engine might send. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes;
	size_t cut, n;

	if (size == 0)
		return 0;
	n = size - 1;
	bytes = n ? xmemdup(data + 1, n) : xcalloc(1, 1);
	cut = n ? data[0] % (n + 1) : 0;
	fuzz_logs(bytes, n, cut);
	fuzz_events(bytes, n, cut);
	fuzz_inspect(bytes, n);
	fuzz_tar(bytes, n);
	free(bytes);
	return 0;
}
