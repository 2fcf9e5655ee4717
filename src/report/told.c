#include "report/told.h"

#include "base/file.h"
#include "base/mem.h"
#include "record/reader.h"

static int work_out(struct told *t, bool strict, struct err *e)
{
	if (run_descriptions(&t->run, &t->tables, &t->n_tables, e) < 0)
		return -1;
	if (findings_make(&t->f, &t->run, e) < 0) {
		run_descriptions_free(t->tables, t->n_tables);
		return -1;
	}
	verdicts_make(&t->v, &t->f, strict);
	return 0;
}

int told_open(struct told *t, const char *dir, bool strict, struct err *e)
{
	*t = (struct told){0};
	if (run_open(&t->run, dir, e) < 0)
		return -1;
	if (work_out(t, strict, e) < 0) {
		run_close(&t->run);
		return -1;
	}
	t->dir = path_trimmed(dir);
	return 0;
}

void told_close(struct told *t)
{
	verdicts_release(&t->v);
	findings_release(&t->f);
	run_descriptions_free(t->tables, t->n_tables);
	run_close(&t->run);
	free(t->dir);
	*t = (struct told){0};
}

void told_close_all(struct told *runs, size_t n)
{
	while (n > 0)
		told_close(&runs[--n]);
	free(runs);
}

int told_open_all(struct told **out, const char *const *dirs, size_t n, bool strict,
		  struct err *e)
{
	struct told *runs = xcalloc(n, sizeof(*runs));

	for (size_t i = 0; i < n; i++)
		if (told_open(&runs[i], dirs[i], strict, e) < 0) {
			told_close_all(runs, i);
			return -1;
		}
	*out = runs;
	return 0;
}

const char *told_name(const struct told *t)
{
	return path_last(t->dir);
}
