/*
 * fake.h - a cluster in memory: nodes that are stopped, killed and paused by changing a number.
 *
 *     struct fake_cluster *f = fake_cluster_new(3);
 *     fake_cluster_fail(f, 4);
 *     heal(fake_cluster(f), ...);
 *     ck_assert_str_eq(fake_cluster_calls(f), "inspect 1\nstart 1\n");
 *
 * Nodes 1..n are combined, called kafka1..kafkaN, and run from the start.
 * Owner: the test; fake_cluster_free() also frees the cluster. Threads: as cluster.h.
 * Fails: only as scripted.
 */
#ifndef CLUSTER_FAKE_H
#define CLUSTER_FAKE_H

#include "cluster/cluster.h"

struct fake_cluster;

struct fake_cluster *fake_cluster_new(int nodes);
struct fake_cluster *fake_cluster_of(const struct topology *t); /* copied */
void fake_cluster_free(struct fake_cluster *f);

struct cluster *fake_cluster(struct fake_cluster *f); /* borrowed; no cluster_free() */

/* The i-th call from now on (0: the next one) fails without having an effect. */
void fake_cluster_fail(struct fake_cluster *f, int i);
/* The i-th call from now on has its effect, but says that it failed. */
void fake_cluster_lie(struct fake_cluster *f, int i);
/* Each call from now on takes so long. */
void fake_cluster_delay(struct fake_cluster *f, int64_t ns);

/* How a node is; and to make it so, as if it had happened by itself. */
struct node_state fake_cluster_state(struct fake_cluster *f, int32_t node);
void fake_cluster_set(struct fake_cluster *f, int32_t node, const struct node_state *s);
/* What cluster_log_tail() finds. Copied. */
void fake_cluster_log(struct fake_cluster *f, int32_t node, const char *text);

/* Every call so far, failed ones too: "stop 2 30s\n", "kill 1 SIGKILL\n", "up\n", "inspect 3\n".
 * Borrowed until the next call. */
const char *fake_cluster_calls(struct fake_cluster *f);
size_t fake_cluster_count(struct fake_cluster *f);

#endif
