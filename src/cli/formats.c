#include "cli/formats.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "page/page.h"
#include "report/ci.h"
#include "report/report.h"
#include "writeup/writeup.h"

static int as_text(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	struct text_style style = {.colour = t->colour, .width = t->width};

	for (size_t i = 0; i < t->len; i++) {
		if (i)
			strbuf_addch(out, '\n');
		report_text(&t->runs[i].f, &t->runs[i].v, &style, out);
	}
	return 0;
}

static int as_summary(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	for (size_t i = 0; i < t->len; i++) {
		const struct told *r = &t->runs[i];
		struct run_tables tables = {r->tables, r->n_tables};

		report_markdown(&r->f, &r->v, &tables, out);
	}
	return 0;
}

/* Of several runs an array, as one document can only have one root. */
static int as_json(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	for (size_t i = 0; i < t->len; i++) {
		char *json = report_json(&t->runs[i].f, &t->runs[i].v);

		if (t->len > 1)
			strbuf_addstr(out, i ? ",\n" : "[\n");
		strbuf_addstr(out, json);
		free(json);
	}
	if (t->len > 1)
		strbuf_addstr(out, "]\n");
	return 0;
}

const struct format formats[] = {
	{"text", as_text, NULL, "the summary that a run prints"},
	{"summary", as_summary, NULL,
	 "Markdown, a section: question, answer in numbers, verdict"},
	{"html", page_html, "report.html",
	 "a page to look at: timeline, evidence, tables; one file, no network"},
	{"json", as_json, "results.json", "everything that was worked out, for machines"},
	{"junit", report_junit, "junit.xml", "JUnit XML, for build servers"},
	{"tap", report_tap, NULL, "TAP 14 with diagnostics"},
	{"csv", report_csv, NULL, "each workload over time, for spreadsheets"},
	{"md", writeup_md, "report.md",
	 "the write-up to hand in, Markdown with a chart beside it"},
	{"svg", writeup_svg, NULL, "the timeline as a picture (needs gnuplot)"},
	{"png", writeup_png, NULL, "the same, in pixels"},
	{0},
};

const struct format *format_find(const char *name, struct err *e)
{
	struct strbuf all = STRBUF_INIT;
	const struct format *found = NULL;

	for (const struct format *f = formats; f->name; f++) {
		strbuf_addf(&all, "%s%s",
			    f == formats ? ""
			    : f[1].name  ? ", "
					 : " or ",
			    f->name);
		if (strcmp(f->name, name) == 0)
			found = f;
	}
	if (!found)
		(void)err_set(e, CODE_WORD_UNKNOWN, "there is no format '%s': %s", name,
			      strbuf_text(&all));
	strbuf_release(&all);
	return found;
}

int format_tell(const struct format *format, const struct telling *t, struct err *e)
{
	struct strbuf out = STRBUF_INIT;
	int rc = format->write(t, &out, e);

	if (rc == 0 && t->file)
		rc = file_write_atomic(t->file, strbuf_text(&out), out.len, e);
	else if (rc == 0)
		(void)fwrite(strbuf_text(&out), 1, out.len,
			     stdout); /* main() checks stdout */
	strbuf_release(&out);
	return rc;
}

int format_files(const struct told *run, struct strbuf *out, struct err *e)
{
	int rc = 0;

	for (const struct format *f = formats; rc == 0 && f->name; f++) {
		struct telling t = {.runs = run, .len = 1};
		char *path;

		if (!f->file)
			continue;
		path = path_join(run->dir, f->file);
		t.file = path;
		rc = format_tell(f, &t, e);
		free(path);
		strbuf_addf(out, "%s%s", out->len ? ", " : "", f->file);
	}
	return rc;
}

int format_lang(const char *name, enum lang *out, struct err *e)
{
	*out = name && strcmp(name, "ru") == 0 ? LANG_RU : LANG_EN;
	if (name && *out == LANG_EN && strcmp(name, "en") != 0)
		return err_set(e, CODE_WORD_UNKNOWN,
			       "there is no language '%s': en or ru", name);
	return 0;
}
