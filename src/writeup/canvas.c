#include "writeup/canvas.h"

#include "report/layout.h"

double canvas_seconds(const struct canvas *c, int64_t at_ns)
{
	return ns_to_s(at_ns - c->w->f->begin_ns);
}

double canvas_span(const struct canvas *c)
{
	double s = canvas_seconds(c, c->w->f->end_ns);

	return s > 0 ? s : 1;
}

int canvas_letters(const struct canvas *c, double from_s, double to_s)
{
	double px = (to_s - from_s) / canvas_span(c) *
		    (CHART_WIDTH - CHART_LEFT - CHART_RIGHT);

	return (int)(px / LETTER);
}

bool canvas_phase_fits(const struct canvas *c, size_t phase)
{
	const struct phase_finding *p = &c->w->f->phases[phase];

	return (int)layout_width(c->w->plan->phases[phase].name) <=
	       canvas_letters(c, canvas_seconds(c, p->begin_ns),
			      canvas_seconds(c, p->end_ns));
}

void canvas_text(const struct canvas *c, const char *text)
{
	strbuf_addch(c->script, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			strbuf_addch(c->script, '\'');
		strbuf_addch(c->script, (char)((unsigned char)*text < ' ' ? ' ' : *text));
	}
	strbuf_addch(c->script, '\'');
}

static double from_below(const struct canvas *c, int px)
{
	return (double)(c->height - px) / c->height;
}

void canvas_panel(struct canvas *c, int height, bool numbered)
{
	strbuf_addf(c->script,
		    "set lmargin at screen %.6f\nset rmargin at screen %.6f\n"
		    "set tmargin at screen %.6f\nset bmargin at screen %.6f\n"
		    "set xrange [0:%.6f]\nset xtics nomirror out scale 0.5 %s\n"
		    "set border 3 lc rgb '#8c959f'\n",
		    (double)CHART_LEFT / CHART_WIDTH,
		    (double)(CHART_WIDTH - CHART_RIGHT) / CHART_WIDTH,
		    from_below(c, c->top), from_below(c, c->top + height), canvas_span(c),
		    numbered ? "format '%g'" : "format ''");
}

void canvas_end(struct canvas *c, int height)
{
	strbuf_addstr(c->script, "unset object\nunset label\nunset arrow\nunset key\n"
				 "unset logscale y\nunset ylabel\nunset xlabel\n");
	c->top += height + GAP;
}

static double within(const struct canvas *c, double s)
{
	return s < 0 ? 0 : s > canvas_span(c) ? canvas_span(c) : s;
}

void canvas_box(const struct canvas *c, double from_s, double to_s, double low,
		double high, const char *ink)
{
	from_s = within(c, from_s);
	to_s = within(c, to_s);
	if (to_s <= from_s)
		return;
	strbuf_addf(c->script,
		    "set object rect from first %.6f, first %.6f to first %.6f, first "
		    "%.6f front fc rgb '%s' fs solid 1 noborder\n",
		    from_s, low, to_s, high, ink);
}

void canvas_label(const struct canvas *c, double from_s, double to_s, double y,
		  const char *text, const char *ink)
{
	from_s = within(c, from_s);
	to_s = within(c, to_s);
	if ((int)layout_width(text) > canvas_letters(c, from_s, to_s))
		return;
	strbuf_addstr(c->script, "set label ");
	canvas_text(c, text);
	strbuf_addf(c->script,
		    " at first %.6f, first %.6f center front noenhanced textcolor rgb "
		    "'%s' font ',10'\n",
		    (from_s + to_s) / 2, y, ink);
}

static void shade(const struct canvas *c, const struct phase_finding *p)
{
	strbuf_addf(c->script,
		    "set object rect from first %.6f, graph 0 to first %.6f, graph 1 "
		    "behind fc rgb '" INK_PALE "' fs solid 1 noborder\n",
		    within(c, canvas_seconds(c, p->begin_ns)),
		    within(c, canvas_seconds(c, p->end_ns)));
}

static void mark(const struct canvas *c, int64_t at_ns)
{
	double s = canvas_seconds(c, at_ns);

	strbuf_addf(c->script,
		    "set arrow from first %.6f, graph 0 to first %.6f, graph 1 nohead "
		    "front lc rgb '" INK_TEXT "' lw 1 dt 3\n",
		    s, s);
}

void canvas_backdrop(const struct canvas *c)
{
	const struct findings *f = c->w->f;

	for (size_t i = 0; i < c->w->plan->n_phases; i += 2)
		if (f->phases[i].begun)
			shade(c, &f->phases[i]);
	for (size_t i = 0; i < f->n_actions; i++)
		if (!f->actions[i].failed && f->actions[i].nodes.len &&
		    f->actions[i].effective_ns != NEVER)
			mark(c, f->actions[i].effective_ns);
}
