/* chart_curves.c - the lower panels: answers per second, and how late they came, of those that write or read records. */
#include "writeup/canvas.h"

static const char *const inks[] = {INK_UP,     INK_DOWN, INK_HIT,
				   INK_SILENT, INK_SOME, INK_PAUSED};

/* Questions have their lanes: at one or two a second there is no rate to be drawn. */
static bool has_curve(const struct writer *w, size_t i)
{
	return w->f->workloads[i].measurable && w->f->n_buckets &&
	       w->plan->workloads[i].kind != WORKLOAD_ASK;
}

static size_t n_curves(const struct writer *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->plan->n_workloads; i++)
		n += has_curve(w, i);
	return n;
}

int curves_height(const struct writer *w)
{
	return n_curves(w) ? 2 * CURVES + GAP : 0;
}

static double ms(int64_t ns)
{
	double v = (double)ns / (double)NS_PER_MS;

	return v < 0.1 ? 0.1 : v; /* the axis is logarithmic */
}

/* Nothing in time is at the foot of a logarithmic axis. */
#define LEAST_RATE 0.5

static double per_second(const struct canvas *c, uint32_t n)
{
	return (double)n / ns_to_s(c->w->f->bucket_ns);
}

/* A bulk load beside a trickle, or what was waiting and came all at once: only a logarithm shows both. */
static bool is_uneven(const struct canvas *c)
{
	const struct findings *f = c->w->f;
	uint64_t most = 0, most_of_all = 0;

	for (size_t i = 0; i < c->w->plan->n_workloads; i++) {
		uint64_t sum = 0;

		if (!has_curve(c->w, i))
			continue;
		if (f->workloads[i].bulk)
			return true;
		for (size_t k = 0; k < f->n_buckets; k++) {
			uint64_t due = f->workloads[i].rates[k].due;

			sum += due;
			most = due > most ? due : most;
		}
		most_of_all = sum > most_of_all ? sum : most_of_all;
	}
	return most * f->n_buckets > 10 * most_of_all;
}

static double floored(double v, bool is_log)
{
	return is_log && v < LEAST_RATE ? LEAST_RATE : v;
}

/* Fewer than so many due in a bucket are no rate: buckets are put together until they are. */
#define ENOUGH 4

static uint64_t all_due(const struct findings *f, size_t i)
{
	uint64_t sum = 0;

	for (size_t k = 0; k < f->n_buckets; k++)
		sum += f->workloads[i].rates[k].due;
	return sum;
}

/* How many buckets are put together. */
static size_t together(const struct findings *f, size_t i)
{
	uint64_t sum = all_due(f, i);
	size_t n = sum ? (size_t)((ENOUGH * f->n_buckets + sum - 1) / sum) : 1;

	return n ? n : 1;
}

/* Columns: begin, in time and due a second. An empty line, where nothing was due, ends a line. */
static void rate_block(const struct canvas *c, size_t i, bool is_log)
{
	const struct findings *f = c->w->f;
	size_t step = together(f, i);

	strbuf_addf(c->script, "$r%zu << EOD\n", i);
	for (size_t k = 0; k < f->n_buckets; k += step) {
		uint32_t served = 0, due = 0;

		for (size_t j = k; j < k + step && j < f->n_buckets; j++) {
			served += f->workloads[i].rates[j].served;
			due += f->workloads[i].rates[j].due;
		}
		if (due == 0)
			strbuf_addstr(c->script, "\n");
		else
			strbuf_addf(c->script, "%.4f %.3f %.3f\n",
				    (double)k * ns_to_s(f->bucket_ns),
				    floored(per_second(c, served) / (double)step, is_log),
				    floored(per_second(c, due) / (double)step, is_log));
	}
	strbuf_addstr(c->script, "EOD\n");
}

/* More columns than these are finer than a reader's eye; of buckets put together the worst is drawn. */
#define COLUMNS_MOST 240

/* The worst of [from, from + n); -1: no answer. */
static struct rate worst(const struct findings *f, size_t i, size_t from, size_t n)
{
	struct rate w = {.p50_ns = -1, .p99_ns = -1};

	for (size_t k = from; k < from + n && k < f->n_buckets; k++) {
		const struct rate *r = &f->workloads[i].rates[k];

		w.p50_ns = r->p50_ns > w.p50_ns ? r->p50_ns : w.p50_ns;
		w.p99_ns = r->p99_ns > w.p99_ns ? r->p99_ns : w.p99_ns;
	}
	return w;
}

