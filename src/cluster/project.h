/*
 * project.h - what is on an engine from earlier: found by labels, so that status, down and heal
 * work without the Compose file and after a crash.
 *
 * Owner: results are the caller's. Threads: one. Fails: ERR_ENVIRONMENT (no engine, refused).
 */
#ifndef CLUSTER_PROJECT_H
#define CLUSTER_PROJECT_H

#include "cluster/cluster.h"

/* A project of which this program made something. */
struct project {
	char *name;
	char *compose; /* the Compose file's path, "" when its containers are gone */
	char *run_id;  /* "" when it was not a run */
	size_t nodes;
	size_t running; /* of them */
	size_t networks;
	size_t volumes;
};

struct project_list {
	struct project *items; /* by name */
	size_t len;
};

/* `engine` as in DOCKER_HOST; NULL: from the environment. With hosts: on theirs instead. */
int project_list(const char *engine /* or NULL */,
		 const struct hosts *hosts /* or NULL */, struct project_list *out,
		 struct err *e);
void project_list_release(struct project_list *l);

/* What was removed. */
struct project_removed {
	size_t containers;
	size_t networks;
	size_t volumes;
};

/* Removes the helper containers that a process which died left beside a project, and nothing else. Nobody
 * may be using them: whoever calls has the project's journal. *out_n: how many there were. */
int project_sweep(const char *engine /* or NULL */,
		  const struct hosts *hosts /* or NULL */, const char *name,
		  size_t *out_n, struct err *e);

/*
 * Removes what carries this program's and the project's labels; containers with SIGKILL. To be
 * repeated at will: what is gone or going is no failure. `out` may be NULL.
 */
int project_remove(const char *engine /* or NULL */,
		   const struct hosts *hosts /* or NULL */, const char *name,
		   bool keep_volumes, cluster_progress_fn *progress /* or NULL */,
		   void *arg, struct project_removed *out, struct err *e);

#endif
