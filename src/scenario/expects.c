#include "scenario/build.h"

#include "base/mem.h"
#include "base/str.h"
#include "expect/table.h"
#include "model/plane.h"

#include <limits.h>

enum { TEXT_MAX = 1024 };

static const struct bound bounds[] = {
	{"within", 0, INT64_C(24) * 3600 * NS_PER_S, "at most 24h"},
	{"partition", 0, 9999, "0 to 9999"},
	{0},
};

/* One expectation being read. */
struct reading {
	struct build *b;
	const struct expect_row *row;
	const struct ynode *key;
	const struct ynode *value; /* a mapping, or the shorthand's scalar, or NULL */
	struct params p;
};

/* Where to point for a key: its value, else the expectation's name. */
static const struct ynode *at(const struct reading *r, const char *name)
{
	const struct ynode *n = ynode_get(r->value, name);

	return n ? n : r->key;
}

static bool refuse(const struct reading *r, const char *name, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
static bool refuse(const struct reading *r, const char *name, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	diags_found(r->b->diags, CODE_EXPECTATION_VALUE, at(r, name), "%s",
		    strbuf_text(&text));
	strbuf_release(&text);
	return false;
}

static const char *plane_of(const struct workload_plan *w)
{
	return plane_name(workload_plane(w));
}

/* acks=0 is never answered: nothing can be said about it. */
static bool is_measured(const struct workload_plan *w)
{
	return w->kind != WORKLOAD_PRODUCE || w->acks != ACKS_NONE;
}

/* Without due times nothing is served in time or not. */
static bool needs_due_times(const struct reading *r)
{
	return strcmp(r->row->name, "available") == 0 ||
	       strcmp(r->row->name, "outage") == 0;
}

static bool check_plane_has_users(const struct reading *r, const char *plane)
{
	const struct plan *p = r->b->plan;
	bool is_bulk_only = false;

	for (size_t i = 0; i < p->n_workloads; i++) {
		const struct workload_plan *w = &p->workloads[i];

		if (strcmp(plane_of(w), plane) != 0 || !is_measured(w))
			continue;
		if (!workload_is_bulk(w) || !needs_due_times(r))
			return true;
		is_bulk_only = true;
	}
	if (is_bulk_only)
		return refuse(r, "plane",
			      "'%s' needs records with due times, and who produces here "
			      "has 'records' instead of a 'rate'",
			      r->row->name);
	return refuse(r, "plane", "no workload measures the plane '%s'%s", plane,
		      strcmp(plane, "produce") == 0 ? " (acks 0 is never answered)" : "");
}

static bool is_about_one(const struct workload_plan *w)
{
	return (w->kind == WORKLOAD_PRODUCE && w->spread == SPREAD_PARTITION) ||
	       (w->kind == WORKLOAD_ASK && w->partition >= 0);
}

/* After the plane is settled. */
static bool check_node(const struct reading *r)
{
	const char *name = params_text(&r->p, "plane", "produce");
	enum plane plane = plane_find(name);

	if (!params_get(&r->p, "node"))
		return true;
	if (plane != PLANE_COUNT && plane_parts(plane) == PARTS_NODES)
		return true;
	return refuse(r, "node", "the plane '%s' does not ask each broker for itself",
		      name);
}

static bool check_partition(const struct reading *r, const struct workload_plan *w)
{
	const struct param *part = params_get(&r->p, "partition");
	const struct topic_plan *t;

	if (!part)
		return true;
	if (!w)
		return refuse(r, "partition",
			      "'partition' needs 'workload': of which topic?");
	if (plane_parts(workload_plane(w)) != PARTS_PARTITIONS)
		return refuse(r, "partition",
			      "workload '%s' is about the plane '%s', which has no "
			      "partitions",
			      w->name, plane_of(w));
	t = plan_topic(r->b->plan, w->topic);
	if (t && part->num >= t->partitions)
		return refuse(r, "partition",
			      "'%s' has the partitions 0 to %d, there is no %lld",
			      t->name, t->partitions - 1, (long long)part->num);
	if (is_about_one(w) && part->num != w->partition)
		return refuse(r, "partition", "workload '%s' %s partition %d only",
			      w->name,
			      w->kind == WORKLOAD_ASK ? "asks about" : "writes to",
			      w->partition);
	return true;
}

/* The workload named, or NULL after an error or when none is named. */
static const struct workload_plan *named_workload(const struct reading *r, bool *ok)
{
	const struct plan *p = r->b->plan;
	const char *name = params_text(&r->p, "workload", NULL);
	const struct workload_plan *w = name ? plan_workload(p, name) : NULL;
	struct strbuf hint = STRBUF_INIT;

	if (name && !w)
		*ok = refuse(r, "workload", "no workload is called '%.60s'%s", name,
			     did_you_mean(name, p->workloads, p->n_workloads,
					  sizeof(*p->workloads), &hint));
	strbuf_release(&hint);
	return w;
}

/* A workload has one plane; naming the workload is enough. */
static bool settle_plane(struct reading *r, const struct workload_plan *w)
{
	const char *plane = params_text(&r->p, "plane", "produce");

	if (!w)
		return check_plane_has_users(r, plane);
	if (ynode_get(r->value, "plane") && strcmp(plane, plane_of(w)) != 0)
		return refuse(r, "plane",
			      "workload '%s' is about the plane '%s', not '%s'", w->name,
			      plane_of(w), plane);
	if (!is_measured(w))
		return refuse(
			r, "workload",
			"workload '%s' has acks 0, which is never answered: not measured",
			w->name);
	if (workload_is_bulk(w) && needs_due_times(r))
		return refuse(r, "workload",
			      "workload '%s' has 'records' instead of a 'rate': without "
			      "due times nothing is in time or late; expect throughput "
			      "or latency of it",
			      w->name);
	params_set(&r->p, "plane", plane_of(w), 0);
	return true;
}

/* redelivered, rebalances: about those who read. */
static bool check_reader(const struct reading *r, const struct workload_plan *w)
{
	bool rebalances = strcmp(r->row->name, "rebalances") == 0;

	if (!w || (!rebalances && strcmp(r->row->name, "redelivered") != 0))
		return true;
	if (w->kind != WORKLOAD_CONSUME)
		return refuse(r, "workload", "workload '%s' reads nothing", w->name);
	if (rebalances && !w->group)
		return refuse(r, "workload",
			      "workload '%s' has no 'group': nothing is rebalanced",
			      w->name);
	return true;
}

static bool check_workload(struct reading *r)
{
	bool ok = true;
	const struct workload_plan *w = named_workload(r, &ok);
	bool is_count = r->row->scope == EXPECT_IN_RUN;

	if (!ok || !check_reader(r, w))
		return false;
	if (field_find(r->row->fields, "plane"))
		return settle_plane(r, w) && check_partition(r, w) && check_node(r);
	if (w && is_count && w->kind != WORKLOAD_PRODUCE)
		return refuse(r, "workload",
			      "workload '%s' writes nothing that could be %s", w->name,
			      r->row->name);
	if (w && !is_count && !is_measured(w))
		return refuse(
			r, "workload",
			"workload '%s' has acks 0, which is never answered: not measured",
			w->name);
	if (w && w->kind == WORKLOAD_PRODUCE && strcmp(r->row->name, "throughput") == 0 &&
	    !workload_is_bulk(w) && params_num(&r->p, "at_least", 0) > w->rate_mps)
		return refuse(r, "at_least", "workload '%s' does not offer that much",
			      w->name);
	return true;
}

static bool check_topic(const struct reading *r)
{
	const struct plan *p = r->b->plan;
	const char *name = params_text(&r->p, "topic", NULL);
	const struct topic_plan *t = name ? plan_topic(p, name) : NULL;
	struct strbuf hint = STRBUF_INIT;

	if (name && !t)
		refuse(r, "topic", "no topic is called '%.60s'%s", name,
		       did_you_mean(name, p->topics, p->n_topics, sizeof(*p->topics),
				    &hint));
	strbuf_release(&hint);
	if (!t)
		return !name;
	if (params_num(&r->p, "at_least", 0) > t->replication)
		return refuse(r, "at_least",
			      "'%s' has replication %d: there cannot be %s in sync", name,
			      t->replication, params_text(&r->p, "at_least", ""));
	return true;
}

static bool check_limits(const struct reading *r)
{
	const struct param *least = params_get(&r->p, "at_least");
	const struct param *most = params_get(&r->p, "at_most");

	if ((least && least->num < 0) || (most && most->num < 0))
		return refuse(r, least && least->num < 0 ? "at_least" : "at_most",
			      "a limit cannot be negative");
	return !least || !most || least->num <= most->num ||
	       refuse(r, "at_least",
		      "'at_least: %s' and 'at_most: %s' exclude each other", least->text,
		      most->text);
}

static const struct expect_row *find_row(struct build *b, const struct ynode *key,
					 int phase)
{
	const struct expect_row *row = expect_row_find(key->text);
	struct strbuf hint = STRBUF_INIT;

	if (!row)
		diags_found(b->diags, CODE_EXPECTATION_UNKNOWN, key,
			    "unknown expectation '%.60s'%s", key->text,
			    did_you_mean(key->text, expect_rows, expect_row_count(),
					 sizeof(expect_rows[0]), &hint));
	else if (phase >= 0 && !(row->scope & EXPECT_IN_PHASE))
		diags_found(
			b->diags, CODE_EXPECTATION_UNKNOWN, key,
			"'%s' is about the whole run: it belongs under the file's own 'expect'",
			row->name);
	else if (phase < 0 && !(row->scope & EXPECT_IN_RUN))
		diags_found(b->diags, CODE_EXPECTATION_UNKNOWN, key,
			    "'%s' is about a phase: it belongs under its 'expect'",
			    row->name);
	strbuf_release(&hint);
	return row;
}

static bool read_params(struct reading *r)
{
	const struct expect_row *row = r->row;
	char *what = xasprintf("expectation '%s'", row->name);
	bool ok = true;

	if (ynode_is_map(r->value)) {
		ok = read_fields(r->b, r->value, row->fields, bounds, what, &r->p) &&
		     (!row->one_of ||
		      read_one_of(r->b, r->value, r->value, row->one_of, what)) &&
		     (!row->some_of ||
		      read_some_of(r->b, r->value, r->value, row->some_of, what));
	} else if (row->shorthand && !ynode_is_null(r->value)) {
		ok = read_shorthand(r->b, r->value, row->fields, bounds, row->shorthand,
				    &r->p);
	} else {
		diags_found(r->b->diags, CODE_WRONG_SHAPE, r->value ? r->value : r->key,
			    "%s wants a mapping, such as '%s'", what, row->example);
		ok = false;
	}
	free(what);
	return ok;
}

static char *one_line(const struct reading *r)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_limit(&text, TEXT_MAX);
	strbuf_addf(&text, "%s: ", r->row->name);
	flow_text(r->value, &text);
	return strbuf_detach(&text);
}

static void add_expect(struct reading *r, int phase)
{
	*GROW(r->b->plan->expects, r->b->plan->n_expects) = (struct expect_plan){
		.kind = xstrdup(r->row->name),
		.params = r->p,
		.text = one_line(r),
		.phase = phase,
		.line = (int)r->key->pos.line};
	r->p = (struct params){0};
}

static void read_expect(struct build *b, const struct ynode *n, int phase)
{
	struct reading r = {.b = b};
	struct item it;

	if (!read_item(b, n, "an expectation", "lost: 0", &it))
		return;
	r.row = find_row(b, it.key, phase);
	r.key = it.key;
	r.value = it.value;
	if (r.row && read_params(&r) && check_limits(&r) && check_workload(&r) &&
	    check_topic(&r))
		add_expect(&r, phase);
	params_release(&r.p);
}

void read_expects(struct build *b, const struct ynode *list, int phase)
{
	if (!ynode_is_list(list) ||
	    !read_count(b, list, MAX_ITEMS, "expectations in one place"))
		return;
	yaml_foreach (e, list)
		read_expect(b, e->value, phase);
}
