#include "cluster/compose_read.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"
#include "cluster/kafka_node.h"

enum treat {
	READ,    /* by its function */
	SILENT,  /* makes no difference to the cluster */
	IGNORED, /* a warning: it does not do here what the user may expect of it */
	REFUSED, /* an error: without it this would be another cluster */
};

struct key;
typedef void key_fn(struct reading *r, struct service *s, const struct ynode *v);
typedef void value_fn(struct reading *r, const struct key *key, void *member,
		      const struct ynode *v);

struct key {
	const char *name; /* first member: str_nearest() walks these */
	enum treat treat;
	const char *reason;
	key_fn *read;    /* READ: keys with a structure of their own */
	value_fn *value; /* READ: or plain ones, into the spec */
	size_t offset;   /* of the member in struct container_spec */
};

static void value_text(struct reading *r, const struct key *key, void *member,
		       const struct ynode *v)
{
	char **text = member;

	if (!read_scalar(v, key->name, r->diags))
		return;
	free(*text);
	*text = value_print(v);
}

static void value_flag(struct reading *r, const struct key *key, void *member,
		       const struct ynode *v)
{
	(void)read_bool(v, key->name, member, r->diags); /* has told */
}

static void value_size(struct reading *r, const struct key *key, void *member,
		       const struct ynode *v)
{
	if (!read_scalar(v, key->name, r->diags))
		return;
	if (!value_bytes(v->text, member))
		diags_found(r->diags, CODE_WRONG_VALUE, v,
			    "'%s' wants a size such as 512m or 2g, not '%s'", key->name,
			    v->text);
}

static void value_count(struct reading *r, const struct key *key, void *member,
			const struct ynode *v)
{
	if (!read_scalar(v, key->name, r->diags))
		return;
	if (!value_int(v->text, -1, INT32_MAX, member))
		diags_found(r->diags, CODE_WRONG_VALUE, v,
			    "'%s' wants a number, not '%s'", key->name, v->text);
}

static void value_list(struct reading *r, const struct key *key, void *member,
		       const struct ynode *v)
{
	(void)read_texts(v, key->name, member, r->diags); /* has told */
}

static void value_map(struct reading *r, const struct key *key, void *member,
		      const struct ynode *v)
{
	(void)read_pairs(v, key->name, member, r->diags); /* has told */
}

/* A list as it is, or a text split into words as a shell does; nothing is run by a shell. */
static void value_command(struct reading *r, const struct key *key, void *member,
			  const struct ynode *v)
{
	struct text_list *words = member;

	if (ynode_is_null(v))
		return;
	if (ynode_is_list(v)) {
		value_list(r, key, member, v);
		return;
	}
	if (read_scalar(v, key->name, r->diags) && !value_words(v->text, words))
		diags_found(r->diags, CODE_WRONG_VALUE, v,
			    "'%s' has a quote that does not end", key->name);
}

static void read_own_name(struct reading *r, struct service *s, const struct ynode *v)
{
	if (!read_scalar(v, "container_name", r->diags))
		return;
	free(s->own_name);
	s->own_name = xstrdup(v->text);
}

/* What is no node can do without being started. */
static void leave_out(struct reading *r, struct service *s, const struct ynode *at,
		      const char *key)
{
	free(s->left_out);
	s->left_out = xasprintf("'%s' is not supported", key);
	diags_found(r->diags, CODE_COMPOSE_LEFT_OUT, at, "service '%s' is left out: %s",
		    s->name, s->left_out);
}

static void read_network_mode(struct reading *r, struct service *s, const struct ynode *v)
{
	if (!read_scalar(v, "network_mode", r->diags))
		return;
	if (strcmp(v->text, "none") == 0) {
		s->spec.network_mode = xstrdup(v->text);
	} else if (strcmp(v->text, "bridge") != 0 && !kafka_node_is(s)) {
		leave_out(r, s, v, "network_mode");
	} else if (strcmp(v->text, "bridge") != 0) {
		diags_found(
			r->diags, CODE_COMPOSE_UNSUPPORTED, v,
			"'network_mode: %s' is not supported: each node needs a network of "
			"its own, where it can be cut off; leave it out",
			v->text);
	}
}

static void read_scale(struct reading *r, UNUSED struct service *s, const struct ynode *v)
{
	if (read_scalar(v, "scale", r->diags) && strcmp(v->text, "1") != 0)
		diags_found(r->diags, CODE_COMPOSE_UNSUPPORTED, v,
			    "'scale' can only be 1: each node is a service of its own");
}

