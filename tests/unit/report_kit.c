#include "report_kit.h"

#include "base/mem.h"

/* At file scope only: elsewhere it would not outlive the block. */
#define TEXT(s) ((char[]){s})

static struct node nodes[] = {
	{.id = 1, .name = TEXT("kafka1"), .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 2, .name = TEXT("kafka2"), .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 3, .name = TEXT("kafka3"), .roles = ROLE_BROKER | ROLE_CONTROLLER},
};

static struct topic_plan topics[] = {
	{.name = TEXT("payments"), .partitions = 2, .replication = 3},
};

static struct workload_plan workloads[] = {
	{.name = TEXT("checkout"),
	 .kind = WORKLOAD_PRODUCE,
	 .topic = TEXT("payments"),
	 .rate_mps = 200000,
	 .acks = ACKS_ALL,
	 .idempotent = true,
	 .late_after_ns = 500 * NS_PER_MS},
	{.name = TEXT("billing"),
	 .kind = WORKLOAD_CONSUME,
	 .topic = TEXT("payments"),
	 .late_after_ns = 2 * NS_PER_S},
	{.name = TEXT("metrics"), .kind = WORKLOAD_PRODUCE, .topic = TEXT("payments")},
};

static struct phase_plan phases[] = {{.name = TEXT("steady")}, {.name = TEXT("outage")}};

static struct expect_plan expects[] = {
	{.kind = TEXT("outage"), .text = TEXT("outage: {at_most: 5s}"), .phase = 1},
	{.kind = TEXT("lost"), .text = TEXT("lost: 0"), .phase = -1},
};

static struct param environment[] = {
	{TEXT("kernel"), TEXT("6.1"), 0},
	{TEXT("librdkafka"), TEXT("2.0.2"), 0},
};

static int32_t one[] = {1};

static const struct run_header header = {
	.wall_start_ns = 1795320600123456789,
	.plan = {.name = TEXT("minority-outage"),
		 .seed = 42,
		 .topics = topics,
		 .n_topics = 1,
		 .workloads = workloads,
		 .n_workloads = 3,
		 .phases = phases,
		 .n_phases = 2,
		 .expects = expects,
		 .n_expects = 2},
	.topology = {.nodes = nodes, .len = 3},
	.environment = {environment, 2},
};

static char by_time[] = "time";
static char kill_word[] = "kill";
static char proof[] = "exited with code 137";
static char expected_outage[] = "longest outage at most 5.00 s (produce)";
static char observed_outage[] = "3.80 s ±0.20 (checkout, payments/0, at +20.30 s)";
static char expected_lost[] = "at most 0 lost";
static char observed_lost[] = "0 lost (checkout)";
static char evidence[] =
	"kafka1 (kill at +20.00 s) was the leader of payments/0 until +23.00 s";
static char *evidences[] = {evidence};
static char sentence[] = "every expectation holds";

static void begin_phases(struct report_kit *k)
{
	const struct isr_count full = {6, 6, 0, 0}, less = {4, 6, 0, 2};

	k->phases[0] = (struct phase_finding){.begin_ns = SEC(5),
					      .end_ns = SEC(25),
					      .begun = true,
					      .ended = true,
					      .why = by_time,
					      .isr_begin = full,
					      .isr_end = full,
					      .controller_begin = 1,
					      .controller_end = 1};
	k->phases[1] = (struct phase_finding){.begin_ns = SEC(25),
					      .end_ns = SEC(85),
					      .begun = true,
					      .ended = true,
					      .why = by_time,
					      .isr_begin = full,
					      .isr_end = less,
					      .controller_begin = 1,
					      .controller_end = 2};
	k->actions[0] = (struct action_finding){.phase = 1,
						.kind = kill_word,
						.nodes = {one, 1},
						.requested_ns = SEC(25),
						.first_effective_ns = SEC(25.25),
						.effective_ns = SEC(25.25),
						.done_ns = SEC(25.3),
						.undone_ns = NEVER,
						.proof = proof};
}

static void begin_windows(struct report_kit *k)
{
	k->windows[0] = (struct window){
		.workload = 0,
		.partition = 0,
		.from_ns = SEC(25.2),
		.from_latest_ns = SEC(25.4),
		.to_earliest_ns = SEC(29.0),
		.to_ns = SEC(29.2),
		.records = 380,
		.unserved = 12,
		.errors = {{-192, 12}},
		.split = {.fault_ns = SEC(25.25),
			  .fenced_ns = SEC(28),
			  .leader_ns = SEC(28),
			  .cluster_share_ns = SEC(2.7),
			  .client_share_ns = SEC(1.1),
			  .cause = 0},
		.why = {.reason = REASON_NO_LEADER,
			.ns = {[REASON_NO_LEADER] = SEC(2.7),
			       [REASON_CLIENT_ARTEFACT] = SEC(1.1)},
			.evidence = evidences,
			.n_evidence = 1}};
	k->any[0] = (struct span){SEC(25.3), SEC(29.1)};
	k->workloads[0].windows = k->windows;
	k->workloads[0].n_windows = 1;
	k->workloads[0].any = k->any;
	k->workloads[0].n_any = 1;
}

