#include "load/ask.h"

#include "base/mem.h"

static void add_conn(struct ask *a, const struct node *n)
{
	struct kconn *c = GROW(a->conns, a->n_conns);

	kconn_init(c, n->broker.host, (uint16_t)n->broker.port, "kchaos-ask");
}

static void add_conns(struct ask *a, int place)
{
	const struct topology *t = a->control->topology;

	for (size_t i = 0; i < t->len; i++)
		if (t->nodes[i].broker.host && (place == ASK_ANY || i == (size_t)place))
			add_conn(a, &t->nodes[i]);
}

void ask_open(struct ask *a, struct control *control, const struct workload_plan *plan,
	      int place)
{
	*a = (struct ask){.control = control, .plan = plan};
	if (plan->ask != PLANE_NEW_CLIENT)
		add_conns(a, place);
	a->own = workload_own_name(plan);
}

void ask_close(struct ask *a)
{
	if (a->leftover)
		ask_admin_clean(a);
	for (size_t i = 0; i < a->n_conns; i++)
		kconn_release(&a->conns[i]);
	free(a->conns);
	free(a->own);
	*a = (struct ask){0};
}

bool ask_must_end(const struct ask *a)
{
	return !a->is_final &&
	       (atomic_load(&a->control->give_up) || atomic_load(&a->control->quit));
}

void ask_answered(struct answer *out, int error, int64_t offset)
{
	out->outcome = error ? OUTCOME_REJECTED : OUTCOME_ACKED;
	out->error = error;
	out->offset = error ? -1 : offset;
}

static void metadata_answer(const struct ask *a, const struct metadata_view *v,
			    struct answer *out)
{
	const struct topic_plan *plan = plan_topic(a->control->plan, a->plan->topic);
	const struct topic_row *t = topic_list_find(&v->topics, a->plan->topic);
	int64_t sum = 0;

	if (!t || t->error) {
		ask_answered(out, t ? t->error : KERR_UNKNOWN_TOPIC_OR_PARTITION, -1);
		return;
	}
	for (int p = 0; plan && p < plan->partitions; p++) {
		const struct partition_row *row = topic_row_partition(t, p);

		sum += row ? row->epoch : -1;
	}
	ask_answered(out, 0, sum);
}

static void ask_metadata(struct ask *a, int64_t until_ns, struct answer *out)
{
	const char *name = a->plan->topic;
	struct strbuf body = STRBUF_INIT;
	struct metadata_view v;
	struct wire_reader r;
	struct err e = {0};

	metadata_request(&body, &name, 1);
	if (!ask_wire(a, a->conns, KAPI_METADATA, &body, until_ns, &r, out))
		return;
	if (metadata_decode(&v, &r, &e) < 0) {
		ask_garbled(a->conns, out);
		return;
	}
	metadata_answer(a, &v, out);
	metadata_view_release(&v);
}

static void ask_describe(struct ask *a, int64_t until_ns, struct answer *out)
{
	int version = kconn_version(a->conns, KAPI_DESCRIBE_QUORUM,
				    kapi_row(KAPI_DESCRIBE_QUORUM)->max_version);
	struct strbuf body = STRBUF_INIT;
	struct quorum_view v;
	struct wire_reader r;
	struct err e = {0};

	quorum_view_request(&body);
	if (!ask_wire(a, a->conns, KAPI_DESCRIBE_QUORUM, &body, until_ns, &r, out))
		return;
	if (quorum_view_decode(&v, version, &r, &e) < 0) {
		ask_garbled(a->conns, out);
		return;
	}
	ask_answered(out, v.error, v.epoch);
	quorum_view_release(&v);
}

static void ask_broker(struct ask *a, int64_t until_ns, struct answer *out)
{
	if (!ask_connect(a, a->conns, until_ns, out))
		return;
	if (a->plan->ask == PLANE_METADATA)
		ask_metadata(a, until_ns, out);
	else
		ask_describe(a, until_ns, out);
}

void ask_one(struct ask *a, int32_t partition, int64_t until_ns, struct answer *out)
{
	*out = (struct answer){
		.outcome = OUTCOME_UNKNOWN, .offset = -1, .done_ns = NEVER};
	if (a->plan->ask == PLANE_NEW_CLIENT)
		ask_new_client(a, partition, until_ns, out);
	else if (a->plan->ask == PLANE_ADMIN)
		ask_admin(a, until_ns, out);
	else if (a->plan->ask == PLANE_GROUP)
		ask_group(a, until_ns, out);
	else
		ask_broker(a, until_ns, out);
	if (out->done_ns == NEVER)
		out->done_ns = control_now(a->control);
}
