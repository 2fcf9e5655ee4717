#include "docker/state.h"

#include "base/mem.h"
#include "base/str.h"
#include "docker/endpoints.h"
#include "docker/json.h"
#include "docker/maps.h"

static const char *const status_names[] = {
	[CONTAINER_UNKNOWN] = "unknown",       [CONTAINER_CREATED] = "created",
	[CONTAINER_RUNNING] = "running",       [CONTAINER_PAUSED] = "paused",
	[CONTAINER_RESTARTING] = "restarting", [CONTAINER_REMOVING] = "removing",
	[CONTAINER_EXITED] = "exited",         [CONTAINER_DEAD] = "dead",
};
_Static_assert(ARRAY_LEN(status_names) == CONTAINER_DEAD + 1, "one name each");

const char *container_status_name(enum container_status s)
{
	return status_names[s];
}

enum container_status container_status_parse(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(status_names); i++)
		if (strcmp(word, status_names[i]) == 0)
			return (enum container_status)i;
	/* Podman's word for what Docker calls exited. */
	return strcmp(word, "stopped") == 0 ? CONTAINER_EXITED : CONTAINER_UNKNOWN;
}

/* "9092/tcp"; false when it is something else. */
static bool port_key(const char *key, struct port_map *out)
{
	const char *slash = strchr(key, '/');
	char *number = xstrndup(key, slash ? (size_t)(slash - key) : strlen(key));
	int64_t port = -1;
	bool ok = str_to_int(number, &port) && port >= 0 && port <= UINT16_MAX;

	free(number);
	if (!ok)
		return false;
	out->container_port = (uint16_t)port;
	(void)snprintf(out->protocol, sizeof(out->protocol), "%s",
		       slash ? slash + 1 : "tcp");
	return true;
}

static struct port_map *add_port(struct container_state *s, const struct port_map *as)
{
	struct port_map *p = GROW(s->ports, s->n_ports);

	*p = *as;
	p->host_ip = xstrdup("");
	return p;
}

static void add_binding(struct container_state *s, const struct port_map *as,
			const json_t *o)
{
	struct port_map *p = add_port(s, as);
	int64_t port = 0;

	free(p->host_ip);
	p->host_ip = js_dup(o, "HostIp");
	p->is_published = true;
	if (str_to_int(js_text(o, "HostPort"), &port) && port >= 0 && port <= UINT16_MAX)
		p->host_port = (uint16_t)port;
}

static void read_ports(json_t *all, struct container_state *s)
{
	const json_t *binding;
	const char *key;
	json_t *list;
	size_t i;

	json_object_foreach (all, key, list) {
		struct port_map p = {0};

		if (!port_key(key, &p))
			continue;
		if (json_array_size(list) == 0)
			(void)add_port(s, &p);
		json_array_foreach (list, i, binding) {
			add_binding(s, &p, binding);
		}
	}
}

/*
 * A stopped container has no NetworkSettings.Ports: what it will have again is in HostConfig. An
 * empty host port there means the engine will choose.
 */
static void read_all_ports(const json_t *o, struct container_state *s)
{
	read_ports(js_at(js_at(o, "NetworkSettings"), "Ports"), s);
	if (s->n_ports == 0)
		read_ports(js_at(js_at(o, "HostConfig"), "PortBindings"), s);
}

static void read_networks(const json_t *o, struct container_state *s)
{
	json_t *all = js_at(js_at(o, "NetworkSettings"), "Networks"), *end;
	const char *name;

	json_object_foreach (all, name, end) {
		struct endpoint *p = GROW(s->networks, s->n_networks);

		endpoint_read(name, end, p);
	}
}

static void add_mount(struct container_state *s, const json_t *o)
{
	const char *type = js_text(o, "Type");
	struct mount_map *m = GROW(s->mounts, s->n_mounts);

	m->kind = MOUNT_BIND;
	if (strcmp(type, "volume") == 0)
		m->kind = MOUNT_VOLUME;
	else if (strcmp(type, "tmpfs") == 0)
		m->kind = MOUNT_TMPFS;
	m->source = js_dup(o, m->kind == MOUNT_VOLUME ? "Name" : "Source");
	m->target = js_dup(o, "Destination");
	m->is_read_only = json_is_false(js_at(o, "RW"));
}

static void read_mounts(const json_t *o, struct container_state *s)
{
	json_t *tmpfs = js_at(js_at(o, "HostConfig"), "Tmpfs"), *options;
	const json_t *all = js_at(o, "Mounts"), *one;
	const char *target;
	size_t i;

	json_array_foreach (all, i, one) {
		add_mount(s, one);
	}
	json_object_foreach (tmpfs, target, options) {
		struct mount_map *m = GROW(s->mounts, s->n_mounts);
		const char *text = json_string_value(options);

		*m = (struct mount_map){.kind = MOUNT_TMPFS,
					.target = xstrdup(target),
					.options = xstrdup(text ? text : "")};
	}
}

