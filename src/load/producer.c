#include "load/producer.h"

#include "base/mem.h"
#include "base/str.h"
#include "load/bulk.h"
#include "load/sender.h"
#include "load/timetable.h"

enum {
	BURST = 500, /* records sent in one go before outcomes are looked at */
	FULL_WAIT_MS = 5,
	FAST_MPS = 500 * 1000,
	FAST_WAIT_MS = 2,
	LAZY_WAIT_MS = 5,
};
static const int64_t WARM_AGAIN_NS = 200 * NS_PER_MS;

enum warmth { COLD, TRYING, WARM };

struct wish {
	struct schedule schedule;
	int64_t until_ns;
};

struct producer {
	struct sender sender;
	struct bulk bulk; /* of a bulk workload */
	struct timetable due;
	int fast_wait_ms; /* between two sends above FAST_MPS */
	int partitions;
	enum warmth *warmth;   /* per partition */
	int64_t warm_again_ns; /* no new try before */
	int64_t full_since_ns; /* NEVER: the queue has room */
	atomic_int cold;       /* partitions to warm up */
	atomic_bool is_done;
	atomic_int_fast64_t given_up;
	pthread_t thread;

	/* bursts on their way to the thread; `lock` guards the list, `asked` says that there are some */
	pthread_mutex_t lock;
	struct wish *wishes;
	size_t n_wishes;
	atomic_bool asked;
};

static struct control *control_of(const struct producer *p)
{
	return p->sender.control;
}

static int64_t now_of(const struct producer *p)
{
	return control_now(control_of(p));
}

static bool must_give_up(const struct producer *p)
{
	return atomic_load(&control_of(p)->give_up) || atomic_load(&control_of(p)->quit);
}

static int64_t end_of(const struct producer *p)
{
	return atomic_load(&control_of(p)->end_ns);
}

/* Warming up. */

static bool has_partition(const struct producer *p, int partition)
{
	const struct workload_plan *w = p->sender.plan;

	return w->spread != SPREAD_PARTITION || w->partition == partition;
}

static void on_answer(void *arg, const struct produced *row)
{
	struct producer *p = arg;
	bool good = row->error == 0;

	if (!row->warm || row->partition < 0 || p->warmth[row->partition] == WARM)
		return;
	p->warmth[row->partition] = good ? WARM : COLD;
	if (good)
		atomic_fetch_sub(&p->cold, 1);
	else
		p->warm_again_ns = now_of(p) + WARM_AGAIN_NS;
}

static void send_warm(struct producer *p)
{
	int64_t now = now_of(p);

	for (int i = 0; i < p->partitions && now >= p->warm_again_ns; i++) {
		if (p->warmth[i] != COLD || !has_partition(p, i))
			continue;
		p->warmth[i] = TRYING;
		if (sender_send(&p->sender, i, now, true) == SEND_FULL)
			p->warmth[i] = COLD;
	}
}

static bool is_told_to_go_on(const struct producer *p)
{
	return must_give_up(p) || end_of(p) != INT64_MAX ||
	       atomic_load(&control_of(p)->begin_ns) != NEVER;
}

static void warm_up(struct producer *p)
{
	while (producer_cold(p) > 0 && !is_told_to_go_on(p)) {
		send_warm(p);
		sender_poll(&p->sender, LOAD_GLANCE_MS);
	}
	if (producer_cold(p) == 0)
		control_event(control_of(p), p->sender.plan->name, 0, "warm");
	while (!is_told_to_go_on(p))
		sender_poll(&p->sender, LOAD_GLANCE_MS);
}

/* Producing. */

static int32_t partition_of(const struct producer *p, int64_t n)
{
	const struct workload_plan *w = p->sender.plan;

	switch (w->spread) {
	case SPREAD_KEY: return -1;
	case SPREAD_PARTITION: return w->partition;
	case SPREAD_ROUND_ROBIN: break;
	}
	return (int32_t)(n % p->partitions);
}

static void note_full(struct producer *p, bool is_full)
{
	const char *name = p->sender.plan->name;

	if (is_full == (p->full_since_ns != NEVER))
		return;
	if (is_full) {
		p->full_since_ns = now_of(p);
		control_event(control_of(p), name, 0,
			      "saturated: the client's queue is full");
		return;
	}
	control_event(control_of(p), name, 0, "saturated: over after %s",
		      DURATION_TEXT(now_of(p) - p->full_since_ns));
	p->full_since_ns = NEVER;
}

static int64_t next_due(const struct producer *p)
{
	return timetable_due(&p->due);
}

static void take_wishes(struct producer *p)
{
	if (!atomic_load(&p->asked))
		return;
	(void)pthread_mutex_lock(&p->lock); /* fails on misuse only */
	for (size_t i = 0; i < p->n_wishes; i++)
		timetable_add(&p->due, &p->wishes[i].schedule, p->wishes[i].until_ns);
	free(p->wishes);
	p->wishes = NULL;
	p->n_wishes = 0;
	atomic_store(&p->asked, false);
	(void)pthread_mutex_unlock(&p->lock);
}

static void send_due(struct producer *p)
{
	for (int i = 0; i < BURST; i++) {
		int64_t due = next_due(p);

		if (due > now_of(p) || due >= end_of(p))
			return;
		if (sender_send(&p->sender, partition_of(p, p->due.taken), due, false) ==
		    SEND_FULL) {
			note_full(p, true);
			return;
		}
		note_full(p, false);
		timetable_take(&p->due);
	}
}

