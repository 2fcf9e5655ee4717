#include "load/asker.h"

#include "base/mem.h"
#include "load/ask.h"

enum { NEVER_ASKED = -166 }; /* librdkafka's word for what waited too long to be sent */
static const int64_t WARM_AGAIN_NS = 200 * NS_PER_MS;

struct asker {
	struct ask ask;
	struct control *control;
	const struct workload_plan *plan;
	int member;
	int place; /* in the topology; ASK_ANY */
	int parts; /* that are asked in turn: partitions, else 1 */
	struct stream *rows;
	struct tally *tally;
	atomic_uint_fast32_t *next_seq;
	atomic_int cold;
	atomic_bool is_done;
	atomic_int_fast64_t given_up;
	pthread_t thread;
};

static int64_t end_of(const struct asker *a)
{
	return atomic_load(&a->control->end_ns);
}

/* What question n is about, as the row's partition tells it. */
static int32_t part_of(const struct asker *a, int64_t n)
{
	if (a->place != ASK_ANY)
		return a->place;
	if (a->plan->ask == PLANE_NEW_CLIENT && a->plan->partition >= 0)
		return a->plan->partition;
	return (int32_t)(n % a->parts);
}

static void write_row(struct asker *a, struct produced *row)
{
	row->seq = (uint32_t)atomic_fetch_add(a->next_seq, 1);
	stream_produced(a->rows, row);
}

static void count(struct asker *a, const struct answer *answer)
{
	tally_set(&a->tally->error, answer->error);
	if (answer->outcome == OUTCOME_ACKED) {
		tally_bump(&a->tally->acked);
		tally_set(&a->tally->last_good_ns, answer->done_ns);
	} else if (answer->outcome == OUTCOME_REJECTED) {
		tally_bump(&a->tally->rejected);
	} else {
		tally_bump(&a->tally->unknown);
	}
}

/* Asks, waits, writes the row. */
static struct answer ask(struct asker *a, int64_t n, int64_t due_ns, bool warm)
{
	int64_t sent = control_now(a->control);
	struct produced row = {.due_ns = due_ns,
			       .sent_ns = sent,
			       .partition = part_of(a, n),
			       .warm = warm};
	struct answer answer;

	tally_bump(&a->tally->sent);
	tally_set(&a->tally->lag_ns, sent - due_ns);
	tally_set(&a->tally->oldest_due_ns, due_ns);
	ask_one(&a->ask, row.partition, sent + a->plan->timeout_ns, &answer);
	tally_set(&a->tally->oldest_due_ns, NEVER);
	count(a, &answer);
	row.done_ns = answer.done_ns;
	row.offset = answer.offset;
	row.error = (int16_t)answer.error;
	row.outcome = (uint8_t)answer.outcome;
	write_row(a, &row);
	return answer;
}

/* It was due while the question before hung: nobody could ask. */
static void miss(struct asker *a, int64_t n, int64_t due_ns, int64_t done_ns)
{
	struct produced row = {.due_ns = due_ns,
			       .sent_ns = due_ns,
			       .done_ns = done_ns,
			       .offset = -1,
			       .partition = part_of(a, n),
			       .error = NEVER_ASKED,
			       .outcome = OUTCOME_REJECTED};

	tally_bump(&a->tally->sent);
	tally_bump(&a->tally->rejected);
	write_row(a, &row);
}

static void sleep_until(const struct asker *a, int64_t at_ns)
{
	int64_t glance = control_now(a->control) + LOAD_GLANCE_MS * NS_PER_MS;

	clock_sleep_until(a->control->clock, at_ns < glance ? at_ns : glance);
}

/* ---- warming up ---- */

static bool is_told_to_go_on(const struct asker *a)
{
	return ask_must_end(&a->ask) || end_of(a) != INT64_MAX ||
	       atomic_load(&a->control->begin_ns) != NEVER;
}

static void warm_up(struct asker *a)
{
	int64_t again = NEVER;

	while (!is_told_to_go_on(a)) {
		int64_t now = control_now(a->control);
		int cold = atomic_load(&a->cold);

		if (cold == 0 || (again != NEVER && now < again)) {
			sleep_until(a, INT64_MAX);
			continue;
		}
		again = now + WARM_AGAIN_NS;
		if (ask(a, a->parts - cold, now, true).outcome != OUTCOME_ACKED)
			continue;
		again = NEVER;
		if (atomic_fetch_sub(&a->cold, 1) == 1)
			control_event(a->control, a->plan->name, a->member, "warm");
	}
}

/* ---- asking ---- */

static void ask_on(struct asker *a, int64_t begin_ns)
{
	int64_t due = begin_ns, n = 0;

	while (due < end_of(a) && !ask_must_end(&a->ask)) {
		struct answer answer;

		if (control_now(a->control) < due) {
			sleep_until(a, due);
			continue;
		}
		answer = ask(a, n++, due, false);
		for (due += a->plan->every_ns; due <= answer.done_ns && due < end_of(a);
		     due += a->plan->every_ns)
			miss(a, n++, due, answer.done_ns);
		if (ask_must_end(&a->ask))
			atomic_fetch_add(&a->given_up, answer.outcome == OUTCOME_UNKNOWN);
	}
}

static void *asker_main(void *arg)
{
	struct asker *a = arg;
	int64_t begin;

	control_event(a->control, a->plan->name, a->member, "start");
	warm_up(a);
	begin = atomic_load(&a->control->begin_ns);
	if (begin != NEVER)
		ask_on(a, begin);
	ask_close(&a->ask);
	control_event(a->control, a->plan->name, a->member, "stop");
	atomic_store(&a->is_done, true);
	return NULL;
}

/* ---- life ---- */

static int parts_of(const struct control *c, const struct workload_plan *w)
{
	const struct topic_plan *t = plan_topic(c->plan, w->topic);

	return w->ask == PLANE_NEW_CLIENT && w->partition < 0 && t ? t->partitions : 1;
}

static void asker_free(struct asker *a)
{
	free(a->tally);
	free(a);
}

struct asker *asker_start(struct control *control, size_t workload, int member, int place,
			  atomic_uint_fast32_t *next_seq, struct err *e)
{
	struct asker *a = xcalloc(1, sizeof(*a));

	a->control = control;
	a->plan = &control->plan->workloads[workload];
	a->member = member;
	a->place = place;
	a->parts = parts_of(control, a->plan);
	a->next_seq = next_seq;
	a->tally = tally_new();
	atomic_init(&a->cold, a->parts);
	a->rows = control_rows(control, a->plan->name, member, "asked", e);
	if (!a->rows)
		goto fail;
	ask_open(&a->ask, control, a->plan, place);
	if (pthread_create(&a->thread, NULL, asker_main, a) == 0)
		return a;
	ask_close(&a->ask);
	err_set(e, CODE_NO_RESOURCE, "cannot start a thread for workload '%s'",
		a->plan->name);
fail:
	asker_free(a);
	return NULL;
}

int asker_cold(const struct asker *a)
{
	return atomic_load(&a->cold);
}

bool asker_is_done(const struct asker *a)
{
	return atomic_load(&a->is_done);
}

int64_t asker_given_up(const struct asker *a)
{
	return atomic_load(&a->given_up);
}

const struct tally *asker_tally(const struct asker *a)
{
	return a->tally;
}

void asker_join(struct asker *a)
{
	if (!a)
		return;
	(void)pthread_join(a->thread,
			   NULL); /* it was started, and nobody else joins it */
	asker_free(a);
}
