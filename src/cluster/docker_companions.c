#include "base/mem.h"
#include "cluster/docker_up.h"

static bool is_node(const struct upping *u, const struct service *s)
{
	return topology_by_name(&u->cluster->base.topology, s->name) != NULL;
}

/* Marks what nodes cannot do without, over as many steps as it takes: depends_on has no circles. */
static bool *find_needed(const struct upping *u)
{
	const struct compose *c = u->compose;
	bool *needed = xcalloc(c->n_services, sizeof(*needed)), moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < c->n_services; i++) {
			const struct service *s = &c->services[i];

			for (size_t k = 0; k < s->n_depends; k++) {
				const struct service *on = compose_service(
					c, s->depends[k].service);

				if (!on || s->depends[k].is_optional ||
				    !(needed[i] || is_node(u, s)) ||
				    needed[on - c->services])
					continue;
				needed[on - c->services] = true;
				moved = true;
			}
		}
	}
	return needed;
}

/* What it depends on, that was left out; or NULL. */
static const char *lacks(const struct compose *c, const struct service *s)
{
	for (size_t i = 0; i < s->n_depends; i++) {
		const struct service *on = compose_service(c, s->depends[i].service);

		if (on && on->left_out && !s->depends[i].is_optional)
			return on->name;
	}
	return NULL;
}

/* Noted with the companion, too: a scenario may name it. `why` NULL: it is not left out. */
static void note_left_out(struct upping *u, struct service *s, const char *why)
{
	struct topology *t = &u->cluster->base.topology;

	free(s->left_out);
	s->left_out = why ? xstrdup(why) : NULL;
	for (size_t i = 0; i < t->n_companions; i++) {
		if (strcmp(t->companions[i].name, s->name) != 0)
			continue;
		free(t->companions[i].left_out);
		t->companions[i].left_out = why ? xstrdup(why) : NULL;
	}
}

static int leave_out(struct upping *u, struct service *s, const char *why, struct err *e)
{
	char *line = xasprintf("leaving out %s: %s", s->name, why);
	int rc = upping_tell(u, line, e);

	note_left_out(u, s, why);
	free(line);
	return rc;
}

static int look_at(struct upping *u, struct service *s, struct err *e)
{
	int found = image_is_here(upping_engine(u, s), s->spec.image, e);
	struct err taken = {0};
	char *why;

	if (found > 0 && upping_take_ports(u, s, &taken) < 0)
		return leave_out(u, s, taken.msg, e);
	if (found != 0)
		return found < 0 ? -1 : 0;
	why = xasprintf("its image '%s' is not here; 'docker pull %s' gets it",
			s->spec.image, s->spec.image);
	found = leave_out(u, s, why, e);
	free(why);
	return found;
}

static int leave_out_dependents(struct upping *u, struct err *e)
{
	for (int wave = 1, last = upping_last_wave(u); wave <= last; wave++)
		for (size_t i = 0; i < u->compose->n_services; i++) {
			struct service *s = &u->compose->services[i];
			const char *missing = lacks(u->compose, s);
			char *why;
			int rc;

			if (s->wave != wave || s->left_out || !missing)
				continue;
			why = xasprintf("it needs %s", missing);
			rc = leave_out(u, s, why, e);
			free(why);
			if (rc < 0)
				return -1;
		}
	return 0;
}

int upping_leave_out(struct upping *u, struct err *e)
{
	struct compose *c = u->compose;
	bool *needed = find_needed(u);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->n_services; i++) {
		struct service *s = &c->services[i];

		note_left_out(u, s, NULL);
		if (!needed[i] && !is_node(u, s))
			rc = look_at(u, s, e);
	}
	free(needed);
	return rc < 0 ? -1 : leave_out_dependents(u, e);
}
