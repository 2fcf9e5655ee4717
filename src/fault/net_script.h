/*
 * net_script.h - the script that brings a node's kernel to a plan, and what it printed. Private to
 * fault/.
 *
 * All we put there carries our mark, so that nobody else's is touched: the chain KCHAOS, hooked
 * first into INPUT, each rule with the comment "kchaos:NUMBER:n"; qdiscs with the handle 6b63: and
 * following; for what comes in, an interface kchaos0 and the ingress qdisc that leads to it. The
 * chain is refilled in one go, each rule with its counters; what nothing wants any more is removed.
 * Pure. Owner: the caller.
 */
#ifndef FAULT_NET_SCRIPT_H
#define FAULT_NET_SCRIPT_H

#include "fault/net.h"

/* The nodes' addresses, as the topology has them: "10.0.0.2 10.1.0.2", or "". */
struct net_world {
	const struct topology *topology;
	char **addresses;
};

/* The chain's rules, for iptables-restore; tells each item how many are its own. */
void net_rules(struct net_plan *p, const struct net_world *w, struct strbuf *out);

/* The whole. Calls net_rules(). */
void net_script(struct net_plan *p, const struct net_world *w, struct strbuf *out);

/* What tc shall do for one interface, $d: "tc qdisc add dev "$d" root ...". */
void net_shape_out(const struct net_shape *s, const struct net_world *w,
		   struct strbuf *out);
void net_shape_in(const struct net_shape *s, struct strbuf *out);

/* What the script showed: the kernel's rules and qdiscs before and after. */
struct net_seen {
	char *was, *is;
	int64_t at_wall_ns; /* when it was changed; NEVER: it cannot tell */
	bool has_devices;   /* it is plugged into some network */
};
bool net_seen_read(const char *output, struct net_seen *out);
void net_seen_release(struct net_seen *s);

/* How many rules of this intent are in there, and the packets they dropped. */
size_t net_count_rules(const char *look, int64_t number, int64_t *out_packets);
bool net_has_shape(const char *look); /* any qdisc of ours */

/* Is the kernel as the plan says? */
int net_seen_check(const struct net_seen *s, const struct net_plan *p, int64_t except,
		   struct err *e);

#endif
