#include "load/load.h"

#include "base/mem.h"
#include "base/str.h"
#include "load/consumer.h"
#include "load/producer.h"
#include "load/running.h"

#include <assert.h>

static const int64_t TAKEN_NS = 5 * NS_PER_S; /* replacing a client takes a while */

/* Starting. */

static int start_consumers(struct load *l, size_t i, struct err *e)
{
	struct running *r = &l->running[i];

	marks_init(&r->received, l->control.plan->topics[r->topic].partitions);
	for (int m = 0; m < r->plan->members; m++) {
		struct consumer *c = consumer_start(&l->control, i, m, &r->received, e);

		if (!c)
			return -1;
		*GROW(r->consumers, r->n_consumers) = c;
	}
	return 0;
}

static int start_producer(struct load *l, size_t i, struct err *e)
{
	l->running[i].producer = producer_start(&l->control, i, e);
	return l->running[i].producer ? 0 : -1;
}

static int start_workload(struct load *l, size_t i, struct err *e)
{
	switch (l->running[i].plan->kind) {
	case WORKLOAD_PRODUCE: return start_producer(l, i, e);
	case WORKLOAD_CONSUME: return start_consumers(l, i, e);
	case WORKLOAD_ASK: break;
	}
	return askers_start(&l->running[i].askers, &l->control, i, e);
}

static int start_kind(struct load *l, enum workload_kind kind, struct err *e)
{
	for (size_t i = 0; i < l->len; i++) {
		const struct workload_plan *w = l->running[i].plan;

		if (w->kind != kind)
			continue;
		if (start_workload(l, i, e) < 0)
			return err_wrap(e, "workload '%s'", w->name);
	}
	return 0;
}

static void prepare(struct load *l, const struct plan *plan)
{
	l->len = plan->n_workloads;
	l->running = xcalloc(l->len, sizeof(*l->running));
	for (size_t i = 0; i < l->len; i++) {
		l->running[i].plan = &plan->workloads[i];
		l->running[i].topic = plan_topic_index(plan, plan->workloads[i].topic);
		assert(l->running[i].topic < plan->n_topics ||
		       plan->workloads[i].kind ==
			       WORKLOAD_ASK); /* scenario/ has checked it */
	}
}

struct load *load_start(const struct plan *plan, const struct topology *topology,
			const struct clock *clock, struct record *record, uint32_t run_id,
			struct err *e)
{
	struct load *l = xcalloc(1, sizeof(*l));

	l->control.plan = plan;
	l->control.topology = topology;
	l->control.clock = clock;
	l->control.record = record;
	l->control.run_id = run_id;
	l->control.bootstrap = topology_bootstrap(topology);
	prepare(l, plan);
	if (control_init(&l->control, e) == 0 &&
	    start_kind(l, WORKLOAD_CONSUME, e) == 0 &&
	    start_kind(l, WORKLOAD_PRODUCE, e) == 0 &&
	    start_kind(l, WORKLOAD_ASK, e) == 0)
		return l;
	load_stop(l);
	return NULL;
}

/* Looking. */

size_t load_tallies(const struct load *l, size_t index, const struct tally **out,
		    size_t cap)
{
	const struct running *r = &l->running[index];

	if (r->producer) {
		if (cap > 0)
			out[0] = producer_tally(r->producer);
		return 1;
	}
	if (r->askers.len)
		return askers_tallies(&r->askers, out, cap);
	for (size_t i = 0; i < r->n_consumers && i < cap; i++)
		out[i] = consumer_tally(r->consumers[i]);
	return r->n_consumers;
}

/* Steering. */

void load_begin(struct load *l, int64_t at_ns)
{
	atomic_store(&l->control.begin_ns, at_ns);
}

void load_enter_phase(struct load *l, int phase)
{
	atomic_store(&l->control.phase, phase);
}

bool load_written(const struct load *l, const char *workload, struct strbuf *seen)
{
	for (size_t i = 0; i < l->len; i++) {
		const struct running *r = &l->running[i];

		if (!r->producer || strcmp(r->plan->name, workload) != 0)
			continue;
		if (seen)
			strbuf_addf(seen, "%s: %lld of %lld records acknowledged",
				    workload,
				    (long long)tally_read(
					    &producer_tally(r->producer)->acked),
				    (long long)r->plan->records);
		return producer_is_done(r->producer);
	}
	return false;
}

