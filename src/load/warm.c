/* Before the first phase: has everything that is to be measured proved to work once? */
#include "load/load.h"

#include "kafka/client.h"
#include "load/consumer.h"
#include "load/producer.h"
#include "load/running.h"

static const int64_t LOOK_AGAIN_NS = 10 * NS_PER_MS;

bool load_has_everything(const struct load *l, const struct running *r, bool only_first)
{
	const struct marks *acked = &l->control.acked[r->topic];

	for (int p = 0; p < acked->len; p++) {
		int64_t want = marks_get(acked, p);

		if (marks_get(&r->received, p) < (only_first && want > 1 ? 1 : want))
			return false;
	}
	return true;
}

bool load_is_interrupted(const struct load *l)
{
	return atomic_load(&l->control.interrupted);
}

/* Every thread tells by flags and marks; nothing here is worth a wake-up of its own. */
void load_look_again(const struct load *l)
{
	clock_sleep_until(l->control.clock, control_now(&l->control) + LOOK_AGAIN_NS);
}

static int assigned_of(const struct running *r)
{
	int n = 0;

	for (size_t i = 0; i < r->n_consumers; i++)
		n += consumer_assigned(r->consumers[i]);
	return n;
}

static bool is_unanswered(const struct running *r, struct strbuf *why)
{
	int cold = askers_cold(&r->askers, NULL);

	if (cold > 0)
		strbuf_addf(why, "%d of its questions %s not answered so far", cold,
			    cold == 1 ? "was" : "were");
	return cold > 0;
}

/* What is still missing of a workload before the first phase may begin; false: nothing. */
static bool is_cold(const struct load *l, const struct running *r, struct strbuf *why)
{
	int all;

	if (r->plan->kind == WORKLOAD_ASK)
		return is_unanswered(r, why);
	all = l->control.acked[r->topic].len;
	if (r->producer && producer_cold(r->producer) > 0) {
		strbuf_addf(why, "%d of %d partitions of '%s' have acknowledged nothing",
			    producer_cold(r->producer), all, r->plan->topic);
		return true;
	}
	if (r->producer)
		return false;
	if (assigned_of(r) < all) {
		strbuf_addf(why, "%d of %d partitions of '%s' are assigned",
			    assigned_of(r), all, r->plan->topic);
		return true;
	}
	if (load_has_everything(l, r, true))
		return false;
	strbuf_addf(why, "it received nothing from some partitions of '%s'",
		    r->plan->topic);
	return true;
}

/* Of a client that may know why it is cold. */
static const struct tally *first_tally(const struct running *r)
{
	const struct asker *cold = NULL;

	if (r->producer)
		return producer_tally(r->producer);
	if (askers_cold(&r->askers, &cold) > 0)
		return asker_tally(cold);
	return r->n_consumers ? consumer_tally(r->consumers[0]) : NULL;
}

static bool is_warm(const struct load *l, struct strbuf *why)
{
	for (size_t i = 0; i < l->len; i++) {
		const struct running *r = &l->running[i];
		const struct tally *t = first_tally(r);
		int error = t ? (int)tally_read(&t->error) : 0;

		strbuf_clear(why);
		strbuf_addf(why, "workload '%s': ", r->plan->name);
		if (!is_cold(l, r, why))
			continue;
		if (error)
			strbuf_addf(why, " (last error: %s)", client_error_name(error));
		return false;
	}
	return true;
}

int load_warm(struct load *l, int64_t until_ns, struct err *e)
{
	struct strbuf why = STRBUF_INIT;
	int rc = 0;

	while (rc == 0 && !is_warm(l, &why)) {
		if (load_is_interrupted(l))
			rc = err_set(e, CODE_INTERRUPTED, "interrupted while warming up");
		else if (control_now(&l->control) >= until_ns)
			rc = err_set(e, CODE_NOT_WARM,
				     "the clients did not warm up in time: %s",
				     strbuf_text(&why));
		else
			load_look_again(l);
	}
	strbuf_release(&why);
	return rc;
}
