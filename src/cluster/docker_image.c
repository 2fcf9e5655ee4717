#include "cluster/docker_cluster.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/labels.h"

void image_choice_release(struct image_choice *i)
{
	free(i->named);
	free(i->use);
	free(i->id);
	*i = (struct image_choice){0};
}

static void take(struct image_choice *out, const char *named, const char *use,
		 const char *id)
{
	*out = (struct image_choice){
		.named = xstrdup(named), .use = xstrdup(use), .id = xstrdup(id)};
}

/* "apache/kafka" means ":latest"; what a label says has its tag. */
static char *with_tag(const char *named)
{
	const char *slash = strrchr(named, '/');
	const char *name = slash ? slash + 1 : named;

	return strchr(name, ':') || strchr(name, '@') ? xstrdup(named)
						      : xasprintf("%s:latest", named);
}

/* 1: found; 0: not here. */
static int find_named(struct engine *en, const char *named, struct image_choice *out,
		      struct err *e)
{
	struct image image = {0};
	enum engine_result result = image_inspect(en, named, &image, e);

	if (result == ENGINE_DONE)
		take(out, named, named, image.id);
	image_release(&image);
	return result == ENGINE_FAILED ? -1 : result == ENGINE_DONE;
}

/* An image that was built here to stand for the named one. */
static int find_stand_in(struct engine *en, const char *named, const struct progress *p,
			 struct image_choice *out, struct err *e)
{
	char *tagged = with_tag(named);
	char *label = label_filter(LABEL_STANDS_FOR, tagged);
	struct image_list list = {0};
	int rc = image_list(en, label, &list, e);

	if (rc == 0 && list.len > 0) {
		const struct image *i = &list.items[0];

		take(out, named, i->tags.len > 0 ? i->tags.items[0] : i->id, i->id);
		(void)progress_tellf(p, "using %s, built here, for %s", out->use, named);
		rc = 1;
	}
	image_list_release(&list);
	free(label);
	free(tagged);
	return rc;
}

#define MIB INT64_C(1048576)

/* Layers are told one by one; their sums make one line. */
struct pulling {
	const struct progress *p;
	const char *named;
	struct layer {
		char *id;
		int64_t current, total;
	} * layers;
	size_t len;
	int64_t told;      /* MiB in the last line */
	atomic_bool *stop; /* the engine's cancel flag: ends the fetching */
};

static struct layer *layer_of(struct pulling *w, const char *id)
{
	for (size_t i = 0; i < w->len; i++)
		if (strcmp(w->layers[i].id, id) == 0)
			return &w->layers[i];
	GROW(w->layers, w->len)->id = xstrdup(id);
	return &w->layers[w->len - 1];
}

static void pull_step(void *arg, const struct pull_progress *step)
{
	struct pulling *w = arg;
	int64_t current = 0, total = 0;

	if (*step->layer && step->total_bytes > 0 &&
	    strcmp(step->status, "Downloading") == 0) {
		struct layer *l = layer_of(w, step->layer);

		l->current = step->current_bytes;
		l->total = step->total_bytes;
	}
	for (size_t i = 0; i < w->len; i++) {
		current += w->layers[i].current;
		total += w->layers[i].total;
	}
	current /= MIB;
	if (!progress_tell(w->p, NULL))
		atomic_store(w->stop, true);
	if (current < w->told + 10)
		return;
	w->told = current;
	if (!progress_tellf(w->p, "fetching %s: %lld of %lld MiB", w->named,
			    (long long)current, (long long)(total / MIB)))
		atomic_store(w->stop, true);
}

static int pull(struct engine *en, const char *named, const struct progress *p,
		atomic_bool *stop, struct err *e)
{
	struct pulling w = {.p = p, .named = named, .stop = stop};
	int rc;

	if (!progress_tellf(p, "fetching %s", named))
		return err_set(e, CODE_INTERRUPTED, "interrupted");
	rc = image_pull(en, named, pull_step, &w, e);
	for (size_t i = 0; i < w.len; i++)
		free(w.layers[i].id);
	free(w.layers);
	return rc;
}

static int tell_missing(const char *named, struct err *e)
{
	const char *next = "'compose/image/build.sh' builds one without a registry";

	if (str_starts(named, "bitnami/") || str_starts(named, "docker.io/bitnami/"))
		next = "bitnami's images moved: try 'bitnamilegacy/' instead of 'bitnami/'";
	else if (!strstr(named, "kafka"))
		next = "load it with 'docker load' or 'docker pull'";
	/* A registry's refusal comes as the engine's; an engine that went away is another matter. */
	return err_wrap_as(
		e, e->code == CODE_ENGINE_REFUSED ? CODE_IMAGE_MISSING : e->code,
		"image '%s' is not here and cannot be fetched (%s)", named, next);
}

int image_find(struct engine *en, const char *named, const struct progress *p,
	       struct image_choice *out, struct err *e)
{
	int found = find_named(en, named, out, e);

	return found == 0 ? find_stand_in(en, named, p, out, e) : found;
}

int image_is_here(struct engine *en, const char *named, struct err *e)
{
	struct image_choice choice = {0};
	struct progress quiet = {0};
	int found = image_find(en, named, &quiet, &choice, e);

	image_choice_release(&choice);
	return found;
}

int image_choose(struct engine *en, const char *named, bool no_pull,
		 const struct progress *p, atomic_bool *stop, struct image_choice *out,
		 struct err *e)
{
	int found = image_find(en, named, p, out, e);

	if (found != 0)
		return found < 0 ? -1 : 0;
	if (no_pull) {
		(void)err_set(e, CODE_IMAGE_MISSING, "fetching is turned off");
		return tell_missing(named, e);
	}
	if (pull(en, named, p, stop, e) < 0)
		return e->kind == ERR_INTERRUPTED ? -1 : tell_missing(named, e);
	found = find_named(en, named, out, e);
	if (found == 0)
		return err_set(e, CODE_IMAGE_MISSING,
			       "image '%s' was fetched, but the engine does not know it",
			       named);
	return found < 0 ? -1 : 0;
}
