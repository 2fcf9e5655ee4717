#include "test_analyse_run.h"
#include "unit.h"

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

/* A load on partition `p` that is out from 10 s to `to_ms`. */
static size_t outage(int p, enum acks acks, int64_t to_ms)
{
	size_t w = fake_producer(&k, "p", "t", acks);

	fake_load(&k, w, p, 0, 10000, 50, 5);
	fake_stalled(&k, w, p, 10000, to_ms, 50, to_ms);
	fake_load(&k, w, p, to_ms, 30000, 50, 5);
	return w;
}

/* Node 3 is killed at 10 s; at 19 s the survivors take it out of the ISR; partition 2, which it
 * led, gets a leader at `leader_ms`. */
static void kill_3(int64_t leader_ms)
{
	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 3, 9990, 10000);
	fake_reach(&k, 3, false, 10100);
	fake_metadata(&k, 1, 200, 19000);
	fake_partition(&k, 1, "t", 0, 1, "12", 19000);
	fake_partition(&k, 1, "t", 1, 2, "12", 19000);
	fake_partition(&k, 1, "t", 2, leader_ms == 19000 ? 1 : -1, "12", 19000);
	if (leader_ms != 19000)
		fake_partition(&k, 1, "t", 2, 1, "12", leader_ms);
}

static const struct split *only_split(size_t w)
{
	const struct workload_finding *x = &fake_analyse(&k)->workloads[w];

	ck_assert_uint_eq(x->n_windows, 1);
	return &x->windows[0].split;
}

START_TEST(after_a_crash_the_cluster_has_the_seconds_until_the_isr_shrinks)
{
	size_t w = outage(0, ACKS_ALL, 19500);
	const struct split *s;
	int64_t length;

	kill_3(19000);
	s = only_split(w);
	length = window_end_ns(&k.findings.workloads[w].windows[0]) -
		 window_start_ns(&k.findings.workloads[w].windows[0]);
	ck_assert_int_eq(s->cause, 0);
	ck_assert_int_eq(s->fault_ns, MS(10000));
	ck_assert_int_eq(s->fenced_ns, MS(19000));
	ck_assert_int_eq(s->leader_ns,
			 MS(9990)); /* it was led by a living node all along */
	ck_assert_int_eq(s->cluster_share_ns + s->client_share_ns, length);
	ck_assert_int_eq(s->client_share_ns,
			 window_end_ns(&k.findings.workloads[w].windows[0]) - MS(19000));
}
END_TEST

static const struct {
	int64_t requested_ms;
	int cause;
} on_the_way[] = {{10003, 0}, {10020, -1}}; /* sent at 10000; answers take 5 ms */

START_TEST(a_record_on_its_way_is_hit_by_what_comes_meanwhile)
{
	size_t w = outage(0, ACKS_ALL, 19500);

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 3, on_the_way[_i].requested_ms, 10050);
	ck_assert_int_eq(only_split(w)->cause, on_the_way[_i].cause);
}
END_TEST

START_TEST(a_partition_the_dead_node_led_waits_for_its_leader_too)
{
	size_t w = outage(2, ACKS_ALL, 20500);
	const struct split *s;

	kill_3(19800);
	s = only_split(w);
	ck_assert_int_eq(s->fenced_ns, MS(19000));
	ck_assert_int_eq(s->leader_ns, MS(19800));
	ck_assert_int_eq(s->client_share_ns,
			 window_end_ns(&k.findings.workloads[w].windows[0]) - MS(19800));
}
END_TEST

START_TEST(acks_1_needs_a_leader_and_not_the_whole_isr)
{
	size_t w = outage(0, ACKS_LEADER, 11000);
	const struct split *s;

	kill_3(19000);
	s = only_split(w);
	ck_assert_int_eq(s->cluster_share_ns, 0); /* node 1 led it and lived */
	ck_assert_int_gt(s->client_share_ns, 0);
}
END_TEST

START_TEST(an_orderly_stop_is_the_clients_share_once_the_leader_moved)
{
	size_t w = outage(2, ACKS_ALL, 10400);
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "stop", 3, 9980, 13700); /* its container needs 3.7 s to end */
	fake_metadata(&k, 1, 200, 10100);
	fake_partition(&k, 1, "t", 2, 1, "12", 10100);
	fake_reach(&k, 3, false, 13700);
	s = only_split(w);
	ck_assert_int_eq(s->cause, 0);
	ck_assert_int_eq(s->fault_ns, MS(13700));
	ck_assert_int_eq(s->leader_ns, MS(10100));
	ck_assert_int_eq(s->cluster_share_ns,
			 MS(10100) -
				 window_start_ns(&k.findings.workloads[w].windows[0]));
}
END_TEST

START_TEST(a_lost_quorum_is_the_clusters_until_the_nodes_are_back)
{
	size_t w = outage(0, ACKS_ALL, 25000);
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 3, 9990, 10000);
	fake_reach(&k, 3, false, 10100);
	fake_action(&k, "start", 3, 20000, 20100); /* the ISR was frozen with it inside */
	fake_reach(&k, 3, true, 24000);
	s = only_split(w);
	ck_assert_int_eq(s->cause, 0);
	ck_assert_int_eq(s->fenced_ns, MS(24000));
	ck_assert_int_eq(s->client_share_ns,
			 window_end_ns(&k.findings.workloads[w].windows[0]) - MS(24000));
}
END_TEST

