#include "docker/specjson.h"

#include "base/mem.h"
#include "docker/endpoints.h"

static char *port_key(const struct port_map *p)
{
	return xasprintf("%u/%s", (unsigned)p->container_port,
			 *p->protocol ? p->protocol : "tcp");
}

static void put_exposed(json_t *o, const struct container_spec *s)
{
	json_t *all = s->n_ports ? js_put_object(o, "ExposedPorts") : NULL;

	for (size_t i = 0; i < s->n_ports; i++) {
		char *key = port_key(&s->ports[i]);

		(void)js_put_object(all, key);
		free(key);
	}
}

/* {"9092/tcp": [{"HostIp": "127.0.0.1", "HostPort": "29092"}, ...]} */
static void put_bindings(json_t *host, const struct container_spec *s)
{
	json_t *all = js_put_object(host, "PortBindings");

	for (size_t i = 0; i < s->n_ports; i++) {
		const struct port_map *p = &s->ports[i];
		char *key = port_key(p), port[8];
		json_t *list = js_at(all, key), *one;

		if (p->is_published) {
			if (!list)
				list = js_put_array(all, key);
			one = js_add_object(list);
			(void)snprintf(port, sizeof(port), "%u", (unsigned)p->host_port);
			js_put_text(one, "HostIp", p->host_ip);
			js_put_text(one, "HostPort", p->host_port ? port : NULL);
		}
		free(key);
	}
}

static void put_mount(json_t *list, const struct mount_map *m)
{
	json_t *o = js_add_object(list);

	js_put_text(o, "Type", m->kind == MOUNT_VOLUME ? "volume" : "bind");
	js_put_text(o, "Source", m->source);
	js_put_text(o, "Target", m->target);
	js_put_true(o, "ReadOnly", m->is_read_only);
}

/* Three places: Tmpfs takes options, only Binds makes host directories, Mounts has no separators
 * that a path could contain. */
static void put_mounts(json_t *host, const struct container_spec *s)
{
	struct text_list binds = {0};
	struct pair_list tmpfs = {0};
	json_t *list = js_put_array(host, "Mounts");

	for (size_t i = 0; i < s->n_mounts; i++) {
		const struct mount_map *m = &s->mounts[i];

		if (m->kind == MOUNT_TMPFS) {
			pair_list_set(&tmpfs, m->target, m->options ? m->options : "");
		} else if (m->kind == MOUNT_BIND && m->makes_source) {
			char *bind = xasprintf("%s:%s:%s", m->source, m->target,
					       m->is_read_only ? "ro" : "rw");

			text_list_add(&binds, bind);
			free(bind);
		} else {
			put_mount(list, m);
		}
	}
	js_put_texts(host, "Binds", &binds);
	js_put_pairs(host, "Tmpfs", &tmpfs);
	text_list_release(&binds);
	pair_list_release(&tmpfs);
}

static void put_restart(json_t *host, const struct container_spec *s)
{
	json_t *o;

	if (!s->restart_policy)
		return;
	o = js_put_object(host, "RestartPolicy");
	js_put_text(o, "Name", s->restart_policy);
	js_put_int(o, "MaximumRetryCount", s->restart_max);
}

static void put_ulimits(json_t *host, const struct container_spec *s)
{
	json_t *list = s->n_ulimits ? js_put_array(host, "Ulimits") : NULL;

	for (size_t i = 0; i < s->n_ulimits; i++) {
		json_t *o = js_add_object(list);

		js_put_text(o, "Name", s->ulimits[i].name);
		js_put_int(o, "Soft", s->ulimits[i].soft);
		js_put_int(o, "Hard", s->ulimits[i].hard);
	}
}

static void put_log(json_t *host, const struct container_spec *s)
{
	json_t *o;

	if (!s->log_driver && s->log_options.len == 0)
		return;
	o = js_put_object(host, "LogConfig");
	js_put_text(o, "Type", s->log_driver ? s->log_driver : "json-file");
	js_put_pairs(o, "Config", &s->log_options);
}

static void put_limits(json_t *host, const struct container_spec *s)
{
	js_put_int(host, "Memory", s->memory_bytes);
	js_put_int(host, "MemorySwap", s->memory_swap_bytes);
	js_put_int(host, "MemoryReservation", s->memory_reservation_bytes);
	js_put_int(host, "NanoCpus", s->nano_cpus);
	js_put_text(host, "CpusetCpus", s->cpuset);
	js_put_int(host, "PidsLimit", s->pids_limit);
	js_put_int(host, "ShmSize", s->shm_bytes);
	put_ulimits(host, s);
}

static void put_host(json_t *host, const struct container_spec *s)
{
	const char *mode = s->network_mode;

	if (!mode && s->n_networks)
		mode = s->networks[0].network;
	js_put_text(host, "NetworkMode", mode);
	put_bindings(host, s);
	put_mounts(host, s);
	js_put_texts(host, "VolumesFrom", &s->volumes_from);
	put_restart(host, s);
	put_limits(host, s);
	put_log(host, s);
	js_put_texts(host, "ExtraHosts", &s->extra_hosts);
	js_put_texts(host, "CapAdd", &s->cap_add);
	js_put_texts(host, "CapDrop", &s->cap_drop);
	js_put_texts(host, "SecurityOpt", &s->security_opt);
	js_put_pairs(host, "Sysctls", &s->sysctls);
	js_put_true(host, "Init", s->init);
	js_put_true(host, "Privileged", s->privileged);
	js_put_true(host, "ReadonlyRootfs", s->read_only);
	js_put_true(host, "AutoRemove", s->auto_remove);
}

static void put_health(json_t *o, const struct health_check *h, bool has_start_interval)
{
	json_t *health;

	if (h->test.len == 0 && !h->interval_ns && !h->timeout_ns && !h->retries &&
	    !h->start_period_ns && !h->start_interval_ns)
		return;
	health = js_put_object(o, "Healthcheck");
	js_put_texts(health, "Test", &h->test);
	js_put_int(health, "Interval", h->interval_ns);
	js_put_int(health, "Timeout", h->timeout_ns);
	js_put_int(health, "StartPeriod", h->start_period_ns);
	js_put_int(health, "Retries", h->retries);
	if (has_start_interval)
		js_put_int(health, "StartInterval", h->start_interval_ns);
}

static void put_network(json_t *o, const struct container_spec *s)
{
	json_t *all;

	if (s->n_networks == 0)
		return;
	all = js_put_object(js_put_object(o, "NetworkingConfig"), "EndpointsConfig");
	endpoint_write(js_put_object(all, s->networks[0].network), &s->networks[0],
		       false);
}

json_t *spec_to_json(const struct container_spec *s, bool has_start_interval)
{
	json_t *o = json_object();

	js_put_text(o, "Hostname", s->hostname);
	js_put_text(o, "Image", s->image);
	js_put_text(o, "User", s->user);
	js_put_text(o, "WorkingDir", s->working_dir);
	js_put_texts(o, "Env", &s->env);
	js_put_texts(o, "Cmd", &s->cmd);
	js_put_texts(o, "Entrypoint", &s->entrypoint);
	js_put_pairs(o, "Labels", &s->labels);
	js_put_text(o, "StopSignal", s->stop_signal);
	js_put_true(o, "Tty", s->tty);
	if (s->has_stop_timeout)
		(void)json_object_set_new(o, "StopTimeout",
					  json_integer(s->stop_timeout_s));
	put_exposed(o, s);
	put_health(o, &s->health, has_start_interval);
	put_host(js_put_object(o, "HostConfig"), s);
	put_network(o, s);
	return o;
}
