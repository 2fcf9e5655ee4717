#include "cluster/checkup.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_cluster.h"
#include "cluster/labels.h"
#include "cluster/parallel.h"
#include "docker/engine.h"
#include "docker/engineclock.h"
#include "docker/images.h"

/* Of what three nodes of the shipped Compose files take, with room for the rest. */
#define MEMORY_LEAST (INT64_C(3) << 30)

const char *check_state_name(enum check_state s)
{
	static const char *const names[] = {"ok", "warning", "missing"};

	return names[s];
}

/* Both texts are freed with the list. */
// NOLINTBEGIN(readability-non-const-parameter)
void checkup_add(struct checkup *c, enum check_state state, const char *what, char *found,
		 char *mend)
// NOLINTEND(readability-non-const-parameter)
{
	*GROW(c->at, c->len) = (struct check){state, what, found, mend, CODE_NONE, NULL};
}

void checkup_add_err(struct checkup *c, enum check_state state, const char *what,
		     const struct err *e, char *mend)
{
	checkup_add(c, state, what, xstrdup(e->msg), mend);
	c->at[c->len - 1].code = e->code;
}

void checkup_release(struct checkup *c)
{
	for (size_t i = 0; i < c->len; i++) {
		free(c->at[i].found);
		free(c->at[i].mend);
		free(c->at[i].host);
	}
	free(c->at);
	*c = (struct checkup){0};
}

static void no_engine(struct checkup *c, const struct err *e)
{
	bool forbidden = strstr(e->msg, "ermission") != NULL;

	checkup_add_err(
		c, CHECK_MISSING, "engine", e,
		xstrdup(forbidden ? "sudo usermod -aG docker \"$USER\", and log in anew"
				  : "sudo systemctl start docker (none installed: "
				    "compose/host/engine.sh, or make setup)"));
}

static void machine(struct checkup *c, const struct engine_info *i)
{
	bool little = i->mem_bytes > 0 && i->mem_bytes < MEMORY_LEAST;

	checkup_add(
		c, little ? CHECK_WARNING : CHECK_OK, "memory",
		xasprintf("%s%s", BYTES_TEXT(i->mem_bytes),
			  little ? ": three nodes want 3 GiB" : ""),
		little ? xstrdup("give the engine's machine more memory, or use a Compose file with fewer nodes")
		       : NULL);
	checkup_add(c, i->ncpu >= 2 ? CHECK_OK : CHECK_WARNING, "processors",
		    xasprintf("%d%s", i->ncpu,
			      i->ncpu >= 2
				      ? ""
				      : ": nodes and load share it, times get noisy"),
		    NULL);
	if (i->is_rootless)
		checkup_add(
			c, CHECK_WARNING, "rights",
			xstrdup("the engine is rootless: limits of CPU and faults of the network may not work"),
			xstrdup("use an engine that runs as root for those"));
}

static void version(struct checkup *c, const struct engine *en,
		    const struct engine_info *i)
{
	checkup_add(c, CHECK_OK, "engine",
		    xasprintf("%s %s, API %s, at %s; %s, kernel %s",
			      i->is_podman ? "Podman" : "Docker", i->version,
			      i->api_version, engine_url(en), i->os, i->kernel),
		    NULL);
}

static void kafka_image(struct checkup *c, struct engine *en, const char *image)
{
	struct err e = {0};
	int here = image_is_here(en, image, &e);

	if (here < 0)
		checkup_add_err(c, CHECK_WARNING, "Kafka image", &e, NULL);
	else if (here == 0)
		checkup_add(
			c, CHECK_WARNING, "Kafka image",
			xasprintf("%s is not here: a run fetches it", image),
			xasprintf(
				"docker pull %s (without a registry: compose/image/get.sh)",
				image));
	else
		checkup_add(c, CHECK_OK, "Kafka image", xasprintf("%s is here", image),
			    NULL);
}

static void helper_image(struct checkup *c, struct engine *en)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
	const char *named = getenv("KCHAOS_HELPER_IMAGE");
	struct image_list list = {0};
	struct err e = {0};
	bool here = (named && *named) ||
		    (image_list(en, LABEL_HELPER, &list, &e) == 0 && list.len > 0);

	if (here)
		checkup_add(c, CHECK_OK, "helper image",
			    xstrdup("faults of network and disk have their tools"), NULL);
	else
		checkup_add(c, CHECK_WARNING, "helper image",
			    xstrdup("none: faults of network and disk are refused"),
			    xstrdup("compose/image/helper.sh"));
	image_list_release(&list);
}

/* False: it does not answer. The rest of `info` is kept for who looks at several. */
static bool look_at(struct checkup *c, struct engine *en, const struct err *why,
		    const char *image, struct engine_info *info)
{
	struct err e = *why;

	if (!en || engine_info(en, info, &e) < 0) {
		no_engine(c, &e);
		return false;
	}
	version(c, en, info);
	machine(c, info);
	kafka_image(c, en, image);
	helper_image(c, en);
	return true;
}

