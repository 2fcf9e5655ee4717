/* document.c - a write-up put together: its sections in order, its chart beside it, the reader's own words kept. */
#include "writeup/writeup.h"

#include "base/file.h"
#include "base/mem.h"
#include "writeup/blocks.h"
#include "writeup/chart.h"
#include "writeup/sections.h"

enum { FILE_MOST = 64 << 20 };

static void write_run(struct writer *w)
{
	write_title(w);
	write_goal(w);
	write_setup(w);
	write_method(w);
	write_course(w);
	write_chronology(w);
	write_data(w);
	write_questions(w);
	write_expectations(w);
	write_conclusions(w);
	write_appendix(w);
}

/* The file's name without its folder and ending; of the one in a run directory its picture has a plain name. Caller frees. */
static char *stem(const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *base = slash ? slash + 1 : file;
	size_t n = strlen(base);

	if (n > 3 && strcmp(base + n - 3, ".md") == 0)
		n -= 3;
	if (n == strlen("report") && strncmp(base, "report", n) == 0)
		return xstrdup("timeline");
	return xstrndup(base, n);
}

/* "charts/timeline.svg", of the second run "charts/timeline-2.svg". Caller frees. */
static char *chart_name(const char *file, size_t run)
{
	char *of = stem(file), *name;

	if (run == 0)
		name = xasprintf("charts/%s.svg", of);
	else
		name = xasprintf("charts/%s-%zu.svg", of, run + 1);
	free(of);
	return name;
}

static int write_picture(const char *path, const struct strbuf *svg, struct err *e)
{
	char *dir = path_dir(path);
	int rc = file_make_dirs(dir, e);

	free(dir);
	return rc < 0 ? -1 : file_write_atomic(path, strbuf_text(svg), svg->len, e);
}

/* NULL without gnuplot, or where it cannot draw: `why` says so. -1: the picture cannot be written. */
static int draw(const struct telling *t, size_t run, const char **out, struct writer *w,
		struct err *e)
{
	struct telling one = {.runs = &t->runs[run], .len = 1, .lang = t->lang};
	struct strbuf svg = STRBUF_INIT;
	struct err why = {0};
	int rc = 0;

	*out = NULL;
	if (!t->file) {
		w->no_chart = w_said(w, SAY_NO_FILE, NULL);
	} else if (chart_draw(&one, PICTURE_SVG, &svg, &why) < 0) {
		w->no_chart = w_name(w, why.msg);
	} else {
		char *dir = path_dir(t->file), *path;

		*out = w_keep(w, chart_name(t->file, run));
		path = path_join(dir, *out);
		rc = write_picture(path, &svg, e);
		free(path);
		free(dir);
	}
	strbuf_release(&svg);
	return rc;
}

static int write_fresh(const struct telling *t, struct strbuf *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < t->len; i++) {
		struct writer w = {.told = &t->runs[i],
				   .f = &t->runs[i].f,
				   .plan = &t->runs[i].f.run->header.plan,
				   .lang = t->lang,
				   .run = i,
				   .n_runs = t->len,
				   .out = out};

		rc = draw(t, i, &w.chart, &w, e);
		if (rc == 0)
			write_run(&w);
		writer_end(&w);
	}
	return rc;
}

static int merge(const char *file, const struct strbuf *fresh, struct strbuf *out,
		 struct err *e)
{
	struct strbuf old = STRBUF_INIT;
	int rc = file_read(file, FILE_MOST, &old, e);

	if (rc == 0)
		rc = blocks_merge(file, strbuf_text(&old), strbuf_text(fresh), out, e);
	strbuf_release(&old);
	return rc;
}

int writeup_md(const struct telling *t, struct strbuf *out, struct err *e)
{
	struct strbuf fresh = STRBUF_INIT;
	int rc = write_fresh(t, &fresh, e);

	if (rc == 0 && t->file && file_exists(t->file))
		rc = merge(t->file, &fresh, out, e);
	else if (rc == 0)
		strbuf_add(out, strbuf_text(&fresh), fresh.len);
	strbuf_release(&fresh);
	return rc;
}

int writeup_svg(const struct telling *t, struct strbuf *out, struct err *e)
{
	return chart_draw(t, PICTURE_SVG, out, e);
}

int writeup_png(const struct telling *t, struct strbuf *out, struct err *e)
{
	return chart_draw(t, PICTURE_PNG, out, e);
}
