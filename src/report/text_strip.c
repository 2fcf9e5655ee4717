#include "report/text.h"

#include "base/mem.h"
#include "report/strip.h"

enum {
	LABEL_MAX = 30,
	ROWS_APART =
		12, /* of a kind: where there are more, those that look the same are told as one */
	MORE_WIDTH = 5 /* " +999" */
};

struct strip_row {
	const char *what;
	char *label;
	struct strbuf cells;
	size_t more; /* that look the same */
	bool told;   /* by an earlier one */
};

struct strip_rows {
	struct strip_row *row;
	size_t len;
};

static struct strbuf *strip_row(struct strip_rows *r, const char *what, const char *name)
{
	struct strip_row *row = GROW(r->row, r->len);

	row->what = what;
	row->label = xasprintf("%s%s%s", what, name ? " " : "", name ? name : "");
	return &row->cells;
}

/* Fills the rows, or only their labels when the strip has no cells yet. */
static struct strip_rows strip_rows(const struct text *t, const struct strip *s)
{
	struct strip_rows r = {0};

	strip_axis(s, strip_row(&r, "seconds", NULL));
	strip_phases(s, strip_row(&r, "phase begins", NULL));
	for (size_t i = 0; i < t->plan->n_workloads; i++) {
		if (t->f->workloads[i].bulk)
			continue; /* nothing was due at a time */
		strip_workload(s, i,
			       strip_row(&r, plane_name(t->f->workloads[i].plane),
					 t->plan->workloads[i].name));
	}
	strip_controller(s, strip_row(&r, "active controller", NULL));
	for (size_t i = 0; i < t->plan->n_topics; i++)
		strip_isr(s, i, strip_row(&r, "smallest ISR", t->plan->topics[i].name));
	strip_nodes_up(s, strip_row(&r, "nodes running", NULL));
	return r;
}

/* The width of the widest label, within reason; releases the rows. */
static size_t release_rows(struct strip_rows *r)
{
	size_t widest = 0;

	for (size_t i = 0; i < r->len; i++) {
		size_t w = layout_width(r->row[i].label);

		widest = w > widest ? w : widest;
		free(r->row[i].label);
		strbuf_release(&r->row[i].cells);
	}
	free(r->row);
	return widest < LABEL_MAX ? widest : LABEL_MAX;
}

static size_t count_of(const struct strip_rows *r, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < r->len; i++)
		n += strcmp(r->row[i].what, what) == 0;
	return n;
}

static bool is_crowded(const struct strip_rows *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (count_of(r, r->row[i].what) > ROWS_APART)
			return true;
	return false;
}

static void tell_with(struct strip_rows *r, size_t first)
{
	struct strip_row *f = &r->row[first];

	for (size_t i = first + 1; i < r->len; i++) {
		struct strip_row *row = &r->row[i];

		if (row->told || strcmp(row->what, f->what) != 0 ||
		    strcmp(strbuf_text(&row->cells), strbuf_text(&f->cells)) != 0)
			continue;
		row->told = true;
		f->more++;
	}
}

static void tell_together(struct strip_rows *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (!r->row[i].told && count_of(r, r->row[i].what) > ROWS_APART)
			tell_with(r, i);
}

static void label(const struct strip_row *row, size_t width, struct strbuf *out)
{
	char more[24] = "";

	if (row->more)
		(void)snprintf(more, sizeof(more), " +%zu", row->more);
	layout_pad(out, row->label, width - strlen(more));
	strbuf_addstr(out, more);
}

/* Length without trailing blanks, which have no place in what is pasted. */
static int without_blanks(const struct strbuf *cells)
{
	size_t n = cells->len;

	while (n > 0 && cells->buf[n - 1] == ' ')
		n--;
	return (int)n;
}

void text_timeline(const struct text *t)
{
	struct strip s = {.f = t->f};
	struct strip_rows r = strip_rows(t, &s);
	bool crowded = is_crowded(&r);
	size_t width = release_rows(&r) + (crowded ? MORE_WIDTH : 0);
	char explained[128];

	s = strip_fit(t->f, t->width - INDENT - width - 2);
	if (s.cells == 0)
		return;
	(void)snprintf(explained, sizeof(explained),
		       "a column is %g s;  █ served  ▒ some partitions out  ░ all out%s",
		       ns_to_s(s.cell_ns), crowded ? ";  +N: N more look the same" : "");
	text_heading(t, "timeline", explained);
	r = strip_rows(t, &s);
	tell_together(&r);
	for (size_t i = 0; i < r.len; i++) {
		if (r.row[i].told)
			continue;
		strbuf_addstr(t->out, "  ");
		label(&r.row[i], width, t->out);
		strbuf_addf(t->out, "  %.*s\n", without_blanks(&r.row[i].cells),
			    strbuf_text(&r.row[i].cells));
	}
	(void)release_rows(&r);
}
