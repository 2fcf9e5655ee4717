#include "selector_kit.h"

#include "base/mem.h"
#include "unit.h"

static void digits(struct ids *s, const char *text)
{
	for (; *text; text++)
		ids_add(s, *text - '0');
}

void kit_tell_partition(struct kit *k, const char *topic, int32_t partition,
			int32_t leader, const char *isr, const char *elr)
{
	struct event ev = EVENT(PARTITION, NS_PER_S);
	char *name = xstrdup(topic);

	ev.node = 1;
	ev.topic = name;
	ev.partition = partition;
	ev.leader = leader;
	ev.epoch = 7;
	digits(&ev.replicas, "123");
	digits(&ev.isr, isr);
	digits(&ev.elr, elr);
	view_apply(&k->view, &ev);
	ids_release(&ev.replicas);
	ids_release(&ev.isr);
	ids_release(&ev.elr);
	free(name);
}

void kit_tell_claim(struct kit *k, int64_t at_ns, int32_t node, int32_t epoch)
{
	struct event claim = EVENT(CLAIM, at_ns);

	claim.node = node;
	claim.up = true;
	claim.epoch = epoch;
	claim.offset = at_ns / NS_PER_MS;
	view_apply(&k->view, &claim);
}

static void tell_cluster(struct kit *k)
{
	struct event metadata = EVENT(METADATA, NS_PER_S);

	for (size_t i = 0; i < k->topology.len * 2; i++) {
		struct event reach = EVENT(REACH, NS_PER_S);

		reach.node = k->topology.nodes[i / 2].id;
		reach.side = i % 2 ? SIDE_CONTROLLER : SIDE_BROKER;
		reach.up = true;
		view_apply(&k->view, &reach);
	}
	kit_tell_claim(k, NS_PER_S, 2, 5);
	metadata.node = 1;
	metadata.offset = 100;
	view_apply(&k->view, &metadata);
	kit_tell_partition(k, "payments", 0, 3, "123", "");
}

static void add_node(struct kit *k, int32_t id, unsigned roles)
{
	struct node *n = topology_add(&k->topology);

	n->id = id;
	n->name = xasprintf("kafka%d", id);
	n->roles = roles;
}

static void make_plan(struct plan *p)
{
	struct topic_plan *t = GROW(p->topics, p->n_topics);
	struct workload_plan *w;

	*t = (struct topic_plan){
		.name = xstrdup("payments"), .partitions = 4, .replication = 3};
	params_set(&t->config, "min.insync.replicas", "2", 0);
	w = GROW(p->workloads, p->n_workloads);
	*w = (struct workload_plan){.name = xstrdup("reader"),
				    .kind = WORKLOAD_CONSUME,
				    .topic = xstrdup("payments"),
				    .group = xstrdup("ledger")};
}

/* The nodes are there. */
static void begin(struct kit *k)
{
	view_init(&k->view, &k->topology);
	tell_cluster(k);
	make_plan(&k->plan);
	rng_init(&k->rng, 1, "test");
	k->w = (struct selector_world){.topology = &k->topology,
				       .view = &k->view,
				       .now_ns = NS_PER_S,
				       .stopped = &k->stopped,
				       .paused = &k->paused,
				       .picks = &k->picks,
				       .plan = &k->plan,
				       .rng = &k->rng};
}

void kit_init(struct kit *k, int32_t nodes)
{
	*k = (struct kit){0};
	for (int32_t id = 1; id <= nodes; id++)
		add_node(k, id, ROLE_BROKER | ROLE_CONTROLLER);
	begin(k);
}

void kit_init_apart(struct kit *k, int32_t controllers, int32_t brokers)
{
	*k = (struct kit){0};
	for (int32_t id = 1; id <= controllers + brokers; id++)
		add_node(k, id, id <= controllers ? ROLE_CONTROLLER : ROLE_BROKER);
	begin(k);
}

static void add_host(struct hosts *h, const char *name, const char *rack)
{
	*GROW(h->at, h->len) = (struct host){.name = xstrdup(name),
					     .rack = xstrdup(rack)};
}

void kit_init_hosts(struct kit *k, int32_t nodes)
{
	kit_init(k, nodes);
	add_host(&k->topology.hosts, "a", "r1");
	add_host(&k->topology.hosts, "b", "r1");
	add_host(&k->topology.hosts, "c", "r2");
	for (size_t i = 0; i < k->topology.len; i++)
		k->topology.nodes[i].host = (int32_t)(i % 3);
}

void kit_release(struct kit *k)
{
	topology_release(&k->topology);
	view_release(&k->view);
	plan_release(&k->plan);
	ids_release(&k->stopped);
	ids_release(&k->paused);
	ids_release(&k->answers.asked);
	picks_release(&k->picks);
}

/* ---- what can be asked ---- */

static int coordinator(void *arg, const char *group, int32_t *out, struct err *e)
{
	struct kit *k = arg;

	if (k->answers.coordinator < 0)
		return err_set(e, ERR_ENVIRONMENT, "nobody knows group '%s'", group);
	*out = k->answers.coordinator;
	return 0;
}

static int lags(void *arg, const char *topic UNUSED, int32_t partition UNUSED,
		const struct ids *of, int64_t *out, struct err *e UNUSED)
{
	struct kit *k = arg;

	ids_release(&k->answers.asked);
	ids_copy(&k->answers.asked, of);
	for (size_t i = 0; i < of->len; i++)
		out[i] = k->answers.lag[of->id[i]];
	return 0;
}

static int min_insync(void *arg, const char *topic, int *out, struct err *e)
{
	struct kit *k = arg;

	if (!k->answers.min_insync)
		return err_set(e, ERR_ENVIRONMENT, "nobody tells of '%s'", topic);
	*out = k->answers.min_insync;
	return 0;
}

void kit_may_ask(struct kit *k)
{
	static const struct selector_ask ask = {
		.coordinator = coordinator, .lags = lags, .min_insync = min_insync};

	k->w.ask = &ask;
	k->w.ask_arg = k;
}

/* ---- picking ---- */

char *kit_pick(struct kit *k, const char *text, char **out_seen)
{
	struct selector s = {0};
	struct selector_place place;
	struct strbuf seen = STRBUF_INIT, got = STRBUF_INIT;
	struct ids ids = {0};
	struct err e = {0};

	ck_assert_msg(selector_parse(text, &s, &place, &e) == 0, "%s: %s", text, e.msg);
	if (selector_resolve(&s, &k->w, &ids, &seen, &e) == 0)
		ids_text(&ids, &got);
	else
		strbuf_addf(&got, "! %s", e.msg);
	if (out_seen)
		*out_seen = strbuf_detach(&seen);
	strbuf_release(&seen);
	selector_release(&s);
	ids_release(&ids);
	return strbuf_detach(&got);
}

void kit_check_pick(struct kit *k, const char *text, const char *want)
{
	char *got = kit_pick(k, text, NULL);

	ck_assert_msg(strcmp(got, want) == 0, "'%s' picked '%s', not '%s'", text, got,
		      want);
	free(got);
}

void kit_check_seen(struct kit *k, const char *text, const char *want)
{
	char *seen, *got = kit_pick(k, text, &seen);

	ck_assert_msg(strcmp(seen, want) == 0, "'%s' saw '%s', not '%s' (picked %s)",
		      text, seen, want, got);
	free(got);
	free(seen);
}
