#include "writeup/chart.h"

#include "report/layout.h"
#include "writeup/canvas.h"
#include "writeup/gnuplot.h"

enum { TITLE = 34, LEGEND = 26, FOOT = 22, NOTE = 18, XLABEL = 16, NOTE_LETTERS = 165 };

/* Phases whose names had no room, as lines: "5 — 5b: the next one stopped; ...". Returns how many lines. */
static int phase_notes(const struct canvas *c, struct strbuf *out)
{
	size_t at = 0;
	int lines = 0;

	for (size_t i = 0; i < c->w->plan->n_phases; i++) {
		const char *text;

		if (!c->w->f->phases[i].begun || canvas_phase_fits(c, i))
			continue;
		text = w_keepf(c->w, "%zu — %s; ", i + 1, c->w->plan->phases[i].name);
		if (lines == 0 || at + layout_width(text) > NOTE_LETTERS) {
			strbuf_addstr(out, lines++ ? "\n" : "");
			at = 0;
		}
		strbuf_addstr(out, text);
		at += layout_width(text);
	}
	return lines;
}

static int notes_height(const struct canvas *c)
{
	struct strbuf notes = STRBUF_INIT;
	int lines = phase_notes(c, &notes);

	strbuf_release(&notes);
	return lines ? lines * NOTE + XLABEL : 0;
}

static int run_height(struct writer *w)
{
	struct canvas c = {.w = w};
	int curves = curves_height(w);

	return TITLE + LEGEND + lanes_height(w) + GAP + (curves ? curves + GAP : 0) +
	       notes_height(&c) + FOOT;
}

static void at_pixel(const struct canvas *c, int x, int y)
{
	strbuf_addf(c->script, "screen %.6f, screen %.6f", (double)x / CHART_WIDTH,
		    (double)(c->height - y) / c->height);
}

static void head(struct canvas *c)
{
	strbuf_addstr(c->script, "set label ");
	canvas_text(c, w_keepf(c->w, "%s — %s", c->w->plan->name, told_name(c->w->told)));
	strbuf_addstr(c->script, " at ");
	at_pixel(c, 16, c->top + 16);
	strbuf_addstr(c->script, " left noenhanced font ',13'\n");
	c->top += TITLE;
}

static int legend_item(const struct canvas *c, int x, const char *ink, enum phrase word)
{
	const char *text = w_said(c->w, word, NULL);
	size_t letters = 0;

	for (const char *p = text; *p; p++)
		letters += ((unsigned char)*p & 0xC0) != 0x80;
	strbuf_addstr(c->script, "set object rect from ");
	at_pixel(c, x, c->top + 4);
	strbuf_addstr(c->script, " to ");
	at_pixel(c, x + 12, c->top + 14);
	strbuf_addf(c->script, " front fc rgb '%s' fs solid 1 noborder\nset label ", ink);
	canvas_text(c, text);
	strbuf_addstr(c->script, " at ");
	at_pixel(c, x + 18, c->top + 9);
	strbuf_addstr(c->script, " left front noenhanced font ',10'\n");
	return x + 18 + ((int)letters + 3) * LETTER;
}

static void legend(struct canvas *c)
{
	static const struct {
		const char *ink;
		enum phrase word;
	} items[] = {
		{INK_UP, SAY_G_WELL},       {INK_DOWN, SAY_G_STOPPED},
		{INK_SILENT, SAY_G_SILENT}, {INK_HIT, SAY_G_HIT},
		{INK_PAUSED, SAY_G_PAUSED}, {INK_SOME, SAY_G_OUT_SOME},
		{INK_DOWN, SAY_G_OUT_ALL},
	};
	int x = CHART_LEFT;

	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		x = legend_item(c, x, items[i].ink, items[i].word);
	if (node_state_seen(c->w->f, NODE_UNKNOWN))
		(void)legend_item(c, x, INK_UNKNOWN, SAY_G_UNKNOWN);
	c->top += LEGEND;
}

