/*
 * docker_faults.h - what faults need of a node's container; private to cluster/.
 *
 * Each is the member of struct cluster_ops of that name: docker_help.c (a container beside it),
 * docker_exec.c (a command in it, a directory of it), docker_plug.c (its networks), docker_limits.c (its CPU and
 * memory), docker_disk.c (where its log is).
 * Owner, threads, failures: as cluster.h.
 */
#ifndef CLUSTER_DOCKER_FAULTS_H
#define CLUSTER_DOCKER_FAULTS_H

#include "cluster/docker_cluster.h"

enum { HELP_OUTPUT_MAX = 64 * 1024, HELP_TIMEOUT_S = 30 };

int docker_help(struct cluster *c, const struct node *n, const struct helper_job *job,
		int *out_exit_code, struct strbuf *out, struct err *e);
int docker_exec(struct cluster *c, const struct node *n, const char *const *argv,
		int64_t timeout_ns, int *out_exit_code, struct strbuf *out,
		struct err *e);
int docker_read_dir(struct cluster *c, const struct node *n, const char *dir,
		    node_file_fn *file, node_bytes_fn *bytes, void *arg, struct err *e);
int docker_addresses(struct cluster *c, const struct node *n, struct strbuf *out,
		     struct err *e);
int docker_plugs(struct cluster *c, const struct node *n, char **out_saved,
		 struct err *e);
int docker_unplug(struct cluster *c, const struct node *n, struct err *e);
int docker_plug(struct cluster *c, const struct node *n, const char *saved,
		struct err *e);
bool docker_shares_network(struct cluster *c, const struct node *n);
int docker_plugged(struct cluster *c, const struct node *n, size_t *out, struct err *e);
int docker_limits(struct cluster *c, const struct node *n, struct node_limits *out,
		  struct err *e);
int docker_limit_cpu(struct cluster *c, const struct node *n, int64_t nano_cpus,
		     const struct node_limits *old, struct err *e);
int docker_limit_memory(struct cluster *c, const struct node *n, int64_t bytes,
			const struct node_limits *old, struct err *e);
int docker_disk(struct cluster *c, const struct node *n, struct node_disk *out,
		struct err *e);

/* The id of the image for helper containers, newest first; caller frees. NULL: there is none. */
char *helper_image(struct engine *en, struct err *e);

/* What plugging in again needs, the main network first. Adds. */
void docker_keep_plugs(const struct container_state *s, struct endpoint_list *to);

/* A node's container as it is: 0 and *out to be released, or -1 also when there is none. */
int docker_look(struct engine *en, const struct node *n, struct container_state *out,
		struct err *e);

#endif