#define TEXT(key, member)                                       \
	{                                                       \
		key, READ, NULL, NULL, value_text,              \
			offsetof(struct container_spec, member) \
	}
#define FLAG(key, member)                                       \
	{                                                       \
		key, READ, NULL, NULL, value_flag,              \
			offsetof(struct container_spec, member) \
	}
#define BYTES(key, member)                                      \
	{                                                       \
		key, READ, NULL, NULL, value_size,              \
			offsetof(struct container_spec, member) \
	}
#define COUNT(key, member)                                      \
	{                                                       \
		key, READ, NULL, NULL, value_count,             \
			offsetof(struct container_spec, member) \
	}
#define LIST(key, member)                                       \
	{                                                       \
		key, READ, NULL, NULL, value_list,              \
			offsetof(struct container_spec, member) \
	}
#define PAIRS(key, member)                                      \
	{                                                       \
		key, READ, NULL, NULL, value_map,               \
			offsetof(struct container_spec, member) \
	}
#define WORDS(key, member)                                      \
	{                                                       \
		key, READ, NULL, NULL, value_command,           \
			offsetof(struct container_spec, member) \
	}
#define OWN(key, read)                         \
	{                                      \
		key, READ, NULL, read, NULL, 0 \
	}
#define QUIET(key)                               \
	{                                        \
		key, SILENT, NULL, NULL, NULL, 0 \
	}
#define IGNORE(key, reason)                         \
	{                                           \
		key, IGNORED, reason, NULL, NULL, 0 \
	}
#define REFUSE(key, reason)                         \
	{                                           \
		key, REFUSED, reason, NULL, NULL, 0 \
	}

#define SHARED_NS "faults act on a node's own namespaces"
#define NO_STORE  "mount the file as a volume instead"

/* In the order they are read: env_file before environment, what tells a Kafka node before what only
 * such a one may not have. */
static const struct key service_keys[] = {
	TEXT("image", image),
	OWN("profiles", read_profiles),
	OWN("container_name", read_own_name),
	TEXT("hostname", hostname),
	TEXT("platform", platform),
	TEXT("user", user),
	TEXT("working_dir", working_dir),
	WORDS("command", cmd),
	WORDS("entrypoint", entrypoint),
	OWN("env_file", read_env_file),
	OWN("environment", read_environment),
	PAIRS("labels", labels),
	OWN("networks", read_service_networks),
	OWN("ports", read_ports),
	OWN("expose", read_expose),
	OWN("volumes", read_volumes),
	OWN("tmpfs", read_tmpfs),
	OWN("network_mode", read_network_mode),
	OWN("depends_on", read_depends_on),
	OWN("extra_hosts", read_extra_hosts),
	OWN("healthcheck", read_healthcheck),
	OWN("stop_grace_period", read_stop_grace),
	TEXT("stop_signal", stop_signal),
	OWN("restart", read_restart),
	OWN("deploy", read_deploy),
	OWN("scale", read_scale),
	BYTES("mem_limit", memory_bytes),
	BYTES("mem_reservation", memory_reservation_bytes),
	BYTES("memswap_limit", memory_swap_bytes),
	OWN("cpus", read_cpus),
	TEXT("cpuset", cpuset),
	COUNT("pids_limit", pids_limit),
	BYTES("shm_size", shm_bytes),
	OWN("ulimits", read_ulimits),
	LIST("cap_add", cap_add),
	LIST("cap_drop", cap_drop),
	LIST("security_opt", security_opt),
	PAIRS("sysctls", sysctls),
	FLAG("init", init),
	FLAG("tty", tty),
	FLAG("privileged", privileged),
	FLAG("read_only", read_only),

	QUIET("attach"),
	QUIET("build"), /* see what becomes of the image */
	QUIET("annotations"),
	QUIET("develop"),
	QUIET("pull_policy"),
	QUIET("stdin_open"),
	QUIET("label_file"),
	IGNORE("logging", "the nodes' logs are read through the engine's own log driver"),
	IGNORE("mac_address", "the engine chooses addresses"),
	IGNORE("domainname", "nodes are found by their service's name"),
	IGNORE("blkio_config", "disks are not throttled"),
	IGNORE("cpu_shares", "use cpus"),
	IGNORE("cpu_count", "use cpus"),
	IGNORE("cpu_percent", "use cpus"),
	IGNORE("cpu_period", "use cpus"),
	IGNORE("cpu_quota", "use cpus"),
	IGNORE("cpu_rt_period", "use cpus"),
	IGNORE("cpu_rt_runtime", "use cpus"),
	IGNORE("mem_swappiness", "the engine's default is used"),
	IGNORE("oom_kill_disable", "the engine's default is used"),
	IGNORE("oom_score_adj", "the engine's default is used"),
	IGNORE("cgroup_parent", "the engine's default is used"),
	IGNORE("runtime", "the engine's default is used"),
	IGNORE("isolation", "the engine's default is used"),

	REFUSE("extends", "use an anchor and '<<: *anchor' instead"),
	REFUSE("secrets", NO_STORE),
	REFUSE("configs", NO_STORE),
	REFUSE("links", "services find each other by name"),
	REFUSE("external_links", "containers outside the project are not touched"),
	REFUSE("volumes_from", "name the volume in both services"),
	REFUSE("devices", "nodes get no devices of this machine"),
	REFUSE("device_cgroup_rules", "nodes get no devices of this machine"),
	REFUSE("gpus", "nodes get no devices of this machine"),
	REFUSE("dns", "nodes use the engine's name service"),
	REFUSE("dns_opt", "nodes use the engine's name service"),
	REFUSE("dns_search", "nodes use the engine's name service"),
	REFUSE("group_add", "set 'user' to UID:GID instead"),
	REFUSE("cgroup", SHARED_NS),
	REFUSE("ipc", SHARED_NS),
	REFUSE("pid", SHARED_NS),
	REFUSE("uts", SHARED_NS),
	REFUSE("userns_mode", SHARED_NS),
	REFUSE("storage_opt", "limit a volume's size instead"),
	REFUSE("credential_spec", "there is no Windows node"),
	REFUSE("use_api_socket", "nodes do not speak to the engine"),
	REFUSE("provider", "every service is a container here"),
	REFUSE("models", "every service is a container here"),
	REFUSE("post_start", "make it part of the command"),
	REFUSE("pre_stop", "make it part of the command"),
	{0},
};