/* Beneath the panels, a line each. */
static void notes(struct canvas *c)
{
	struct strbuf all = STRBUF_INIT;
	char *rest = NULL;

	(void)phase_notes(c, &all);
	for (char *line = all.buf ? strtok_r(all.buf, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		strbuf_addstr(c->script, "set label ");
		canvas_text(c, line);
		strbuf_addstr(c->script, " at ");
		at_pixel(c, 16, c->top + NOTE / 2);
		strbuf_addstr(c->script, " left noenhanced font ',10'\n");
		c->top += NOTE;
	}
	strbuf_release(&all);
}

/* Labels come with the plot that follows them, so what stands beneath the panels is told first. */
static void draw_run(struct canvas *c)
{
	int top = c->top, end = top + run_height(c->w);

	head(c);
	legend(c);
	c->top = end - FOOT - notes_height(c) + XLABEL;
	notes(c);
	c->top = top + TITLE + LEGEND;
	draw_lanes(c);
	draw_curves(c);
	c->top = end;
}

static void preamble(const struct canvas *c, enum picture kind)
{
	strbuf_addstr(c->script, "set encoding utf8\n");
	strbuf_addf(c->script,
		    kind == PICTURE_SVG
			    ? "set terminal svg size %d,%d fixed font 'DejaVu "
			      "Sans,11' background '#ffffff' noenhanced\n"
			    : "set terminal pngcairo size %d,%d font 'DejaVu Sans,9' "
			      "background '#ffffff' noenhanced\n",
		    CHART_WIDTH, c->height);
	strbuf_addstr(c->script, "set datafile missing NaN\nset multiplot\nunset key\n"
				 "set tics font ',10' textcolor rgb '" INK_TEXT "'\n");
}

/* A writer for each run: what names it keeps is needed until the script is complete. */
static int height_of(const struct telling *t)
{
	int height = 0;

	for (size_t i = 0; i < t->len; i++) {
		struct writer w = {.f = &t->runs[i].f,
				   .plan = &t->runs[i].f.run->header.plan};

		height += run_height(&w);
		writer_end(&w);
	}
	return height;
}

static void script(const struct telling *t, enum picture kind, struct strbuf *out)
{
	struct canvas c = {.script = out, .height = height_of(t)};

	preamble(&c, kind);
	for (size_t i = 0; i < t->len; i++) {
		struct writer w = {.told = &t->runs[i],
				   .f = &t->runs[i].f,
				   .plan = &t->runs[i].f.run->header.plan,
				   .lang = t->lang};

		c.w = &w;
		draw_run(&c);
		writer_end(&w);
	}
	strbuf_addstr(out, "unset multiplot\n");
}

static void add_xml(struct strbuf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<': strbuf_addstr(out, "&lt;"); break;
		case '>': strbuf_addstr(out, "&gt;"); break;
		case '&': strbuf_addstr(out, "&amp;"); break;
		default:
			strbuf_addch(out,
				     (char)((unsigned char)*text < ' ' ? ' ' : *text));
		}
}

/* gnuplot names itself and its version: another one would make other bytes of the same run. */
static void retitle(const struct telling *t, struct strbuf *svg, size_t from)
{
	struct strbuf rest = STRBUF_INIT;
	char *at = svg->buf ? strstr(svg->buf + from, "<title>") : NULL;
	char *end = at ? strstr(at, "</desc>") : NULL;

	if (!end)
		return;
	strbuf_addstr(&rest, end + strlen("</desc>"));
	svg->len = (size_t)(at - svg->buf);
	strbuf_addstr(svg, "<title>");
	for (size_t i = 0; i < t->len; i++) {
		strbuf_addstr(svg, i ? ", " : "");
		add_xml(svg, t->runs[i].f.run->header.plan.name);
	}
	strbuf_addf(svg, "</title>%s", strbuf_text(&rest));
	strbuf_release(&rest);
}

int chart_draw(const struct telling *t, enum picture kind, struct strbuf *out,
	       struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	size_t before = out->len;
	int rc;

	script(t, kind, &text);
	rc = gnuplot_run(&text, out, e);
	if (rc == 0 && kind == PICTURE_SVG)
		retitle(t, out, before);
	strbuf_release(&text);
	return rc;
}
