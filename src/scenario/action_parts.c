/* What only some actions have: selectors, conditions, configurations, weights. */
#include "scenario/build.h"

#include "base/mem.h"
#include "base/str.h"

static const struct bound stroke_bounds[] = {
	{"weight", 1, 1000, "1 to 1000"},
	{0},
};

/* ---- an item of a storm ---- */

const struct yentry *action_entry(const struct ynode *item)
{
	yaml_foreach (e, item)
		if (e->key && strcmp(e->key->text, "weight") != 0)
			return e;
	return NULL;
}

void stroke_release(struct stroke *s)
{
	free(s->rest.items);
	s->rest.items = NULL;
}

/* Beside the action there may be its weight, and nothing else. */
static bool check_keys(struct build *b, const struct ynode *item)
{
	const struct yentry *action = action_entry(item);
	struct strbuf hint = STRBUF_INIT;
	bool ok = true;

	if (!action)
		diags_found(b->diags, CODE_NESTING, item, "a weight without an action");
	yaml_foreach (e, item) {
		if (!action || e == action || strcmp(e->key->text, "weight") == 0)
			continue;
		diags_found(b->diags, CODE_NESTING, e->key,
			    "unknown key '%.60s' beside '%.60s'%s", e->key->text,
			    action->key->text,
			    did_you_mean(e->key->text, stroke_fields, 1,
					 sizeof(*stroke_fields), &hint));
		ok = false;
	}
	strbuf_release(&hint);
	return ok && action;
}

static void read_weight(struct build *b, const struct ynode *value, struct stroke *out)
{
	struct params p = {0};

	if (read_shorthand(b, value, stroke_fields, stroke_bounds, "weight", &p))
		out->weight = params_num(&p, "weight", 1);
	params_release(&p);
}

const struct ynode *read_stroke(struct build *b, const struct ynode *item,
				struct stroke *out)
{
	if (!ynode_is_map(item))
		return item;
	if (!check_keys(b, item))
		return NULL;
	out->rest = *item;
	out->rest.items = xcalloc(item->len, sizeof(*item->items));
	out->rest.len = 0;
	yaml_foreach (e, item)
		if (strcmp(e->key->text, "weight") != 0)
			out->rest.items[out->rest.len++] = *e;
		else
			read_weight(b, e->value, out);
	return &out->rest;
}

/* ---- values that more than their type decides ---- */

static void set_nested(struct params *p, const char *field, const char *key,
		       const char *text, int64_t num)
{
	char *name = xasprintf("%s:%s", field, key);

	params_set(p, name, text, num);
	free(name);
}

/* `config: {min.insync.replicas: 1}` becomes "config:min.insync.replicas". */
static void take_config(struct build *b, const struct ynode *map,
			const struct action_row *row, struct action_plan *a)
{
	char *what = xasprintf("action '%s'", row->name);
	struct params config = {0};

	read_config(b, map, what, &config);
	for (size_t i = 0; i < config.len; i++)
		set_nested(&a->params, "config", config.item[i].name, config.item[i].text,
			   0);
	if (ynode_is_map(map) && map->len == 0)
		diags_found(b->diags, CODE_ACTION_VALUE, map,
			    "'config' is empty: nothing would change");
	params_release(&config);
	free(what);
}

/* `until: {isr: full}` becomes "until:isr" and "until:timeout". */
static void take_until(struct build *b, const struct ynode *map, struct action_plan *a)
{
	struct until_plan u = {0};

	read_until(b, map, &u, false);
	if (u.kind) {
		set_nested(&a->params, "until", u.kind, u.want, 0);
		set_nested(&a->params, "until", "timeout", DURATION_TEXT(u.timeout_ns),
			   u.timeout_ns);
	}
	free(u.kind);
	free(u.want);
}

static void check_at_once(struct build *b, const struct ynode *at, const char *text)
{
	int64_t n;

	if (strcmp(text, "minority") == 0 || strcmp(text, "all") == 0 ||
	    (str_to_int(text, &n) && n >= 1 && n <= 1000))
		return;
	diags_found(b->diags, CODE_ACTION_VALUE, at,
		    "'at_once' wants minority, all or a number of nodes, not '%.40s'",
		    text);
}

static void check_jitter(struct build *b, const struct ynode *map,
			 const struct action_plan *a)
{
	if (params_num(&a->params, "jitter", 0) > params_num(&a->params, "every", 0))
		diags_found(b->diags, CODE_ACTION_VALUE, ynode_get(map, "jitter"),
			    "'jitter' may not be longer than 'every', which is %s",
			    params_text(&a->params, "every", ""));
}

/* `burst: checkout`: only who writes can write more. */
static void check_workload(struct build *b, const struct ynode *at, const char *name)
{
	const struct plan *p = b->plan;
	const struct workload_plan *w = plan_workload(p, name);
	struct strbuf hint = STRBUF_INIT;

	if (!w)
		diags_found(b->diags, CODE_NAME_UNKNOWN, at,
			    "no workload is called '%.60s'%s", name,
			    did_you_mean(name, p->workloads, p->n_workloads,
					 sizeof(*p->workloads), &hint));
	else if (w->kind != WORKLOAD_PRODUCE)
		diags_found(b->diags, CODE_WORKLOAD_UNFIT, at,
			    "workload '%s' writes nothing", name);
	else if (workload_is_bulk(w))
		diags_found(b->diags, CODE_WORKLOAD_UNFIT, at,
			    "workload '%s' has no rate: it writes as fast as it can",
			    name);
	strbuf_release(&hint);
}

static const struct ynode *value_of(const struct item *it, const struct action_row *row,
				    const char *field)
{
	if (ynode_is_map(it->value))
		return ynode_get(it->value, field);
	return row->shorthand && strcmp(row->shorthand, field) == 0 ? it->value : NULL;
}

void read_special(struct build *b, const struct item *it, const struct action_row *row,
		  struct action_plan *a)
{
	const struct ynode *map = ynode_is_map(it->value) ? it->value : NULL;
	const char *kind = NULL, *want = NULL;
	size_t before = diags_count_errors(b->diags);
	struct err why = {0};
	const struct ynode *at;

	check_selectors(b->diags, row, it->value, NULL, NULL, &b->labels);
	if (field_find(row->fields, "isr") && map)
		read_condition(b, map, &a->params, &kind, &want);
	if ((at = ynode_get(map, "config")))
		take_config(b, at, row, a);
	if ((at = ynode_get(map, "until")))
		take_until(b, at, a);
	if ((at = ynode_get(map, "at_once")))
		check_at_once(b, at, params_text(&a->params, "at_once", "minority"));
	if (field_find(row->fields, "every") && map)
		check_jitter(b, map, a);
	if ((at = value_of(it, row, "workload")))
		check_workload(b, at, params_text(&a->params, "workload", ""));
	if (row->fits && diags_count_errors(b->diags) == before &&
	    row->fits(b->plan, a, &why) < 0)
		diags_found(b->diags, why.code, it->key, "action '%s': %s", row->name,
			    why.msg);
}
