/* answer_served.c - answers about who was served: for how long not and why, with which errors, how late and how fast. */
#include "model/kafka_error.h"
#include "writeup/answers.h"

struct sum {
	uint64_t due, served, late;
	struct longest longest;
};

/* Demand counts in each phase; the longest window is looked for in each, too, for phases need not follow each other. */
static struct sum sum_of(const struct writer *w, const struct asked *q, size_t workload)
{
	const struct workload_finding *f = &w->f->workloads[workload];
	struct sum s = {0};

	for (size_t i = 0; i < q->n_phases; i++) {
		const struct phase_finding *p = &w->f->phases[q->phase[i]];
		const struct demand *d = &f->phases[q->phase[i]];

		s.due += d->due;
		s.served += d->served;
		s.late += d->late;
		if (q->phase[i] == q->first || q->phase[i] != q->phase[i - 1] + 1) {
			size_t k = i;
			struct longest l;

			while (k + 1 < q->n_phases && q->phase[k + 1] == q->phase[k] + 1)
				k++;
			l = findings_longest(f, ANY_PARTITION, p->begin_ns,
					     w->f->phases[q->phase[k]].end_ns);
			if (l.window && l.ns > s.longest.ns)
				s.longest = l;
		}
	}
	return s;
}

static void extent(struct writer *w, const struct asked *q, const struct window *x)
{
	bool before = window_start_ns(x) < q->s.from_ns;
	bool after = window_end_ns(x) > q->s.to_ns && !x->open;

	if (before && x->open)
		w_say(w, SAY_A_OUT_NEVER, NULL);
	else if (before && after)
		w_say(w, SAY_A_OUT_THROUGH, NULL);
	else if (before)
		w_say(w, SAY_A_OUT_BEFORE, VALUES(w_when(w, window_end_ns(x))));
	else if (x->open)
		w_say(w, SAY_A_OUT_OPEN, VALUES(w_when(w, window_start_ns(x))));
	else
		w_say(w, SAY_A_OUT_FROM,
		      VALUES(w_when(w, window_start_ns(x)), w_when(w, window_end_ns(x))));
}

/* What stood in the way, and of that what was seen. */
static void reasons(struct writer *w, const struct window *x)
{
	strbuf_addstr(w->out, "\n  - ");
	w_say(w, SAY_A_REASON,
	      VALUES(w_reason_said(w, x->why.reason),
		     w_heard(w, reason_meaning(x->why.reason))));
	for (size_t i = 0; i < x->why.n_evidence; i++) {
		strbuf_addstr(w->out, "\n  - ");
		w_say(w, SAY_WHY_EVIDENCE, VALUES(w_heard(w, x->why.evidence[i])));
	}
}

/* Of several parts: whether there was always one that was served. */
static void all_parts(struct writer *w, const struct asked *q, size_t workload)
{
	const struct workload_finding *f = &w->f->workloads[workload];
	int64_t all_ns = 0;

	if (f->n_partitions < 2)
		return;
	for (size_t i = 0; i < q->n_phases; i++)
		all_ns += f->phases[q->phase[i]].all_ns;
	strbuf_addch(w->out, ' ');
	if (all_ns > 0)
		w_say(w, SAY_A_ALL_OUT, VALUES(w_length(w, all_ns)));
	else
		w_say(w, SAY_A_NEVER_ALL, NULL);
}

static void with_window(struct writer *w, const struct asked *q, const char *who,
			const char *plane, const struct sum *s)
{
	const char *how_long = w_length_bar(w, s->longest.ns, s->longest.bar_ns);

	strbuf_addstr(w->out, "- ");
	if (s->due == 0)
		w_say(w, SAY_A_OUT_IDLE, VALUES(who, plane, how_long));
	else if (s->served == 0)
		w_say(w, SAY_A_SERVED_NONE,
		      VALUES(who, plane, w_number(w, s->due), how_long));
	else
		w_say(w, SAY_A_SERVED_SOME,
		      VALUES(who, plane, w_number(w, s->served), w_number(w, s->due),
			     how_long));
	strbuf_addch(w->out, ' ');
	extent(w, q, s->longest.window);
	all_parts(w, q, s->longest.window->workload);
	reasons(w, s->longest.window);
	strbuf_addch(w->out, '\n');
}

static void outage_of(struct writer *w, const struct asked *q, size_t i)
{
	const char *who = w_workload_name(w, i);
	const char *plane = plane_name(w->f->workloads[i].plane);
	struct sum s = sum_of(w, q, i);

	if (s.longest.window)
		with_window(w, q, who, plane, &s);
	else if (s.due == 0)
		return;
	else if (s.served == s.due)
		w_item(w, SAY_A_SERVED_ALL, VALUES(who, plane, w_number(w, s.due)));
	else if (s.served + s.late == s.due)
		w_item(w, SAY_A_SERVED_LATE,
		       VALUES(who, plane, w_number(w, s.served), w_number(w, s.due)));
	else
		w_item(w, SAY_A_SERVED_NO_WINDOW,
		       VALUES(who, plane, w_number(w, s.served), w_number(w, s.due)));
}

