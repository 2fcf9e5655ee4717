#include "base/clock.h"
#include "cluster/docker_spec.h"
#include "cluster/docker_up.h"
#include "cluster/parallel.h"
#include "cluster/portclaims.h"

#define CONDITION_NS (300 * NS_PER_S)

static void pulse(void *arg)
{
	upping_pulse(arg);
}

static int make_and_start(struct upping *u, struct engine *en, const struct service *s,
			  struct err *e)
{
	const struct image_choice *image = upping_image(u, s);
	bool is_node = topology_by_name(&u->cluster->base.topology, s->name) != NULL;
	struct made_spec made;
	char *id = NULL;
	int rc;

	made_spec_init(&made, &u->labels, s, image->use, image->id, is_node);
	rc = container_create(en, &made.spec, &id, e);
	made_spec_release(&made);
	if (rc == 0 && container_start(en, id, e) == ENGINE_FAILED)
		rc = -1;
	free(id);
	return rc;
}

static int start_service(void *arg, size_t i, struct err *e)
{
	struct upping *u = arg;
	const struct service *s = u->wave[i];
	struct engine_pool *pool = engines_pool(&u->cluster->engines, s->host);
	struct engine *en = pool_take(pool, &u->cluster->stop, e);
	int rc = en ? make_and_start(u, en, s, e) : -1;

	pool_put(pool, en);
	if (rc == 0)
		return 0;
	(void)err_wrap(e, "cannot start service '%s'", s->name);
	return engines_blame(&u->cluster->engines, (size_t)s->host, e);
}

/* 1: holds; 0: not yet. */
static int dependency_holds(struct upping *u, const struct dependency *dep,
			    const struct service *on, struct err *e)
{
	struct container_state s = {0};
	int rc = -1;

	if (container_inspect(upping_engine(u, on), on->container, &s, e) ==
	    ENGINE_FAILED)
		return -1;
	if (dep->kind == DEPENDS_STARTED)
		rc = 1;
	else if (dep->kind == DEPENDS_HEALTHY && s.running)
		rc = strcmp(s.health, "healthy") == 0;
	else if (dep->kind == DEPENDS_COMPLETED && (s.running || s.exit_code == 0))
		rc = !s.running;
	else
		(void)err_set(e, CODE_DEPENDENCY, "service '%s' ended with exit code %d",
			      on->name, s.exit_code);
	container_state_release(&s);
	return rc;
}

static int await_dependency(struct upping *u, const struct service *s,
			    const struct dependency *dep, struct err *e)
{
	const struct service *on = compose_service(u->compose, dep->service);
	struct clock clock;
	int rc = 0;

	if (!on || on->left_out || dep->kind == DEPENDS_STARTED)
		return 0;
	clock_start(&clock);
	while ((rc = dependency_holds(u, dep, on, e)) == 0) {
		if (clock_now(&clock) > CONDITION_NS)
			return err_set(
				e, CODE_DEPENDENCY,
				"service '%s' waits for '%s', which has not come about in "
				"%d s",
				s->name, on->name, (int)(CONDITION_NS / NS_PER_S));
		if (upping_tell(u, NULL, e) < 0)
			return -1;
		clock_sleep_until(&clock, clock_now(&clock) + 100 * NS_PER_MS);
	}
	return rc < 0 ? err_wrap(e, "cannot start service '%s'", s->name) : 0;
}

/* Collects the services of a wave; returns how many. */
static size_t gather(struct upping *u, int number, struct strbuf *names)
{
	u->n_wave = 0;
	for (size_t i = 0; i < u->compose->n_services; i++) {
		struct service *s = &u->compose->services[i];

		if (s->wave != number || s->left_out)
			continue;
		strbuf_addf(names, "%s%s", u->n_wave ? ", " : "", s->name);
		u->wave[u->n_wave++] = s;
	}
	return u->n_wave;
}

static int start_wave(struct upping *u, struct err *e)
{
	for (size_t i = 0; i < u->n_wave; i++)
		for (size_t k = 0; k < u->wave[i]->n_depends; k++)
			if (await_dependency(u, u->wave[i], &u->wave[i]->depends[k], e) <
			    0)
				return -1;
	for (size_t i = 0; i < u->n_wave; i++)
		for (size_t k = 0; k < u->wave[i]->spec.n_ports; k++)
			port_claims_hand_over(u->compose->claims,
					      u->wave[i]->spec.ports[k].host_port);
	return parallel(u->n_wave, start_service, pulse, u, e);
}

int upping_last_wave(const struct upping *u)
{
	int last = 0;

	for (size_t i = 0; i < u->compose->n_services; i++)
		if (u->compose->services[i].wave > last)
			last = u->compose->services[i].wave;
	return last;
}

int upping_start(struct upping *u, struct err *e)
{
	int rc = 0;

	for (int number = 0; rc == 0 && number <= upping_last_wave(u); number++) {
		struct strbuf line = STRBUF_INIT;

		strbuf_addstr(&line, "starting ");
		if (gather(u, number, &line) > 0) {
			rc = upping_tell(u, strbuf_text(&line), e);
			if (rc == 0)
				rc = start_wave(u, e);
		}
		strbuf_release(&line);
	}
	return rc;
}
