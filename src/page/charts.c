/*
 * charts.c - a workload's rates and latencies over time, as lines that need no script, and as columns of numbers
 * for the script.
 */
#include "page/lane.h"
#include "page/part.h"

#include "base/mem.h"

#include <math.h>

enum {
	HEIGHT = 100,
	HELD = 8 /* buckets in which nothing was due, before a line ends; as in page.js */
};
#define LEAST_MS 0.1 /* below, nobody cares by how much */

/* What is drawn of a bucket of `s` seconds; UNANSWERED, or UNASKED: nothing was due, of which nothing follows. */
#define UNANSWERED (-1.0)
#define UNASKED    (-2.0)
typedef double column_fn(const struct rate *r, double bucket_s);

static double due(const struct rate *r, double s)
{
	return r->due / s;
}
static double served(const struct rate *r, double s)
{
	return r->served / s;
}
static double late(const struct rate *r, double s)
{
	return r->late / s;
}
static double failed(const struct rate *r, double s)
{
	return ((double)r->rejected + r->unknown) / s;
}
static double in_ms(const struct rate *r, int64_t ns)
{
	if (ns >= 0)
		return (double)ns / (double)NS_PER_MS;
	return r->due ? UNANSWERED : UNASKED;
}
static double p50(const struct rate *r, UNUSED double s)
{
	return in_ms(r, r->p50_ns);
}
static double p99(const struct rate *r, UNUSED double s)
{
	return in_ms(r, r->p99_ns);
}
static double most(const struct rate *r, UNUSED double s)
{
	return in_ms(r, r->max_ns);
}

struct line {
	const char *class;
	const char *label; /* NULL: `name` */
	column_fn *column;
	enum word name;
	bool area;
	bool rare; /* nothing is drawn where it is 0 */
};

static const struct line rate_lines[] = {
	{"due", NULL, due, WORD_DUE, false, false},
	{"served", NULL, served, WORD_SERVED, true, false},
	{"late", NULL, late, WORD_LATE, false, true},
	{"failed", NULL, failed, WORD_FAILED, false, true},
};

static const struct line latency_lines[] = {
	{"p50", "p50", p50, WORD_COUNT, false, false},
	{"p99", "p99", p99, WORD_COUNT, false, false},
	{"max", "max", most, WORD_COUNT, false, false},
};

struct chart {
	const char *kind; /* "rate", "latency" */
	const struct line *lines;
	size_t n_lines;
	bool log;
};

static const struct chart charts[] = {
	{"rate", rate_lines, ARRAY_LEN(rate_lines), false},
	{"latency", latency_lines, ARRAY_LEN(latency_lines), true},
};

struct scale {
	double low, high;
	bool log;
};

/* A workload's buckets as one chart has them: of those with few records several are one. */
struct series {
	const struct rate *rates;
	size_t joined, len; /* how many are one; how many there are then */
	double bucket_s;
};

enum { FEW = 5 /* due in a bucket: its rate would be a fence of zeros and ones */ };

/* What is due by a schedule is due every so often; 0: not known, as of what others write. */
static int64_t period_ns(const struct workload_plan *w)
{
	if (w->kind == WORKLOAD_ASK)
		return w->every_ns;
	if (w->kind == WORKLOAD_PRODUCE && w->rate_mps > 0)
		return NS_PER_S * 1000 / w->rate_mps;
	return 0;
}

static size_t joined(const struct page *p, size_t workload)
{
	const struct rate *rates = p->f->workloads[workload].rates;
	int64_t period = period_ns(&p->plan->workloads[workload]);
	size_t n = p->f->n_buckets, join = 1;
	uint64_t due = 0;

	for (size_t i = 0; i < n; i++)
		due += rates[i].due;
	if (period > 0)
		join = (size_t)((period + p->f->bucket_ns - 1) / p->f->bucket_ns);
	else if (due > 0 && due < FEW * n)
		join = (size_t)(FEW * n / due);
	join = join < n ? join : n;
	return join ? join : 1;
}