static const struct key top_keys[] = {
	QUIET("name"),
	QUIET("services"),
	QUIET("networks"),
	QUIET("volumes"),
	QUIET("version"), /* Compose itself ignores it */
	QUIET("configs"), /* a service that uses one is refused */
	QUIET("secrets"),
	QUIET("models"),
	REFUSE("include", "put everything into one file"),
	{0},
};

static size_t count_keys(const struct key *keys)
{
	size_t n = 0;

	while (keys[n].name)
		n++;
	return n;
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

/* `s`: whose key it is, when it is a service's. */
static void check_key(struct reading *r, const struct key *keys, const struct yentry *e,
		      const char *where, struct service *s)
{
	const char *name = e->key->text;
	const struct key *key = find_key(keys, name);
	const char *near;

	if (str_starts(name, "x-"))
		return;
	if (!key) {
		near = str_nearest(name, keys, count_keys(keys), sizeof(*keys));
		diags_found(r->diags, CODE_KEY_UNKNOWN, e->key,
			    "unknown key '%s' in %s%s%s%s", name, where,
			    near ? " (did you mean '" : "", near ? near : "",
			    near ? "'?)" : "");
	} else if (key->treat == IGNORED) {
		diags_found(r->diags, CODE_COMPOSE_IGNORED, e->key, "'%s' is ignored: %s",
			    name, key->reason);
	} else if (key->treat == REFUSED && s && !s->is_kafka) {
		leave_out(r, s, e->key, name);
	} else if (key->treat == REFUSED) {
		diags_found(r->diags, CODE_COMPOSE_UNSUPPORTED, e->key,
			    "'%s' is not supported: %s", name, key->reason);
	}
}

void read_service(struct reading *r, struct service *s, const struct ynode *map)
{
	char *where = xasprintf("service '%s'", s->name);

	for (const struct key *key = service_keys; key->name; key++) {
		const struct ynode *v = ynode_get(map, key->name);

		if (!v || key->treat != READ)
			continue;
		if (key->read)
			key->read(r, s, v);
		else if (!ynode_is_null(v))
			key->value(r, key, (char *)&s->spec + key->offset, v);
	}
	s->is_kafka = kafka_node_is(s);
	yaml_foreach (e, map)
		check_key(r, service_keys, e, where, s);
	free(where);
}

void check_top_level(struct reading *r, const struct ynode *root)
{
	yaml_foreach (e, root)
		check_key(r, top_keys, e, "a Compose file", NULL);
}
