/* Windows, stale answers and shares of the planes that are asked. */
#include "base/mem.h"
#include "test_analyse_run.h"
#include "unit.h"

enum { STEP_MS = 100, TIMED_OUT = -185, OUTDATED = -167, NEVER_ASKED = -166 };

static struct fake k;

static void setup(void)
{
	fake_init(&k);
	fake_topic(&k, "t", 3);
}

static void teardown(void)
{
	fake_release(&k);
}

/* Node 3 is killed at 10 s of 30, which is seen 0.1 s later. */
static void kill_3(void)
{
	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 3, 9990, 10000);
	fake_reach(&k, 3, false, 10100);
}

/* Broker at `place` answers but for the time from 10 s to `to_ms`. */
static void broker(size_t w, int place, int64_t to_ms)
{
	fake_load(&k, w, place, 0, 10000, STEP_MS, 5);
	for (int64_t at = 10000; at < to_ms; at += STEP_MS)
		(void)fake_failed(&k, w, place, at, at + 1, OUTCOME_UNKNOWN, TIMED_OUT);
	fake_load(&k, w, place, to_ms, 30000, STEP_MS, 5);
}

static void three_brokers(size_t w, int64_t third_is_back_ms)
{
	broker(w, 0, 10000);
	broker(w, 1, 10000);
	broker(w, 2, third_is_back_ms);
}

START_TEST(each_broker_has_windows_of_its_own)
{
	size_t w = fake_asker(&k, "w", PLANE_METADATA, "t");
	const struct workload_finding *x;
	char *name;

	kill_3();
	three_brokers(w, 20000);
	fake_reach(&k, 3, true, 19900);
	x = &fake_analyse(&k)->workloads[w];
	ck_assert_int_eq(x->plane, PLANE_METADATA);
	ck_assert_uint_eq(x->n_windows, 1);
	ck_assert_int_eq(x->windows[0].plane, PLANE_METADATA);
	ck_assert_int_eq(x->windows[0].partition, 2);
	ck_assert_int_eq(x->windows[0].from_ns, MS(9905));
	ck_assert_int_eq(x->windows[0].to_ns, MS(20005));
	ck_assert_uint_eq(x->run.due, 900);
	ck_assert_uint_eq(x->run.served, 800);
	ck_assert_uint_eq(x->run.unknown, 100);
	ck_assert_int_eq(x->run.all_ns, 0); /* the others answered */
	name = findings_part_name(&k.findings, w, 2);
	ck_assert_str_eq(name, k.run.header.topology.nodes[2].name);
	free(name);
}
END_TEST

START_TEST(questions_are_no_records_to_settle)
{
	size_t p = fake_producer(&k, "p", "t", ACKS_ALL);
	size_t w = fake_asker(&k, "w", PLANE_METADATA, "t");

	(void)fake_phase(&k, "a", 0, 30000);
	(void)fake_acked(&k, p, 0, 100, 105);
	(void)fake_acked(&k, w, 0, 100, 105);
	(void)fake_analyse(&k);
	ck_assert_uint_eq(k.findings.n_settlements, 1);
	ck_assert_uint_eq(k.findings.settlements[0].workload, p);
	ck_assert_uint_eq(k.findings.settlements[0].produced, 1);
}
END_TEST

START_TEST(due_times_that_a_hanging_question_covers_are_unserved_and_no_lag)
{
	size_t w = fake_asker(&k, "w", PLANE_ADMIN, "");
	const struct workload_finding *x;
	char *name;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_load(&k, w, 0, 0, 10000, 500, 5);
	(void)fake_failed(&k, w, 0, 10000, 12000, OUTCOME_UNKNOWN, TIMED_OUT);
	for (int64_t at = 10500; at <= 12000; at += 500)
		(void)fake_failed(&k, w, 0, at, 12000, OUTCOME_REJECTED, NEVER_ASKED);
	fake_load(&k, w, 0, 12500, 30000, 500, 5);
	x = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(x->run.unknown, 1);
	ck_assert_uint_eq(x->run.rejected, 4);
	ck_assert_uint_eq(x->run.saturated, 0);
	ck_assert_int_eq(x->run.worst_lag_ns, 0);
	ck_assert_uint_eq(x->n_windows, 1);
	ck_assert_int_eq(x->windows[0].to_ns, MS(12505));
	name = findings_part_name(&k.findings, w, 0);
	ck_assert_str_eq(name, "any broker");
	free(name);
}
END_TEST

