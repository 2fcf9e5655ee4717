#include "cluster/checkup.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_cluster.h"
#include "cluster/labels.h"
#include "docker/engine.h"
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
	*GROW(c->at, c->len) = (struct check){state, what, found, mend, CODE_NONE};
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

void checkup_engine(struct checkup *c, const char *image)
{
	struct err e = {0};
	struct engine_info info = {0};
	struct engine *en = engine_open(NULL, &e);

	if (!en || engine_info(en, &info, &e) < 0) {
		no_engine(c, &e);
		engine_close(en);
		return;
	}
	version(c, en, &info);
	machine(c, &info);
	kafka_image(c, en, image);
	helper_image(c, en);
	engine_info_release(&info);
	engine_close(en);
}
