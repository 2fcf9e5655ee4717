/*
 * fake.h - a cluster in memory: nodes that are stopped, killed and paused by changing a number.
 *
 *     struct fake_cluster *f = fake_cluster_new(3);
 *     fake_cluster_fail(f, 4);
 *     heal(fake_cluster(f), ...);
 *     ck_assert_str_eq(fake_cluster_calls(f), "inspect 1\nstart 1\n");
 *
 * Nodes 1..n are combined, called kafka1..kafkaN, and run from the start. Each is in one network, has
 * the address 10.0.0.<id> and no limits; the host has FAKE_HOST_MEMORY.
 * Owner: the test; fake_cluster_free() also frees the cluster. Threads: as cluster.h.
 * Fails: only as scripted.
 */
#ifndef CLUSTER_FAKE_H
#define CLUSTER_FAKE_H

#include "cluster/cluster.h"

#define FAKE_HOST_MEMORY (INT64_C(16) << 30)

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

/* It is one that others started, as after cluster_attach() with opts.adopt. */
void fake_cluster_adopt(struct fake_cluster *f);

/* It is over these hosts, nodes placed as usual; and the engine of one is away as long as this file is there:
 * calls about its nodes fail, and those have ended. */
void fake_cluster_hosts(struct fake_cluster *f, const struct hosts *hosts);
void fake_cluster_engine(struct fake_cluster *f, int32_t host, const char *down);

/* Each node is in its host's network. */
void fake_cluster_share_network(struct fake_cluster *f);

/* How a node is; and to make it so, as if it had happened by itself. */
struct node_state fake_cluster_state(struct fake_cluster *f, int32_t node);
void fake_cluster_set(struct fake_cluster *f, int32_t node, const struct node_state *s);
/* What cluster_log_tail() finds. Copied. */
void fake_cluster_log(struct fake_cluster *f, int32_t node, const char *text);

/*
 * What a helper's script does, and a command in a node: `fn` sets *out_exit_code (0 before) and adds
 * to `out`. It is called while the call goes on, one at a time; of this file it may call what is
 * about a node, of cluster.h nothing. NULL: exit code 0 and no output.
 */
typedef void fake_help_fn(void *arg, const struct node *node,
			  const struct helper_job *job, int *out_exit_code,
			  struct strbuf *out);
typedef void fake_exec_fn(void *arg, const struct node *node, const char *const *argv,
			  int *out_exit_code, struct strbuf *out);
void fake_cluster_on_help(struct fake_cluster *f, fake_help_fn *fn, void *arg);
void fake_cluster_on_exec(struct fake_cluster *f, fake_exec_fn *fn, void *arg);

/* What cluster_read_dir() finds: `fn` calls file() and, where it says so, bytes(), until that says that
 * it is enough. false, or NULL from the start: there is no such directory. */
typedef bool fake_read_fn(void *arg, const struct node *node, const char *dir,
			  node_file_fn *file, node_bytes_fn *bytes, void *to);
void fake_cluster_on_read(struct fake_cluster *f, fake_read_fn *fn, void *arg);

/* Notes that something is wrong with a node that only the helper knows: fake_cluster_faults() tells
 * it. "" or NULL takes it away; so does the end of the node's process when `what` is "net": its
 * network namespace goes with it. */
void fake_cluster_mark(struct fake_cluster *f, int32_t node, const char *what,
		       const char *text /* or NULL */);

/* Where cluster_disk() says the log is; at the start in "/data", a volume of ours of 100 MiB. Copied. */
void fake_cluster_disk(struct fake_cluster *f, int32_t node, const struct node_disk *d);

/* All that is not as at the start, a line each: "node 2 paused\n", "node 2 unplugged\n",
 * "node 2 cpu 0.20\n", "node 2 memory 314572800\n", "node 2 net: text\n"; "" when healthy.
 * Caller frees. */
char *fake_cluster_faults(struct fake_cluster *f);

/* Every call so far, failed ones too: "stop 2 30s\n", "kill 1 SIGKILL\n", "up\n", "inspect 3\n",
 * "help 2 first line of the script\n", "exec 1 ls -l\n", "unplug 2\n", "limit_cpu 2 200000000\n".
 * Borrowed until the next call. */
const char *fake_cluster_calls(struct fake_cluster *f);
size_t fake_cluster_count(struct fake_cluster *f);

#endif
