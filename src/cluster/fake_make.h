/*
 * fake_make.h - what the files of the fake cluster share; private to them (fake.c, fake_faults.c).
 *
 * A call is fake_begin(), its effect unless FATE_FAILS, its answer only if FATE_WORKS, fake_end().
 * Threads: any, between the two only one.
 */
#ifndef CLUSTER_FAKE_MAKE_H
#define CLUSTER_FAKE_MAKE_H

#include "cluster/cluster_ops.h"
#include "cluster/fake.h"
#include "docker/lists.h"

#include <pthread.h>

struct fake_node {
	struct node_state state;
	char *log;
	bool is_unplugged;
	bool ran; /* when it was remembered */
	struct node_limits limits;
	struct node_disk disk;
	struct pair_list marks;
};

struct fake_cluster {
	struct cluster base; /* first: the ops get its address */
	/* Recursive: the hooks below are called under it and mark nodes. */
	pthread_mutex_t lock;
	struct fake_node *nodes; /* as topology_each() of base.topology */
	struct strbuf calls;
	char *calls_shown; /* what fake_cluster_calls() lent */
	size_t count;
	int fail_in; /* calls until one fails; below 0: never */
	int lie_in;
	int64_t delay_ns;
	int64_t wall_ns; /* its own clock: a millisecond per call */
	fake_help_fn *on_help;
	fake_exec_fn *on_exec;
	void *help_arg;
	void *exec_arg;
	fake_read_fn *on_read;
	void *read_arg;
	char **down; /* by host: the file that is there while its engine is away */
	size_t n_down;
	bool was_away; /* of the call under way: its node's */
	bool shares_network;
};

/* What the script says of a call. */
enum fate { FATE_WORKS, FATE_FAILS, FATE_LIES };

struct fake_cluster *fake_of(struct cluster *c);
struct fake_node *fake_node_of(struct fake_cluster *f, int32_t id);

/* Notes the call and takes the lock, which fake_end() gives back. */
enum fate fake_begin(struct fake_cluster *f, struct fake_node **out_node,
		     const struct node *n, const char *what);
int fake_end(struct fake_cluster *f, enum fate fate, const char *what, struct err *e);

/* fake_hosts.c */
bool fake_is_away(struct fake_cluster *f, const struct node *n);
bool fake_engine_answers(struct cluster *c, int32_t host);
bool fake_shares_network(struct cluster *c, const struct node *n);
void fake_hosts_release(struct fake_cluster *f);
void fake_let_exit(struct fake_cluster *f, struct fake_node *n, int code); /* fake.c */

/* fake_faults.c */
void fake_node_init(struct fake_node *n, int32_t id);
void fake_node_forget(struct fake_node *n); /* faults that went with its container */
void fake_node_release(struct fake_node *n);

int fake_help(struct cluster *c, const struct node *n, const struct helper_job *job,
	      int *out_exit_code, struct strbuf *out, struct err *e);
int fake_exec(struct cluster *c, const struct node *n, const char *const *argv,
	      int64_t timeout_ns, int *out_exit_code, struct strbuf *out, struct err *e);
int fake_read_dir(struct cluster *c, const struct node *n, const char *dir,
		  node_file_fn *file, node_bytes_fn *bytes, void *arg, struct err *e);
int fake_addresses(struct cluster *c, const struct node *n, struct strbuf *out,
		   struct err *e);
int fake_plugs(struct cluster *c, const struct node *n, char **out_saved, struct err *e);
int fake_unplug(struct cluster *c, const struct node *n, struct err *e);
int fake_plug(struct cluster *c, const struct node *n, const char *saved, struct err *e);
int fake_plugged(struct cluster *c, const struct node *n, size_t *out, struct err *e);
int fake_limits(struct cluster *c, const struct node *n, struct node_limits *out,
		struct err *e);
int fake_limit_cpu(struct cluster *c, const struct node *n, int64_t nano_cpus,
		   const struct node_limits *old, struct err *e);
int fake_limit_memory(struct cluster *c, const struct node *n, int64_t bytes,
		      const struct node_limits *old, struct err *e);
int fake_remember(struct cluster *c, const struct node *n, char **out_saved,
		  struct err *e);
int fake_recall(struct cluster *c, const char *saved, int32_t *out_node, struct err *e);
int fake_restore(struct cluster *c, const struct node *n, struct strbuf *did,
		 struct err *e);
int fake_disk_of(struct cluster *c, const struct node *n, struct node_disk *out,
		 struct err *e);

#endif
