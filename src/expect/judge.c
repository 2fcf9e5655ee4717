#include "expect/judge.h"

#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdarg.h>

enum { FEWEST_RECORDS = 10 }; /* for a claim of unavailability */

bool judge_has(const struct judge *j, const char *name)
{
	return params_get(&j->x->params, name) != NULL;
}

int64_t judge_num(const struct judge *j, const char *name)
{
	return params_num(&j->x->params, name, 0);
}

/* ---- doubts ---- */

struct doubt *doubt_make(enum code code, const char *fmt, ...)
{
	struct doubt *d = xcalloc(1, sizeof(*d));
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	d->code = code;
	d->text = strbuf_detach(&text);
	return d;
}

void doubt_free(struct doubt *d)
{
	if (d)
		free(d->text);
	free(d);
}

/* ---- the worst reading ---- */

static int rank(enum verdict v)
{
	return v == VERDICT_FAIL ? 2 : v == VERDICT_INCONCLUSIVE ? 1 : 0;
}

/* Keeps the worse of what is there and what comes; takes the texts. */
static void keep(struct judge *j, enum verdict v, bool close, double excess,
		 char *observed, struct doubt *doubt)
{
	bool worse = !j->any || rank(v) > rank(j->verdict) ||
		     (v == j->verdict && excess > j->excess);

	if (!worse) {
		free(observed);
		doubt_free(doubt);
		return;
	}
	free(j->observed);
	doubt_free(j->doubt);
	j->any = true;
	j->verdict = v;
	j->close = close;
	j->excess = excess;
	j->observed = observed;
	j->doubt = doubt;
}

void judge_add(struct judge *j, const struct reading *r)
{
	double over = r->at_most ? r->value - r->limit : r->limit - r->value;
	bool close = r->bar > 0 && (over < 0 ? -over : over) <= r->bar;
	enum verdict v = over <= 0 ? VERDICT_PASS : VERDICT_FAIL;
	struct doubt *doubt = r->doubt;

	if (!doubt && close && j->strict)
		doubt = doubt_make(CODE_WITHIN_BAR, "within its error bar of the limit");
	if (doubt)
		v = VERDICT_INCONCLUSIVE;
	keep(j, v, close, over / (r->limit > 0 ? r->limit : 1), r->observed, doubt);
}

void judge_doubt(struct judge *j, struct doubt *d)
{
	keep(j, VERDICT_INCONCLUSIVE, false, 0, xstrdup("nothing that counts"), d);
}

/* ---- the scope ---- */

static struct doubt *phase_doubt(const struct judge *j, size_t phase)
{
	const struct phase_finding *p = &j->f->phases[phase];
	const char *name = j->plan->phases[phase].name;

	if (!p->begun)
		return doubt_make(CODE_PHASE_UNFINISHED, "phase '%s' did not begin",
				  name);
	if (!p->ended)
		return doubt_make(CODE_PHASE_UNFINISHED, "phase '%s' was cut off", name);
	if (p->why && strcmp(p->why, "interrupted") == 0)
		return doubt_make(CODE_PHASE_UNFINISHED, "phase '%s' was interrupted",
				  name);
	return NULL;
}

static const struct action_finding *find_action(const struct findings *f, size_t phase,
						size_t action)
{
	for (size_t i = 0; i < f->n_actions; i++)
		if (f->actions[i].phase == (int)phase &&
		    f->actions[i].action == (int)action)
			return &f->actions[i];
	return NULL;
}

static struct doubt *failed_doubt(const struct judge *j, const struct action_finding *a,
				  size_t phase)
{
	char *why = action_words(a);
	struct doubt *d = doubt_make(CODE_ACTION_UNPROVEN,
				     "'%s' in phase '%s' failed: %s", a->kind,
				     j->plan->phases[phase].name, why);

	free(why);
	return d;
}

static struct doubt *action_doubt(const struct judge *j, size_t phase, size_t action)
{
	const struct phase_plan *p = &j->plan->phases[phase];
	const struct action_finding *a = find_action(j->f, phase, action);
	const char *kind = p->actions[action].kind;

	if (!a)
		return doubt_make(CODE_ACTION_UNPROVEN,
				  "'%s' in phase '%s' did not take place", kind, p->name);
	if (a->failed)
		return failed_doubt(j, a, phase);
	if (a->effective_ns == NEVER)
		return doubt_make(CODE_ACTION_UNPROVEN,
				  "'%s' in phase '%s' was not seen to take effect", kind,
				  p->name);
	return NULL;
}

/* Parts of a repetition or a storm: those that took place must have done so. */
static struct doubt *inner_doubt(const struct judge *j, size_t phase)
{
	for (size_t i = 0; i < j->f->n_actions; i++) {
		const struct action_finding *a = &j->f->actions[i];

		if (a->is_inner && a->phase == (int)phase && a->failed)
			return failed_doubt(j, a, phase);
	}
	return NULL;
}

struct doubt *judge_scope_doubt(const struct judge *j)
{
	struct doubt *doubt = NULL;

	for (size_t i = 0; i < j->plan->n_phases && !doubt; i++) {
		if (j->x->phase >= 0 && j->x->phase != (int)i)
			continue;
		doubt = phase_doubt(j, i);
		for (size_t a = 0; a < j->plan->phases[i].n_actions && !doubt; a++)
			doubt = action_doubt(j, i, a);
		if (!doubt)
			doubt = inner_doubt(j, i);
	}
	return doubt;
}

/* ---- workloads ---- */

static enum plane plane_of(const struct expect_plan *x)
{
	enum plane p = plane_find(params_text(&x->params, "plane", "produce"));