/* How long the bucket lasted: the last one ends with the measurement. */
static double lasted(const struct page *p, const struct series *s, size_t i)
{
	double left = page_seconds(p, p->f->end_ns) - s->bucket_s * (double)i;

	return left < s->bucket_s ? left : s->bucket_s;
}

/* A stub of a bucket at the end has no rate worth a line. */
static size_t without_stub(const struct page *p, const struct series *s)
{
	if (s->len > 1 && lasted(p, s, s->len - 1) < s->bucket_s / 2)
		return s->len - 1;
	return s->len;
}

static struct series series_of(const struct page *p, size_t workload,
			       const struct chart *c)
{
	struct series s = {p->f->workloads[workload].rates, 1, p->f->n_buckets,
			   ns_to_s(p->f->bucket_ns)};

	if (!c->log)
		s.joined = joined(p, workload);
	s.len = (s.len + s.joined - 1) / s.joined;
	s.bucket_s *= (double)s.joined;
	if (!c->log)
		s.len = without_stub(p, &s);
	return s;
}

static double at(const struct page *p, const struct series *s, const struct line *l,
		 size_t i)
{
	size_t from = i * s->joined, to = from + s->joined;
	struct rate sum = s->rates[from];

	for (size_t k = from + 1; k < to && k < p->f->n_buckets; k++) {
		sum.due += s->rates[k].due;
		sum.served += s->rates[k].served;
		sum.late += s->rates[k].late;
		sum.rejected += s->rates[k].rejected;
		sum.unknown += s->rates[k].unknown;
	}
	return l->column(&sum, lasted(p, s, i));
}

/* A round value a little above. */
static double round_up(double value)
{
	double ten = value > 0 ? pow(10, floor(log10(value))) : 1;

	static const double steps[] = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};

	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (ten * steps[i] >= value * 1.05)
			return ten * steps[i];
	return ten * 12;
}

static struct scale scale_of(const struct page *p, const struct series *s,
			     const struct chart *c)
{
	double low = HUGE_VAL, high = 0;

	for (size_t k = 0; k < c->n_lines; k++)
		for (size_t i = 0; i < s->len; i++) {
			double v = at(p, s, &c->lines[k], i);

			if (v > high)
				high = v;
			if (v > 0 && v < low)
				low = v;
		}
	if (!c->log)
		return (struct scale){0, round_up(high), false};
	if (high <= 0)
		return (struct scale){1, 10, true};
	low = low > LEAST_MS ? pow(10, floor(log10(low))) : LEAST_MS;
	high = pow(10, ceil(log10(fmax(high, low) * 1.0001)));
	return (struct scale){low, high, true};
}

/* From the top; within the picture. */
static double height_of(const struct scale *s, double v)
{
	double share = s->log ? log10((v < s->low ? s->low : v) / s->low) /
					log10(s->high / s->low)
			      : v / s->high;

	return HEIGHT * (1 - share);
}

/* A line that ends where there is nothing; a lone point is a short one. */
static void path(const struct page *p, const struct series *r, const struct line *l,
		 const struct scale *s)
{
	bool drawing = l->area;
	size_t unasked = 0; /* buckets in a row */

	putf(p, "<path class=\"%s\" d=\"", l->class);
	if (l->area)
		putf(p, "M0 %d", HEIGHT);
	for (size_t i = 0; i < r->len; i++) {
		double v = at(p, r, l, i), x = r->bucket_s * (double)i;

		unasked = v <= UNASKED ? unasked + 1 : 0;
		if (unasked > HELD)
			drawing = false;
		if (unasked) {
			if (drawing)
				putf(p, "H%.5g", x + r->bucket_s);
		} else if (v < 0 || (l->rare && v <= 0)) {
			drawing = false;
		} else {
			/* A bucket is as wide as it is: steps, not slopes. */
			putf(p, "%s%.5g %.1fH%.5g", drawing ? "L" : "M", x,
			     height_of(s, v), x + r->bucket_s);
			drawing = true;
		}
	}
	if (l->area)
		putf(p, "V%dZ", HEIGHT);
	put(p, "\"/>");
}

