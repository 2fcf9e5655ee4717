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
	const struct hosts
		*hosts; /* cluster_attach(): the engines; NULL or empty: the one above */
	bool may_miss_hosts; /* cluster_attach() does without those whose engines do not answer */
	const char *run_id; /* label io.kchaos.run-id; NULL: none */
	bool keep_failed;   /* a failed cluster_up() leaves what it has made */
	bool reuse;   /* the project is up already: then cluster_up() has nothing to do */
	bool no_pull; /* an image that is not here is not fetched */
	bool keep_volumes; /* cluster_down() leaves the named volumes */
	bool adopt; /* cluster_attach() to a project that others started, for a run: see below */
	bool may_be_gone; /* cluster_attach() to a project without nodes succeeds: it has none */
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
const char *cluster_engine_id(
	const struct cluster *c); /* "hosts" when there are several */

/* Hosts whose engines did not answer when it was attached to, and why: their nodes are not in the topology,
 * and nothing is known of them. NULL: all did. */
const char *cluster_missing(const struct cluster *c);

/* What the run record says about engine and image: "engine", "kernel", "image" ... */
void cluster_describe(struct cluster *c, struct params *out);

/* From now on calls end soon after *cancel became true. Borrowed; NULL: never. */
void cluster_set_cancel(struct cluster *c, const atomic_bool *cancel);

/*
 * Makes and starts everything the Compose file says, or nothing: what a failed call has made is
 * removed again (but see keep_failed). Fails when anything of that project is there already.
 * Volumes in memory (driver_opts type: tmpfs) are kept mounted by one more container, label
 * io.kchaos.role=holder: else a stopped node would lose its data.
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
 * A volume in memory that is kept (keep_volumes) is empty afterwards: nothing uses it any more.
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
	int64_t started_wall_ns; /* ns since 1970 by its host's clock, NEVER */
	int64_t finished_wall_ns;
	int64_t told_wall_ns; /* when its engine told this, by the same clock, to the second; 0: it did not say */
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

/* Does the engine of this host (as the topology's) answer, over a new connection? */
bool cluster_engine_answers(struct cluster *c, int32_t host);

/* Does this failure say that an engine does not answer? */
bool cluster_engine_is_away(const struct err *e);

/* Told by who watches the engines, one thread: this host's has been silent for so long that nobody is to wait for
 * it; or, false, it answers again. What is asked of its nodes then fails within seconds, unless it is
 * back, and what is under way ends. */
void cluster_give_up_engine(struct cluster *c, int32_t host, bool is);

/* ---- what faults need of a node, besides its life ---- */

/* Is the node in its host's own network? Then a fault in it would hit the host. */
bool cluster_shares_network(struct cluster *c, const struct node *node);

/*
 * A short script of ours beside a node: a container of its own (label io.kchaos.role=helper, removed
 * afterwards), so nothing is needed in the node's image. Every capability but those named is dropped.
 * The image: $KCHAOS_HELPER_IMAGE, else one labelled io.kchaos.helper; without: ERR_ENVIRONMENT
 * that says how to get it.
 */
struct helper_job {
	const char *script; /* for `sh -ec`, as root */
	const char *caps;   /* "NET_ADMIN NET_RAW", or NULL: none */
	bool in_network;    /* in the node's network namespace; the node must run */
	bool with_volumes;  /* sees the node's volumes at the node's own paths */
	int64_t timeout_ns; /* 0: 30 s */
};

/* 0 with the script's exit code and both its outputs, mixed, at most 64 KiB (more fails). */
int cluster_help(struct cluster *c, const struct node *node, const struct helper_job *job,
		 int *out_exit_code, struct strbuf *out, struct err *e);

/*
 * The files of a directory in the node's container, by name, whether it runs or not; never more than a
 * piece is in memory. `file`: are the bytes of this one wanted? (`name` with its folder.) `bytes`
 * returns false when enough was had of all. A directory that is not there is a failure.
 */
typedef bool node_file_fn(void *arg, const char *name);
typedef bool node_bytes_fn(void *arg, const char *bytes, size_t n);
int cluster_read_dir(struct cluster *c, const struct node *node, const char *dir,
		     node_file_fn *file, node_bytes_fn *bytes, void *arg, struct err *e);

