#include "analyse/demand.h"

#include "analyse/errors.h"
#include "base/mem.h"

enum {
	QUEUE_FULL = -184,    /* librdkafka's word for its own full queue */
	STEADY_SAMPLES = 100, /* a hundredth needs a hundred */
};

struct counter {
	struct workload_finding *w;
	const struct demand_input *in;
	struct demand *demands; /* one per phase, and one for between phases */
	struct error_count *errors;
	struct hist steady;
	int64_t steady_until_ns;
	size_t n_phases;
};

size_t phase_at(const struct findings *f, int64_t at_ns)
{
	size_t n = f->run->header.plan.n_phases;

	for (size_t i = 0; i < n; i++)
		if (f->phases[i].begun && at_ns >= f->phases[i].begin_ns &&
		    at_ns < f->phases[i].end_ns)
			return i;
	return n;
}

static int64_t first_action_ns(const struct findings *f)
{
	int64_t first = f->end_ns;

	for (size_t i = 0; i < f->n_actions; i++)
		if (f->actions[i].requested_ns != NEVER &&
		    f->actions[i].requested_ns < first)
			first = f->actions[i].requested_ns;
	return first;
}

static struct share *share_of(struct counter *c, size_t phase, size_t partition)
{
	return &c->w->shares[phase * c->w->n_partitions + partition];
}

static void count_share(struct counter *c, size_t phase, const struct item *it,
			bool served)
{
	size_t p = (size_t)it->partition;

	if (it->partition < 0 || p >= c->w->n_partitions)
		return;
	share_of(c, c->n_phases, p)->due++;
	share_of(c, c->n_phases, p)->served += served;
	if (phase == c->n_phases)
		return;
	share_of(c, phase, p)->due++;
	share_of(c, phase, p)->served += served;
}

static void count_outcome(struct counter *c, struct demand *d, const struct item *it,
			  bool served)
{
	if (it->outcome == OUTCOME_ACKED) {
		int64_t took = it->done_ns - it->due_ns;

		took = took < 0 ? 0
				: took; /* consumers may be told before the producer is */
		d->served += served;
		d->late += !served;
		hist_add(d->latency, took);
		if (it->due_ns < c->steady_until_ns)
			hist_add(&c->steady, took);
	} else if (it->outcome == OUTCOME_REJECTED) {
		d->rejected++;
	} else {
		d->unknown++;
	}
}

static void count_item(struct counter *c, size_t phase, const struct item *it)
{
	struct demand *d = &c->demands[phase];
	int64_t lag = it->sent_ns - it->due_ns;
	bool served = item_served(it, c->in->plan->late_after_ns);

	d->due++;
	count_outcome(c, d, it, served);
	count_share(c, phase, it, served);
	errors_add(&c->errors[phase], it->error, 1);
	if (lag > d->worst_lag_ns)
		d->worst_lag_ns = lag;
	d->stale += (it->flags & ITEM_STALE) != 0;
	d->saturated += lag > c->in->plan->late_after_ns || it->error == QUEUE_FULL;
}

/* Items of a partition come by due time, so the phase is looked up only when it is left. */
static void count_partition(struct counter *c, size_t first, size_t end)
{
	const struct findings *f = c->in->f;
	size_t phase = c->n_phases;

	for (size_t i = first; i < end; i++) {
		const struct item *it = &c->in->series->items[i];

		if (!(it->flags & ITEM_DEMAND))
			continue;
		if (phase == c->n_phases || it->due_ns >= f->phases[phase].end_ns)
			phase = phase_at(f, it->due_ns);
		count_item(c, phase, it);
	}
}

/*
 * A sequence number without a row: the record was scheduled (a later one was), its fate is not
 * known. Its due time lies between those of its neighbours.
 */
static void count_missing(struct counter *c, int64_t due_ns)
{
	struct demand *d = &c->demands[phase_at(c->in->f, due_ns)];

	if (due_ns < c->in->f->begin_ns || due_ns >= c->in->f->end_ns)
		return;
	d->due++;
	d->unknown++;
	d->missing++;
}

static void count_gap(struct counter *c, const struct item *before, size_t n,
		      const struct item *after)
{
	int64_t from = before ? before->due_ns : after->due_ns;
	double step = (double)(after->due_ns - from) / (double)(n + 1);

	for (size_t i = 1; i <= n; i++)
		count_missing(c, from + (int64_t)(step * (double)i));
}

static void count_gaps(struct counter *c)
{
	const struct records *r = c->in->records;
	const struct item *before = NULL;
	size_t missing = 0;

	for (size_t seq = 0; r && seq < r->n_seqs; seq++) {
		const struct item *it = records_find(r, (uint32_t)seq);

		if (!it) {
			missing++;
			continue;
		}
		if (missing)
			count_gap(c, before, missing, it);
		missing = 0;
		before = it;
	}
}

static void merge(struct demand *to, const struct demand *from)
{
	to->due += from->due;
	to->served += from->served;
	to->late += from->late;
	to->rejected += from->rejected;
	to->unknown += from->unknown;
	to->missing += from->missing;
	to->saturated += from->saturated;
	to->stale += from->stale;
	if (from->worst_lag_ns > to->worst_lag_ns)
		to->worst_lag_ns = from->worst_lag_ns;
	hist_merge(to->latency, from->latency);
}

static void finish(struct demand *d, const struct error_count *errors,
		   const struct workload_plan *plan)
{
	(void)errors_top(errors, d->errors);
	d->bytes_served = (d->served + d->late) * (uint64_t)plan->value_bytes;
}

static void sum_up(struct counter *c)
{
	struct error_count all = {0};

	for (size_t i = 0; i <= c->n_phases; i++) {
		merge(&c->w->run, &c->demands[i]);
		errors_merge(&all, &c->errors[i]);
		finish(&c->demands[i], &c->errors[i], c->in->plan);
	}
	finish(&c->w->run, &all, c->in->plan);
}

static struct demand no_demand(void)
{
	return (struct demand){.longest_partition = ANY_PARTITION,
			       .latency = xcalloc(1, sizeof(struct hist))};
}

static void prepare(struct counter *c)
{
	struct workload_finding *w = c->w;

	w->run = no_demand();
	c->demands = xcalloc(c->n_phases + 1, sizeof(*c->demands));
	for (size_t i = 0; i <= c->n_phases; i++)
		c->demands[i] = no_demand();
	c->errors = xcalloc(c->n_phases + 1, sizeof(*c->errors));
	w->n_partitions = c->in->series->n_partitions;
	w->shares = xcalloc((c->n_phases + 1) * w->n_partitions + 1, sizeof(*w->shares));
}

void demand_count(struct workload_finding *w, const struct demand_input *in)
{
	struct counter c = {.w = w,
			    .in = in,
			    .steady_until_ns = first_action_ns(in->f),
			    .n_phases = in->f->run->header.plan.n_phases};

	prepare(&c);
	for (size_t p = 0; p <= in->series->n_partitions; p++)
		count_partition(&c, in->series->first[p], in->series->first[p + 1]);
	count_gaps(&c);
	sum_up(&c);
	w->steady_p99_ns = c.steady.count >= STEADY_SAMPLES
				   ? hist_percentile(&c.steady, 9900)
				   : -1;
	free(c.demands[c.n_phases].latency);
	w->phases = c.demands; /* the last one, between phases, is not among them */
	free(c.errors);
}
