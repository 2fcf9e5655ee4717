#include "guide/validated.h"

#include "base/mem.h"
#include "report/json_value.h"

/* Lines and columns count from 1. */
static json_t *place(size_t number)
{
	return number ? value_count(number) : json_null();
}

static json_t *diagnostic(const struct diag *g)
{
	json_t *o = json_object();

	value_put(o, "file", value_text(g->path));
	value_put(o, "line", place(g->line));
	value_put(o, "column", place(g->col));
	value_put(o, "severity", value_text(diag_kind_name(g->kind)));
	value_put(o, "code", value_text(g->code ? code_text(g->code) : NULL));
	value_put(o, "text", value_text(g->message));
	return o;
}

static json_t *diagnostics(const struct diags *d)
{
	size_t *order = diags_order(d);
	json_t *a = json_array();

	for (size_t i = 0; i < d->len; i++)
		value_push(a, diagnostic(&d->list[order[i]]));
	free(order);
	return a;
}

static json_t *one(const struct validated *v)
{
	json_t *o = json_object();

	value_put(o, "file", value_text(v->file));
	value_put(o, "valid", json_boolean(diags_count_errors(&v->found) == 0));
	value_put(o, "errors", value_count(diags_count_errors(&v->found)));
	value_put(o, "warnings", value_count(diags_count_warnings(&v->found)));
	value_put(o, "diagnostics", diagnostics(&v->found));
	return o;
}

void validated_json(const struct validated *files, size_t n, struct strbuf *out)
{
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		value_push(a, one(&files[i]));
	value_dump(a, out);
}
