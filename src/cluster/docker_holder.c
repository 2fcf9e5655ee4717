#include "base/mem.h"
#include "cluster/docker_up.h"
#include "cluster/volume_size.h"

/* A service on the host that has the volume mounted: its image is here already. */
static const struct service *user_of(const struct compose *c, const struct resource *v,
				     size_t host)
{
	for (size_t i = 0; i < c->n_services; i++)
		if ((size_t)c->services[i].host == host &&
		    upping_has_volume(&c->services[i], v))
			return &c->services[i];
	return NULL;
}

static void hold(struct upping *u, const struct resource *v, size_t host,
		 struct container_spec *s)
{
	const struct service *user = user_of(u->compose, v, host);
	struct mount_map *m;

	if (!user || !volume_is_tmpfs(v->driver, &v->options))
		return;
	if (!s->image)
		s->image = xstrdup(upping_image(u, user)->use);
	m = container_spec_add_mount(s);
	m->kind = MOUNT_VOLUME;
	m->source = xstrdup(v->name);
	m->target = xasprintf("/held/%zu", s->n_mounts);
}

static void describe(struct upping *u, struct container_spec *s)
{
	const char *project = u->compose->project;

	s->name = xasprintf("%s-holder", project);
	s->user = xstrdup("0");
	text_list_add(&s->entrypoint, "sleep");
	text_list_add(&s->entrypoint, "infinity");
	s->network_mode = xstrdup("none");
	/* It must be back before the nodes, should the engine be started anew. */
	s->restart_policy = xstrdup("unless-stopped");
	text_list_add(&s->cap_drop, "ALL");
	text_list_add(&s->health.test, "NONE");
	labels_beside(project, "holder", u->cluster->opts.run_id, u->up, &s->labels);
}

static int hold_on(struct upping *u, size_t host, struct err *e)
{
	struct container_spec s = {0};
	struct engine *en = u->engines[host];
	char *id = NULL;
	int rc = 0;

	for (size_t i = 0; i < u->compose->n_volumes; i++)
		hold(u, &u->compose->volumes[i], host, &s);
	if (s.n_mounts > 0) {
		describe(u, &s);
		rc = container_create(en, &s, &id, e);
		if (rc == 0 && container_start(en, id, e) == ENGINE_FAILED)
			rc = -1;
		if (rc < 0)
			(void)err_wrap(e, "cannot keep the volumes in memory mounted");
	}
	container_spec_release(&s);
	free(id);
	return rc;
}

/*
 * A volume in memory is mounted with its first container and gone with its last: without this one a
 * stopped node would lose its data.
 */
int upping_hold(struct upping *u, struct err *e)
{
	for (size_t i = 0; i < u->n_engines; i++)
		if (hold_on(u, i, e) < 0)
			return engines_blame(&u->cluster->engines, i, e);
	return 0;
}
