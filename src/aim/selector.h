/*
 * selector.h - words that pick nodes at the moment an action runs: `controller`, `node 2`,
 * `leader of payments/0`, `minority`, `random 1 of brokers except controller`, `kafka1, kafka2`.
 *
 * Three steps: selector_parse() knows the grammar only; selector_check() knows the cluster's nodes
 * and topics (before anything is started); selector_resolve() knows how the cluster stands now.
 * What is down: a node that this run stopped or paused (the undo journal), or that was down when the
 * cluster was adopted.
 * Ties are broken by the rng, so the seed picks the same nodes in the same situation.
 * A list is the union of its items, each node once. `A except B` is an item: A without B, from the
 * left. What follows `random N of` goes to the end of the item. `all but X` is `all except X`.
 * Hosts and racks mean something on a cluster over several hosts only (model/hosts.h).
 * A companion is picked by its own name and by what was done to it (same as, stopped, paused), by
 * nothing else, and only for who says that it may be (selector_world.companions).
 * Owner: the caller; selector_release(). Threads: plain data.
 * Fails: with a text for the user; parse also with the place in the text.
 */
#ifndef AIM_SELECTOR_H
#define AIM_SELECTOR_H

#include "base/err.h"
#include "base/rng.h"
#include "base/strbuf.h"
#include "model/ids.h"
#include "model/plan.h"
#include "model/topology.h"
#include "model/view.h"

enum selector_kind {
	SELECT_NODE,           /* node 2 */
	SELECT_NAME,           /* kafka2: a Compose service */
	SELECT_CONTROLLER,     /* the active one */
	SELECT_FORMER,         /* former controller */
	SELECT_LEADER,         /* leader of payments/0 */
	SELECT_FOLLOWERS,      /* followers of payments/0 */
	SELECT_REPLICAS,       /* replicas of payments/0 */
	SELECT_LAGGARD,        /* laggard of payments/0 */
	SELECT_LEADER_OF_MOST, /* leader of most partitions [of payments] */
	SELECT_ISR_BELOW_MIN,  /* isr-below-min of payments */
	SELECT_LEADERLESS,     /* leaderless of payments */
	SELECT_COORDINATOR,    /* coordinator of ledger */
	SELECT_MINORITY,
	SELECT_MAJORITY,
	SELECT_QUORUM_BREAKING,
	SELECT_BROKERS,
	SELECT_CONTROLLERS,
	SELECT_VOTERS,
	SELECT_OBSERVERS,
	SELECT_ALL,
	SELECT_HOST,  /* host a: every node on it */
	SELECT_RACK,  /* rack r1 */
	SELECT_HOSTS, /* hosts of minority: every node on theirs */
	SELECT_RACKS, /* racks of minority */
	SELECT_STOPPED,
	SELECT_PAUSED,
	SELECT_RANDOM, /* random 2, random 2 of controllers */
	SELECT_SAME,   /* same as first */
	SELECT_EXCEPT, /* no selector: the word between two */
};

enum selector_shape {
	SHAPE_WORD,      /* nothing follows */
	SHAPE_NUMBER,    /* "node 2" */
	SHAPE_PARTITION, /* "leader of TOPIC/PARTITION", also "leader of most partitions" */
	SHAPE_TOPIC,     /* "leaderless of TOPIC" */
	SHAPE_GROUP,     /* "coordinator of GROUP" */
	SHAPE_RANDOM,    /* "random N [of SELECTOR]" */
	SHAPE_LABEL,     /* "same as LABEL" */
	SHAPE_FORMER,    /* "former controller" */
	SHAPE_ALL,       /* "all", also "all but SELECTOR" */
	SHAPE_ROLE,      /* "brokers", also "brokers of SELECTOR" */
	SHAPE_PLACE,     /* "host NAME" */
	SHAPE_PLACES,    /* "hosts of SELECTOR" */
	SHAPE_BETWEEN,   /* "SELECTOR except SELECTOR" */
};

/* The table of words: what parsing, "did you mean" and the reference read. Two rows may begin with
 * the same word; the first of them is the one that is found by it. */
