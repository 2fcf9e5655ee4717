#include "docker/spec.h"

#include "base/mem.h"
#include "docker/maps.h"

struct port_map *container_spec_add_port(struct container_spec *s)
{
	return GROW(s->ports, s->n_ports);
}

struct mount_map *container_spec_add_mount(struct container_spec *s)
{
	return GROW(s->mounts, s->n_mounts);
}

struct endpoint *container_spec_add_network(struct container_spec *s)
{
	return GROW(s->networks, s->n_networks);
}

struct ulimit *container_spec_add_ulimit(struct container_spec *s)
{
	return GROW(s->ulimits, s->n_ulimits);
}

void port_maps_free(struct port_map *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(p[i].host_ip);
	free(p);
}

void mount_maps_free(struct mount_map *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(m[i].source);
		free(m[i].target);
		free(m[i].options);
	}
	free(m);
}

void endpoints_free(struct endpoint *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		endpoint_release(&p[i]);
	free(p);
}

static void release_lists(struct container_spec *s)
{
	text_list_release(&s->env);
	text_list_release(&s->cmd);
	text_list_release(&s->entrypoint);
	text_list_release(&s->extra_hosts);
	text_list_release(&s->volumes_from);
	text_list_release(&s->cap_add);
	text_list_release(&s->cap_drop);
	text_list_release(&s->security_opt);
	text_list_release(&s->health.test);
	pair_list_release(&s->labels);
	pair_list_release(&s->sysctls);
	pair_list_release(&s->log_options);
}

void container_spec_drop_ports(struct container_spec *s)
{
	port_maps_free(s->ports, s->n_ports);
	s->ports = NULL;
	s->n_ports = 0;
}

void container_spec_release(struct container_spec *s)
{
	char *const texts[] = {s->name,         s->hostname,    s->image,
			       s->platform,     s->user,        s->working_dir,
			       s->network_mode, s->stop_signal, s->restart_policy,
			       s->cpuset,       s->log_driver};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	for (size_t i = 0; i < s->n_ulimits; i++)
		free(s->ulimits[i].name);
	free(s->ulimits);
	release_lists(s);
	port_maps_free(s->ports, s->n_ports);
	mount_maps_free(s->mounts, s->n_mounts);
	endpoints_free(s->networks, s->n_networks);
	*s = (struct container_spec){0};
}
