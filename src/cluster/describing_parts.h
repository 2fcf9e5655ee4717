/*
 * describing_parts.h - the two sides of describing.h; private to them.
 *
 * Each runs in a thread of its own and fills other members of the description.
 */
#ifndef CLUSTER_DESCRIBING_PARTS_H
#define CLUSTER_DESCRIBING_PARTS_H

#include "cluster/asking.h"
#include "cluster/describing.h"

struct look {
	struct cluster *cluster;
	int64_t timeout_ns;
	struct description *out;
};

/* NULL: no node of the topology. */
struct described_node *look_row(struct look *l, int32_t id);

/* Sends a question to all that are open and waits for all; [i]: has that node answered? Caller frees. */
typedef void look_body_fn(struct strbuf *body);
bool *look_ask_all(struct asking *a, enum kapi api, look_body_fn *body);

/* describing_quorum.c */
void look_quorum(struct look *l);

#endif
