#include "guide/status.h"

#include "report/json_value.h"

/* Null below zero: unknown, or nobody. */
static json_t *known(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

/* Where clients reach it; a node that is only a controller, where we do. */
static json_t *address(const struct node *n)
{
	const struct address *at = n->roles & ROLE_BROKER ? &n->broker : &n->controller;
	struct strbuf text = STRBUF_INIT;
	json_t *out;

	if (!at->host)
		return json_null();
	strbuf_addf(&text, "%s:%d", at->host, at->port);
	out = value_text(strbuf_text(&text));
	strbuf_release(&text);
	return out;
}

/* Null: it has not that role, or no port by which we could ask. */
static json_t *answers(const struct status *s, size_t i, enum side side)
{
	const struct node *n = &s->topology->nodes[i];
	unsigned role = side == SIDE_BROKER ? ROLE_BROKER : ROLE_CONTROLLER;
	const struct address *at = side == SIDE_BROKER ? &n->broker : &n->controller;

	return (n->roles & role) && at->host
		       ? json_boolean(s->view->nodes[i].answers[side])
		       : json_null();
}

static json_t *node_json(const struct status *s, size_t i, int32_t controller)
{
	const struct node *n = &s->topology->nodes[i];
	const struct host *host = topology_host(s->topology, n);
	bool broker = n->roles & ROLE_BROKER, votes = n->roles & ROLE_CONTROLLER;
	json_t *o = json_object();

	value_put(o, "id", json_integer(n->id));
	value_put(o, "name", value_text(n->name));
	value_put(o, "host", value_text(host ? host->name : NULL));
	value_put(o, "rack", value_text(host ? host->rack : NULL));
	value_put(o, "broker", json_boolean(broker));
	value_put(o, "controller", json_boolean(votes));
	value_put(o, "container", value_text(s->process[i]));
	value_put(o, "broker_answers", answers(s, i, SIDE_BROKER));
	value_put(o, "controller_answers", answers(s, i, SIDE_CONTROLLER));
	value_put(o, "active", json_boolean(n->id == controller));
	value_put(o, "lag",
		  known(votes ? view_voter_lag(s->view, controller, n->id) : -1));
	value_put(o, "leads", value_count(view_leads(s->view, n->id)));
	value_put(o, "address", address(n));
	return o;
}

static json_t *nodes_json(const struct status *s, int32_t controller)
{
	json_t *a = json_array();

	for (size_t i = 0; i < s->topology->len; i++)
		value_push(a, node_json(s, i, controller));
	return a;
}

static json_t *status_object(const struct status *s)
{
	int32_t epoch, controller = view_controller(s->view, s->now_ns, &epoch);
	enum quorum_kind quorum = s->topology->quorum;
	struct isr_count isr = view_isr(s->view, NULL);
	json_t *o = json_object();

	value_put(o, "project", value_text(s->topology->project));
	value_put(o, "missing", value_text(s->missing));
	value_put(o, "quorum",
		  value_text(quorum == QUORUM_UNKNOWN ? NULL : quorum_kind_name(quorum)));
	value_put(o, "controller", known(controller));
	value_put(o, "epoch", known(controller < 0 ? -1 : epoch));
	value_put(o, "in_sync", value_count(isr.in_sync));
	value_put(o, "replicas", value_count(isr.replicas));
	value_put(o, "leaderless", value_count(isr.leaderless));
	value_put(o, "under_replicated", value_count(isr.under_replicated));
	value_put(o, "nodes", nodes_json(s, controller));
	return o;
}

void status_json(const struct status *s, struct strbuf *out)
{
	value_dump(status_object(s), out);
}