/* Runs argv (NULL-ended) inside the node's own container; timeout_ns 0: 30 s. Ends it when it
 * takes longer, as far as the engine can. */
int cluster_exec(struct cluster *c, const struct node *node, const char *const *argv,
		 int64_t timeout_ns, int *out_exit_code, struct strbuf *out,
		 struct err *e);

/* The node's IPv4 addresses among its networks, separated by blanks; "" while it has none. A node
 * that is down has those reserved for it: cluster_up() reserves one for each. */
int cluster_addresses(struct cluster *c, const struct node *node, struct strbuf *out,
		      struct err *e);

/* Unplugs the node, in whatever state, from all its networks; so it stays when it is started again.
 * Before that, *out_saved (caller frees) is one line that cluster_plug() needs: to be journaled
 * first, hence two calls. Both do what they can when a part fails, and may be repeated. */
int cluster_plugs(struct cluster *c, const struct node *node, char **out_saved,
		  struct err *e);
int cluster_unplug(struct cluster *c, const struct node *node, struct err *e);
int cluster_plug(struct cluster *c, const struct node *node, const char *saved,
		 struct err *e);
/* In how many networks it is now. */
int cluster_plugged(struct cluster *c, const struct node *node, size_t *out,
		    struct err *e);

/* A container's limits as the engine has them; 0: none. */
struct node_limits {
	int64_t nano_cpus; /* 1e9: one CPU */
	int64_t cpu_quota_us, cpu_period_us;
	int64_t memory_bytes;
	int64_t memory_swap_bytes; /* both together; -1: swap without limit */
};
int cluster_limits(struct cluster *c, const struct node *node, struct node_limits *out,
		   struct err *e);
/* At most so many CPUs; 0 with `old`: as it was in there. */
int cluster_limit_cpu(struct cluster *c, const struct node *node, int64_t nano_cpus,
		      const struct node_limits *old, struct err *e);
/* At most so much memory (and no swap); 0 with `old`: as it was. No limit comes back as the host's
 * whole memory: the engine cannot lift one from a container. A kernel may refuse less than what is in
 * use: then it is to be set while the node is stopped. */
int cluster_limit_memory(struct cluster *c, const struct node *node, int64_t bytes,
			 const struct node_limits *old, struct err *e);

/*
 * ---- a cluster that others started ----
 *
 * cluster_attach() with opts.adopt means these very containers, by their ids, and fails when a run could
 * not use them (a broker that is not reached from here). cluster_remember() of each node, once, before
 * anything is done to it: from then on a node that is started or plugged in again gets the address it
 * had. *out_saved (caller frees) is one line for the journal; cluster_recall() makes the same of it in
 * a process that comes after a crash, *out_node says which node it is about.
 */
int cluster_remember(struct cluster *c, const struct node *node, char **out_saved,
		     struct err *e);
int cluster_recall(struct cluster *c, const char *saved, int32_t *out_node,
		   struct err *e);

/* A node that ran runs again, in all its networks and with its addresses; what did not run is left
 * alone. Appends to `did` what was necessary, or worth telling. Not remembered: does nothing. */
int cluster_restore(struct cluster *c, const struct node *node, struct strbuf *did,
		    struct err *e);

/* Was it adopted? And is this a node that did not run when it was: nothing is ever done to it. */
bool cluster_is_adopted(const struct cluster *c);
bool cluster_is_absent(const struct cluster *c, const struct node *node);

/* Where the node keeps its log (the first of log.dirs; without that it fails), and whether on
 * a disk of limited size that we made. */
struct node_disk {
	char *dir;    /* in the container: "/var/lib/kafka/data" */
	char *volume; /* it lies on, with the engine's name if nobody named it; or NULL */
	bool is_ours; /* the volume carries our project's label */
	int64_t size_bytes; /* of the volume, from its options; 0: not limited */
};
void node_disk_release(struct node_disk *d);
int cluster_disk(struct cluster *c, const struct node *node, struct node_disk *out,
		 struct err *e);

#endif
