/* compare_text.c - a comparison as text. */
#include "base/mem.h"
#include "report/compare_parts.h"
#include "report/layout.h"
#include "report/text.h"

enum { WIDTH = 100, NARROWEST = 60, NO_WRAP = 100000 };

struct page {
	const struct comparison *c;
	bool colour;
	size_t width;
	struct strbuf *out;
};

static const char *const words[] = {
	[DIFFERENCE_NONE] = "-",        [DIFFERENCE_DOUBT] = "not judged",
	[DIFFERENCE_SAME] = "the same", [DIFFERENCE_WITHIN] = "within the bars",
	[DIFFERENCE_CHANCE] = "untold", [DIFFERENCE_OTHER] = "differs",
	[DIFFERENCE_BETTER] = "better", [DIFFERENCE_WORSE] = "WORSE",
};

static const char *const meanings[] = {
	[DIFFERENCE_NONE] = "one of the runs has no such number",
	[DIFFERENCE_DOUBT] =
		"one of the numbers proves nothing, for the reason beside it",
	[DIFFERENCE_SAME] = "equal numbers",
	[DIFFERENCE_WITHIN] = "no larger than the error bars of the two: not told apart",
	[DIFFERENCE_CHANCE] =
		"it has no error bar: of one run each it is not told apart from chance",
	[DIFFERENCE_OTHER] = "larger than the error bars; neither is better in itself",
	[DIFFERENCE_BETTER] = "better than A by more than the error bars",
	[DIFFERENCE_WORSE] = "worse than A by more than the error bars",
};

static const char *colour_of(const struct page *p, enum difference d)
{
	if (!p->colour)
		return "";
	return d == DIFFERENCE_WORSE ? RED : d == DIFFERENCE_BETTER ? GREEN : "";
}

static void heading(const struct page *p, const char *title)
{
	strbuf_addf(p->out, "\n%s%s%s\n", p->colour ? BOLD : "", title,
		    p->colour ? PLAIN : "");
}

static void runs(const struct page *p)
{
	struct table table = {.align = "llll"};

	for (size_t i = 0; i < p->c->len; i++) {
		const struct told *run = &p->c->runs[i];

		table_add(&table, "%s", LETTER(i));
		table_add(&table, "%s", run->dir);
		table_add(&table, "%s", run->run.header.plan.name);
		table_add(&table, "%s: %s", verdict_name(run->v.overall),
			  run->v.sentence);
	}
	table_print(&table, 0, p->width, p->out);
}

/* What and a column per run, or per run after the first a second one. Caller frees. */
static char *columns(const struct page *p, bool differences)
{
	struct strbuf align = STRBUF_INIT;

	strbuf_addch(&align, 'l');
	for (size_t i = 0; i < p->c->len; i++)
		strbuf_addstr(&align, differences && i ? "rl" : differences ? "r" : "l");
	return strbuf_detach(&align);
}

static void settings(const struct page *p)
{
	char *align = columns(p, false);
	struct table table = {.align = align};

	if (p->c->n_settings) {
		heading(p, "set differently");
		table_add(&table, "%s", "");
		for (size_t i = 0; i < p->c->len; i++)
			table_add(&table, "%s", LETTER(i));
	}
	for (size_t i = 0; i < p->c->n_settings; i++) {
		table_add(&table, "%s", p->c->settings[i].what);
		for (size_t r = 0; r < p->c->len; r++)
			table_add(&table, "%s",
				  p->c->settings[i].of[r] ? p->c->settings[i].of[r]
							  : "-");
	}
	table_print(&table, INDENT, NO_WRAP, p->out);
	free(align);
}

static void value_cell(struct table *table, const struct value *v)
{
	if (!v->there)
		table_add(table, "-");
	else if (v->doubt)
		table_add(table, "%s (%s)", v->text, v->doubt);
	else
		table_add(table, "%s", v->text);
}

static void row(const struct page *p, struct table *table, const struct compared *c)
{
	table_add(table, "%s", c->what);
	for (size_t i = 0; i < p->c->len; i++) {
		enum difference d = compared_difference(c, i);

		value_cell(table, &c->of[i]);
		if (i)
			table_add(table, "%s%s%s", colour_of(p, d), words[d],
				  *colour_of(p, d) ? PLAIN : "");
	}
}

