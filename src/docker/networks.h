/*
 * networks.h - the engine's networks, and plugging containers in and out of them.
 *
 * The engine forgets aliases and fixed addresses when a container is disconnected: whoever
 * disconnects must first keep the struct endpoint (container_inspect) and hand it back to
 * network_connect(). endpoint_save/_load turn it into one line for the journal.
 * Owner: results are the caller's, to be released. Threads and failures as engine.h.
 */
#ifndef DOCKER_NETWORKS_H
#define DOCKER_NETWORKS_H

#include "docker/engine.h"
#include "docker/lists.h"

/* One container's place in one network. */
struct endpoint {
	char *network; /* name or id */
	struct text_list aliases;
	struct text_list links;
	struct pair_list driver_opts;
	bool has_config;  /* the engine notes whether there was one, be it empty */
	char *fixed_ipv4; /* asked for by the user, or NULL */
	char *fixed_ipv6;
	int64_t gateway_priority;
	/* Told by the engine, ignored when connecting; "" while not running. */
	char *network_id;
	char *endpoint_id;
	char *ipv4;
	char *ipv6;
	char *mac;
};
void endpoint_copy(struct endpoint *to, const struct endpoint *from);
void endpoint_release(struct endpoint *p);

/* What must be kept to connect again, as one line of JSON (caller frees), and back. */
char *endpoint_save(const struct endpoint *p);
int endpoint_load(const char *line, struct endpoint *out, struct err *e);

struct endpoint_list {
	struct endpoint *items;
	size_t len;
};
void endpoint_list_release(struct endpoint_list *l);

/* Several of them, still in one line and in this order. */
char *endpoint_list_save(const struct endpoint_list *l);
int endpoint_list_load(const char *line, struct endpoint_list *out, struct err *e);

struct network_spec {
	const char *name;
	const char *driver; /* NULL: "bridge" */
	const char *subnet; /* NULL: the engine chooses */
	const char *gateway;
	bool is_internal;
	bool is_attachable;
	struct pair_list labels;
	struct pair_list options;
};

/* ENGINE_ALREADY: a network of that name exists (nothing was changed, *out_id is NULL). One with the
 * driver "overlay" spans the hosts of a swarm; only the engine of a manager makes and removes it, other
 * engines know it from when a container of theirs is in it (plugging in by name works before). */
enum engine_result network_create(struct engine *en, const struct network_spec *spec,
				  char **out_id, struct err *e);

/* Fails while containers are plugged in, be it at another host of the swarm. */
enum engine_result network_remove(struct engine *en, const char *name_or_id,
				  struct err *e);

struct network {
	char *id;
	char *name;
	char *driver;
	char *scope; /* "local"; "swarm": it spans hosts */
	bool is_attachable;
	struct pair_list labels;
	struct pair_list options; /* the driver's: "com.docker.network.driver.mtu" */
	char *subnet;             /* of the first address pool */
	char *gateway;            /* likewise */
	struct text_list
		containers; /* ids; network_inspect() only, running ones of this engine only */
	struct text_list addresses; /* theirs, IPv4, in the same order; "" without one */
};
void network_release(struct network *n);
enum engine_result network_inspect(struct engine *en, const char *name_or_id,
				   struct network *out, struct err *e);

struct network_list {
	struct network *items;
	size_t len;
};
int network_list(struct engine *en, const char *label, struct network_list *out,
		 struct err *e);
void network_list_release(struct network_list *l);

/* Plugs a container in with the settings of `p` (p->network says where). ENGINE_ALREADY: it is
 * in that network; ENGINE_GONE: there is no such container. */
enum engine_result network_connect(struct engine *en, const char *container,
				   const struct endpoint *p, struct err *e);
enum engine_result network_disconnect(struct engine *en, const char *network,
				      const char *container, struct err *e);

#endif
