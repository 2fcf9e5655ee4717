#include "report/json_value.h"
#include "report/report.h"

enum { RESULTS_FORMAT = 1 };

static json_t *isr_json(const struct isr_count *c)
{
	json_t *o = json_object();

	value_put(o, "in_sync", value_count(c->in_sync));
	value_put(o, "replicas", value_count(c->replicas));
	value_put(o, "leaderless", value_count(c->leaderless));
	value_put(o, "under_replicated", value_count(c->under_replicated));
	return o;
}

static json_t *phases_json(const struct findings *f)
{
	const struct plan *plan = &f->run->header.plan;
	json_t *a = json_array();

	for (size_t i = 0; i < plan->n_phases; i++) {
		const struct phase_finding *p = &f->phases[i];
		json_t *o = json_object();

		value_put(o, "name", value_text(plan->phases[i].name));
		value_put(o, "begun", json_boolean(p->begun));
		value_put(o, "ended", json_boolean(p->ended));
		value_put(o, "begin_ns", value_ns(p->begun ? p->begin_ns : NEVER));
		value_put(o, "end_ns", value_ns(p->begun ? p->end_ns : NEVER));
		value_put(o, "why", value_text(p->why));
		value_put(o, "controller_begin", json_integer(p->controller_begin));
		value_put(o, "controller_end", json_integer(p->controller_end));
		value_put(o, "cpu_contended", value_share(p->contended));
		value_put(o, "isr_begin", isr_json(&p->isr_begin));
		value_put(o, "isr_end", isr_json(&p->isr_end));
		value_push(a, o);
	}
	return a;
}

static json_t *actions_json(const struct findings *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_actions; i++) {
		const struct action_finding *x = &f->actions[i];
		json_t *o = json_object();

		value_put(o, "phase", json_integer(x->phase));
		value_put(o, "action", value_text(x->kind));
		value_put(o, "inner", json_boolean(x->is_inner));
		value_put(o, "label", value_text(x->label));
		value_put(o, "nodes", value_ids(&x->nodes));
		value_put(o, "requested_ns", value_ns(x->requested_ns));
		value_put(o, "first_effective_ns", value_ns(x->first_effective_ns));
		value_put(o, "effective_ns", value_ns(x->effective_ns));
		value_put(o, "done_ns", value_ns(x->done_ns));
		value_put(o, "undone_ns", value_ns(x->undone_ns));
		value_put(o, "failed", json_boolean(x->failed));
		value_put(o, "proof", value_text(x->proof));
		value_put(o, "code", value_text(x->code));
		value_push(a, o);
	}
	return a;
}

static json_t *workloads_json(const struct findings *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->run->header.plan.n_workloads; i++)
		value_push(a, value_workload(f, i));
	return a;
}

static json_t *controllers_json(const struct findings *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_controllers; i++) {
		const struct controller_span *c = &f->controllers[i];
		json_t *o = json_object();

		value_put(o, "from_ns", json_integer(c->from_ns));
		value_put(o, "to_ns", json_integer(c->to_ns));
		value_put(o, "node", c->node < 0 ? json_null() : json_integer(c->node));
		value_put(o, "epoch", c->node < 0 ? json_null() : json_integer(c->epoch));
		value_push(a, o);
	}
	return a;
}

static json_t *stale_json(const struct findings *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_stale_controllers; i++) {
		const struct stale_controller *c = &f->stale_controllers[i];
		json_t *o = json_object();

		value_put(o, "from_ns", json_integer(c->from_ns));
		value_put(o, "to_ns", json_integer(c->to_ns));
		value_put(o, "node", json_integer(c->node));
		value_put(o, "epoch", json_integer(c->epoch));
		value_put(o, "by", json_integer(c->by));
		value_put(o, "by_epoch", json_integer(c->by_epoch));
		value_put(o, "said_so", json_boolean(c->said_so));
		value_push(a, o);
	}
	return a;
}

static json_t *leaders_json(const struct topic_finding *t)
{
	json_t *a = json_array();

	for (size_t i = 0; i < t->n_leaders; i++) {
		const struct leader_step *s = &t->leaders[i];

		value_push(a, json_pack("{s:I,s:i,s:i,s:i,s:b}", "at_ns",
					(json_int_t)s->at_ns, "partition", s->partition,
					"node", s->node, "epoch", s->epoch, "preferred",
					(int)s->preferred));
	}
	return a;
}

