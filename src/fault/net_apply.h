/*
 * net_apply.h - a node's kernel is brought to the node's pending wishes. Private to fault/.
 *
 * Owner: the caller; net_apply_release(). Threads: under the node's lock (net_lock()).
 * Fails: with the node, and what the kernel or the helper said.
 */
#ifndef FAULT_NET_APPLY_H
#define FAULT_NET_APPLY_H

#include "fault/net_script.h"

struct net_act {
	struct cluster *cluster;
	struct journal *journal;
	const struct node *node;
	int64_t except;       /* this one is taken back; 0: none */
	struct net_plan plan; /* out, all of it; also of a node that is down */
	struct net_seen seen;
	bool is_up;
};

/* Nothing is done to a node that is down: its network has gone with it. One that went down meanwhile
 * counts as down. */
int net_apply(struct net_act *a, struct err *e);
void net_apply_release(struct net_act *a);

#endif