struct selector_word {
	const char *name; /* first member: str_nearest() walks these */
	const char *usage;
	enum selector_kind kind;
	enum selector_shape shape;
	const char *help;
	const char *title; /* what the record calls it; NULL: as `name` */
};
extern const struct selector_word selector_words[]; /* ends with name NULL */
size_t selector_word_count(void);
const char *selector_title(enum selector_kind kind); /* "former controller" */

struct selector_term {
	enum selector_kind kind;
	char *name; /* service, topic, group, label, host, rack; NULL: none, or all topics */
	int32_t number; /* node id, partition, or how many at random */
	struct selector_term *
		of; /* SELECT_RANDOM: picked from; NULL: all nodes that are up. SHAPE_ROLE: of
		      * these only; NULL: of all. SHAPE_PLACES: whose hosts or racks */
	struct selector_term *except; /* who is left out */
	size_t n_except;
	size_t offset; /* where it stands in the text, in bytes */
	size_t length;
};

struct selector {
	struct selector_term *terms;
	size_t len;
};

/* A stretch of the selector's text to point at. */
struct selector_place {
	size_t offset, length;
};

void selector_release(struct selector *s);
int selector_parse(const char *text, struct selector *out, struct selector_place *place,
		   struct err *e);

/*
 * Can this pick anything in such a cluster? Unknown nodes, topics and partitions, more at random
 * than there are. `plan` (or NULL) tells the topics; labels are the scenario's business.
 */
int selector_check(const struct selector *s, const struct topology *t,
		   const struct plan *plan, struct selector_place *place, struct err *e);

/* Whom it may pick in such a cluster: those it is known to, else everybody. Appends. */
void selector_may_pick(const struct selector *s, const struct topology *t,
		       struct ids *out);

/* The companion that the item names, or NULL. */
const struct node *selector_companion(const struct selector_term *term,
				      const struct topology *t);

/* What an earlier action with `as: NAME` picked. */
struct picked {
	char *label;
	struct ids ids;
};
struct picks {
	struct picked *item;
	size_t len;
};
void picks_release(struct picks *p);
void picks_set(struct picks *p, const char *label, const struct ids *ids); /* copies */
const struct ids *picks_get(const struct picks *p, const char *label);     /* or NULL */

/*
 * What only the cluster itself can tell, asked when a selector needs it. Each returns 0, or -1 with
 * the error. Any of them may be NULL, and so may all: then selectors that need it fail, saying that
 * it cannot be asked here (of min.insync.replicas only when the plan does not tell).
 */
struct selector_ask {
	int (*coordinator)(void *arg, const char *group, int32_t *out_node,
			   struct err *e);
	/* out[i]: how far of->id[i] is behind, in records; -1: it did not tell */
	int (*lags)(void *arg, const char *topic, int32_t partition, const struct ids *of,
		    int64_t *out, struct err *e);
	int (*min_insync)(void *arg, const char *topic, int *out, struct err *e);
};

/* Asks over the cluster's own connections (cluster/admin.h); its arg: the struct cluster. */
extern const struct selector_ask selector_ask_cluster;

/* How the cluster stands at the moment of picking; everything is borrowed. */
struct selector_world {
	const struct topology *topology;
	const struct view *view;
	int64_t now_ns;
	const struct ids *stopped; /* by this run and not started again; NULL: none */
	const struct ids *paused;
	const struct ids *absent;  /* down before this run, and left so; NULL: none */
	const struct picks *picks; /* NULL: none */
	bool companions;           /* may they be picked? Else they are left out */
	struct rng *rng;
	const struct plan *plan;        /* its topics; NULL: unknown */
	const struct selector_ask *ask; /* NULL: nobody can be asked */
	void *ask_arg;
};

/*
 * Appends the nodes picked to `out` (each once, in the order picked) and to `seen` why:
 * "controller: node 2, epoch 5". On failure nothing is added to `out`.
 */
int selector_resolve(const struct selector *s, const struct selector_world *w,
		     struct ids *out, struct strbuf *seen, struct err *e);

#endif