static json_t *topics_json(const struct findings *f)
{
	const struct plan *plan = &f->run->header.plan;
	json_t *a = json_array();

	for (size_t i = 0; i < plan->n_topics; i++) {
		const struct topic_finding *t = &f->topics[i];
		json_t *o = json_object(), *steps = json_array();

		value_put(o, "name", value_text(plan->topics[i].name));
		for (size_t k = 0; k < t->n_steps; k++) {
			const struct isr_step *s = &t->steps[k];

			value_push(steps, json_pack("{s:I,s:i,s:i,s:I,s:I,s:b,s:i,s:i}",
						    "at_ns", (json_int_t)s->at_ns,
						    "min_isr", (int)s->min_isr,
						    "leaderless", (int)s->leaderless,
						    "in_sync", (json_int_t)s->in_sync,
						    "replicas", (json_int_t)s->replicas,
						    "stale", (int)s->stale, "partitions",
						    (int)s->partitions, "preferred",
						    (int)s->preferred));
		}
		value_put(o, "isr", steps);
		value_put(o, "leaders", leaders_json(t));
		value_push(a, o);
	}
	return a;
}

static json_t *lost_json(const struct settlement *s)
{
	json_t *a = json_array();

	for (size_t i = 0; i < s->n_first_lost; i++) {
		const struct lost_record *r = &s->first_lost[i];

		json_t *o = json_object();

		value_put(o, "seq", json_integer((json_int_t)r->seq));
		value_put(o, "partition", json_integer(r->partition));
		value_put(o, "offset", json_integer((json_int_t)r->offset));
		value_put(o, "due_ns", value_ns(r->due_ns));
		value_put(o, "done_ns", value_ns(r->done_ns));
		value_push(a, o);
	}
	return a;
}

static json_t *settlement_json(const struct findings *f, const struct settlement *s)
{
	json_t *o = json_object();

	value_put(o, "workload",
		  value_text(f->run->header.plan.workloads[s->workload].name));
	value_put(o, "produced", value_count(s->produced));
	value_put(o, "acked", value_count(s->acked));
	value_put(o, "rejected", value_count(s->rejected));
	value_put(o, "unknown", value_count(s->unknown));
	value_put(o, "acked_found", value_count(s->acked_found));
	value_put(o, "lost", value_count(s->lost));
	value_put(o, "unverified", value_count(s->unverified));
	value_put(o, "unknown_found", value_count(s->unknown_found));
	value_put(o, "rejected_found", value_count(s->rejected_found));
	value_put(o, "duplicated", value_count(s->duplicated));
	value_put(o, "reordered", value_count(s->reordered));
	value_put(o, "unaccounted", value_count(s->unaccounted));
	value_put(o, "first_lost", lost_json(s));
	return o;
}

static json_t *settlements_json(const struct findings *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_settlements; i++)
		value_push(a, settlement_json(f, &f->settlements[i]));
	return a;
}

static json_t *replica_json(const struct event *ev)
{
	json_t *o = json_object();

	value_put(o, "node", json_integer(ev->node));
	value_put(o, "topic", value_text(ev->topic));
	value_put(o, "partition", json_integer(ev->partition));
	value_put(o, "against", ev->leader < 0 ? json_null() : json_integer(ev->leader));
	value_put(o, "offset", ev->offset < 0 ? json_null() : json_integer(ev->offset));
	value_put(o, "text", value_text(ev->text));
	return o;
}

/* Those that are as they should be are only counted. */
static json_t *replicas_json(const struct findings *f)
{
	const struct replicas_finding *r = &f->replicas;
	json_t *o, *differences, *unread;

	if (!r->len)
		return json_null();
	o = json_object();
	differences = json_array();
	unread = json_array();
	for (size_t i = 0; i < r->len; i++)
		if (!r->all[i]->complete)
			value_push(unread, replica_json(r->all[i]));
		else if (!r->all[i]->up)
			value_push(differences, replica_json(r->all[i]));
	value_put(o, "replicas", value_count(r->len));
	value_put(o, "identical", value_count(r->same));
	value_put(o, "differences", differences);
	value_put(o, "not_compared", unread);
	return o;
}

static json_t *expectations_json(const struct findings *f, const struct verdicts *v)
{
	const struct plan *plan = &f->run->header.plan;
	json_t *a = json_array();

	for (size_t i = 0; i < v->len; i++) {
		const struct judged *j = &v->judged[i];
		json_t *o = json_object();

		value_put(o, "phase",
			  j->expect->phase < 0
				  ? json_null()
				  : value_text(plan->phases[j->expect->phase].name));
		value_put(o, "kind", value_text(j->expect->kind));
		value_put(o, "text", value_text(j->expect->text));
		value_put(o, "verdict", value_text(verdict_name(j->verdict)));
		value_put(o, "close", json_boolean(j->close));
		value_put(o, "expected", value_text(j->expected));
		value_put(o, "observed", value_text(j->observed));
		value_put(o, "why", value_text(j->why));
		value_put(o, "code", value_text(j->why ? code_text(j->code) : NULL));
		value_push(a, o);
	}
	return a;
}