START_TEST(too_small_an_isr_does_not_serve_acks_all)
{
	size_t w = outage(0, ACKS_ALL, 22000);
	const struct split *s;

	kill_3(19000);
	fake_partition(&k, 1, "t", 0, 1, "1", 19500); /* node 2 fell out as well */
	fake_partition(&k, 1, "t", 0, 1, "12", 21000);
	s = only_split(w);
	ck_assert_int_eq(s->client_share_ns,
			 window_end_ns(&k.findings.workloads[w].windows[0]) - MS(21000));
}
END_TEST

START_TEST(a_cut_network_counts_although_the_node_still_answers)
{
	size_t w = outage(0, ACKS_ALL, 19500);
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "partition", 3, 9990, 10000);
	fake_metadata(&k, 1, 200, 19000);
	fake_partition(&k, 1, "t", 0, 1, "12", 19000);
	s = only_split(w);
	ck_assert_int_eq(s->fenced_ns, MS(19000));
}
END_TEST

START_TEST(a_node_that_was_asked_back_counts_again)
{
	size_t w = outage(0, ACKS_ALL, 11000);
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000); /* too short a pause for the observer to notice */
	fake_action(&k, "pause", 3, 9990, 10000);
	fake_action(&k, "unpause", 3, 10500, 10510);
	s = only_split(w);
	ck_assert_int_eq(s->cause, 0);
	ck_assert_int_eq(s->fenced_ns, MS(10500));
}
END_TEST

START_TEST(what_was_done_to_a_companion_is_no_cause)
{
	size_t w = outage(0, ACKS_ALL, 19500);

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", COMPANION_IDS - 7, 9900, 9950);
	ck_assert_int_eq(only_split(w)->cause, -1);
}
END_TEST

START_TEST(an_action_that_failed_hit_nobody)
{
	size_t w = outage(0, ACKS_ALL, 11000);
	struct event failed = EVENT(ACTION, MS(10300));

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "pause", 3, 9990, 10000);
	failed.phase = 0;
	failed.action = 0;
	failed.step = STEP_FAILED;
	ids_add(&failed.ids, 3);
	fake_event(&k, failed);
	ck_assert_int_eq(only_split(w)->fenced_ns, MS(10300));
}
END_TEST

START_TEST(a_window_long_after_every_action_is_unexplained)
{
	size_t w = outage(0, ACKS_ALL, 11000);
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 3, 3000, 3010);
	s = only_split(w);
	ck_assert_int_eq(s->cause, -1);
	ck_assert_int_eq(s->fault_ns, NEVER);
	ck_assert_int_eq(s->cluster_share_ns, NEVER);
}
END_TEST

START_TEST(a_later_action_does_not_explain_an_earlier_window)
{
	size_t w = outage(0, ACKS_ALL, 11000);

	(void)fake_phase(&k, "a", 0, 30000);
	fake_healthy(&k, 3, -1000);
	fake_action(&k, "kill", 3, 10200, 10210);
	ck_assert_int_eq(only_split(w)->cause, -1);
}
END_TEST

START_TEST(without_an_observer_the_shares_are_not_known)
{
	size_t w = outage(0, ACKS_ALL, 11000);
	const struct split *s;

	(void)fake_phase(&k, "a", 0, 30000);
	fake_action(&k, "kill", 3, 9990, 10000);
	s = only_split(w);
	ck_assert_int_eq(s->cause, 0);
	ck_assert_int_eq(s->cluster_share_ns, NEVER);
	ck_assert_int_eq(s->client_share_ns, NEVER);
}
END_TEST

static Suite *analyse_split_suite(void)
{
	Suite *s = suite_create("analyse split");
	TCase *sp = tcase_create("shares");

	tcase_add_checked_fixture(sp, setup, teardown);
	tcase_add_test(sp,
		       after_a_crash_the_cluster_has_the_seconds_until_the_isr_shrinks);
	tcase_add_loop_test(sp, a_record_on_its_way_is_hit_by_what_comes_meanwhile, 0, 2);
	tcase_add_test(sp, a_partition_the_dead_node_led_waits_for_its_leader_too);
	tcase_add_test(sp, acks_1_needs_a_leader_and_not_the_whole_isr);
	tcase_add_test(sp, an_orderly_stop_is_the_clients_share_once_the_leader_moved);
	tcase_add_test(sp, a_lost_quorum_is_the_clusters_until_the_nodes_are_back);
	tcase_add_test(sp, too_small_an_isr_does_not_serve_acks_all);
	tcase_add_test(sp, a_cut_network_counts_although_the_node_still_answers);
	tcase_add_test(sp, a_node_that_was_asked_back_counts_again);
	tcase_add_test(sp, what_was_done_to_a_companion_is_no_cause);
	tcase_add_test(sp, an_action_that_failed_hit_nobody);
	tcase_add_test(sp, a_window_long_after_every_action_is_unexplained);
	tcase_add_test(sp, a_later_action_does_not_explain_an_earlier_window);
	tcase_add_test(sp, without_an_observer_the_shares_are_not_known);
	suite_add_tcase(s, sp);
	return s;
}

UNIT_SUITE(analyse_split_suite)