void checkup_engine(struct checkup *c, const char *image)
{
	struct err e = {0};
	struct engine_info info = {0};
	struct engine *en = engine_open(NULL, &e);

	(void)look_at(c, en, &e, image, &info);
	engine_info_release(&info);
	engine_close(en);
}

/* ---- several hosts ---- */

struct looking {
	struct engines *engines;
	const char *image;
	struct checkup *lines;     /* of each */
	struct engine_info *infos; /* of each; zeros: it does not answer */
};

static void clock_of(struct checkup *c, struct engine *en)
{
	struct engine_clock k = {0};
	struct err e = {0};

	if (engine_clock(en, &k, &e) < 0)
		checkup_add_err(c, CHECK_WARNING, "clock", &e, NULL);
	else
		checkup_add(
			c, CHECK_OK, "clock",
			xasprintf(
				"%s %s ours, known to %s: a run moves its times by that",
				DURATION_TEXT(llabs(k.offset_ns)),
				k.offset_ns < 0 ? "behind" : "ahead of",
				DURATION_TEXT(k.error_ns)),
			NULL);
}

/* Never fails: what is wrong is a line. */
static int look_at_host(void *arg, size_t i, UNUSED struct err *e)
{
	struct looking *l = arg;
	struct engine_pool *pool = &l->engines->pools[i];
	struct err why = {0};
	struct engine *en = pool_take(pool, NULL, &why);

	if (look_at(&l->lines[i], en, &why, l->image, &l->infos[i]))
		clock_of(&l->lines[i], en);
	pool_put(pool, en);
	return 0;
}

/* Appends a host's lines, with its name. */
static void take_lines(struct checkup *c, struct checkup *of_host, const char *name)
{
	for (size_t i = 0; i < of_host->len; i++) {
		*GROW(c->at, c->len) = of_host->at[i];
		c->at[c->len - 1].host = xstrdup(name);
	}
	free(of_host->at);
}

/* Two names for one engine, or machines copied with their engine's key: docs/hosts.md. */
static void same_engine(struct checkup *c, const struct looking *l, size_t i)
{
	const struct host *h = l->engines->hosts.at;

	for (size_t k = 0; k < i; k++)
		if (l->infos[i].id && l->infos[k].id && *l->infos[i].id &&
		    strcmp(l->infos[i].id, l->infos[k].id) == 0)
			checkup_add(
				c, CHECK_MISSING, "hosts",
				xasprintf(
					"the engines of '%s' and '%s' have one id: they are one, or copies",
					h[k].name, h[i].name),
				xstrdup("remove /etc/docker/key.json on one of them, and restart its engine"));
}

/* What an overlay network needs; without it the nodes use the hosts' own. */
static void swarm(struct checkup *c, const struct looking *l)
{
	const struct engines *s = l->engines;
	int managers = 0;

	for (size_t i = 0; i < s->len; i++) {
		const struct engine_swarm *w = &l->infos[i].swarm;

		if (!l->infos[i].id)
			return; /* it does not answer, as is said above */
		if (strcmp(w->state, "active") != 0) {
			checkup_add(
				c, CHECK_WARNING, "swarm",
				xasprintf(
					"the engine of '%s' is in none: the nodes use the hosts' own network, where faults of the network are refused",
					s->hosts.at[i].name),
				xstrdup("docker swarm init, docker swarm join: docs/hosts.md"));
			return;
		}
		managers += w->is_manager;
	}
	checkup_add(
		c, managers >= 3 ? CHECK_OK : CHECK_WARNING, "swarm",
		xasprintf("all engines are in one, %d as manager%s%s", managers,
			  managers == 1 ? "" : "s",
			  managers >= 3
				  ? ""
				  : ": nothing starts while a manager's engine is away"),
		managers >= 3 ? NULL : xstrdup("docker node promote, to three managers"));
}

void checkup_hosts(struct checkup *c, const struct hosts *hosts, const char *image)
{
	struct engines s;
	struct err e = {0};
	struct looking l = {.engines = &s, .image = image};

	if (engines_init(&s, NULL, hosts, &e) < 0) {
		no_engine(c, &e);
		engines_release(&s);
		return;
	}
	l.lines = xcalloc(s.len, sizeof(*l.lines));
	l.infos = xcalloc(s.len, sizeof(*l.infos));
	(void)parallel(s.len, look_at_host, NULL, &l, &e);
	for (size_t i = 0; i < s.len; i++)
		take_lines(c, &l.lines[i], hosts->at[i].name);
	for (size_t i = 1; i < s.len; i++)
		same_engine(c, &l, i);
	swarm(c, &l);
	for (size_t i = 0; i < s.len; i++)
		engine_info_release(&l.infos[i]);
	free(l.infos);
	free(l.lines);
	engines_release(&s);
}