/* A metadata answer whose epochs add up to `sum`, sent at `sent_ms`. */
static void told(size_t w, int64_t sent_ms, int64_t sum)
{
	fake_row(&k, w,
		 &(struct produced){.due_ns = MS(sent_ms),
				    .sent_ns = MS(sent_ms),
				    .done_ns = MS(sent_ms + 5),
				    .offset = sum,
				    .seq = k.next_seq[w]++,
				    .outcome = OUTCOME_ACKED});
}

static void partition_epoch(int32_t teller, int partition, int32_t epoch, int64_t at_ms)
{
	struct event ev = EVENT(PARTITION, MS(at_ms));

	ev.node = teller;
	ev.topic = xstrdup("t");
	ev.partition = partition;
	ev.leader = 1;
	ev.epoch = epoch;
	ids_add(&ev.replicas, 1);
	ids_add(&ev.isr, 1);
	fake_event(&k, ev);
}

/* Epochs 0, 0, 0; partition 1 gets the epoch 2 at 5 s; an older broker says 0 afterwards. */
static void epochs(size_t w)
{
	(void)fake_phase(&k, "a", 0, 30000);
	for (int p = 0; p < 3; p++)
		partition_epoch(1, p, 0, -1000);
	partition_epoch(1, 1, 2, 5000);
	partition_epoch(2, 1, 0, 6000);
	told(w, 4000, 0); /* as good as any then */
	told(w, 4900, 1); /* newer than what the observer knew */
	told(w, 5000, 0); /* sent at the very moment */
	told(w, 7000, 1);
	told(w, 8000, 2);
	told(w, 9000, 3);
}

START_TEST(an_answer_older_than_what_was_known_is_stale_and_an_answer)
{
	size_t w = fake_asker(&k, "w", PLANE_METADATA, "t");
	const struct workload_finding *x;

	epochs(w);
	x = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(x->run.stale, 2);
	ck_assert_uint_eq(x->phases[0].stale, 2);
	ck_assert_uint_eq(x->run.served, 6);
	ck_assert_uint_eq(x->run.rejected, 0);
}
END_TEST

START_TEST(a_stale_answer_is_none_where_fresh_ones_are_wanted)
{
	size_t w = fake_asker(&k, "w", PLANE_METADATA, "t");
	const struct workload_finding *x;

	k.run.header.plan.workloads[w].fresh = true;
	epochs(w);
	x = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(x->run.stale, 2);
	ck_assert_uint_eq(x->run.served, 4);
	ck_assert_uint_eq(x->run.rejected, 2);
	ck_assert_int_eq(x->run.errors[0].code, OUTDATED);
}
END_TEST

START_TEST(only_metadata_is_fresh_or_stale)
{
	size_t w = fake_asker(&k, "w", PLANE_NEW_CLIENT, "t");

	epochs(w);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[w].run.stale, 0);
}
END_TEST

static const struct split *only_split(size_t w)
{
	const struct workload_finding *x = &fake_analyse(&k)->workloads[w];

	ck_assert_uint_eq(x->n_windows, 1);
	return &x->windows[0].split;
}

static int64_t end_of(size_t w)
{
	return window_end_ns(&k.findings.workloads[w].windows[0]);
}

START_TEST(metadata_can_be_served_when_the_asked_broker_is_back)
{
	size_t w = fake_asker(&k, "w", PLANE_METADATA, "t");
	const struct split *s;

	kill_3();
	three_brokers(w, 20000);
	fake_reach(&k, 3, true, 19500);
	s = only_split(w);
	ck_assert_int_eq(s->cause, 0);
	ck_assert_int_eq(s->client_share_ns, end_of(w) - MS(19500));
}
END_TEST

/* The claim of node 1 is renewed each half second up to `last_ms`, then node 2 claims. */
static void claims(int64_t last_ms, int64_t next_ms)
{
	int64_t hw = 100;

	for (int64_t at = 0; at <= last_ms; at += 500)
		fake_claim(&k, 1, 1, hw++, at);
	for (int64_t at = next_ms; at <= 30000; at += 500)
		fake_claim(&k, 2, 2, hw++, at);
}

static void kill_controller(void)
{
	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 1, 9990, 10000);
	fake_reach(&k, 1, false, 10100);
	claims(9900, 12000);
}