/* One table for all parts, so that columns stand below each other: titles are rows of their own. */
static void title_row(const struct page *p, struct table *table, const char *title)
{
	table_add(table, "%s%s%s", p->colour ? BOLD : "", title, p->colour ? PLAIN : "");
	for (size_t i = 0; i < p->c->len; i++) {
		table_add(table, "%s", LETTER(i));
		if (i)
			table_add(table, "%s", i == 1 ? "against A" : "");
	}
}

static void part(const struct page *p, const struct compared_part *x)
{
	char *align = columns(p, true);
	struct table table = {.align = align};

	strbuf_addch(p->out, '\n');
	title_row(p, &table, x->title);
	for (size_t r = 0; r < x->len; r++)
		row(p, &table, &x->rows[r]);
	table_print(&table, 0, NO_WRAP, p->out);
	free(align);
}

static bool is_said(const struct comparison *c, enum difference d)
{
	for (size_t p = 0; p < c->n_parts; p++)
		for (size_t r = 0; r < c->parts[p].len; r++)
			for (size_t i = 1; i < c->len; i++)
				if (compared_difference(&c->parts[p].rows[r], i) == d)
					return true;
	return false;
}

/* What the words mean that were used. */
static void legend(const struct page *p)
{
	struct table table = {.align = "ll"};

	for (size_t d = 0; d < ARRAY_LEN(words); d++)
		if (is_said(p->c, (enum difference)d)) {
			table_add(&table, "%s", words[d]);
			table_add(&table, "%s", meanings[d]);
		}
	strbuf_addch(p->out, '\n');
	table_print(&table, INDENT, p->width, p->out);
}

static void paragraph(const struct page *p, const char *text)
{
	strbuf_addstr(p->out, "  ");
	layout_wrap(p->out, text, INDENT, INDENT + 2, p->width);
}

static void not_compared(const struct page *p)
{
	if (p->c->n_unshared)
		heading(p, "not compared");
	for (size_t i = 0; i < p->c->n_unshared; i++)
		paragraph(p, p->c->unshared[i]);
}

static size_t count(const struct comparison *c, enum difference d, size_t run)
{
	size_t n = 0;

	for (size_t p = 0; p < c->n_parts; p++)
		for (size_t r = 0; r < c->parts[p].len; r++)
			n += compared_difference(&c->parts[p].rows[r], run) == d;
	return n;
}

#define BUSIER 0.15 /* of the time */

/* A machine that had other things to do makes everything late. */
static void busier(const struct page *p, size_t run)
{
	double was = p->c->runs[0].f.instrument.contended;
	double is = p->c->runs[run].f.instrument.contended;
	char *text;

	if (was < 0 || is < 0 || (is - was < BUSIER && was - is < BUSIER))
		return;
	text = xasprintf(
		"The machine was busier in %s: programs waited for a processor "
		"%.0f %% of the time, in %s %.0f %%. Times and shares that differ "
		"may differ for that.",
		LETTER(is > was ? run : 0), 100 * (is > was ? is : was),
		LETTER(is > was ? 0 : run), 100 * (is > was ? was : is));
	layout_wrap(p->out, text, 0, 0, p->width);
	free(text);
}

static void conclusion(const struct page *p)
{
	for (size_t i = 1; i < p->c->len; i++)
		strbuf_addf(
			p->out,
			"%s%s against A: %zu worse, %zu better beyond the error bars; %zu "
			"within them, %zu untold\n",
			i == 1 ? "\n" : "", LETTER(i), count(p->c, DIFFERENCE_WORSE, i),
			count(p->c, DIFFERENCE_BETTER, i),
			count(p->c, DIFFERENCE_WITHIN, i),
			count(p->c, DIFFERENCE_CHANCE, i));
	for (size_t i = 1; i < p->c->len; i++)
		busier(p, i);
	layout_wrap(
		p->out,
		"Error bars tell how well each run was measured. Whether another run of the same "
		"kind would differ as much, only more runs can tell.",
		0, 0, p->width);
}

void compare_text(const struct comparison *c, int columns_wanted, bool colour,
		  struct strbuf *out)
{
	int width = columns_wanted == 0 ? WIDTH : columns_wanted;
	struct page p = {c, colour, (size_t)(width < NARROWEST ? NARROWEST : width), out};
	size_t begin = out->len;

	runs(&p);
	settings(&p);
	not_compared(&p);
	compare_strips(c, p.width, out);
	for (size_t i = 0; i < c->n_parts; i++)
		part(&p, &c->parts[i]);
	legend(&p);
	conclusion(&p);
	layout_clean(out, begin);
}