/* Columns: begin and end of the bucket, p50, p99 in ms. */
static void latency_block(const struct canvas *c, size_t i)
{
	const struct findings *f = c->w->f;
	size_t step = (f->n_buckets - 1) / COLUMNS_MOST + 1;
	double bucket = ns_to_s(f->bucket_ns);

	strbuf_addf(c->script, "$l%zu << EOD\n", i);
	for (size_t k = 0; k < f->n_buckets; k += step) {
		struct rate r = worst(f, i, k, step);

		if (r.p50_ns < 0)
			strbuf_addstr(c->script, "\n");
		else
			strbuf_addf(c->script, "%.4f %.4f %.3f %.3f\n",
				    (double)k * bucket, (double)(k + step) * bucket,
				    ms(r.p50_ns), ms(r.p99_ns));
	}
	strbuf_addstr(c->script, "EOD\n");
}

static void y_label(const struct canvas *c, enum phrase words)
{
	strbuf_addstr(c->script, "set ylabel ");
	canvas_text(c, w_said(c->w, words, NULL));
	strbuf_addstr(c->script, " offset character -1,0 noenhanced\n");
}

static void title(const struct canvas *c, const char *text)
{
	strbuf_addstr(c->script, " title ");
	canvas_text(c, text);
}

static void key(const struct canvas *c)
{
	strbuf_addstr(c->script, "set key at graph 1,1.16 right top horizontal "
				 "noenhanced samplen 1.5 font ',10'\n");
}

static void rates(struct canvas *c, bool is_log)
{
	const char *comma = "plot ";

	canvas_panel(c, CURVES, false);
	canvas_backdrop(c);
	y_label(c, SAY_G_RATE);
	key(c);
	strbuf_addstr(c->script,
		      is_log ? "set logscale y\nset yrange [0.5:*]\nset ytics autofreq "
			       "scale 0.5 format '%g'\n"
			     : "set yrange [0:*]\nset ytics autofreq scale 0.5 format "
			       "'%g'\n");
	for (size_t i = 0; i < c->w->plan->n_workloads; i++) {
		const char *ink = inks[i % ARRAY_LEN(inks)];

		if (!has_curve(c->w, i))
			continue;
		strbuf_addf(c->script,
			    "%s$r%zu using 1:3 with steps lw 1 dt 3 lc rgb '%s' notitle, "
			    "'' using 1:2 with steps lw 1.6 lc rgb '%s'",
			    comma, i, ink, ink);
		title(c, c->w->plan->workloads[i].name);
		comma = ", ";
	}
	strbuf_addch(c->script, '\n');
	canvas_end(c, CURVES);
}

/* One answer in a bucket is a point, not a band. */
static void latency_curve(const struct canvas *c, size_t i, const char *comma)
{
	const char *ink = inks[i % ARRAY_LEN(inks)], *who = c->w->plan->workloads[i].name;

	if (together(c->w->f, i) > 1) {
		strbuf_addf(c->script,
			    "%s$l%zu using 1:4 with points pt 7 ps 0.5 lc rgb '%s'",
			    comma, i, ink);
		title(c, who);
		return;
	}
	strbuf_addf(c->script,
		    "%s$l%zu using (($1+$2)/2):3:1:2:3:4 with boxxyerror fs transparent "
		    "solid 0.3 noborder fc rgb '%s'",
		    comma, i, ink);
	title(c, w_said(c->w, SAY_G_BAND, VALUES(who)));
	strbuf_addf(c->script, ", '' using 1:3 with steps lw 1.6 lc rgb '%s' notitle",
		    ink);
}

static void latencies(struct canvas *c)
{
	const char *comma = "plot ";

	canvas_panel(c, CURVES, true);
	canvas_backdrop(c);
	y_label(c, SAY_G_LATENCY);
	key(c);
	strbuf_addstr(c->script, "set xlabel ");
	canvas_text(c, w_said(c->w, SAY_G_SECONDS, NULL));
	strbuf_addstr(c->script, " noenhanced\nset logscale y\nset yrange [0.1:*]\n"
				 "set ytics autofreq scale 0.5 format '%g'\n");
	for (size_t i = 0; i < c->w->plan->n_workloads; i++) {
		if (!has_curve(c->w, i))
			continue;
		latency_curve(c, i, comma);
		comma = ", ";
	}
	strbuf_addch(c->script, '\n');
	canvas_end(c, CURVES);
}

void draw_curves(struct canvas *c)
{
	bool is_log = is_uneven(c);

	if (!n_curves(c->w))
		return;
	for (size_t i = 0; i < c->w->plan->n_workloads; i++)
		if (has_curve(c->w, i)) {
			rate_block(c, i, is_log);
			latency_block(c, i);
		}
	rates(c, is_log);
	latencies(c);
}