static json_t *digest_json(const struct findings *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_digest; i++) {
		const struct digest_row *row = &f->digest[i];
		json_t *o = json_object();

		value_put(o, "phase", json_integer(row->phase));
		value_put(o, "node", json_integer(row->node));
		value_put(o, "words", value_text(row->words));
		value_put(o, "lines", value_count(row->count));
		value_put(o, "first_ns", value_ns(row->first_ns));
		value_put(o, "last_ns", value_ns(row->last_ns));
		value_push(a, o);
	}
	return a;
}

static json_t *environment_json(const struct params *p)
{
	json_t *o = json_object();

	for (size_t i = 0; i < p->len; i++)
		value_put(o, p->item[i].name, value_text(p->item[i].text));
	return o;
}

static json_t *instrument_json(const struct instrument_finding *m)
{
	json_t *o = json_object();

	value_put(o, "worst_tick_late_ns", json_integer(m->worst_late_ns));
	value_put(o, "worst_tick_late_at_ns", value_ns(m->worst_late_at_ns));
	value_put(o, "observer_gap_ns", json_integer(m->observer_gap_ns));
	value_put(o, "cpu_share", value_real(m->cpu_share));
	value_put(o, "cpu_contended", value_share(m->contended));
	value_put(o, "peak_rss_kib", json_integer(m->peak_rss_kib));
	return o;
}

static json_t *read_back_json(const struct findings *f)
{
	json_t *o = json_object();

	value_put(o, "records", value_count(f->read_back));
	value_put(o, "took_ns",
		  f->read_back_ns < 0 ? json_null() : json_integer(f->read_back_ns));
	return o;
}

static json_t *disks_json(const struct findings *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_disks; i++) {
		const struct disk_finding *d = &f->disks[i];
		json_t *o = json_object();

		value_put(o, "node", json_integer(d->node));
		value_put(o, "bytes",
			  d->bytes < 0 ? json_null() : json_integer(d->bytes));
		value_push(a, o);
	}
	return a;
}

char *report_json(const struct findings *f, const struct verdicts *v)
{
	const struct run_header *h = &f->run->header;
	json_t *root = json_object(), *notes = json_array();
	char *out;

	value_put(root, "format", json_integer(RESULTS_FORMAT));
	value_put(root, "scenario", value_text(h->plan.name));
	value_put(root, "verdict", value_text(verdict_name(v->overall)));
	value_put(root, "sentence", value_text(v->sentence));
	value_put(root, "seed", json_integer((json_int_t)h->plan.seed));
	value_put(root, "wall_start_ns", json_integer(h->wall_start_ns));
	value_put(root, "begin_ns", value_ns(f->begin_ns));
	value_put(root, "end_ns", value_ns(f->end_ns));
	value_put(root, "expectations", expectations_json(f, v));
	value_put(root, "phases", phases_json(f));
	value_put(root, "actions", actions_json(f));
	value_put(root, "workloads", workloads_json(f));
	value_put(root, "bucket_ns", json_integer(f->bucket_ns));
	value_put(root, "nodes", value_nodes(f));
	value_put(root, "controllers", controllers_json(f));
	value_put(root, "stale_controllers", stale_json(f));
	value_put(root, "controller_changes", value_count(f->controller_changes));
	value_put(root, "topics", topics_json(f));
	value_put(root, "settled", json_boolean(f->settled));
	value_put(root, "settlement", settlements_json(f));
	value_put(root, "foreign_records", value_count(f->foreign));
	value_put(root, "replicas", replicas_json(f));
	value_put(root, "read_back", read_back_json(f));
	value_put(root, "disks", disks_json(f));
	value_put(root, "instrument", instrument_json(&f->instrument));
	value_put(root, "observer_gaps", value_spans(f->gaps, f->n_gaps));
	value_put(root, "log_digest", digest_json(f));
	for (size_t i = 0; i < f->n_notes; i++)
		value_push(notes, value_text(f->notes[i]));
	value_put(root, "notes", notes);
	value_put(root, "environment", environment_json(&h->environment));
	out = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
	json_decref(root);
	return out;
}
