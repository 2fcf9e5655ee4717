/* answer_data.c - answers about records, replicas, groups and expectations. */
#include "writeup/answers.h"

void answer_settlement(struct writer *w, const struct asked *q)
{
	for (size_t i = 0; i < w->f->n_settlements; i++)
		if (answer_means(w, q, w->f->settlements[i].workload))
			write_settled(w, &w->f->settlements[i]);
}

void answer_replicas(struct writer *w, const struct asked *q)
{
	const struct replicas_finding *r = &w->f->replicas;

	(void)q;
	write_replicas(w);
	for (size_t i = 0; r->len && r->same == r->len && i < w->plan->n_topics; i++)
		w_item(w, SAY_A_ON_ALL,
		       VALUES(w_name(w, w->plan->topics[i].name),
			      w_number(w, (uint64_t)w->plan->topics[i].replication)));
}

void answer_group(struct writer *w, const struct asked *q)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		const struct workload_plan *p = &w->plan->workloads[i];
		uint64_t rebalances = 0, again = 0;

		if (!answer_means(w, q, i) || p->kind != WORKLOAD_CONSUME || !p->group)
			continue;
		for (size_t k = 0; k < q->n_phases; k++) {
			rebalances += w->f->workloads[i].phases[q->phase[k]].rebalances;
			again += w->f->workloads[i].phases[q->phase[k]].redelivered;
		}
		w_item(w, SAY_A_GROUP,
		       VALUES(w_workload_name(w, i), w_number(w, rebalances),
			      w_number(w, again)));
	}
}

static bool is_asked(const struct asked *q, int phase)
{
	for (size_t i = 0; i < q->n_phases; i++)
		if (phase == (int)q->phase[i])
			return true;
	return q->is_whole;
}

void answer_expectations(struct writer *w, const struct asked *q)
{
	const struct verdicts *v = &w->told->v;
	size_t n = 0, held = 0;

	for (size_t i = 0; i < v->len; i++)
		if (is_asked(q, v->judged[i].expect->phase)) {
			n++;
			held += v->judged[i].verdict == VERDICT_PASS;
		}
	if (n == 0) {
		w_item(w, SAY_A_EXPECT_NONE, NULL);
		return;
	}
	w_item(w, SAY_A_EXPECT, VALUES(w_number(w, held), w_number(w, n)));
	for (size_t i = 0; i < v->len; i++)
		if (is_asked(q, v->judged[i].expect->phase))
			w_item(w, SAY_A_EXPECT_ROW,
			       VALUES(w_quote(w, v->judged[i].expect->text),
				      w_verdict_said(w, v->judged[i].verdict),
				      w_heard(w, v->judged[i].observed)));
}