static void read_state(const json_t *o, struct container_state *s)
{
	const char *health = js_text(js_at(o, "Health"), "Status");

	s->status = container_status_parse(js_text(o, "Status"));
	s->running = js_bool(o, "Running");
	s->paused = js_bool(o, "Paused");
	s->restarting = js_bool(o, "Restarting");
	s->oom_killed = js_bool(o, "OOMKilled");
	s->exit_code = (int)js_int(o, "ExitCode");
	s->pid = js_int(o, "Pid");
	s->error = js_dup(o, "Error");
	s->health = xstrdup(*health ? health : "none");
	s->started_at_ns = js_instant(o, "StartedAt");
	s->finished_at_ns = js_instant(o, "FinishedAt");
}

static void read_config(const json_t *o, struct container_state *s)
{
	s->image = js_dup(o, "Image");
	s->hostname = js_dup(o, "Hostname");
	s->tty = js_bool(o, "Tty");
	s->stop_signal = js_dup(o, "StopSignal");
	s->stop_timeout_s = json_is_integer(js_at(o, "StopTimeout"))
				    ? (int)js_int(o, "StopTimeout")
				    : -1;
	js_pairs(o, "Labels", &s->labels);
	js_texts(o, "Env", &s->env);
	js_texts(o, "Cmd", &s->cmd);
	js_texts(o, "Entrypoint", &s->entrypoint);
}

static void read_host(const json_t *o, struct container_state *s)
{
	const json_t *restart = js_at(o, "RestartPolicy");

	s->network_mode = js_dup(o, "NetworkMode");
	s->restart_policy = js_dup(restart, "Name");
	s->restart_max = (int)js_int(restart, "MaximumRetryCount");
	s->memory_bytes = js_int(o, "Memory");
	s->memory_swap_bytes = js_int(o, "MemorySwap");
	s->nano_cpus = js_int(o, "NanoCpus");
	s->cpu_quota_us = js_int(o, "CpuQuota");
	s->cpu_period_us = js_int(o, "CpuPeriod");
}

int container_state_read(const char *json, size_t n, struct container_state *out,
			 struct err *e)
{
	json_t *o = js_parse(json, n, e);
	const char *name = js_text(o, "Name");

	if (!o)
		return -1;
	if (!*js_text(o, "Id") || !js_at(o, "State")) {
		json_decref(o);
		return err_set(e, CODE_ENGINE_GARBLED,
			       "the Docker engine's answer is not about a container");
	}
	*out = (struct container_state){
		.id = js_dup(o, "Id"),
		.name = xstrdup(*name == '/' ? name + 1 : name),
		.image_id = js_dup(o, "Image"),
		.restart_count = (int)js_int(o, "RestartCount"),
		.created_at_ns = js_instant(o, "Created"),
		.sandbox_key = js_dup(js_at(o, "NetworkSettings"), "SandboxKey"),
	};
	read_state(js_at(o, "State"), out);
	read_config(js_at(o, "Config"), out);
	read_host(js_at(o, "HostConfig"), out);
	read_all_ports(o, out);
	read_networks(o, out);
	read_mounts(o, out);
	json_decref(o);
	return 0;
}

const struct endpoint *container_state_network(const struct container_state *s,
					       const char *network)
{
	for (size_t i = 0; i < s->n_networks; i++)
		if (strcmp(s->networks[i].network, network) == 0 ||
		    strcmp(s->networks[i].network_id, network) == 0)
			return &s->networks[i];
	return NULL;
}

const struct port_map *container_state_port(const struct container_state *s,
					    uint16_t container_port)
{
	for (size_t i = 0; i < s->n_ports; i++)
		if (s->ports[i].is_published &&
		    s->ports[i].container_port == container_port)
			return &s->ports[i];
	return NULL;
}

void container_state_release(struct container_state *s)
{
	char *const texts[] = {s->id,          s->name,          s->image,
			       s->image_id,    s->error,         s->health,
			       s->hostname,    s->network_mode,  s->sandbox_key,
			       s->stop_signal, s->restart_policy};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	text_list_release(&s->env);
	text_list_release(&s->cmd);
	text_list_release(&s->entrypoint);
	pair_list_release(&s->labels);
	port_maps_free(s->ports, s->n_ports);
	endpoints_free(s->networks, s->n_networks);
	mount_maps_free(s->mounts, s->n_mounts);
	*s = (struct container_state){0};
}