START_TEST(a_write_to_the_controller_waits_for_the_next_one)
{
	size_t w = fake_asker(&k, "w", PLANE_ADMIN, "");
	const struct split *s;

	kill_controller();
	broker(w, 0, 13000);
	s = only_split(w);
	ck_assert_int_eq(s->cause, 0);
	ck_assert_int_eq(s->client_share_ns, end_of(w) - MS(12000));
	ck_assert_int_gt(s->cluster_share_ns, MS(1900));
}
END_TEST

START_TEST(describing_needs_a_controller_and_the_asked_broker)
{
	size_t w = fake_asker(&k, "w", PLANE_DESCRIBE, "");
	const struct workload_finding *x;

	kill_controller();
	broker(w, 0, 20000); /* node 1, the dead one */
	broker(w, 1, 13000);
	broker(w, 2, 10000);
	fake_reach(&k, 1, true, 19000);
	x = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(x->n_windows, 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(x->windows[i].split.client_share_ns,
				 window_end_ns(&x->windows[i]) - (x->windows[i].partition
									  ? MS(12000)
									  : MS(19000)));
}
END_TEST

START_TEST(without_a_controller_to_be_seen_all_seconds_are_the_clusters)
{
	size_t w = fake_asker(&k, "w", PLANE_ADMIN, "");
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 1, 9990, 10000);
	fake_reach(&k, 1, false, 10100);
	claims(9900, 14000);
	broker(w, 0, 13900); /* answered a moment before the observer saw it */
	s = only_split(w);
	ck_assert_int_eq(s->client_share_ns, 0);
}
END_TEST

/* Of the ten partitions of the offsets' topic the group "kchaos-group-w" has number 1. */
static void offsets_partition(int partition, int32_t leader, int64_t at_ms)
{
	fake_partition(&k, 2, "__consumer_offsets", partition, leader,
		       leader == 1 ? "123" : "23", at_ms);
}

START_TEST(a_group_waits_for_the_leader_of_its_coordinators_partition)
{
	size_t w = fake_asker(&k, "w", PLANE_GROUP, "t");
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	for (int p = 0; p < 10; p++)
		offsets_partition(p, 1, -1000);
	fake_metadata(&k, 2, 200, -500);
	fake_action(&k, "kill", 1, 9990, 10000);
	fake_reach(&k, 1, false, 10100);
	for (int p = 0; p < 10; p++)
		offsets_partition(p, 2, p == 1 ? 14000 : 11000);
	broker(w, 0, 15000);
	s = only_split(w);
	ck_assert_int_eq(s->leader_ns, MS(14000));
	ck_assert_int_eq(s->client_share_ns, end_of(w) - MS(14000));
}
END_TEST

START_TEST(an_outage_nobody_caused_is_unexplained)
{
	size_t w = fake_asker(&k, "w", PLANE_DESCRIBE, "");

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	three_brokers(w, 12000);
	ck_assert_int_eq(only_split(w)->cause, -1);
}
END_TEST

START_TEST(a_place_the_topology_does_not_have_is_no_crash)
{
	size_t w = fake_asker(&k, "w", PLANE_METADATA, "t");
	char *name;

	kill_3();
	broker(w, 7, 20000);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[w].n_windows, 1);
	name = findings_part_name(&k.findings, w, 7);
	ck_assert_str_eq(name, "node 7 of the topology");
	free(name);
}
END_TEST

static Suite *analyse_asks_suite(void)
{
	Suite *s = suite_create("analyse asks");
	TCase *tc = tcase_create("asks");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_broker_has_windows_of_its_own);
	tcase_add_test(tc, questions_are_no_records_to_settle);
	tcase_add_test(tc,
		       due_times_that_a_hanging_question_covers_are_unserved_and_no_lag);
	tcase_add_test(tc, an_answer_older_than_what_was_known_is_stale_and_an_answer);
	tcase_add_test(tc, a_stale_answer_is_none_where_fresh_ones_are_wanted);
	tcase_add_test(tc, only_metadata_is_fresh_or_stale);
	tcase_add_test(tc, metadata_can_be_served_when_the_asked_broker_is_back);
	tcase_add_test(tc, a_write_to_the_controller_waits_for_the_next_one);
	tcase_add_test(tc, describing_needs_a_controller_and_the_asked_broker);
	tcase_add_test(tc, without_a_controller_to_be_seen_all_seconds_are_the_clusters);
	tcase_add_test(tc, a_group_waits_for_the_leader_of_its_coordinators_partition);
	tcase_add_test(tc, an_outage_nobody_caused_is_unexplained);
	tcase_add_test(tc, a_place_the_topology_does_not_have_is_no_crash);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(analyse_asks_suite)
