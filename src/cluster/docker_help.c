#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "cluster/docker_faults.h"
#include "cluster/labels.h"

#include <inttypes.h>

/* A helper under way. */
struct helper {
	struct docker_cluster *cluster;
	const struct node *node;
	const struct helper_job *job;
	struct engine *en;
	struct container_spec spec;
};

/* The newest of those here. */
static const struct image *newest(const struct image_list *l)
{
	const struct image *best = NULL;

	for (size_t i = 0; i < l->len; i++)
		if (!best || l->items[i].created_at_ns > best->created_at_ns)
			best = &l->items[i];
	return best;
}

char *helper_image(struct engine *en, struct err *e)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
	const char *named = getenv("KCHAOS_HELPER_IMAGE");
	struct image_list list = {0};
	const struct image *found;
	char *id = NULL;

	if (named && *named)
		return xstrdup(named);
	if (image_list(en, LABEL_HELPER, &list, e) < 0)
		return NULL;
	found = newest(&list);
	if (found)
		id = xstrdup(found->id);
	else
		(void)err_set(
			e, CODE_HELPER_MISSING,
			"no image on the Docker engine at %s is labelled %s: "
			"'compose/image/helper.sh' makes one (or set KCHAOS_HELPER_IMAGE to an "
			"image with sh, iproute2 and iptables)",
			engine_url(en), LABEL_HELPER);
	image_list_release(&list);
	return id;
}

static void add_words(struct text_list *to, const char *words)
{
	while (words && *words) {
		size_t n = strcspn(words, " ");
		char *word = xstrndup(words, n);

		if (n > 0)
			text_list_add(to, word);
		free(word);
		words += n + (words[n] == ' ');
	}
}

static void put_rights(struct helper *h)
{
	struct container_spec *s = &h->spec;

	text_list_add(&s->cap_drop, "ALL");
	add_words(&s->cap_add, h->job->caps);
	if (text_list_has(&s->cap_add, "SYS_ADMIN")) /* it would be there for nothing */
		text_list_add(&s->security_opt, "apparmor=unconfined");
}

/* One stream, so that the two outputs stay in the order they were written in. */
static char *whole_script(const char *script)
{
	return xasprintf("exec 2>&1; %s", script);
}

static void describe(struct helper *h, char *take_image)
{
	const char *project = h->cluster->base.topology.project;
	char *script = whole_script(h->job->script);
	struct container_spec *s = &h->spec;

	s->name = xasprintf("%s-helper-%08" PRIx32, project, (uint32_t)rng_fresh_seed());
	s->image = take_image;
	s->user = xstrdup("0");
	text_list_add(&s->entrypoint, "sh");
	text_list_add(&s->entrypoint, "-ec");
	text_list_add(&s->entrypoint, script);
	free(script);
	s->network_mode = h->job->in_network
				  ? xasprintf("container:%s", h->node->container)
				  : xstrdup("none");
	if (h->job->with_volumes)
		text_list_add(&s->volumes_from, h->node->container);
	s->log_driver = xstrdup(
		"json-file"); /* whatever the engine's default: it is read */
	text_list_add(&s->health.test, "NONE");
	put_rights(h);
	labels_beside(project, "helper", h->cluster->opts.run_id, NULL, &s->labels);
}

static int await(struct helper *h, const char *id, int *out_exit_code, struct err *e)
{
	int64_t timeout_ns = h->job->timeout_ns ? h->job->timeout_ns
						: HELP_TIMEOUT_S * NS_PER_S;
	enum engine_result result = container_wait(h->en, id, timeout_ns / NS_PER_MS,
						   out_exit_code, e);
	char text[32];

	if (result == ENGINE_TIMED_OUT)
		return err_set(e, CODE_HELPER_FAILED,
			       "it has not come to its end within %s and was ended",
			       str_duration(text, sizeof(text), timeout_ns));
	if (result == ENGINE_GONE)
		return err_set(e, CODE_HELPER_FAILED, "somebody removed it while it ran");
	return result == ENGINE_FAILED ? -1 : 0;
}

static void add_line(void *arg, const struct log_line *line)
{
	struct strbuf *out = arg;

	strbuf_add(out, line->text, line->len);
	strbuf_addch(out, '\n');
}

static int read_output(struct helper *h, const char *id, struct strbuf *out,
		       struct err *e)
{
	struct logs_query all = {0};
	enum engine_result result;

	strbuf_limit(out, HELP_OUTPUT_MAX);
	result = container_logs(h->en, id, &all, add_line, out, e);
	if (result == ENGINE_GONE)
		return err_set(e, CODE_HELPER_FAILED,
			       "somebody removed it before its end");
	if (result == ENGINE_FAILED)
		return -1;
	if (out->overflow)
		return err_set(e, CODE_HELPER_FAILED,
			       "its output is longer than %d bytes", HELP_OUTPUT_MAX);
	return 0;
}

static int run_made(struct helper *h, const char *id, int *out_exit_code,
		    struct strbuf *out, struct err *e)
{
	if (container_start(h->en, id, e) == ENGINE_FAILED ||
	    await(h, id, out_exit_code, e) < 0)
		return -1;
	return read_output(h, id, out, e);
}

/*
 * Also when what ended the script was the cancel flag; and by its name, for the answer that told the
 * id may have been lost. With its volumes: the image may bring some of its own. Those of the node are
 * in use by it.
 */
static void remove_it(struct helper *h, const char *name)
{
	struct err e = {0};

	engine_set_cancel(h->en, NULL);
	if (container_remove(h->en, name, true, true, &e) == ENGINE_FAILED)
		log_warning(CODE_HELPER_STAYS, "cluster",
			    "helper '%s' may stay until 'kchaos down %s': %s", name,
			    h->cluster->base.topology.project, e.msg);
}

static int run(struct helper *h, int *out_exit_code, struct strbuf *out, struct err *e)
{
	char *id = NULL, *image = helper_image(h->en, e);
	int rc;

	if (!image)
		return -1;
	describe(h, image);
	rc = container_create(h->en, &h->spec, &id, e);
	if (rc == 0)
		rc = run_made(h, id, out_exit_code, out, e);
	remove_it(h, id ? id : h->spec.name);
	free(id);
	return rc;
}

int docker_help(struct cluster *c, const struct node *n, const struct helper_job *job,
		int *out_exit_code, struct strbuf *out, struct err *e)
{
	struct helper h = {.cluster = docker_cluster_of(c), .node = n, .job = job};
	struct strbuf said = STRBUF_INIT;
	int rc = -1, exit_code = 0;

	h.en = pool_take(docker_pool(h.cluster, n), c->cancel, e);
	if (h.en)
		rc = run(&h, &exit_code, &said, e);
	pool_put(docker_pool(h.cluster, n), h.en);
	container_spec_release(&h.spec);
	if (rc == 0) {
		*out_exit_code = exit_code;
		strbuf_add(out, strbuf_text(&said), said.len);
	}
	strbuf_release(&said);
	return docker_wrap(c, n, "run a helper beside", rc, e);
}