static void begin_demand(struct report_kit *k)
{
	struct demand *steady = &k->demand[0][0], *outage = &k->demand[0][1];

	for (int i = 1; i <= 4000; i++)
		hist_add(&k->steady, i % 100 ? 4 * NS_PER_MS : 20 * NS_PER_MS);
	*steady = (struct demand){.due = 4000,
				  .served = 4000,
				  .longest_partition = -1,
				  .latency = &k->steady};
	*outage = (struct demand){.due = 12000,
				  .served = 11608,
				  .late = 380,
				  .unknown = 12,
				  .longest_ns = SEC(3.8),
				  .longest_bar_ns = SEC(0.2),
				  .any_ns = SEC(3.8),
				  .latency = &k->steady,
				  .errors = {{-192, 12}}};
	k->workloads[0].run = *outage;
	k->workloads[0].run.due += steady->due;
	k->workloads[0].run.served += steady->served;
	for (size_t w = 0; w < 3; w++) {
		struct workload_finding *f = &k->workloads[w];

		f->plane = w == 1 ? PLANE_CONSUME : PLANE_PRODUCE;
		f->phases = k->demand[w];
		f->shares = k->shares[w];
		f->n_partitions = 2;
		f->measurable = w != 2;
		f->steady_p99_ns = w == 0 ? 20 * NS_PER_MS : -1;
	}
	k->shares[0][0] = (struct share){2000, 2000};
}

static void begin_cluster(struct report_kit *k)
{
	k->controllers[0] = (struct controller_span){SEC(5), SEC(25.3), 1, 4};
	k->controllers[1] = (struct controller_span){SEC(25.3), SEC(27.8), -1, -1};
	k->controllers[2] = (struct controller_span){SEC(27.8), SEC(85), 2, 5};
	k->steps[0] = (struct isr_step){SEC(4), 3, 0, 6, 6, false, 2, 2};
	k->steps[1] = (struct isr_step){SEC(28), 2, 0, 4, 6, false, 2, 1};
	k->topics[0] = (struct topic_finding){k->steps, 2, k->leaders, 4};
	k->leaders[0] = (struct leader_step){SEC(4), 0, 1, 3, true, -1, true};
	k->leaders[1] = (struct leader_step){SEC(4), 1, 2, 3, true, -1, true};
	k->leaders[2] = (struct leader_step){SEC(27), 0, -1, 3, false, 1, false};
	k->leaders[3] = (struct leader_step){SEC(28), 0, 2, 4, false, -1, false};
	k->settlements[0] = (struct settlement){.workload = 0,
						.produced = 16000,
						.acked = 15988,
						.unknown = 12,
						.acked_found = 15988,
						.unknown_found = 3};
}

static void begin_verdicts(struct report_kit *k)
{
	k->judged[0] = (struct judged){.expect = &expects[0],
				       .verdict = VERDICT_PASS,
				       .expected = expected_outage,
				       .observed = observed_outage};
	k->judged[1] = (struct judged){.expect = &expects[1],
				       .verdict = VERDICT_PASS,
				       .expected = expected_lost,
				       .observed = observed_lost};
	k->v = (struct verdicts){.overall = VERDICT_PASS,
				 .sentence = sentence,
				 .judged = k->judged,
				 .len = 2};
}

void report_kit_begin(struct report_kit *k)
{
	*k = (struct report_kit){.run = {.header = header, .ended = true}};
	begin_phases(k);
	begin_demand(k);
	begin_windows(k);
	begin_cluster(k);
	begin_verdicts(k);
	k->f = (struct findings){
		.run = &k->run,
		.begin_ns = SEC(5),
		.end_ns = SEC(85),
		.phases = k->phases,
		.actions = k->actions,
		.n_actions = 1,
		.workloads = k->workloads,
		.controllers = k->controllers,
		.n_controllers = 3,
		.controller_changes = 1,
		.topics = k->topics,
		.settlements = k->settlements,
		.n_settlements = 1,
		.settled = true,
		.instrument = {2 * NS_PER_MS, SEC(30), 110 * NS_PER_MS, 0.0325, 0.41,
			       20480},
		.gaps = k->gaps,
		.notes = k->notes,
	};
}

struct told report_kit_told(const struct report_kit *k)
{
	static char dir[] = "runs/minority-outage-1";

	return (struct told){.dir = dir, .run = k->run, .f = k->f, .v = k->v};
}

void report_kit_end(struct report_kit *k)
{
	timeline_release(&k->run.timeline);
}
