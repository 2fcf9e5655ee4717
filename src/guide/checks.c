#include "guide/checks.h"

#include "report/json_value.h"
#include "report/layout.h"

void checks_text(const struct checkup *c, int width, struct strbuf *out)
{
	struct table table = {.align = "lll"};
	size_t from = out->len;

	for (size_t i = 0; i < c->len; i++) {
		const struct check *k = &c->at[i];

		table_add(&table, "%s", check_state_name(k->state));
		table_add(&table, "%s%s%s", k->what, k->host ? " of " : "",
			  k->host ? k->host : "");
		table_add(&table, "%s%s%s%s%s%s", k->found, k->code ? " [" : "",
			  code_text(k->code), k->code ? "]" : "",
			  k->mend ? "; mend: " : "", k->mend ? k->mend : "");
	}
	table_print(&table, 0, (size_t)width, out);
	layout_clean(out, from); /* an engine's own words are in it */
}

void checks_json(const struct checkup *c, struct strbuf *out)
{
	json_t *a = json_array();

	for (size_t i = 0; i < c->len; i++) {
		const struct check *k = &c->at[i];
		json_t *o = json_object();

		value_put(o, "state", value_text(check_state_name(k->state)));
		value_put(o, "what", value_text(k->what));
		value_put(o, "host", value_text(k->host));
		value_put(o, "found", value_text(k->found));
		value_put(o, "mend", value_text(k->mend));
		value_put(o, "code", value_text(k->code ? code_text(k->code) : NULL));
		value_push(a, o);
	}
	value_dump(a, out);
}
