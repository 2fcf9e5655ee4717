/*
 * replay.h - the run's timeline applied to a view, instant by instant.
 *
 * Events of one instant are applied together: the answers of a round of questions are one look at
 * the cluster. After that each watcher sees the view and the events that made it.
 * Threads: one. Fails: never.
 */
#ifndef ANALYSE_REPLAY_H
#define ANALYSE_REPLAY_H

#include "analyse/alive.h"
#include "analyse/assigned.h"

/* Which partitions are believed; the same is the same content. */
struct shown {
	const struct node_view *by;
	uint64_t changes;
	bool stale; /* nobody answers any more */
};

struct replay {
	struct findings *f;
	const struct records *records; /* one per workload, of those that send or ask */
	struct view view;
	struct alive alive;         /* who lives, as the view and the actions tell */
	struct assigned assigned;   /* whose the partitions are, as the clients told */
	int64_t now_ns, last_ns;    /* of this instant and the one before; NEVER: none */
	const struct event *events; /* of this instant */
	size_t n_events;
	struct shown shown; /* as of the last instant that was looked at */
};

/* Who was active controller (controllers.c). */
struct controllers;
struct controllers *controllers_new(void);
/* Before the instant's events are applied: claims may have run out since the last one. */
void controllers_before(struct controllers *c, const struct replay *r);
void controllers_after(struct controllers *c, const struct replay *r);
/* Takes `c`; the view is at the timeline's end. */
void controllers_finish(struct controllers *c, const struct replay *r);

/* Who held itself for the leader though another had taken over (stale.c). */
struct stales;
struct stales *stales_new(const struct replay *r);
void stales_after(struct stales *s, const struct replay *r);
/* Takes `s`. */
void stales_finish(struct stales *s, const struct replay *r);

/* How each node was (node_states.c). */
struct node_states;
struct node_states *node_states_new(const struct replay *r);
void node_states_after(struct node_states *n, const struct replay *r);
void node_states_finish(struct node_states *n); /* takes `n` */

/* Replication per topic, one step per change (topics.c). This and the next only where other partitions are shown. */
void topics_after(const struct replay *r);

/* Who led each partition, one step per change (leaders.c). */
struct leaders;
struct leaders *leaders_new(const struct replay *r);
void leaders_after(struct leaders *l, const struct replay *r);
void leaders_finish(struct leaders *l); /* takes `l` */

/* Whose fault each window's seconds are (split.c). */
struct splits;
struct splits *splits_new(const struct replay *r);
void splits_after(struct splits *s, const struct replay *r);
/* Takes `s`; after controllers_finish(). */
void splits_finish(struct splits *s, const struct replay *r);

/* Why each window was one (why.c). */
struct whys;
struct whys *whys_new(const struct replay *r);
/* Before the instant's events are applied: windows that began since the last one. */
void whys_before(struct whys *y, const struct replay *r);
void whys_after(struct whys *y, const struct replay *r);
/* Takes `y`; after controllers_finish(). */
void whys_finish(struct whys *y, const struct replay *r);

#endif
