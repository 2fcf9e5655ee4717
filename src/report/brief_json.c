/* brief_json.c - brief.h: the list of runs for machines; guide/schema_answers.c has its members. */
#include "report/brief.h"
#include "report/json_value.h"

/* What is not known is null, so that every object has every member. */
static json_t *brief_json(const struct brief *b)
{
	bool read = !b->why, judged = read && !b->unjudged;
	json_t *o = json_object();

	value_put(o, "dir", value_text(b->dir));
	value_put(o, "why", value_text(b->why));
	value_put(o, "code", value_text(b->why ? code_text(b->code) : NULL));
	value_put(o, "scenario", value_text(read ? b->header.plan.name : NULL));
	value_put(o, "wall_start_ns",
		  read ? json_integer(b->header.wall_start_ns) : json_null());
	value_put(o, "seed",
		  read ? json_integer((json_int_t)b->header.plan.seed) : json_null());
	value_put(o, "verdict", value_text(judged ? b->verdict : NULL));
	value_put(o, "sentence", value_text(judged ? b->sentence : NULL));
	value_put(o, "expectations", judged ? value_count(b->expectations) : json_null());
	value_put(o, "not_held", judged ? value_count(b->not_held) : json_null());
	value_put(o, "measured_ns", judged ? value_ns(b->length_ns) : json_null());
	return o;
}

void briefs_json(const struct briefs *all, struct strbuf *out)
{
	json_t *a = json_array();

	for (size_t i = 0; i < all->len; i++)
		value_push(a, brief_json(&all->run[i]));
	value_dump(a, out);
}