static const char *line_name(const struct page *p, const struct line *l)
{
	return l->label ? l->label : word(p->t->lang, l->name);
}

static void number(const struct page *p, const struct chart *c, double v)
{
	if (c->log && v >= 1000)
		putf(p, "%g s", v / 1000);
	else if (c->log)
		putf(p, "%g ms", v);
	else
		putf(p, "%g/s", v);
}

static void name_cell(const struct page *p, const struct chart *c, const struct scale *s)
{
	putf(p, "<div class=\"lane chart %s\"><div class=\"name\"><span>%s</span><small>",
	     c->kind, c->log ? W(p, LATENCY) : W(p, RATE));
	for (size_t k = 0; k < c->n_lines; k++)
		putf(p, "<i class=\"key %s\">%s</i> ", c->lines[k].class,
		     line_name(p, &c->lines[k]));
	put(p, "</small><b class=\"top\">");
	number(p, c, s->high);
	put(p, "</b><b class=\"bottom\">");
	number(p, c, s->low);
	put(p, "</b></div><div class=\"track\">");
}

static void chart(const struct page *p, size_t workload, const struct chart *c)
{
	struct series r = series_of(p, workload, c);
	struct scale s = scale_of(p, &r, c);
	double span = page_seconds(p, p->f->end_ns);

	name_cell(p, c, &s);
	putf(p,
	     "<div class=\"plot\" id=\"r%zu-c%zu-%s\" data-low=\"%g\" data-high=\"%g\"%s>",
	     p->number, workload, c->kind, s.low, s.high, c->log ? " data-log" : "");
	putf(p,
	     "<svg viewBox=\"0 0 %.3f %d\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
	     span, HEIGHT);
	sayf(p, "%s: %s", p->plan->workloads[workload].name,
	     c->log ? W(p, LATENCY) : W(p, RATE));
	put(p, "\">");
	for (size_t k = 0; k < c->n_lines; k++)
		path(p, &r, &c->lines[k], &s);
	put(p, "</svg></div>");
	lane_end(p);
}

void chart_lanes(const struct page *p, size_t workload)
{
	const struct workload_finding *w = &p->f->workloads[workload];

	if (!w->rates || p->f->n_buckets == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(charts); i++)
		chart(p, workload, &charts[i]);
}

/* null: unanswered; -1: nothing was due. */
static void number_or_none(const struct page *p, double v)
{
	if (v <= UNASKED)
		put(p, "-1");
	else if (v < 0)
		put(p, "null");
	else
		putf(p, "%.6g", v);
}

static void columns(const struct page *p, size_t workload, const struct chart *c)
{
	struct series s = series_of(p, workload, c);

	putf(p, "{\"id\":\"r%zu-c%zu-%s\",\"step\":%.6g,\"lines\":[", p->number, workload,
	     c->kind, s.bucket_s);
	for (size_t k = 0; k < c->n_lines; k++) {
		putf(p, "%s{\"class\":\"%s\",\"rare\":%s,\"name\":\"%s\",\"values\":[",
		     k ? "," : "", c->lines[k].class, c->lines[k].rare ? "true" : "false",
		     line_name(p, &c->lines[k]));
		for (size_t i = 0; i < s.len; i++) {
			put(p, i ? "," : "");
			number_or_none(p, at(p, &s, &c->lines[k], i));
		}
		put(p, "]}");
	}
	put(p, "]}");
}

void chart_data(const struct page *p)
{
	for (size_t w = 0; w < p->plan->n_workloads; w++)
		for (size_t i = 0;
		     p->f->n_buckets && p->f->workloads[w].rates && i < ARRAY_LEN(charts);
		     i++) {
			put(p, ",\n");
			columns(p, w, &charts[i]);
		}
}