void load_stop_producing(struct load *l)
{
	int_fast64_t none = INT64_MAX;

	(void)atomic_compare_exchange_strong(
		&l->control.end_ns, &none,
		control_now(&l->control)); /* the first call counts */
}

static bool produces(const struct load *l, const struct running *r)
{
	return r->producer && !workload_is_bulk(r->plan) &&
	       !producer_is_done(r->producer) &&
	       atomic_load(&l->control.begin_ns) != NEVER &&
	       atomic_load(&l->control.end_ns) == INT64_MAX;
}

static bool is_meant(const struct load *l, const struct running *r, const char *workload)
{
	return workload ? strcmp(r->plan->name, workload) == 0 : produces(l, r);
}

/* A thread that is told to end may not look any more; that it looks late is another matter. */
static int wait_until_taken(const struct load *l, const struct running *r, struct err *e)
{
	int64_t until = control_now(&l->control) + TAKEN_NS;

	while (!producer_has_taken(r->producer)) {
		if (!produces(l, r))
			return err_set(e, CODE_NO_LOAD,
				       "workload '%s' does not produce any more",
				       r->plan->name);
		if (control_now(&l->control) >= until)
			return err_set(e, CODE_NO_LOAD,
				       "workload '%s' is stuck: it did not take up more "
				       "records within %s",
				       r->plan->name, DURATION_TEXT(TAKEN_NS));
		clock_sleep_until(l->control.clock, control_now(&l->control) + NS_PER_MS);
	}
	return 0;
}

int load_add(struct load *l, const char *workload, int64_t rate_mps, int64_t from_ns,
	     int64_t until_ns, struct err *e)
{
	struct schedule s = {.start_ns = from_ns, .rate_mps = rate_mps};
	size_t n = 0;

	for (size_t i = 0; i < l->len; i++) {
		struct running *r = &l->running[i];

		if (!is_meant(l, r, workload))
			continue;
		if (!produces(l, r))
			return err_set(e, CODE_NO_LOAD,
				       "workload '%s' does not produce now", workload);
		producer_add(r->producer, &s, until_ns);
		n++;
	}
	if (n == 0)
		return err_set(e, CODE_NO_LOAD, "no workload%s%s produces now",
			       workload ? " called " : "", workload ? workload : "");
	for (size_t i = 0; i < l->len; i++)
		if (is_meant(l, &l->running[i], workload) &&
		    wait_until_taken(l, &l->running[i], e) < 0)
			return -1;
	return 0;
}

void load_interrupt(struct load *l)
{
	atomic_store(&l->control.interrupted, true);
}

static bool is_done(const struct running *r)
{
	return askers_are_done(&r->askers) &&
	       (!r->producer || producer_is_done(r->producer));
}

static bool all_done(const struct load *l)
{
	for (size_t i = 0; i < l->len; i++)
		if (!is_done(&l->running[i]))
			return false;
	return true;
}

static bool caught_up(const struct load *l)
{
	for (size_t i = 0; i < l->len; i++)
		if (l->running[i].n_consumers &&
		    !load_has_everything(l, &l->running[i], false))
			return false;
	return true;
}

typedef bool state_fn(const struct load *l);
static void wait_for(const struct load *l, state_fn *is_so, int64_t until_ns)
{
	while (!is_so(l) && !load_is_interrupted(l) &&
	       control_now(&l->control) < until_ns)
		load_look_again(l);
}

int64_t load_drain(struct load *l, int64_t until_ns)
{
	int64_t given_up = 0;

	load_stop_producing(l);
	wait_for(l, all_done, until_ns);
	atomic_store(&l->control.give_up, true);
	while (!all_done(l)) /* a purge ends by itself */
		load_look_again(l);
	wait_for(l, caught_up, control_now(&l->control) + LOAD_CATCH_UP_NS);
	for (size_t i = 0; i < l->len; i++) {
		const struct running *r = &l->running[i];

		if (r->producer)
			given_up += producer_given_up(r->producer);
		given_up += askers_given_up(&r->askers);
	}
	return given_up;
}

void load_stop(struct load *l)
{
	if (!l)
		return;
	atomic_store(&l->control.quit, true);
	for (size_t i = 0; i < l->len; i++) {
		struct running *r = &l->running[i];

		producer_join(r->producer);
		for (size_t m = 0; m < r->n_consumers; m++)
			consumer_join(r->consumers[m]);
		askers_join(&r->askers);
		free(r->consumers);
		marks_release(&r->received);
	}
	free(l->running);
	control_release(&l->control);
	free(l);
}
