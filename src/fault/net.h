/*
 * net.h - faults in a node's network, as a desired state. Private to fault/.
 *
 * Each fault is a wish, written as text into the detail of its intent (UNDO_NET): "drop from=2,3
 * listener=replication". What a node's kernel shall have follows from all its pending wishes, so
 * faults may lie on top of each other and end in any order: one script, run in the node's network
 * namespace by a helper container, brings the kernel there (net_script.h) and shows what it has.
 *
 * What is dropped is dropped where it arrives. A node that is started or plugged in again has a
 * fresh network: net_again() brings the wishes back.
 * Owner: the caller of everything. Threads: any; one script per node at a time.
 * Fails: with the node, and what the kernel or the helper said.
 */
#ifndef FAULT_NET_H
#define FAULT_NET_H

#include "cluster/cluster.h"
#include "fault/action.h"
#include "fault/undo.h"
#include "model/ids.h"

#define NET_KINDS(X)                      \
	X(DROP, "drop")                   \
	X(LOSS, "loss")                   \
	X(RATE, "rate")                   \
	X(DELAY, "delay")                 \
	X(REORDER, "reorder-packets")     \
	X(DUPLICATE, "duplicate-packets") \
	X(CORRUPT, "corrupt-packets")

enum net_kind {
#define NET_ENUM(id, name) NET_##id,
	NET_KINDS(NET_ENUM)
#undef NET_ENUM
};
const char *net_kind_name(enum net_kind k);

/* Which of a node's listeners; in the order of `listener`'s choices. */
enum net_listener { NET_ANY, NET_CONTROLLER, NET_REPLICATION, NET_CLIENTS };
const char *net_listener_name(enum net_listener l);
bool net_listener_from(const char *name, enum net_listener *out);
int net_port(const struct node *n, enum net_listener l); /* in its container; 0: none */

/* The numbers are 0 where they do not apply. */
struct net_wish {
	enum net_kind kind;
	bool from_clients; /* whoever is not a node of the cluster */
	struct ids from;   /* nodes; empty and not from_clients: everybody */
	enum net_listener listener;
	int64_t ppm;
	int64_t in_rate, out_rate; /* bytes per second */
	int64_t delay_ns, jitter_ns;
};
void net_wish_release(struct net_wish *w);
void net_wish_write(const struct net_wish *w, struct strbuf *out);
bool net_wish_read(const char *text, struct net_wish *out); /* false: no such wish */

/* "cut off from nodes 2,3 (replication)": how the node is under it. */
void net_wish_say(const struct net_wish *w, struct strbuf *out);

/* How packets leave and enter a node: all its wishes of that sort laid over each other. */
struct net_shape {
	int64_t in_rate, out_rate; /* the strictest; 0: free */
	int64_t delay_ns, jitter_ns;
	int64_t reorder_ppm, duplicate_ppm, corrupt_ppm;
	int64_t link_rate; /* of what it sends to some only; 0: free */
	bool has_netem;    /* any of the four above the rate */
	const struct net_wish
		*aim; /* whose `from` these five are for; NULL: none of them */
};

/* Lays one more on top. -1: these two do not go together; then nothing is changed. */
int net_shape_add(struct net_shape *s, const struct net_wish *w, struct err *e);

struct net_item {
	int64_t number; /* in the journal */
	struct net_wish wish;
	bool is_left_out; /* does not go with an older one */
	size_t rules;     /* as net_rules() made them */
};

/* What one node shall have. */
struct net_plan {
	const struct node *node;
	struct net_item *items; /* oldest first */
	size_t len;
	struct net_shape shape;
	bool is_aimless; /* nobody of shape.aim has an address; set by net_script() */
};

/* The node's pending wishes but number `except` (0: all of them). */
void net_plan_make(struct net_plan *p, struct journal *j, const struct node *node,
		   int64_t except);
void net_plan_release(struct net_plan *p);
struct net_item *net_plan_find(struct net_plan *p, int64_t number); /* or NULL */

/* ---- for the actions ---- */

