/*
 * service.h - what a Compose file says, as structs; private to cluster/.
 *
 * A service is read straight into a container_spec; what only makes sense within a project (its
 * networks, names and labels) is kept beside it and filled in when the container is made.
 * Owner: struct compose owns all; `at` members point into its tree.
 * Threads: one while it is read, then const.
 */
#ifndef CLUSTER_SERVICE_H
#define CLUSTER_SERVICE_H

#include "cluster/compose.h"
#include "cluster/docker.h"
#include "yaml/tree.h"

/* A variable of a service's environment, after env_file and environment were laid over. */
struct env_var {
	char *key;
	char *value;
	const struct ynode *at;
};

/* Where a row of spec.ports comes from. */
struct port_origin {
	const struct ynode *at;
};

/* One network a service is in. */
struct service_network {
	char *key; /* as in the file's networks: */
	struct text_list aliases;
	char *ipv4, *ipv6; /* NULL: the engine chooses */
	int64_t priority;
	const struct ynode *at;
};

enum dependency_kind {
	DEPENDS_STARTED,
	DEPENDS_HEALTHY,
	DEPENDS_COMPLETED,
};

struct dependency {
	char *service;
	enum dependency_kind kind;
	bool is_optional; /* required: false */
	const struct ynode *at;
};

struct service {
	char *name;
	const struct ynode *at; /* its key */
	const struct ynode *map;
	struct container_spec
		spec; /* without name, labels of ours, networks; env is below */
	struct env_var *env;
	size_t n_env;
	struct port_origin *port_origins; /* as spec.ports */
	size_t n_port_origins;
	struct service_network
		*networks; /* never empty after loading, unless network_mode */
	size_t n_networks;
	struct dependency *depends;
	size_t n_depends;
	struct pair_list files; /* of a container that is there: path in it, text */
	char *container;        /* the container's name */
	char *own_name;         /* container_name, or NULL */
	int32_t host;           /* index in the topology's hosts; 0 when there are none */
	int wave;               /* starts after all of lower waves that it depends on */
	bool is_off;            /* its profiles are not active */
	bool is_kafka;          /* meant to be a node; anything else may be left out */
	char *left_out; /* why, when no node needs it and it cannot be started here; or NULL */
};

/* A network or a named volume of the project. */
struct resource {
	char *key;  /* as services call it */
	char *name; /* on the engine */
	const struct ynode *at;
	char *driver; /* NULL: the engine's default */
	char *subnet, *gateway;
	bool is_internal;
	bool is_attachable;
	bool is_used;
	struct pair_list options;
	struct pair_list labels;
	char *pinned; /* networks: the subnet it got when it was made; NULL: the file's own */
};

struct port_claims;

struct compose {
	struct yaml_doc doc;
	char *path; /* as given */
	char *file; /* absolute */
	char *dir;  /* absolute: what paths in it start from */
	char *project;
	bool is_renamed; /* the caller chose the project: names that are fixed in the file would
			  * make two of them collide, so they become aliases */
	size_t errors_before; /* in the diags, when reading began */
	struct pair_list
		given; /* variables that the caller sets: they beat the environment */
	struct pair_list dotenv;
	struct pair_list left_out; /* services that reading the file left out, and why */
	struct port_claims *claims;
	struct service
		*services; /* in the order of the file, without those that are off */
	size_t n_services;
	bool is_near; /* made from this machine's containers, which are reached directly */
	struct resource *networks;
	size_t n_networks;
	struct resource *volumes;
	size_t n_volumes;
	struct topology topology;
};

/* What the readers of keys share. */
struct reading {
	struct compose *compose;
	struct diags *diags;
};

const char *service_env(const struct service *s, const char *key,
			const struct ynode **out_at /* or NULL */);         /* or NULL */
struct service *compose_service(const struct compose *c, const char *name); /* or NULL */
struct resource *compose_network(const struct compose *c, const char *key); /* or NULL */
struct resource *compose_volume(const struct compose *c, const char *key);  /* or NULL */

/* attach.c: a container as a service of a Compose file would be, without places: environment, ports,
 * mounts, command, and the files that tell its settings, read out of it. */
int service_from_container(struct engine *en, struct service *s, const char *name,
			   const struct container_state *state, struct err *e);
void service_leave_networks(struct service *s);
void service_release(struct service *s);

/* A variable as Compose sees it: the environment, then .env. NULL: unset. */
const char *compose_variable(const struct compose *c, const char *name);

#endif
