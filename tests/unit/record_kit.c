#include "record_kit.h"

#include "base/mem.h"
#include "scratch.h"
#include "unit.h"

static struct plan kit_plan(void)
{
	struct plan p = {.name = xstrdup("minority"),
			 .about = xstrdup("two\nlines, \xd0\xb4\xd0\xb0"),
			 .file = xstrdup("scenarios/minority.yaml"),
			 .compose = xstrdup("compose/combined-3.yaml"),
			 .seed = UINT64_MAX};
	struct topic_plan *t = GROW(p.topics, p.n_topics);

	*t = (struct topic_plan){
		.name = xstrdup("payments"), .partitions = 8, .replication = 3};
	params_set(&p.variables, "KAFKA_IMAGE", "kafka:4", 0);
	params_set(&t->config, "min.insync.replicas", "2", 0);
	params_set(&t->config, "cleanup.policy", "compact", 0);
	return p;
}

static void add_workloads(struct plan *p)
{
	struct workload_plan *w = GROW(p->workloads, p->n_workloads);

	*w = (struct workload_plan){.name = xstrdup("checkout"),
				    .topic = xstrdup("payments"),
				    .rate_mps = 90500,
				    .acks = ACKS_ALL,
				    .idempotent = true,
				    .spread = SPREAD_PARTITION,
				    .keys = 12,
				    .partition = 3,
				    .value = VALUE_FILE,
				    .value_bytes = 1024,
				    .value_file = xstrdup("{\"n\": {{seq}}}\n"),
				    .late_after_ns = 250000000};
	params_set(&w->config, "linger.ms", "5", 0);
	w = GROW(p->workloads, p->n_workloads);
	*w = (struct workload_plan){.name = xstrdup("audit-log"),
				    .kind = WORKLOAD_CONSUME,
				    .topic = xstrdup("payments"),
				    .group = xstrdup("auditors"),
				    .members = 2};
	w = GROW(p->workloads, p->n_workloads);
	*w = (struct workload_plan){.name = xstrdup("watchman"),
				    .kind = WORKLOAD_ASK,
				    .topic = xstrdup(""),
				    .partition = -1,
				    .ask = PLANE_DESCRIBE,
				    .every_ns = 500000000,
				    .timeout_ns = 2000000000,
				    .fresh = true};
}

static void add_phases(struct plan *p)
{
	struct phase_plan *ph = GROW(p->phases, p->n_phases);
	struct action_plan *a;

	*ph = (struct phase_plan){.name = xstrdup("steady"), .for_ns = 30 * NS_PER_S};
	ph = GROW(p->phases, p->n_phases);
	*ph = (struct phase_plan){.name = xstrdup("hurt"),
				  .until = {.kind = xstrdup("isr"),
					    .want = xstrdup("full"),
					    .timeout_ns = 60 * NS_PER_S}};
	a = GROW(ph->actions, ph->n_actions);
	*a = (struct action_plan){.kind = xstrdup("kill"),
				  .label = xstrdup("first"),
				  .at_ns = NS_PER_S,
				  .line = 14};
	params_set(&a->params, "target", "leader of payments/0", 0);
	params_set(&a->params, "for", "10s", 10 * NS_PER_S);
	a = GROW(ph->actions, ph->n_actions);
	*a = (struct action_plan){.kind = xstrdup("storm"), .line = 15, .weight = 1};
	params_set(&a->params, "every", "5s", 5 * NS_PER_S);
	a = GROW(a->inner, a->n_inner);
	*a = (struct action_plan){.kind = xstrdup("pause"), .line = 17, .weight = 3};
	params_set(&a->params, "target", "random 1", 0);
}

static void add_expects(struct plan *p)
{
	struct expect_plan *x = GROW(p->expects, p->n_expects);

	*x = (struct expect_plan){.kind = xstrdup("outage"),
				  .text = xstrdup("outage of produce: at most 5s"),
				  .phase = 1,
				  .line = 20};
	params_set(&x->params, "at most", "5s", 5 * NS_PER_S);
	x = GROW(p->expects, p->n_expects);
	*x = (struct expect_plan){
		.kind = xstrdup("lost"), .text = xstrdup("lost: 0"), .phase = -1};
}

static struct topology kit_topology(void)
{
	struct topology t = {.project = xstrdup("kc"),
			     .image = xstrdup("kafka:4"),
			     .image_id = xstrdup("sha256:0f")};
	struct node *n;

	for (int32_t id = 1; id <= 3; id++) {
		n = topology_add(&t);
		*n = (struct node){.id = id,
				   .name = xasprintf("kafka%d", id),
				   .container = xasprintf("kc-kafka%d-1", id),
				   .roles = id == 3 ? ROLE_BROKER
						    : ROLE_BROKER | ROLE_CONTROLLER,
				   .broker = {xstrdup("127.0.0.1"), 19090 + id}};
		if (id < 3)
			n->controller = (struct address){xstrdup("127.0.0.1"),
							 19190 + id};
	}
	n = topology_add_companion(&t, "web-ui");
	n->container = xstrdup("kc-web-ui-1");
	n->left_out = xstrdup("its image is not here");
	return t;
}

struct run_header kit_header(void)
{
	struct run_header h = {.format = RUN_FORMAT,
			       .kchaos = xstrdup("0.1.0"),
			       .run_id = 0xfedcba98,
			       .wall_start_ns = INT64_C(1795320600123456789)};

	h.plan = kit_plan();
	add_workloads(&h.plan);
	add_phases(&h.plan);
	add_expects(&h.plan);
	h.topology = kit_topology();
	params_set(&h.environment, "engine", "20.10.24", 0);
	params_set(&h.environment, "cpus", "2", 2);
	params_set(&h.client_defaults, "socket.keepalive.enable", "true", 0);
	return h;
}

struct kit kit_new(void)
{
	struct run_header h = kit_header();
	struct err e = {0};
	struct kit k = {.dir = scratch_dir()};

	k.record = record_create(k.dir, &e);
	ck_assert_msg(k.record != NULL, "%s", e.msg);
	ck_assert_msg(record_header(k.record, &h, &e) == 0, "%s", e.msg);
	run_header_release(&h);
	return k;
}

struct stream *kit_stream(struct kit *k, const char *name)
{
	struct err e = {0};
	struct stream *s = record_stream(k->record, name, &e);

	ck_assert_msg(s != NULL, "%s", e.msg);
	return s;
}

void kit_put(struct kit *k, const char *name, const void *bytes, size_t n)
{
	struct err e = {0};

	ck_assert_msg(record_file(k->record, name, bytes, n, &e) == 0, "%s", e.msg);
}

void kit_put_text(struct kit *k, const char *name, const char *text)
{
	kit_put(k, name, text, strlen(text));
}

void kit_close(struct kit *k)
{
	struct err e = {0};

	ck_assert_msg(record_close(k->record, &e) == 0, "%s", e.msg);
	k->record = NULL;
}

void kit_open(const struct kit *k, struct run *run)
{
	struct err e = {0};

	ck_assert_msg(run_open(run, k->dir, &e) == 0, "%s", e.msg);
}

void kit_remove(struct kit *k)
{
	free(k->dir);
	*k = (struct kit){0};
}