	return p == PLANE_COUNT ? PLANE_PRODUCE : p; /* a garbled run.json */
}

enum plane judge_plane(const struct judge *j)
{
	return plane_of(j->x);
}

/* A node that does not exist was asked nothing: no data. */
static int32_t node_part(const struct topology *t, const char *name)
{
	const struct node *n = topology_by_name(t, name);

	return n ? (int32_t)(n - t->nodes) : (int32_t)t->len;
}

int32_t expectation_part(const struct findings *f, const struct expect_plan *x)
{
	const char *node = params_text(&x->params, "node", NULL);

	if (node) /* the planes that have it have a part per node */
		return node_part(&f->run->header.topology, node);
	return (int32_t)params_num(&x->params, "partition", ANY_PARTITION);
}

int32_t judge_partition(const struct judge *j)
{
	return expectation_part(j->f, j->x);
}

/* Of a bulk workload nothing was due at a time. */
static bool needs_due_times(const struct expect_plan *x)
{
	return strcmp(x->kind, "available") == 0 || strcmp(x->kind, "outage") == 0;
}

bool expectation_is_about(const struct findings *f, const struct expect_plan *x,
			  size_t workload)
{
	const char *name = params_text(&x->params, "workload", NULL);
	const struct workload_finding *w = &f->workloads[workload];

	if (name)
		return strcmp(name, f->run->header.plan.workloads[workload].name) == 0;
	return w->measurable && w->plane == plane_of(x) &&
	       (!w->bulk || !needs_due_times(x));
}

size_t judge_targets(const struct judge *j, struct target *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < j->plan->n_workloads && n < cap; i++) {
		const struct workload_finding *w = &j->f->workloads[i];

		if (expectation_is_about(j->f, j->x, i))
			out[n++] = (struct target){
				.workload = i,
				.plan = &j->plan->workloads[i],
				.finding = w,
				.demand = j->x->phase < 0 ? &w->run
							  : &w->phases[j->x->phase]};
	}
	return n;
}

static const struct share *shares_of(const struct judge *j, const struct target *t)
{
	size_t row = j->x->phase < 0 ? j->plan->n_phases : (size_t)j->x->phase;

	return t->finding->shares + row * t->finding->n_partitions;
}

struct share judge_share(const struct judge *j, const struct target *t)
{
	int32_t p = judge_partition(j);

	if (p == ANY_PARTITION)
		return (struct share){t->demand->due, t->demand->served};
	if (p < 0 || (size_t)p >= t->finding->n_partitions)
		return (struct share){0};
	return shares_of(j, t)[p];
}

int64_t judge_spacing_ns(const struct judge *j, const struct target *t)
{
	const struct share *shares = shares_of(j, t);
	int32_t only = judge_partition(j);
	uint64_t due = 0, partitions = 0;

	for (size_t p = 0; p < t->finding->n_partitions; p++) {
		if (only != ANY_PARTITION && (size_t)only != p)
			continue;
		due += shares[p].due;
		partitions += shares[p].due > 0;
	}
	if (due == 0)
		return INT64_MAX;
	return (int64_t)((double)(j->to_ns - j->from_ns) * (double)partitions /
			 (double)due);
}

struct doubt *judge_target_doubt(const struct judge *j, const struct target *t)
{
	const char *name = t->plan->name;

	if (!t->finding->measurable)
		return doubt_make(CODE_NOT_MEASURED,
				  "%s: not measured, acks=0 acknowledges nothing", name);
	if (judge_share(j, t).due == 0)
		return doubt_make(CODE_NO_DEMAND, "%s: no demand, nothing was due", name);
	if (t->demand->worst_lag_ns > t->plan->late_after_ns)
		return doubt_make(
			CODE_GENERATOR_LAGGED,
			"%s: the generator lagged, records were sent up to %s after "
			"they were due",
			name, DURATION_TEXT(t->demand->worst_lag_ns));
	if (t->demand->saturated)
		return doubt_make(CODE_GENERATOR_LAGGED,
				  "%s: the generator was saturated (%" PRIu64 " records)",
				  name, t->demand->saturated);
	return NULL;
}

struct doubt *judge_thin_demand(const struct judge *j, const struct target *t,
				int64_t most_ns)
{
	uint64_t due = judge_share(j, t).due;
	int64_t spacing = judge_spacing_ns(j, t);

	if (due < FEWEST_RECORDS)
		return doubt_make(CODE_THIN_DEMAND,
				  "%s: demand too thin to know, %" PRIu64
				  " records were due",
				  t->plan->name, due);
	if (spacing > most_ns)
		return doubt_make(
			CODE_THIN_DEMAND,
			"%s: demand too thin to know, a record of a partition was "
			"due only every %s",
			t->plan->name, DURATION_TEXT(spacing));
	return NULL;
}

/* ---- texts ---- */

char *judge_when(const struct judge *j, int64_t at_ns)
{
	return xasprintf("%+.2f s", ns_to_s(at_ns - j->f->begin_ns));
}

char *judge_subject(const struct judge *j)
{
	const char *name = params_text(&j->x->params, "workload", NULL);
	const struct workload_plan *w = name ? plan_workload(j->plan, name) : NULL;
	const char *of = name ? name : plane_name(judge_plane(j));

	if (judge_has(j, "node"))
		return xasprintf(" (%s, %s)", of, params_text(&j->x->params, "node", ""));
	if (!judge_has(j, "partition"))
		return xasprintf(" (%s)", of);
	if (!w)
		return xasprintf(" (%s, partition %d)", of, judge_partition(j));
	return xasprintf(" (%s, %s/%d)", of, w->topic, judge_partition(j));
}