static bool has_due_times(const struct writer *w, size_t i)
{
	return !w->f->workloads[i].bulk && w->f->workloads[i].measurable;
}

void answer_outage(struct writer *w, const struct asked *q)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		if (!answer_means(w, q, i))
			continue;
		if (has_due_times(w, i))
			outage_of(w, q, i);
		else if (!w->f->workloads[i].bulk)
			w_item(w, SAY_NOT_MEASURABLE, VALUES(w_workload_name(w, i)));
	}
}

enum { ERRORS_MOST = 16 };

/* Errors of the question's phases, each code once. */
static size_t collect(const struct writer *w, const struct asked *q, size_t workload,
		      struct error_share *all)
{
	size_t n = 0;

	for (size_t i = 0; i < q->n_phases; i++) {
		const struct demand *d = &w->f->workloads[workload].phases[q->phase[i]];

		for (size_t k = 0; k < WINDOW_ERRORS && d->errors[k].count; k++) {
			size_t at = 0;

			while (at < n && all[at].code != d->errors[k].code)
				at++;
			if (at == ERRORS_MOST)
				continue;
			if (at == n)
				all[n++] = (struct error_share){d->errors[k].code, 0};
			all[at].count += d->errors[k].count;
		}
	}
	return n;
}

static void no_errors(struct writer *w, size_t workload, struct sum s)
{
	const char *who = w_workload_name(w, workload);

	if (s.late && w->plan->workloads[workload].kind == WORKLOAD_PRODUCE)
		w_item(w, SAY_A_ERRORS_LATE, VALUES(who, w_number(w, s.late)));
	else if (s.due)
		w_item(w, SAY_A_ERRORS_NONE, VALUES(who));
}

static void errors_of(struct writer *w, const struct asked *q, size_t workload)
{
	struct error_share all[ERRORS_MOST];
	const char *texts[ERRORS_MOST];
	size_t n = collect(w, q, workload, all);

	for (size_t i = 0; i < n; i++)
		texts[i] = w_said(
			w, SAY_A_ERROR,
			VALUES(w_number(w, all[i].count), kafka_error_name(all[i].code),
			       w_heard(w, kafka_error_find(all[i].code)->meaning)));
	if (n)
		w_item(w, SAY_A_ERRORS,
		       VALUES(w_workload_name(w, workload), w_joined(w, texts, n)));
	else
		no_errors(w, workload, sum_of(w, q, workload));
}

void answer_errors(struct writer *w, const struct asked *q)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++)
		if (answer_means(w, q, i) && has_due_times(w, i))
			errors_of(w, q, i);
}

static void latency_of(struct writer *w, size_t workload, const struct hist *h)
{
	const char *who = w_workload_name(w, workload);

	if (!h || h->count == 0)
		w_item(w, SAY_A_LATENCY_NONE, VALUES(who));
	else
		w_item(w, SAY_A_LATENCY,
		       VALUES(who, w_length(w, hist_percentile(h, 5000)),
			      w_length(w, hist_percentile(h, 9500)),
			      w_length(w, hist_percentile(h, 9900)),
			      w_length(w, hist_percentile(h, 9990)),
			      w_length(w, hist_percentile(h, 10000)),
			      w_number(w, h->count)));
}

/* Of the whole run, or of each phase: percentiles of several do not add up. */
void answer_latency(struct writer *w, const struct asked *q)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		const struct workload_finding *f = &w->f->workloads[i];

		if (!answer_means(w, q, i) || !f->measurable)
			continue;
		if (f->bulk)
			write_bulk(w, i);
		else if (q->is_whole)
			latency_of(w, i, f->run.latency);
		else
			for (size_t p = 0; p < q->n_phases; p++)
				latency_of(w, i, f->phases[q->phase[p]].latency);
	}
}

static void rate_of(struct writer *w, const struct asked *q, size_t i)
{
	struct sum s = sum_of(w, q, i);
	int64_t ns = 0;

	for (size_t k = 0; k < q->n_phases; k++)
		ns += w->f->phases[q->phase[k]].end_ns -
		      w->f->phases[q->phase[k]].begin_ns;
	if (s.due && ns > 0)
		w_item(w, SAY_A_RATE,
		       VALUES(w_workload_name(w, i),
			      w_decimal(w, (double)s.served / ns_to_s(ns), 1),
			      w_decimal(w, (double)s.due / ns_to_s(ns), 1)));
}

void answer_throughput(struct writer *w, const struct asked *q)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		if (!answer_means(w, q, i) ||
		    w->plan->workloads[i].kind != WORKLOAD_PRODUCE)
			continue;
		if (w->f->workloads[i].bulk)
			write_bulk(w, i);
		else if (w->f->workloads[i].measurable)
			rate_of(w, q, i);
	}
}
