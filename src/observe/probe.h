/*
 * probe.h - one node's one side, asked over one connection: a round of questions at a fixed pace,
 * one at a time, and an event for every change. Driven from outside, as kafka/conn.h is.
 *
 *     probe_init(p, ...);
 *     for (;;) {
 *         poll on probe_want() of each, until the nearest probe_deadline();
 *         probe_run(p, revents, now);
 *     }
 *
 * Owner: the caller's storage, probe_init() to probe_release(). Threads: one at a time.
 * Fails: never; a node that does not answer is an event (REACH).
 */
#ifndef OBSERVE_PROBE_H
#define OBSERVE_PROBE_H

#include "kafka/conn.h"
#include "model/event.h"

/* Called with every change; what the event points to is borrowed for the call. */
typedef void probe_fn(void *arg, const struct event *ev);

struct pace {
	int64_t every_ns;            /* a round */
	int64_t registered_every_ns; /* the list of brokers within a round */
	int64_t timeout_ns;          /* for each answer */
};

enum reach { REACH_UNTOLD, REACH_UP, REACH_DOWN };

struct side_ops; /* observe/side.h */

struct probe {
	int32_t node;
	enum side side;
	struct pace pace;
	probe_fn *tell;
	void *arg;

	/* The rest is probe.c's own. */
	struct kconn conn;
	const struct side_ops *ops;
	void *told;        /* the side's: what was told last, so that only changes are */
	size_t ask;        /* the question under way, an index in ops->asks */
	int version;       /* in which it was asked */
	int64_t due_ns;    /* of the next round */
	int64_t opened_ns; /* of the present connection */
	int64_t retry_ns;  /* not connected: when to try again */
	enum reach reach;  /* as told */
	enum kconn_reason reason; /* REACH_DOWN: as told */
};

/* The members above the line are filled in by the caller before. The first round is due at
 * `first_ns`: give each probe its own, so that the questions are spread. */
void probe_init(struct probe *p, const char *host, uint16_t port);
void probe_first(struct probe *p, int64_t first_ns);
void probe_release(struct probe *p);

int probe_want(const struct probe *p, short *events); /* as kconn_want() */
int64_t probe_deadline(const struct probe *p);
void probe_run(struct probe *p, short revents, int64_t now_ns);

/* Everything seen from now on is told anew. */
void probe_forget(struct probe *p);

#endif
