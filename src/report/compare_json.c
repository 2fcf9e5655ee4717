/* compare_json.c - a comparison for machines; guide/schema_answers.c has its members. */
#include "report/compare.h"
#include "report/json_value.h"

static const char *const differences[] = {
	[DIFFERENCE_NONE] = "none",     [DIFFERENCE_DOUBT] = "not judged",
	[DIFFERENCE_SAME] = "same",     [DIFFERENCE_WITHIN] = "within",
	[DIFFERENCE_CHANCE] = "chance", [DIFFERENCE_OTHER] = "differs",
	[DIFFERENCE_BETTER] = "better", [DIFFERENCE_WORSE] = "worse",
};

static json_t *runs_json(const struct comparison *c)
{
	json_t *a = json_array();

	for (size_t i = 0; i < c->len; i++) {
		const struct told *run = &c->runs[i];
		json_t *o = json_object();

		value_put(o, "dir", value_text(run->dir));
		value_put(o, "scenario", value_text(run->run.header.plan.name));
		value_put(o, "verdict", value_text(verdict_name(run->v.overall)));
		value_put(o, "sentence", value_text(run->v.sentence));
		value_push(a, o);
	}
	return a;
}

static json_t *settings_json(const struct comparison *c)
{
	json_t *a = json_array();

	for (size_t i = 0; i < c->n_settings; i++) {
		json_t *o = json_object(), *of = json_array();

		for (size_t k = 0; k < c->len; k++)
			value_push(of, value_text(c->settings[i].of[k]));
		value_put(o, "what", value_text(c->settings[i].what));
		value_put(o, "of", of);
		value_push(a, o);
	}
	return a;
}

static json_t *unshared_json(const struct comparison *c)
{
	json_t *a = json_array();

	for (size_t i = 0; i < c->n_unshared; i++)
		value_push(a, value_text(c->unshared[i]));
	return a;
}

static json_t *number_json(const struct value *v)
{
	json_t *o = json_object();

	if (!v->there) {
		json_decref(o);
		return json_null();
	}
	value_put(o, "text", value_text(v->text));
	value_put(o, "value", value_real(v->at));
	value_put(o, "from", value_real(v->lo));
	value_put(o, "to", value_real(v->hi));
	value_put(o, "doubt", value_text(v->doubt));
	return o;
}

static json_t *row_json(const struct compared *row, size_t runs)
{
	json_t *o = json_object(), *of = json_array(), *against = json_array();

	for (size_t i = 0; i < runs; i++) {
		value_push(of, number_json(&row->of[i]));
		if (i > 0)
			value_push(against,
				   value_text(differences[compared_difference(row, i)]));
	}
	value_put(o, "what", value_text(row->what));
	value_put(o, "of", of);
	value_put(o, "against_first", against);
	return o;
}

static json_t *parts_json(const struct comparison *c)
{
	json_t *a = json_array();

	for (size_t p = 0; p < c->n_parts; p++) {
		json_t *o = json_object(), *rows = json_array();

		for (size_t r = 0; r < c->parts[p].len; r++)
			value_push(rows, row_json(&c->parts[p].rows[r], c->len));
		value_put(o, "title", value_text(c->parts[p].title));
		value_put(o, "numbers", rows);
		value_push(a, o);
	}
	return a;
}

void compare_json(const struct comparison *c, struct strbuf *out)
{
	json_t *o = json_object();

	value_put(o, "runs", runs_json(c));
	value_put(o, "worse", json_boolean(compare_is_worse(c)));
	value_put(o, "set_differently", settings_json(c));
	value_put(o, "not_compared", unshared_json(c));
	value_put(o, "parts", parts_json(c));
	value_dump(o, out);
}
