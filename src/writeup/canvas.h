/*
 * canvas.h - inside this room: a chart being told to gnuplot, in pixels and seconds.
 *
 * Texts stand between single quotes, in which gnuplot takes nothing for a command or markup.
 * Owner: chart.c. Threads: one. Fails: never.
 */
#ifndef WRITEUP_CANVAS_H
#define WRITEUP_CANVAS_H

#include "writeup/writer.h"

/* Okabe and Ito's colours, told apart by colour-blind readers, too. */
#define INK_UP      "#0072B2"
#define INK_DOWN    "#D55E00"
#define INK_SILENT  "#CC79A7"
#define INK_HIT     "#009E73"
#define INK_PAUSED  "#767676"
#define INK_UNKNOWN "#5D4A8A"
#define INK_SOME    "#E69F00"
#define INK_SKY     "#56B4E9"
#define INK_TEXT    "#24292f"
#define INK_PALE    "#eef2f6"

enum {
	CHART_WIDTH = 1200,
	CHART_LEFT = 170,
	CHART_RIGHT = 24,
	LETTER = 7,   /* pixels of one, a little more than its mean width */
	LANE = 26,    /* height of one */
	CURVES = 170, /* height of a panel of curves */
	GAP = 34
};

struct canvas {
	struct writer *w;
	struct strbuf *script;
	int height; /* of the whole picture */
	int top;    /* where the next panel begins, in pixels from above */
};

double canvas_seconds(const struct canvas *c,
		      int64_t at_ns);       /* since the measurement's begin */
double canvas_span(const struct canvas *c); /* seconds on the axis */

/* How many letters fit between two instants. */
int canvas_letters(const struct canvas *c, double from_s, double to_s);

/* Is there room for a phase's name? */
bool canvas_phase_fits(const struct canvas *c, size_t phase);

/* Appends the text between quotes; control characters become blanks. */
void canvas_text(const struct canvas *c, const char *text);

/* A panel of this height: its margins and the axis of time. It ends with canvas_end(). */
void canvas_panel(struct canvas *c, int height, bool numbered);
void canvas_end(struct canvas *c, int height);

/* A box in the panel's own coordinates; what is behind everything else is pale. */
void canvas_box(const struct canvas *c, double from_s, double to_s, double low,
		double high, const char *ink);
/* A text in its middle, where it fits. */
void canvas_label(const struct canvas *c, double from_s, double to_s, double y,
		  const char *text, const char *ink);

/* Phases shaded, actions as lines: behind each panel. */
void canvas_backdrop(const struct canvas *c);

/* chart_lanes.c, chart_curves.c: heights, and the panels themselves. */
int lanes_height(const struct writer *w);
void draw_lanes(struct canvas *c);
int curves_height(const struct writer *w);
void draw_curves(struct canvas *c);

#endif
