/*
 * cluster.h - the cluster under test: it is brought up, hurt node by node, looked at, taken down.
 *
 * One interface, two makes: containers of a Docker engine (cluster_open, cluster_attach) and a
 * fake in memory for tests (fake.h).
 *
 * What is asked of a node that is so already (stop a stopped one, unpause one that runs) succeeds
 * and changes nothing. A call that failed or was cut off may still be carried out by the engine:
 * inspect, and believe that only.
 * Owner: the caller; cluster_free() releases memory and chosen ports and touches no container.
 * Threads: calls on nodes may come from any thread, several at once; up, ready, down and free from
 * one thread and while no other call is under way. Progress is told in the calling thread.
 * Fails: ERR_ENVIRONMENT with the node, the cause and what to do; ERR_INTERRUPTED when the
 * progress function or the cancel flag said so.
 */
#ifndef CLUSTER_CLUSTER_H
#define CLUSTER_CLUSTER_H

#include "base/err.h"
#include "base/strbuf.h"
#include "model/params.h"
#include "model/topology.h"
#include "model/view.h"

#include <stdatomic.h>

struct cluster;
struct compose;

/*
 * A line about what goes on, when there is a new one, else NULL: called several times a second
 * while something is waited for. false: stop; the call then fails with ERR_INTERRUPTED.
 */
typedef bool cluster_progress_fn(void *arg, const char *text /* or NULL */);

/* Zeroed: all defaults. Texts are borrowed for the call. */
struct cluster_opts {
	const char *engine; /* as in DOCKER_HOST; NULL: from the environment */
	const char *run_id; /* label io.kchaos.run-id; NULL: none */
	bool keep_failed;   /* a failed cluster_up() leaves what it has made */
	bool reuse;   /* the project is up already: then cluster_up() has nothing to do */
	bool no_pull; /* an image that is not here is not fetched */
	bool keep_volumes; /* cluster_down() leaves the named volumes */
};

/* Borrows `compose` (compose.h) until cluster_free(). NULL: no engine. Nothing is started. */
struct cluster *cluster_open(struct compose *compose, const struct cluster_opts *opts,
			     struct err *e);

/* The cluster of a project that is there, known from its containers alone. cluster_up() on it
 * fails. */
struct cluster *cluster_attach(const char *project, const struct cluster_opts *opts,
			       struct err *e);
void cluster_free(struct cluster *c); /* NULL is fine */

/* Names, ids and ports from the start; image_id once it is up. */
const struct topology *cluster_topology(const struct cluster *c);
const char *cluster_engine_id(const struct cluster *c);

/* What the run record says about engine and image: "engine", "kernel", "image" ... */
void cluster_describe(struct cluster *c, struct params *out);

/* From now on calls end soon after *cancel became true. Borrowed; NULL: never. */
void cluster_set_cancel(struct cluster *c, const atomic_bool *cancel);

/*
 * Makes and starts everything the Compose file says, or nothing: what a failed call has made is
 * removed again (but see keep_failed). Fails when anything of that project is there already.
 */
int cluster_up(struct cluster *c, cluster_progress_fn *progress /* or NULL */, void *arg,
	       struct err *e);

/*
 * Waits until every node answers on each of its listeners, the quorum has a leader that commits,
 * and every broker is registered and unfenced. The error says which of it did not come about, for
 * which node, how its container is and what its log said last.
 */
int cluster_ready(struct cluster *c, int64_t timeout_ns,
		  cluster_progress_fn *progress /* or NULL */, void *arg, struct err *e);

/* Removes the project's containers, networks and volumes, and nothing else. Nothing there: fine.
 * What is said is told by `progress`, whose answer does not matter here. */
int cluster_down(struct cluster *c, cluster_progress_fn *progress /* or NULL */,
		 void *arg, struct err *e);

/* SIGTERM (or the container's own stop signal), then SIGKILL after `grace_ns` (-1: the
 * container's own grace). Returns when the process has ended. */
int cluster_stop(struct cluster *c, const struct node *node, int64_t grace_ns,
		 struct err *e);

/* `signal` such as "SIGKILL"; returns after the end if it is that one. */
int cluster_kill(struct cluster *c, const struct node *node, const char *signal,
		 struct err *e);

/* Returns when the container runs, long before Kafka answers. */
int cluster_start(struct cluster *c, const struct node *node, struct err *e);
int cluster_pause(struct cluster *c, const struct node *node, struct err *e);
int cluster_unpause(struct cluster *c, const struct node *node, struct err *e);

/* A node's container as it is now. Plain data, nothing to release. */
struct node_state {
	bool exists; /* false: it was removed; the rest is zero and PROCESS_UNKNOWN */
	enum process_state state; /* PROCESS_EXITED also: made and never started */
	int exit_code;            /* PROCESS_EXITED */
	bool oom_killed;
	int64_t started_wall_ns; /* ns since 1970, NEVER */
	int64_t finished_wall_ns;
	int restart_count;
	char health[16]; /* "none", "starting", "healthy", "unhealthy" */
	char error[128]; /* why the engine could not start it; "" */
};

/* A container that is gone is no failure: exists is false. */
int cluster_inspect(struct cluster *c, const struct node *node, struct node_state *out,
		    struct err *e);

/* Appends the last `lines` lines of the node's log, each with a newline. */
int cluster_log_tail(struct cluster *c, const struct node *node, size_t lines,
		     struct strbuf *out, struct err *e);

#endif
