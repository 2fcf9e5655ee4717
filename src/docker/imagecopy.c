#include "docker/images.h"

#include "base/mem.h"
#include "base/str.h"
#include "docker/download.h"
#include "docker/steps.h"

/* Exporting begins with all layers put aside, and loading ends with checking and unpacking them. */
enum { PATIENCE_MS = 4 * 60 * 1000 };

struct copy {
	struct engine *from, *to;
	const char *ref; /* with its tag */
	struct download *source;
	struct err source_err; /* why reading broke off */
	int64_t bytes;
	image_copy_fn *progress;
	void *arg;
};

/* "name:latest" of a name without tag: the engine would export every tag there is. Caller frees. */
static char *whole_ref(const char *ref)
{
	const char *slash = strrchr(ref, '/');

	if (str_starts(ref, "sha256:") || strchr(slash ? slash : ref, ':'))
		return xstrdup(ref);
	return xasprintf("%s:latest", ref);
}

static bool same_texts(const struct text_list *a, const struct text_list *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

bool image_is_same(const struct image *a, const struct image *b)
{
	if (strcmp(a->id, b->id) == 0)
		return true;
	return a->layers.len > 0 && same_texts(&a->layers, &b->layers) &&
	       same_texts(&a->env, &b->env) && same_texts(&a->cmd, &b->cmd) &&
	       same_texts(&a->entrypoint, &b->entrypoint) &&
	       a->created_at_ns == b->created_at_ns;
}

/* Has `to` the same image under that name? ENGINE_DONE: yes; ENGINE_GONE: none, or another. */
static enum engine_result look(const struct copy *c, const struct image *original,
			       struct err *e)
{
	struct image there;
	enum engine_result result = image_inspect(c->to, c->ref, &there, e);

	if (result != ENGINE_DONE)
		return result;
	if (!image_is_same(original, &there))
		result = ENGINE_GONE;
	image_release(&there);
	return result;
}

static ssize_t next_piece(void *arg, char *buf, size_t n)
{
	struct copy *c = arg;
	ssize_t got = download_read(c->source, buf, n, &c->source_err);

	if (got > 0) {
		c->bytes += got;
		if (c->progress)
			c->progress(c->arg, c->bytes);
	}
	return got;
}

static bool is_off(void *arg)
{
	const struct copy *c = arg;

	return engine_is_cancelled(c->from);
}

static int load(struct copy *c, struct err *e)
{
	struct call call = CALL("POST");
	struct steps steps;
	int rc;

	steps_init(&steps, NULL, NULL);
	call_path(&call, "/images/load", "", "");
	call.extra_ms = PATIENCE_MS;
	call.req.content_type = "application/x-tar";
	call.req.read_body = next_piece;
	call.req.is_off = is_off;
	call.req.read_arg = c;
	call.req.is_endless = true;
	call.req.on_bytes = steps_feed;
	call.req.arg = &steps;
	rc = call_run(c->to, &call, e);
	if (c->source_err.kind != ERR_NONE) {
		*e = c->source_err;
		rc = err_wrap(e, "reading it from %s", engine_url(c->from));
	} else {
		rc = steps_outcome(&steps, &call, rc, e);
		if (rc < 0)
			(void)err_wrap(e, "loading it into %s", engine_url(c->to));
	}
	steps_release(&steps);
	call_release(&call);
	return rc;
}

static enum engine_result transfer(struct copy *c, struct err *e)
{
	struct call call = CALL("GET");
	enum engine_result result;

	call_path(&call, "/images/", c->ref, "/get");
	call.extra_ms = PATIENCE_MS;
	result = download_open(c->from, &call, c->to, &c->source, e);
	if (result == ENGINE_FAILED)
		(void)err_wrap(e, "reading it from %s", engine_url(c->from));
	if (result == ENGINE_DONE && load(c, e) < 0)
		result = ENGINE_FAILED;
	download_close(c->source);
	call_release(&call);
	return result;
}

/* Between the two looks, the image goes over. */
static enum engine_result copy_and_look(struct copy *c, struct err *e)
{
	enum engine_result result, seen;
	struct image original;

	result = image_inspect(c->from, c->ref, &original, e);
	if (result != ENGINE_DONE)
		return result;
	seen = look(c, &original, e);
	result = seen == ENGINE_DONE ? ENGINE_ALREADY : seen;
	if (seen == ENGINE_GONE)
		result = transfer(c, e);
	if (result == ENGINE_DONE) {
		seen = look(c, &original, e);
		if (seen == ENGINE_GONE)
			(void)err_set(e, CODE_IMAGE_COPY,
				      "%s took it, but does not have it under that name",
				      engine_url(c->to));
		result = seen == ENGINE_DONE ? ENGINE_DONE : ENGINE_FAILED;
	}
	image_release(&original);
	return result;
}

enum engine_result image_copy(struct engine *from, struct engine *to, const char *ref,
			      image_copy_fn *progress, void *arg, struct err *e)
{
	char *whole = whole_ref(ref);
	struct copy c = {
		.from = from, .to = to, .ref = whole, .progress = progress, .arg = arg};
	enum engine_result result = ENGINE_FAILED;

	if (strchr(ref, '@'))
		(void)err_set(e, CODE_IMAGE_COPY,
			      "a digest does not go over with a copy: give the image a "
			      "tag ('docker tag'), or let each engine pull it");
	else
		result = copy_and_look(&c, e);
	if (result == ENGINE_FAILED)
		(void)err_wrap(e, "cannot copy image '%s' from %s to %s", ref,
			       engine_url(from), engine_url(to));
	free(whole);
	return result;
}