/*
 * The client waits in whole milliseconds; rounding up sends up to 1 ms late, instead of turning
 * round all the time. Above 500/s records leave every 2 ms, or, where they are to wait for others
 * anyway (linger.ms), every tenth of that, at most 5 ms: waking up is what costs (docs/performance.md).
 */
static int wait_ms(const struct producer *p)
{
	int64_t due = next_due(p), wait = due - now_of(p);

	if (p->full_since_ns != NEVER)
		return FULL_WAIT_MS;
	if (due >= end_of(p) || wait > LOAD_GLANCE_MS * NS_PER_MS)
		return LOAD_GLANCE_MS;
	if (wait <= 0)
		return 0;
	if (timetable_rate(&p->due) > FAST_MPS && wait < p->fast_wait_ms * NS_PER_MS)
		return p->fast_wait_ms;
	return (int)((wait + NS_PER_MS - 1) / NS_PER_MS);
}

static bool is_finished(const struct producer *p)
{
	return next_due(p) >= end_of(p) && p->sender.inflight.n_open == 0;
}

static void produce(struct producer *p)
{
	while (!must_give_up(p) && !is_finished(p)) {
		take_wishes(p);
		send_due(p);
		sender_poll(&p->sender, wait_ms(p));
	}
}

/* What was due before the end and never fitted into the queue. */
static int64_t skip_rest(struct producer *p)
{
	int64_t end = end_of(p), n = 0;

	if (end > now_of(p))
		end = now_of(p);
	for (; next_due(p) < end; timetable_take(&p->due), n++)
		sender_skip(&p->sender, partition_of(p, p->due.taken), next_due(p));
	return n;
}

static void *producer_main(void *arg)
{
	struct producer *p = arg;
	int64_t begin, n = 0;

	control_event(control_of(p), p->sender.plan->name, 0, "start");
	warm_up(p);
	begin = atomic_load(&control_of(p)->begin_ns);
	if (workload_is_bulk(p->sender.plan)) {
		n = bulk_run(&p->bulk);
	} else if (begin != NEVER) {
		p->due.own.start_ns = begin;
		produce(p);
		n = skip_rest(p);
	}
	n += sender_give_up(&p->sender);
	atomic_store(&p->given_up, n);
	control_event(control_of(p), p->sender.plan->name, 0, "stop");
	atomic_store(&p->is_done, true);
	return NULL;
}

/* Life. */

static int fast_wait_ms(const struct workload_plan *w)
{
	/* librdkafka has checked that it is a number */
	double ms = strtod(params_text(&w->config, "linger.ms", "0"), NULL) / 10;

	return ms > LAZY_WAIT_MS   ? LAZY_WAIT_MS
	       : ms > FAST_WAIT_MS ? (int)ms
				   : FAST_WAIT_MS;
}

static void set_cold(struct producer *p)
{
	int n = 0;

	p->partitions = control_of(p)->acked[p->sender.topic].len;
	p->warmth = xcalloc((size_t)p->partitions, sizeof(*p->warmth));
	for (int i = 0; i < p->partitions; i++)
		n += has_partition(p, i);
	atomic_init(&p->cold, n);
}

static void producer_free(struct producer *p)
{
	sender_release(&p->sender);
	bulk_release(&p->bulk);
	timetable_release(&p->due);
	(void)pthread_mutex_destroy(&p->lock); /* nobody holds it any more */
	free(p->wishes);
	free(p->warmth);
	free(p);
}

struct producer *producer_start(struct control *control, size_t workload, struct err *e)
{
	struct producer *p = xcalloc(1, sizeof(*p));

	p->full_since_ns = NEVER;
	(void)pthread_mutex_init(&p->lock,
				 NULL); /* cannot fail with default attributes */
	if (sender_init(&p->sender, control, workload, e) < 0)
		goto fail;
	p->sender.on_answer = on_answer;
	p->sender.arg = p;
	p->due.own.rate_mps = p->sender.plan->rate_mps;
	p->fast_wait_ms = fast_wait_ms(p->sender.plan);
	set_cold(p);
	if (workload_is_bulk(p->sender.plan) &&
	    bulk_init(&p->bulk, &p->sender, p->partitions, e) < 0)
		goto fail;
	if (pthread_create(&p->thread, NULL, producer_main, p) == 0)
		return p;
	err_set(e, CODE_NO_RESOURCE, "cannot start a thread for workload '%s'",
		p->sender.plan->name);
fail:
	producer_free(p);
	return NULL;
}

void producer_add(struct producer *p, const struct schedule *schedule, int64_t until_ns)
{
	(void)pthread_mutex_lock(&p->lock);
	*GROW(p->wishes, p->n_wishes) = (struct wish){*schedule, until_ns};
	atomic_store(&p->asked, true);
	(void)pthread_mutex_unlock(&p->lock);
}

bool producer_has_taken(const struct producer *p)
{
	return !atomic_load(&p->asked);
}

int producer_cold(const struct producer *p)
{
	return atomic_load(&p->cold);
}

bool producer_is_done(const struct producer *p)
{
	return atomic_load(&p->is_done);
}

int64_t producer_given_up(const struct producer *p)
{
	return atomic_load(&p->given_up);
}

const struct tally *producer_tally(const struct producer *p)
{
	return p->sender.tally;
}

const struct workload_plan *producer_plan(const struct producer *p)
{
	return p->sender.plan;
}

void producer_join(struct producer *p)
{
	if (!p)
		return;
	(void)pthread_join(p->thread,
			   NULL); /* it was started, and nobody else joins it */
	producer_free(p);
}
