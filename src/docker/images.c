#include "docker/images.h"

#include "base/mem.h"
#include "docker/call.h"
#include "docker/jsonsplit.h"

void image_release(struct image *i)
{
	free(i->id);
	free(i->arch);
	free(i->os);
	free(i->user);
	text_list_release(&i->tags);
	text_list_release(&i->digests);
	text_list_release(&i->env);
	text_list_release(&i->cmd);
	text_list_release(&i->entrypoint);
	pair_list_release(&i->labels);
	*i = (struct image){0};
}

void image_list_release(struct image_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		image_release(&l->items[i]);
	free(l->items);
	*l = (struct image_list){0};
}

/* Both inspect and list rows; labels lie in Config in the one, on top in the other. */
static void image_read(const json_t *o, struct image *out)
{
	const json_t *config = js_at(o, "Config");

	*out = (struct image){.id = js_dup(o, "Id"),
			      .arch = js_dup(o, "Architecture"),
			      .os = js_dup(o, "Os"),
			      .user = js_dup(config, "User"),
			      .size_bytes = js_int(o, "Size"),
			      /* A text in the one, seconds in the other. */
			      .created_at_ns = json_is_string(js_at(o, "Created"))
						       ? js_instant(o, "Created")
						       : js_seconds(o, "Created")};
	js_texts(o, "RepoTags", &out->tags);
	js_texts(o, "RepoDigests", &out->digests);
	js_pairs(config ? config : o, "Labels", &out->labels);
	js_texts(config, "Env", &out->env);
	js_texts(config, "Cmd", &out->cmd);
	js_texts(config, "Entrypoint", &out->entrypoint);
}

enum engine_result image_inspect(struct engine *en, const char *ref, struct image *out,
				 struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result;
	json_t *o;

	call_path(&c, "/images/", ref, "/json");
	result = call_json(en, &c, NULL, &o, e);
	if (result == ENGINE_DONE)
		image_read(o, out);
	json_decref(o);
	call_release(&c);
	return result;
}

int image_list(struct engine *en, const char *label, struct image_list *out,
	       struct err *e)
{
	struct call c = CALL("GET");
	json_t *all, *o;
	int rc = -1;
	size_t i;

	call_path(&c, "/images/json", "", "");
	call_filter_label(&c, label);
	*out = (struct image_list){0};
	if (call_json(en, &c, NEVER_GONE, &all, e) == ENGINE_DONE) {
		json_array_foreach (all, i, o) {
			image_read(o, GROW(out->items, out->len));
		}
		rc = 0;
	}
	json_decref(all);
	call_release(&c);
	return rc;
}

/* A pull under way. */
struct pull {
	struct json_split split;
	pull_progress_fn *fn;
	void *arg;
	char *failure; /* what the stream says went wrong, or NULL */
};

static void on_step(void *arg, const char *text, size_t n)
{
	struct pull *p = arg;
	json_t *o = json_loadb(text, n, 0, NULL);
	const json_t *detail = js_at(o, "progressDetail");
	struct pull_progress step = {.layer = js_text(o, "id"),
				     .status = js_text(o, "status"),
				     .current_bytes = js_int(detail, "current"),
				     .total_bytes = js_int(detail, "total")};
	const char *failure = js_text(js_at(o, "errorDetail"), "message");

	if (!*failure)
		failure = js_text(o, "error"); /* engines before errorDetail */
	if (*failure && !p->failure)
		p->failure = xstrdup(failure);
	else if (*step.status && p->fn)
		p->fn(p->arg, &step);
	json_decref(o);
}

static bool on_pull_bytes(void *arg, const char *bytes, size_t n)
{
	struct pull *p = arg;

	if (json_split_feed(&p->split, bytes, n, on_step, p) == 0)
		return true;
	free(p->failure);
	p->failure = xstrdup("the engine's progress report is garbled");
	return false;
}

/* "name:tag", "name@digest" or "name" into the two parts the engine wants. */
static void pull_query(struct call *c, const char *ref)
{
	const char *slash = strrchr(ref, '/');
	const char *cut = strchr(ref, '@');
	char *name;

	if (!cut) /* a colon before the last slash belongs to a port */
		cut = strrchr(slash ? slash : ref, ':');
	name = cut ? xstrndup(ref, (size_t)(cut - ref)) : xstrdup(ref);
	call_query(c, "fromImage", name);
	call_query(c, "tag", cut ? cut + 1 : "latest"); /* without: every tag there is */
	free(name);
}

int image_pull(struct engine *en, const char *ref, pull_progress_fn *progress, void *arg,
	       struct err *e)
{
	struct call c = CALL("POST");
	struct pull p = {.fn = progress, .arg = arg};
	int rc;

	json_split_init(&p.split);
	call_path(&c, "/images/create", "", "");
	pull_query(&c, ref);
	c.req.is_endless = true;
	c.req.on_bytes = on_pull_bytes;
	c.req.arg = &p;
	rc = call_run(en, &c, e);
	if (p.failure && e->kind == ERR_NONE)
		rc = err_set(e, CODE_IMAGE_MISSING, "%s", p.failure);
	else if (rc == 0 && !call_ok(&c))
		rc = call_refused(&c, e);
	if (rc < 0)
		(void)err_wrap(e, "cannot pull image '%s'", ref);
	json_split_release(&p.split);
	free(p.failure);
	call_release(&c);
	return rc;
}

enum engine_result image_tag(struct engine *en, const char *ref, const char *name,
			     const char *tag, struct err *e)
{
	struct call c = CALL("POST");

	call_path(&c, "/images/", ref, "/tag");
	call_query(&c, "repo", name);
	call_query(&c, "tag", tag);
	return call_act(en, &c, NULL, e);
}

enum engine_result image_remove(struct engine *en, const char *ref, struct err *e)
{
	struct call c = CALL("DELETE");

	call_path(&c, "/images/", ref, "");
	return call_act(en, &c, NULL, e);
}
