#include "report/json_value.h"

#include "model/kafka_error.h"

static json_t *errors_json(const struct error_share *e)
{
	json_t *a = json_array();

	for (size_t i = 0; i < WINDOW_ERRORS && e[i].count; i++) {
		json_t *o = json_object();

		value_put(o, "code", json_integer(e[i].code));
		value_put(o, "name", value_text(kafka_error_name(e[i].code)));
		value_put(o, "count", value_count(e[i].count));
		value_push(a, o);
	}
	return a;
}

static json_t *latency_json(const struct hist *h)
{
	static const struct {
		const char *name;
		unsigned permyriad;
	} points[] = {{"p50_ns", 5000},
		      {"p95_ns", 9500},
		      {"p99_ns", 9900},
		      {"p99_9_ns", 9990},
		      {"max_ns", 10000}};
	json_t *o;

	if (!h || h->count == 0)
		return json_null();
	o = json_object();
	value_put(o, "count", value_count(h->count));
	value_put(o, "avg_ns", json_integer((json_int_t)(h->sum_ns / (double)h->count)));
	for (size_t i = 0; i < ARRAY_LEN(points); i++)
		value_put(o, points[i].name,
			  json_integer(hist_percentile(h, points[i].permyriad)));
	return o;
}

static json_t *demand_json(const struct demand *d)
{
	json_t *o = json_object();

	value_put(o, "due", value_count(d->due));
	value_put(o, "served", value_count(d->served));
	value_put(o, "late", value_count(d->late));
	value_put(o, "rejected", value_count(d->rejected));
	value_put(o, "unknown", value_count(d->unknown));
	value_put(o, "missing", value_count(d->missing));
	value_put(o, "stale", value_count(d->stale));
	value_put(o, "redelivered", value_count(d->redelivered));
	value_put(o, "rebalances", value_count(d->rebalances));
	value_put(o, "bytes_served", value_count(d->bytes_served));
	value_put(o, "longest_outage_ns", json_integer(d->longest_ns));
	value_put(o, "longest_outage_bar_ns", json_integer(d->longest_bar_ns));
	value_put(o, "longest_outage_partition", json_integer(d->longest_partition));
	value_put(o, "any_out_ns", json_integer(d->any_ns));
	value_put(o, "all_out_ns", json_integer(d->all_ns));
	value_put(o, "worst_schedule_lag_ns", json_integer(d->worst_lag_ns));
	value_put(o, "saturated", value_count(d->saturated));
	value_put(o, "latency", latency_json(d->latency));
	value_put(o, "errors", errors_json(d->errors));
	return o;
}

static json_t *split_json(const struct split *s)
{
	json_t *o;

	if (s->cause < 0)
		return json_null();
	o = json_object();
	value_put(o, "action", json_integer(s->cause));
	value_put(o, "fault_ns", value_ns(s->fault_ns));
	value_put(o, "isr_without_dead_ns", value_ns(s->fenced_ns));
	value_put(o, "leader_seen_ns", value_ns(s->leader_ns));
	value_put(o, "cluster_share_ns", value_ns(s->cluster_share_ns));
	value_put(o, "client_share_ns", value_ns(s->client_share_ns));
	return o;
}

static json_t *reasons_json(const struct why *why)
{
	json_t *a = json_array();

	for (unsigned r = 0; r < REASON_COUNT; r++) {
		json_t *o;

		if (why->ns[r] == 0)
			continue;
		o = json_object();
		value_put(o, "name", value_text(reason_name((enum reason)r)));
		value_put(o, "ns", json_integer(why->ns[r]));
		value_push(a, o);
	}
	return a;
}

static json_t *evidence_json(const struct why *why)
{
	json_t *a = json_array();

	for (size_t i = 0; i < why->n_evidence; i++)
		value_push(a, value_text(why->evidence[i]));
	return a;
}

