/*
 * containers.h - the life of containers: make, start, stop, hurt, look at, remove.
 *
 * Every call takes an id or a name. Where the engine's answer is ambiguous ("500: is not paused")
 * the container is inspected and its state decides, never the engine's wording.
 * A call that was cut off (timeout, cancel) may still be carried out by the engine: inspect.
 * Owner: results are the caller's, to be released. Threads and failures as engine.h.
 */
#ifndef DOCKER_CONTAINERS_H
#define DOCKER_CONTAINERS_H

#include "docker/engine.h"
#include "docker/state.h"

/*
 * Makes a container, not started, plugged into all its networks; a half-made one is removed
 * again. *out_id: caller frees. A missing image and a name in use are failures.
 */
int container_create(struct engine *en, const struct container_spec *spec, char **out_id,
		     struct err *e);

enum engine_result container_start(struct engine *en, const char *id, struct err *e);

/* Sends the stop signal, waits `grace_s` (-1: the container's own grace), then SIGKILL. */
enum engine_result container_stop(struct engine *en, const char *id, int grace_s,
				  struct err *e);

/* `signal` such as "SIGKILL"; ENGINE_ALREADY: it is not running. Returns after the exit when the
 * signal is SIGKILL. The restart policy does not act on a container killed so. */
enum engine_result container_kill(struct engine *en, const char *id, const char *signal,
				  struct err *e);

/* ENGINE_ALREADY: it was paused (not paused). Pausing one that does not run is a failure. */
enum engine_result container_pause(struct engine *en, const char *id, struct err *e);
enum engine_result container_unpause(struct engine *en, const char *id, struct err *e);

/* ENGINE_ALREADY: somebody else is removing it right now. */
enum engine_result container_remove(struct engine *en, const char *id, bool force,
				    bool with_volumes, struct err *e);

/* ENGINE_DONE and *out filled, or ENGINE_GONE. */
enum engine_result container_inspect(struct engine *en, const char *id,
				     struct container_state *out, struct err *e);

/* Waits until it does not run; ENGINE_TIMED_OUT after `timeout_ms`. */
enum engine_result container_wait(struct engine *en, const char *id, int64_t timeout_ms,
				  int *out_exit_code, struct err *e);

/* One row of the list; for everything else inspect. */
struct container_item {
	char *id;
	char *name;
	char *image;
	enum container_status status;
	int64_t created_at_ns; /* to the second */
	struct pair_list labels;
};
struct container_list {
	struct container_item *items;
	size_t len;
};

/* All containers, in any state, that carry every one of the labels ("key" or "key=value"). */
int container_list(struct engine *en, const struct text_list *labels,
		   struct container_list *out, struct err *e);
void container_list_release(struct container_list *l);

/* Limits to change on a container that may be running; 0: leave as it is. cpu_quota_us -1 lifts
 * the limit. Memory and swap must be given together (see the engine's own rules). */
struct container_limits {
	int64_t memory_bytes;
	int64_t memory_swap_bytes;
	int64_t nano_cpus;
	int64_t cpu_quota_us;
	const char *restart_policy; /* NULL: leave */
};
enum engine_result container_update(struct engine *en, const char *id,
				    const struct container_limits *limits, struct err *e);

#endif
