#include "report/text.h"

#include "base/mem.h"
#include "report/strip.h"

enum { LABEL_MAX = 30 };

struct strip_row {
	char *label;
	struct strbuf cells;
};

struct strip_rows {
	struct strip_row *row;
	size_t len;
};

static struct strbuf *strip_row(struct strip_rows *r, const char *what, const char *name)
{
	struct strip_row *row = GROW(r->row, r->len);

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
	size_t label = release_rows(&r);
	char explained[128];

	s = strip_fit(t->f, t->width - INDENT - label - 2);
	if (s.cells == 0)
		return;
	(void)snprintf(explained, sizeof(explained),
		       "a column is %g s;  █ served  ▒ some partitions out  ░ all out",
		       ns_to_s(s.cell_ns));
	text_heading(t, "timeline", explained);
	r = strip_rows(t, &s);
	for (size_t i = 0; i < r.len; i++) {
		strbuf_addstr(t->out, "  ");
		layout_pad(t->out, r.row[i].label, label);
		strbuf_addf(t->out, "  %.*s\n", without_blanks(&r.row[i].cells),
			    strbuf_text(&r.row[i].cells));
	}
	(void)release_rows(&r);
}
