#include "docker/volumes.h"

#include "base/mem.h"
#include "docker/call.h"

void volume_release(struct volume *v)
{
	free(v->name);
	free(v->driver);
	free(v->mountpoint);
	pair_list_release(&v->labels);
	pair_list_release(&v->options);
	*v = (struct volume){0};
}

void volume_list_release(struct volume_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		volume_release(&l->items[i]);
	free(l->items);
	*l = (struct volume_list){0};
}

enum engine_result volume_create(struct engine *en, const struct volume_spec *spec,
				 struct err *e)
{
	struct call c = CALL("POST");
	json_t *o = json_object();

	call_path(&c, "/volumes/create", "", "");
	js_put_text(o, "Name", spec->name);
	js_put_text(o, "Driver", spec->driver ? spec->driver : "local");
	js_put_pairs(o, "DriverOpts", &spec->options);
	js_put_pairs(o, "Labels", &spec->labels);
	c.json = js_body(o, e);
	if (!c.json) {
		call_release(&c);
		return ENGINE_FAILED;
	}
	return call_act(en, &c, NEVER_GONE, e);
}

enum engine_result volume_remove(struct engine *en, const char *name, struct err *e)
{
	struct call c = CALL("DELETE");

	call_path(&c, "/volumes/", name, "");
	return call_act(en, &c, NULL, e);
}

static void volume_read(const json_t *o, struct volume *out)
{
	*out = (struct volume){.name = js_dup(o, "Name"),
			       .driver = js_dup(o, "Driver"),
			       .mountpoint = js_dup(o, "Mountpoint")};
	js_pairs(o, "Labels", &out->labels);
	js_pairs(o, "Options", &out->options);
}

enum engine_result volume_inspect(struct engine *en, const char *name, struct volume *out,
				  struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result;
	json_t *o;

	call_path(&c, "/volumes/", name, "");
	result = call_json(en, &c, NULL, &o, e);
	if (result == ENGINE_DONE)
		volume_read(o, out);
	json_decref(o);
	call_release(&c);
	return result;
}

int volume_list(struct engine *en, const char *label, struct volume_list *out,
		struct err *e)
{
	struct call c = CALL("GET");
	json_t *all, *o;
	int rc = -1;
	size_t i;

	call_path(&c, "/volumes", "", "");
	call_filter_label(&c, label);
	*out = (struct volume_list){0};
	if (call_json(en, &c, NEVER_GONE, &all, e) == ENGINE_DONE) {
		json_array_foreach (js_at(all, "Volumes"), i, o) {
			struct volume one;

			volume_read(o, &one);
			if (pair_list_carries(&one.labels, label)) /* as containers.c */
				*GROW(out->items, out->len) = one;
			else
				volume_release(&one);
		}
		rc = 0;
	}
	json_decref(all);
	call_release(&c);
	return rc;
}
