/* json_timeline.c - what changed over the measurement, as JSON: rates by column, nodes by span. */
#include "report/json_value.h"

enum { COLUMNS = 8 };

static json_t *cell(const struct rate *r, int column)
{
	switch (column) {
	case 0: return json_integer(r->due);
	case 1: return json_integer(r->served);
	case 2: return json_integer(r->late);
	case 3: return json_integer(r->rejected);
	case 4: return json_integer(r->unknown);
	case 5: return value_ns(r->p50_ns < 0 ? NEVER : r->p50_ns);
	case 6: return value_ns(r->p99_ns < 0 ? NEVER : r->p99_ns);
	default: return value_ns(r->max_ns < 0 ? NEVER : r->max_ns);
	}
}

json_t *value_rates(const struct findings *f, const struct workload_finding *w)
{
	static const char *const names[COLUMNS] = {"due",      "served",  "late",
						   "rejected", "unknown", "p50_ns",
						   "p99_ns",   "max_ns"};
	json_t *o = json_object();

	for (int c = 0; c < COLUMNS; c++) {
		json_t *column = json_array();

		for (size_t i = 0; w->rates && i < f->n_buckets; i++)
			value_push(column, cell(&w->rates[i], c));
		value_put(o, names[c], column);
	}
	return o;
}

static json_t *span(const struct node_span *s)
{
	json_t *o = json_object();

	value_put(o, "from_ns", json_integer(s->from_ns));
	value_put(o, "to_ns", json_integer(s->to_ns));
	value_put(o, "state", value_text(node_state_name(s->state)));
	value_put(o, "by", value_text(s->by));
	return o;
}

json_t *value_nodes(const struct findings *f)
{
	const struct topology *t = &f->run->header.topology;
	json_t *a = json_array();

	for (size_t i = 0; i < t->len; i++) {
		json_t *o = json_object(), *spans = json_array();
		const struct host *host = topology_host(t, &t->nodes[i]);

		value_put(o, "id", json_integer(t->nodes[i].id));
		value_put(o, "name", value_text(t->nodes[i].name));
		if (host) {
			value_put(o, "host", value_text(host->name));
			value_put(o, "rack", value_text(host->rack));
		}
		for (size_t k = 0; k < f->n_node_spans; k++)
			if (f->node_spans[k].node == i)
				value_push(spans, span(&f->node_spans[k]));
		value_put(o, "states", spans);
		value_push(a, o);
	}
	return a;
}