/* The wish as the intent's detail; fails when it does not go with what the node has already. */
int net_detail(struct node_job *job, const struct net_wish *w, struct strbuf *out,
	       struct err *e);

/* A node's share: the wish in the journal is brought about, and proven. */
int net_node(struct node_job *job, struct err *e);

#define NET_DIRECTION(def, help)                                           \
	{                                                                  \
		"direction", FIELD_CHOICE, 0, (def), "both|in|out", (help) \
	}

/* Who acts for the action's `direction` (without: `own`): in is what the nodes picked get, and packets are
 * touched where they arrive, or where they are sent. */
enum net_touch { NET_ARRIVING, NET_LEAVING };
struct net_two {
	const struct ids *group, *others;
};
void net_sides(const struct action_plan *a, const char *own, enum net_touch touch,
	       const struct net_two *two, struct ids *out);
bool net_is_to_clients(const struct action_plan *a);

/* Fails when a direction is asked for that would have to be touched where clients run, or that has no
 * other side. `own`: the direction that needs neither. */
int net_fits_link(const struct action_plan *a, const char *own, struct err *e);

/* Who is the other side, for this one of the nodes acted upon. */
void net_from(const struct node_job *job, struct net_wish *w);

/* net_probe.c: can the engine's kernel do it? Tried in a helper's own namespace. */
int net_possible_rules(struct action_ctx *ctx, const struct action_plan *a,
		       struct err *e);
int net_possible_loss(struct action_ctx *ctx, const struct action_plan *a, struct err *e);
int net_possible_rate(struct action_ctx *ctx, const struct action_plan *a, struct err *e);
int net_possible_netem(struct action_ctx *ctx, const struct action_plan *a,
		       struct err *e);

/* ---- for what starts nodes and plugs them in ---- */

/* After `node` was started: its cable stays out; plug.c. */
int plug_again(struct cluster *c, struct journal *j, const struct node *node,
	       struct err *e);

/* After `node` was plugged in: its wishes, and others' that are about it. */
int net_again(struct cluster *c, struct journal *j, const struct node *node,
	      struct err *e);

/* After `node` was started: both. Nothing pending: nothing is done. */
int net_started(struct cluster *c, struct journal *j, const struct node *node,
		struct err *e);

int undo_net(struct undo_job *job, struct err *e);
int undo_plug(struct undo_job *job, struct err *e);

/* One change of a node's network at a time; nodes may share a lock. */
void net_lock(const struct node *n);
void net_unlock(const struct node *n);

/* ---- the family's actions ---- */

extern const struct field partition_fields[], loss_fields[], rate_fields[],
	delay_fields[], reorder_fields[], duplicate_fields[], corrupt_packets_fields[],
	disconnect_fields[], connect_fields[];
int partition_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int partition_detail(struct node_job *job, struct strbuf *out, struct err *e);
int loss_detail(struct node_job *job, struct strbuf *out, struct err *e);
int loss_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int rate_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int netem_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
void partition_targets(const struct action_plan *a, const struct ids *group,
		       const struct ids *others, struct ids *out);
void loss_targets(const struct action_plan *a, const struct ids *group,
		  const struct ids *others, struct ids *out);
void netem_targets(const struct action_plan *a, const struct ids *group,
		   const struct ids *others, struct ids *out);
void rate_targets(const struct action_plan *a, const struct ids *group,
		  const struct ids *others, struct ids *out);
int rate_detail(struct node_job *job, struct strbuf *out, struct err *e);
int delay_detail(struct node_job *job, struct strbuf *out, struct err *e);
int reorder_detail(struct node_job *job, struct strbuf *out, struct err *e);
int duplicate_detail(struct node_job *job, struct strbuf *out, struct err *e);
int corrupt_packets_detail(struct node_job *job, struct strbuf *out, struct err *e);
int disconnect_detail(struct node_job *job, struct strbuf *out, struct err *e);
int disconnect_node(struct node_job *job, struct err *e);
int connect_node(struct node_job *job, struct err *e);

#endif
