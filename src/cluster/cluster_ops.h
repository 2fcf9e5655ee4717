/*
 * cluster_ops.h - what a make of cluster must be able to do; private to cluster/ (and its fake).
 *
 * The contract of each member is that of the function in cluster.h. `progress` is never NULL.
 */
#ifndef CLUSTER_CLUSTER_OPS_H
#define CLUSTER_CLUSTER_OPS_H

#include "cluster/cluster.h"
#include "model/ids.h"

struct progress {
	cluster_progress_fn *fn;
	void *arg;
};

/* Tells a line, or with NULL that time passes. false: stop. */
bool progress_tell(const struct progress *p, const char *text /* or NULL */);
bool progress_tellf(const struct progress *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

struct cluster_ops {
	int (*up)(struct cluster *c, const struct progress *p, struct err *e);
	int (*ready)(struct cluster *c, int64_t timeout_ns, const struct progress *p,
		     struct err *e);
	int (*down)(struct cluster *c, const struct progress *p, struct err *e);
	int (*stop)(struct cluster *c, const struct node *n, int64_t grace_ns,
		    struct err *e);
	int (*kill)(struct cluster *c, const struct node *n, const char *signal,
		    struct err *e);
	int (*start)(struct cluster *c, const struct node *n, struct err *e);
	int (*pause)(struct cluster *c, const struct node *n, struct err *e);
	int (*unpause)(struct cluster *c, const struct node *n, struct err *e);
	int (*inspect)(struct cluster *c, const struct node *n, struct node_state *out,
		       struct err *e);
	bool (*engine_answers)(struct cluster *c, int32_t host);
	void (*give_up_engine)(struct cluster *c, int32_t host,
			       bool is); /* NULL: does not matter */
	bool (*shares_network)(struct cluster *c,
			       const struct node *n); /* NULL: none does */
	int (*log_tail)(struct cluster *c, const struct node *n, size_t lines,
			struct strbuf *out, struct err *e);
	int (*help)(struct cluster *c, const struct node *n, const struct helper_job *job,
		    int *out_exit_code, struct strbuf *out, struct err *e);
	int (*exec)(struct cluster *c, const struct node *n, const char *const *argv,
		    int64_t timeout_ns, int *out_exit_code, struct strbuf *out,
		    struct err *e);
	int (*read_dir)(struct cluster *c, const struct node *n, const char *dir,
			node_file_fn *file, node_bytes_fn *bytes, void *arg,
			struct err *e);
	int (*addresses)(struct cluster *c, const struct node *n, struct strbuf *out,
			 struct err *e);
	int (*plugs)(struct cluster *c, const struct node *n, char **out_saved,
		     struct err *e);
	int (*unplug)(struct cluster *c, const struct node *n, struct err *e);
	int (*plug)(struct cluster *c, const struct node *n, const char *saved,
		    struct err *e);
	int (*plugged)(struct cluster *c, const struct node *n, size_t *out,
		       struct err *e);
	int (*limits)(struct cluster *c, const struct node *n, struct node_limits *out,
		      struct err *e);
	int (*limit_cpu)(struct cluster *c, const struct node *n, int64_t nano_cpus,
			 const struct node_limits *old, struct err *e);
	int (*limit_memory)(struct cluster *c, const struct node *n, int64_t bytes,
			    const struct node_limits *old, struct err *e);
	int (*disk)(struct cluster *c, const struct node *n, struct node_disk *out,
		    struct err *e);
	int (*remember)(struct cluster *c, const struct node *n, char **out_saved,
			struct err *e);
	int (*recall)(struct cluster *c, const char *saved, int32_t *out_node,
		      struct err *e);
	int (*restore)(struct cluster *c, const struct node *n, struct strbuf *did,
		       struct err *e);
	void (*describe)(struct cluster *c, struct params *out);
	void (*free)(struct cluster *c);
};

/* First member of each make. */
struct cluster {
	const struct cluster_ops *ops;
	struct topology topology;      /* owned */
	char *engine_id;               /* owned */
	const atomic_bool *cancel;     /* or NULL */
	const struct admin_ops *admin; /* admin.h; NULL: over the wire */
	void *admin_arg;
	bool is_adopted;
	char *missing;     /* hosts whose engines did not answer, and why; NULL: none */
	struct ids absent; /* nodes that did not run when it was adopted */
};

void cluster_release(struct cluster *c); /* what is in struct cluster itself */
bool cluster_is_cancelled(const struct cluster *c);

/* Deep; `to` is overwritten. */
void topology_copy_into(struct topology *to, const struct topology *from);

#endif