static json_t *window_json(const struct findings *f, const struct window *w)
{
	json_t *o = json_object();
	char *part = findings_part_name(f, w->workload, w->partition);

	value_put(o, "partition", json_integer(w->partition));
	value_put(o, "part", value_text(part));
	value_put(o, "from_ns", json_integer(w->from_ns));
	value_put(o, "from_latest_ns", json_integer(w->from_latest_ns));
	value_put(o, "to_earliest_ns", json_integer(w->to_earliest_ns));
	value_put(o, "to_ns", json_integer(w->to_ns));
	value_put(o, "open", json_boolean(w->open));
	value_put(o, "unstarted", json_boolean(w->unstarted));
	value_put(o, "widened", json_boolean(w->widened));
	value_put(o, "records", value_count(w->records));
	value_put(o, "unserved", value_count(w->unserved));
	value_put(o, "errors", errors_json(w->errors));
	value_put(o, "other_errors", value_count(w->other_errors));
	value_put(o, "cause", split_json(&w->split));
	value_put(o, "reason", value_text(reason_name(w->why.reason)));
	value_put(o, "reasons", reasons_json(&w->why));
	value_put(o, "evidence", evidence_json(&w->why));
	free(part);
	return o;
}

/* A row per phase, then one for the run; each [[due, served] of every partition]. */
static json_t *shares_json(const struct workload_finding *w, size_t n_phases)
{
	json_t *rows = json_array();

	for (size_t p = 0; w->shares && p <= n_phases; p++) {
		json_t *row = json_array();

		for (size_t i = 0; i < w->n_partitions; i++) {
			const struct share *s = &w->shares[p * w->n_partitions + i];

			value_push(row, json_pack("[I,I]", (json_int_t)s->due,
						  (json_int_t)s->served));
		}
		value_push(rows, row);
	}
	return rows;
}

static json_t *bulk_json(const struct bulk_finding *b, const struct workload_plan *plan)
{
	double mib = (double)plan->value_bytes / (1024 * 1024);
	json_t *o;

	if (!b)
		return json_null();
	o = json_object();
	value_put(o, "records", json_integer(plan->records));
	value_put(o, "sent", value_count(b->sent));
	value_put(o, "acked", value_count(b->acked));
	value_put(o, "rejected", value_count(b->rejected));
	value_put(o, "unknown", value_count(b->unknown));
	value_put(o, "from_ns", value_ns(b->from_ns));
	value_put(o, "to_ns", value_ns(b->to_ns));
	value_put(o, "per_s", value_real(b->per_s));
	value_put(o, "mib_per_s", value_real(b->per_s * mib));
	value_put(o, "peak_per_s", value_real(b->peak_per_s));
	value_put(o, "peak_mib_per_s", value_real(b->peak_per_s * mib));
	value_put(o, "peak_ns", value_ns(b->from_ns == NEVER ? NEVER : b->peak_ns));
	value_put(o, "full_ns", json_integer(b->full_ns));
	value_put(o, "generator_bound", json_boolean(b->generator_bound));
	value_put(o, "latency", latency_json(b->latency));
	return o;
}

json_t *value_workload(const struct findings *f, size_t i)
{
	const struct workload_finding *w = &f->workloads[i];
	const struct plan *plan = &f->run->header.plan;
	json_t *o = json_object(), *phases = json_array(), *windows = json_array();

	value_put(o, "name", value_text(plan->workloads[i].name));
	value_put(o, "plane", value_text(plane_name(w->plane)));
	value_put(o, "topic", value_text(plan->workloads[i].topic));
	value_put(o, "measurable", json_boolean(w->measurable));
	value_put(o, "steady_p99_ns",
		  w->steady_p99_ns < 0 ? json_null() : json_integer(w->steady_p99_ns));
	value_put(o, "late_after_ns", json_integer(plan->workloads[i].late_after_ns));
	value_put(o, "late_after_too_small", json_boolean(w->late_after_too_small));
	value_put(o, "bulk", bulk_json(w->bulk, &plan->workloads[i]));
	value_put(o, "run", demand_json(&w->run));
	for (size_t p = 0; p < plan->n_phases; p++)
		value_push(phases, demand_json(&w->phases[p]));
	value_put(o, "phases", phases);
	for (size_t k = 0; k < w->n_windows; k++)
		value_push(windows, window_json(f, &w->windows[k]));
	value_put(o, "windows", windows);
	value_put(o, "over_time", value_rates(f, w));
	value_put(o, "shares", shares_json(w, plan->n_phases));
	value_put(o, "any_out", value_spans(w->any, w->n_any));
	value_put(o, "all_out", value_spans(w->all, w->n_all));
	return o;
}
