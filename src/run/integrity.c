/* integrity.c - once everything is healed and read back: are all replicas the same? */
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/replicas.h"
#include "run/conductor.h"

/* A gigabyte of log on three nodes is read in well under a minute. */
#define COMPARE_NS (120 * NS_PER_S)

/* It runs in a thread of its own, so that the main thread can show and be interrupted meanwhile. */
struct comparison {
	struct conductor *c;
	struct replicas_job job;
	struct err err;
	int rc;
	atomic_bool stop, done;
};

static bool must_stop(void *arg)
{
	struct comparison *k = arg;

	return atomic_load(&k->stop);
}

static void tell(void *arg, const struct event *ev)
{
	struct comparison *k = arg;
	struct event now =
		*ev; /* what it points to stays the teller's; the inbox copies */

	now.at_ns = clock_now(&k->c->clock);
	inbox_put(&k->c->inbox, &now);
}

static void *work(void *arg)
{
	struct comparison *k = arg;

	k->rc = replicas_compare(k->c->cluster, &k->job, &k->err);
	atomic_store(&k->done, true);
	return NULL;
}

/* Pulses until it is done; -1 when the run must stop. */
static int wait_for(struct comparison *k, struct err *e)
{
	struct err stop = {0};
	int rc = 0;

	while (!atomic_load(&k->done)) {
		if (rc == 0 && conductor_pulse(k->c, &stop) < 0) {
			rc = -1;
			atomic_store(&k->stop, true);
		}
		clock_sleep_until(&k->c->clock, clock_now(&k->c->clock) + 5 * NS_PER_MS);
	}
	if (rc < 0)
		*e = stop;
	return rc;
}

int conductor_compare(struct conductor *c, struct err *e)
{
	const char **topics = xcalloc(c->plan->n_topics + 1, sizeof(*topics));
	struct comparison k = {.c = c};
	pthread_t thread;
	int rc;

	for (size_t i = 0; i < c->plan->n_topics; i++)
		topics[i] = c->plan->topics[i].name;
	k.job = (struct replicas_job){.topics = topics,
				      .n_topics = c->plan->n_topics,
				      .timeout_ns = COMPARE_NS,
				      .stop = must_stop,
				      .tell = tell,
				      .arg = &k};
	conductor_stage(c, "comparing the replicas on the nodes' disks");
	c->stage = "comparing replicas";
	if (pthread_create(&thread, NULL, work, &k) != 0) {
		free(topics);
		return err_set(e, CODE_NO_RESOURCE,
			       "cannot start a thread to compare replicas");
	}
	rc = wait_for(&k, e);
	(void)pthread_join(thread, NULL);
	if (k.rc < 0)
		conductor_note(c, "the replicas were not compared: %s", k.err.msg);
	free(topics);
	return rc;
}
