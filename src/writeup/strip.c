/* strip.c - the timeline as characters, where there is no chart, and why there is none. */
#include "report/strip.h"

#include "report/layout.h"
#include "writeup/chart.h"
#include "writeup/writer.h"

enum { COLUMNS = 100 };

static void row(struct strbuf *text, const char *label, const struct strbuf *cells)
{
	size_t n = cells->len;

	while (n > 0 && cells->buf[n - 1] == ' ')
		n--;
	layout_pad(text, label, 28);
	strbuf_addf(text, "  %.*s\n", (int)n, strbuf_text(cells));
}

typedef void all_fn(const struct strip *s, struct strbuf *out);

static void whole(struct writer *w, struct strbuf *text, const struct strip *s,
		  enum phrase label, all_fn *fill)
{
	struct strbuf cells = STRBUF_INIT;

	fill(s, &cells);
	row(text, w_said(w, label, NULL), &cells);
	strbuf_release(&cells);
}

static void each_workload(struct writer *w, struct strbuf *text, const struct strip *s)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		struct strbuf cells = STRBUF_INIT;

		if (w->f->workloads[i].bulk)
			continue;
		strip_workload(s, i, &cells);
		row(text,
		    w_keepf(w, "%s %s", plane_name(w->f->workloads[i].plane),
			    w->plan->workloads[i].name),
		    &cells);
		strbuf_release(&cells);
	}
}

static void each_topic(struct writer *w, struct strbuf *text, const struct strip *s)
{
	for (size_t i = 0; i < w->plan->n_topics; i++) {
		struct strbuf cells = STRBUF_INIT;

		strip_isr(s, i, &cells);
		row(text, w_said(w, SAY_STRIP_ISR, VALUES(w->plan->topics[i].name)),
		    &cells);
		strbuf_release(&cells);
	}
}

void write_strip(struct writer *w)
{
	struct strip s = strip_fit(w->f, COLUMNS);
	struct strbuf text = STRBUF_INIT;

	if (s.cells == 0)
		return;
	w_paragraph(w, SAY_CHART_STRIP, VALUES(w->no_chart, w_length(w, s.cell_ns)));
	whole(w, &text, &s, SAY_STRIP_SECONDS, strip_axis);
	whole(w, &text, &s, SAY_STRIP_PHASES, strip_phases);
	each_workload(w, &text, &s);
	if (w->f->observed) {
		whole(w, &text, &s, SAY_STRIP_CONTROLLER, strip_controller);
		each_topic(w, &text, &s);
	}
	whole(w, &text, &s, SAY_STRIP_NODES, strip_nodes_up);
	w_fence(w, strbuf_text(&text));
	strbuf_release(&text);
}
