/*
 * docker_cluster.h - the cluster made of containers; private to cluster/.
 *
 * Threads: node operations from any thread, each with an engine of its own from the pool; what
 * changes the struct (up) from one while nothing else goes on.
 */
#ifndef CLUSTER_DOCKER_CLUSTER_H
#define CLUSTER_DOCKER_CLUSTER_H

#include "cluster/cluster_ops.h"
#include "cluster/docker.h"
#include "cluster/docker_found.h"
#include "cluster/engines.h"
#include "cluster/service.h"

struct docker_cluster {
	struct cluster base;     /* first */
	struct compose *compose; /* borrowed; NULL: attached */
	struct engines engines;
	char **missing; /* as the engines: why one did not answer, NULL: it did */
	struct cluster_opts opts; /* engine and run_id are owned copies */
	char *image_used;         /* what the first node was made from, NULL before */
	/* Ends a long call: set when the progress function says stop, or from base.cancel. */
	atomic_bool stop;
	char *companions; /* of a project that is adopted: "web-ui, app"; else NULL */
	struct found_list found; /* how its nodes were found; docker_found.h */
};

struct docker_cluster *docker_cluster_of(struct cluster *c);

/* Of the engine that the node is on. */
struct engine_pool *docker_pool(struct docker_cluster *d, const struct node *n);

/* What an engine's answer about a node's container means: done, or it was so before. */
int docker_settle(enum engine_result result, const struct node *n, struct err *e);

/* "cannot unpause node 2 (kafka2): ...", with hosts "... node 2 (kafka2) on host b: ...", when rc is negative. */
int docker_wrap(const struct cluster *c, const struct node *n, const char *verb, int rc,
		struct err *e);

/* docker_up.c */
int docker_up(struct cluster *c, const struct progress *p, struct err *e);

/* ready.c */
int docker_ready(struct cluster *c, int64_t timeout_ns, const struct progress *p,
		 struct err *e);

/* attach.c: nodes known from the containers that carry the project's labels, on every engine but those that
 * `missing` has a text for (NULL: none is missing). Returns how many, or
 * -1. `out` is filled with project and nodes. With `companions`, which gets the names of what is no
 * node, it is to be adopted: nodes are then known by the ids of their containers, and what a run
 * cannot do without is missed. */
int attach_topology(struct engines *engines, char *const *missing /* or NULL */,
		    const char *project, struct strbuf *companions /* or NULL */,
		    struct topology *out, struct err *e);

/* docker_about.c: of cluster_ops. What an engine does not tell is left out. */
void docker_describe(struct cluster *c, struct params *out);

/* docker_image.c: the image to use for one that is named. `stop` is the cancel flag of `en`, set
 * when the progress function wants an end. */
struct image_choice {
	char *named;
	char *use;    /* "kchaos/kafka:4.3.1": the same, or one that stands for it */
	char *id;     /* "sha256:..." */
	int32_t host; /* on which it is */
};
int image_choose(struct engine *en, const char *named, bool no_pull,
		 const struct progress *p, atomic_bool *stop, struct image_choice *out,
		 struct err *e);
/* The same without fetching. 1: found; 0: it is not here. */
int image_find(struct engine *en, const char *named, const struct progress *p,
	       struct image_choice *out, struct err *e);
/* 1: the engine has it, or one that stands for it; 0: it has not. */
int image_is_here(struct engine *en, const char *named, struct err *e);
void image_choice_release(struct image_choice *i);

/* docker_remove.c: everything with a label "key=value", on every engine; never cancelled. An engine that does
 * not answer is the failure; what the others have is removed all the same. */
struct project_removed;
int remove_labelled(struct engines *engines, const char *label, bool keep_volumes,
		    const struct progress *p, struct project_removed *out, struct err *e);

/* The same by a project's name, and says what was removed. */
int remove_project(struct engines *engines, const char *name, bool keep_volumes,
		   const struct progress *p, struct project_removed *out, struct err *e);

#endif
