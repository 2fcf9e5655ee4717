/* A workload that writes a number of records as fast as it can, and what may wait for it. */
#include "scenario/build.h"

#include "base/str.h"
#include "model/bulk.h"

static void refuse(struct build *b, const struct ynode *map, const char *key,
		   const char *why)
{
	const struct ynode *at = ynode_key(map, key);

	if (at)
		diags_found(b->diags, CODE_KEYS_TOGETHER, at,
			    "'%s' goes with 'rate', not with 'records': %s", key, why);
}

/* What only a schedule can keep. */
static void check_keys(struct build *b, const struct ynode *map,
		       const struct workload_plan *w)
{
	if (ynode_key(map, "rate"))
		diags_found(
			b->diags, CODE_KEYS_TOGETHER, ynode_key(map, "rate"),
			"workload '%s' has a 'rate' or a number of 'records', not both",
			w->name);
	refuse(b, map, "late_after",
	       "such records are due when there is room for them, so none is late");
	refuse(b, map, "keys", "such records go to the partitions in turn");
}

static void check_rest(struct build *b, const struct ynode *map,
		       const struct workload_plan *w)
{
	if (w->acks == ACKS_NONE)
		diags_found(b->diags, CODE_WORKLOAD_UNFIT, ynode_get(map, "acks"),
			    "acks 0 acknowledges nothing: none of the 'records' could be "
			    "accounted for");
	if (w->value != VALUE_SIZE)
		diags_found(b->diags, CODE_WORKLOAD_UNFIT,
			    ynode_get(map, "value") ? ynode_get(map, "value")
						    : ynode_key(map, "records"),
			    "'records' wants a value of a fixed size, such as "
			    "'value: {size: 1000B}'");
}

void read_bulk(struct build *b, const struct ynode *map, const struct params *p,
	       struct workload_plan *w)
{
	if (!params_get(p, "records")) {
		if (ynode_key(map, "phase"))
			diags_found(b->diags, CODE_KEYS_TOGETHER, ynode_key(map, "phase"),
				    "'phase' goes with 'records': a 'rate' is due in all "
				    "phases");
		return;
	}
	w->records = params_num(p, "records", 0);
	w->rate_mps = 0;
	check_keys(b, map, w);
	check_rest(b, map, w);
}

static size_t phase_called(const struct plan *p, const char *name)
{
	size_t i = 0;

	while (i < p->n_phases && strcmp(p->phases[i].name, name) != 0)
		i++;
	return i;
}

static void find_phase(struct build *b, const struct ynode *at, struct workload_plan *w)
{
	const struct plan *p = b->plan;
	struct strbuf hint = STRBUF_INIT;
	size_t i;

	if (!ynode_is_scalar(at))
		return; /* none, or refused by its type */
	i = phase_called(p, at->text);
	if (i < p->n_phases)
		w->begin_phase = (int)i;
	else
		diags_found(b->diags, CODE_NAME_UNKNOWN, at,
			    "no phase is called '%.80s'%s", at->text,
			    did_you_mean(at->text, p->phases, p->n_phases,
					 sizeof(*p->phases), &hint));
	strbuf_release(&hint);
}

static const struct workload_plan *bulk_to(const struct plan *p, const char *topic)
{
	for (size_t i = 0; i < p->n_workloads; i++)
		if (workload_is_bulk(&p->workloads[i]) &&
		    strcmp(p->workloads[i].topic, topic) == 0)
			return &p->workloads[i];
	return NULL;
}

/* A consumer is measured against when each record was acknowledged, which nobody writes down here. */
static void check_reader(struct build *b, const struct ynode *at,
			 const struct workload_plan *w)
{
	const struct workload_plan *bulk = bulk_to(b->plan, w->topic);

	if (bulk)
		diags_found(b->diags, CODE_WORKLOAD_UNFIT, at,
			    "workload '%s' cannot be measured on '%s': '%s' writes "
			    "'records' there, of which no acknowledgement is kept by "
			    "itself; give one of them another topic",
			    w->name, w->topic, bulk->name);
}

static void check_waiting(struct build *b, const struct ynode *phases, size_t i)
{
	const struct until_plan *u = &b->plan->phases[i].until;
	const struct ynode *until, *at;
	const struct workload_plan *w;
	struct strbuf hint = STRBUF_INIT;

	if (!u->kind || strcmp(u->kind, "written") != 0)
		return;
	until = ynode_get(phases->items[i].value, "until");
	at = ynode_get(until, "written");
	w = plan_workload(b->plan, u->want);
	if (!w)
		diags_found(b->diags, CODE_NAME_UNKNOWN, at,
			    "no workload is called '%.60s'%s", u->want,
			    did_you_mean(u->want, b->plan->workloads,
					 b->plan->n_workloads,
					 sizeof(*b->plan->workloads), &hint));
	else if (!workload_is_bulk(w))
		diags_found(
			b->diags, CODE_WORKLOAD_UNFIT, at,
			"workload '%s' has no number of 'records': it is never written "
			"to the end",
			w->name);
	else if ((size_t)w->begin_phase > i)
		diags_found(b->diags, CODE_TOO_LATE, at,
			    "workload '%s' begins in phase '%s' only, after this one",
			    w->name, b->plan->phases[w->begin_phase].name);
	strbuf_release(&hint);
}

void check_bulks(struct build *b, const struct ynode *workloads,
		 const struct ynode *phases)
{
	for (size_t i = 0; i < b->plan->n_workloads; i++) {
		struct workload_plan *w = &b->plan->workloads[i];

		if (workload_is_bulk(w))
			find_phase(b, ynode_get(ynode_get(workloads, w->name), "phase"),
				   w);
		if (w->kind == WORKLOAD_CONSUME)
			check_reader(b, ynode_key(workloads, w->name), w);
	}
	for (size_t i = 0; ynode_is_list(phases) && i < b->plan->n_phases; i++)
		check_waiting(b, phases, i);
}
