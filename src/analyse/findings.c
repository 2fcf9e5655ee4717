#include "analyse/findings.h"

#include "analyse/parts.h"
#include "base/mem.h"

static void release_records(struct records *records, size_t n)
{
	for (size_t i = 0; i < n; i++)
		records_release(&records[i]);
	free(records);
}

static int load_records(struct records **out, const struct run *run, struct err *e)
{
	const struct plan *plan = &run->header.plan;
	struct records *all = xcalloc(plan->n_workloads + 1, sizeof(*all));

	for (size_t i = 0; i < plan->n_workloads; i++)
		if (plan->workloads[i].kind != WORKLOAD_CONSUME &&
		    records_load(&all[i], run, i, e) < 0) {
			release_records(all, plan->n_workloads);
			return -1;
		}
	*out = all;
	return 0;
}

int findings_make(struct findings *f, const struct run *run, struct err *e)
{
	struct records *records;

	*f = (struct findings){.run = run};
	if (load_records(&records, run, e) < 0)
		return err_wrap(e, "cannot analyse '%s'",
				run->dir ? run->dir : "the run");
	find_phases(f);
	find_actions(f);
	find_instrument(f);
	find_clocks(f);
	find_stale_answers(f, records);
	find_buckets(f);
	find_workloads(f, records);
	find_groups(f, records);
	find_bulks(f);
	find_cluster(f, records);
	find_settlements(f, records);
	find_read_back(f);
	find_replicas(f);
	find_disks(f);
	find_digest(f);
	find_notes(f, records);
	release_records(records, run->header.plan.n_workloads);
	return 0;
}

char *findings_part_name(const struct findings *f, size_t workload, int32_t part)
{
	const struct run_header *h = &f->run->header;

	switch (plane_parts(f->workloads[workload].plane)) {
	case PARTS_PARTITIONS: break;
	case PARTS_NODES:
		return part >= 0 && (size_t)part < h->topology.len
			       ? xstrdup(h->topology.nodes[part].name)
			       : xasprintf("node %d of the topology", part);
	case PARTS_ONE: return xstrdup("any broker");
	}
	return xasprintf("%s/%d", h->plan.workloads[workload].topic, part);
}

static void release_windows(struct workload_finding *w)
{
	for (size_t i = 0; i < w->n_windows; i++) {
		struct why *why = &w->windows[i].why;

		for (size_t k = 0; k < why->n_evidence; k++)
			free(why->evidence[k]);
		free(why->evidence);
	}
	free(w->windows);
}

static void release_workload(struct workload_finding *w, size_t n_phases)
{
	if (w->bulk)
		free(w->bulk->latency);
	free(w->bulk);
	free(w->rates);
	free(w->run.latency);
	for (size_t i = 0; w->phases && i < n_phases; i++)
		free(w->phases[i].latency);
	free(w->phases);
	free(w->shares);
	release_windows(w);
	free(w->any);
	free(w->all);
}

static void release_actions(struct findings *f)
{
	for (size_t i = 0; i < f->n_actions; i++) {
		free(f->actions[i].kind);
		free(f->actions[i].label);
		free(f->actions[i].proof);
		free(f->actions[i].code);
		ids_release(&f->actions[i].nodes);
	}
	free(f->actions);
}

void findings_release(struct findings *f)
{
	const struct plan *plan = f->run ? &f->run->header.plan : NULL;

	for (size_t i = 0; plan && f->phases && i < plan->n_phases; i++)
		free(f->phases[i].why);
	for (size_t i = 0; plan && f->workloads && i < plan->n_workloads; i++)
		release_workload(&f->workloads[i], plan->n_phases);
	for (size_t i = 0; plan && f->topics && i < plan->n_topics; i++) {
		free(f->topics[i].steps);
		free(f->topics[i].leaders);
	}
	for (size_t i = 0; i < f->n_digest; i++)
		free(f->digest[i].words);
	for (size_t i = 0; i < f->n_notes; i++)
		free(f->notes[i]);
	release_actions(f);
	free(f->phases);
	free(f->workloads);
	free(f->topics);
	free(f->node_spans);
	free(f->controllers);
	free(f->stale_controllers);
	free(f->settlements);
	free(f->replicas.all);
	free(f->digest);
	free(f->gaps);
	free(f->clocks);
	free(f->disks);
	free(f->notes);
	*f = (struct findings){0};
}
