#include "report/brief.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "record/reader.h"

#include <dirent.h>
#include <jansson.h>

enum { RESULTS_FORMAT_KNOWN = 1 };
static const size_t most_results = 256U << 20;

static char *text_of(const json_t *root, const char *key)
{
	const char *s = json_string_value(json_object_get(root, key));

	return xstrdup(s ? s : "");
}

static void take_results(struct brief *b, const json_t *root)
{
	const json_t *all = json_object_get(root, "expectations");
	int64_t from = json_integer_value(json_object_get(root, "begin_ns"));
	int64_t to = json_integer_value(json_object_get(root, "end_ns"));

	b->verdict = text_of(root, "verdict");
	b->sentence = text_of(root, "sentence");
	b->length_ns = to > from && from > -SPAN_MOST && to < SPAN_MOST ? to - from : 0;
	b->expectations = json_array_size(all);
	for (size_t i = 0; i < b->expectations; i++) {
		const char *v = json_string_value(
			json_object_get(json_array_get(all, i), "verdict"));

		b->not_held += !v || strcmp(v, "pass") != 0;
	}
}

static void parse_results(struct brief *b, const struct strbuf *text)
{
	json_error_t at;
	json_t *root = json_loadb(strbuf_text(text), text->len, 0, &at);
	json_int_t format = json_integer_value(json_object_get(root, "format"));

	if (!root)
		b->unjudged = xasprintf("results.json:%d is garbled: %s", at.line,
					at.text);
	else if (format > RESULTS_FORMAT_KNOWN)
		b->unjudged = xstrdup("results.json is of a later version");
	else if (!json_is_string(json_object_get(root, "verdict")))
		b->unjudged = xstrdup("results.json has no verdict");
	else
		take_results(b, root);
	json_decref(root);
}

static void read_results(struct brief *b)
{
	char *path = path_join(b->dir, "results.json");
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};

	if (!file_exists(path))
		b->unjudged = xstrdup("not analysed yet");
	else if (file_read(path, most_results, &text, &e) < 0)
		b->unjudged = xstrdup(e.msg);
	else
		parse_results(b, &text);
	strbuf_release(&text);
	free(path);
}

void brief_read(struct brief *b, const char *dir)
{
	struct err e = {0};

	*b = (struct brief){.dir = path_trimmed(dir)};
	if (run_read_header(&b->header, b->dir, &e) < 0) {
		b->why = xstrdup(e.msg);
		b->code = e.code;
	} else {
		read_results(b);
	}
}

void brief_release(struct brief *b)
{
	if (!b->why)
		run_header_release(&b->header);
	free(b->dir);
	free(b->why);
	free(b->unjudged);
	free(b->verdict);
	free(b->sentence);
	*b = (struct brief){0};
}

char *brief_when(const struct brief *b, char *buf, size_t cap)
{
	char wall[40];

	(void)clock_format_wall(wall, sizeof(wall), b->header.wall_start_ns);
	(void)snprintf(buf, cap, "%.10s %.5s", wall, wall + 11);
	return buf;
}

/* ---- a folder of them ---- */

static int newest_first(const void *a, const void *b)
{
	const struct brief *x = a, *y = b;

	if (!x->why != !y->why)
		return x->why ? 1 : -1;
	if (!x->why && x->header.wall_start_ns != y->header.wall_start_ns)
		return x->header.wall_start_ns < y->header.wall_start_ns ? 1 : -1;
	return strcmp(x->dir, y->dir);
}

static bool is_folder(const char *path)
{
	DIR *d = opendir(path);

	return d && closedir(d) == 0;
}

static void read_entry(struct briefs *all, const char *dir, const char *name)
{
	char *path = path_join(dir, name);

	if (name[0] != '.' && is_folder(path))
		brief_read(GROW(all->run, all->len), path);
	free(path);
}

static int refuse_run(const char *dir, struct err *e)
{
	char *path = path_join(dir, "run.json");
	int rc = 0;

	if (file_exists(path))
		rc = err_set(
			e, CODE_NOT_A_RUN,
			"'%s' is itself the directory of a run: try 'kchaos show %s'",
			dir, dir);
	free(path);
	return rc;
}

int briefs_read(struct briefs *all, const char *dir, struct err *e)
{
	struct dirent **entries;
	int n;

	*all = (struct briefs){0};
	if (refuse_run(dir, e) < 0)
		return -1;
	n = scandir(dir, &entries, NULL, NULL);
	if (n < 0)
		return err_set_errno(
			e, CODE_NOT_A_RUN,
			"'%s' is no folder of runs (name one: 'kchaos runs DIR')", dir);
	for (int i = 0; i < n; i++) {
		read_entry(all, dir, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (all->len)
		qsort(all->run, all->len, sizeof(*all->run), newest_first);
	return 0;
}

void briefs_release(struct briefs *all)
{
	while (all->len > 0)
		brief_release(&all->run[--all->len]);
	free(all->run);
	*all = (struct briefs){0};
}
