/*
 * volumes.h - the engine's named volumes.
 *
 * Owner: results are the caller's, to be released. Threads and failures as engine.h.
 */
#ifndef DOCKER_VOLUMES_H
#define DOCKER_VOLUMES_H

#include "docker/engine.h"
#include "docker/lists.h"

struct volume_spec {
	const char *name;
	const char *driver; /* NULL: "local" */
	struct pair_list labels;
	struct pair_list
		options; /* {"type": "tmpfs", "device": "tmpfs", "o": "size=200m"} */
};

/* A volume of that name and driver that exists stays as it is, with its labels: ENGINE_DONE too;
 * ENGINE_ALREADY is not told by the engine. */
enum engine_result volume_create(struct engine *en, const struct volume_spec *spec,
				 struct err *e);

/* Fails while a container uses it, running or not. */
enum engine_result volume_remove(struct engine *en, const char *name, struct err *e);

struct volume {
	char *name;
	char *driver;
	char *mountpoint;
	struct pair_list labels;
	struct pair_list options; /* as it was made with */
};
void volume_release(struct volume *v);
enum engine_result volume_inspect(struct engine *en, const char *name, struct volume *out,
				  struct err *e);

struct volume_list {
	struct volume *items;
	size_t len;
};
int volume_list(struct engine *en, const char *label, struct volume_list *out,
		struct err *e);
void volume_list_release(struct volume_list *l);

#endif
