/* Why windows were ones: a stream of events made by hand for each reason. */
#include "base/mem.h"
#include "base/strbuf.h"
#include "test_analyse_run.h"
#include "unit.h"

enum {
	TRANSPORT = -195,
	MSG_TIMED_OUT = -192,
	TIMED_OUT = -185,
	NEVER_ASKED = -166,
	NOT_LEADER = 6,
	COORDINATOR_LOADS = 14,
	NOT_ENOUGH_REPLICAS = 19,
};

static struct fake k;

static void setup(void)
{
	fake_init(&k);
	fake_topic(&k, "t", 3);
	(void)fake_phase(&k, "a", 0, 40000);
}

static void teardown(void)
{
	fake_release(&k);
}

/* Node `id` leads the quorum: its claim is renewed each half second, from one to the other. */
static void leads(int32_t id, int32_t epoch, int64_t from_ms, int64_t to_ms)
{
	for (int64_t at = from_ms; at <= to_ms; at += 500)
		fake_claim(&k, id, epoch, (int64_t)1000 * epoch + at / 500, at);
}

/* All is well until 10 s, with node 2 as the controller; then node `id` is killed. */
static void kill(int32_t id)
{
	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 9500);
	fake_action(&k, "kill", id, 10000, 10050);
	fake_reach(&k, id, false, 10100);
}

static void kill_3(void)
{
	kill(3);
	leads(2, 2, 10000, 40000);
}

/* What node 1 tells of partition `p` from then on. */
static void told(int p, int32_t leader, const char *isr, int64_t at_ms)
{
	fake_metadata(&k, 1, 100 + at_ms, at_ms);
	fake_partition(&k, 1, "t", p, leader, isr, at_ms);
}

/* A load on partition `p`, out from 10 s to `to_ms`; what was due then comes in the end. */
static size_t outage(int p, enum acks acks, int64_t to_ms)
{
	size_t w = fake_producer(&k, "p", "t", acks);

	fake_load(&k, w, p, 0, 10000, 50, 5);
	fake_stalled(&k, w, p, 10000, to_ms, 50, to_ms);
	fake_load(&k, w, p, to_ms, 40000, 50, 5);
	return w;
}

/* As an outage; each record fails with that error 20 ms after it was due. */
static size_t refused(int p, int error, int64_t to_ms)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);

	fake_load(&k, w, p, 0, 10000, 50, 5);
	for (int64_t at = 10000; at < to_ms; at += 50)
		(void)fake_failed(&k, w, p, at, at + 20, OUTCOME_REJECTED, error);
	fake_load(&k, w, p, to_ms, 40000, 50, 5);
	return w;
}

/* Questions to one part of an asker, unanswered from 10 s to `to_ms`. */
static size_t asks(enum plane plane, int part, int error, int64_t to_ms)
{
	size_t w = fake_asker(&k, "w", plane, "t");

	fake_load(&k, w, part, 0, 10000, 100, 5);
	for (int64_t at = 10000; at < to_ms; at += 100)
		(void)fake_failed(&k, w, part, at, at + 1, OUTCOME_UNKNOWN, error);
	fake_load(&k, w, part, to_ms, 40000, 100, 5);
	return w;
}

static int64_t length(const struct window *w)
{
	return window_end_ns(w) - window_start_ns(w);
}

/* The only window's; whatever the reasons are, they make up its length. */
static const struct why *only_why(size_t w)
{
	const struct workload_finding *x = &fake_analyse(&k)->workloads[w];
	int64_t sum = 0;

	ck_assert_uint_eq(x->n_windows, 1);
	for (int r = 0; r < REASON_COUNT; r++)
		sum += x->windows[0].why.ns[r];
	ck_assert_int_eq(sum, length(&x->windows[0]));
	return &x->windows[0].why;
}

static void assert_reason(const struct why *why, enum reason reason)
{
	ck_assert_str_eq(reason_name(why->reason), reason_name(reason));
}

static void assert_share(const struct why *why, enum reason reason, int64_t ms)
{
	ck_assert_msg(llabs(why->ns[reason] - MS(ms)) <= MS(60), "%s: %.3f s, not %.3f s",
		      reason_name(reason), (double)why->ns[reason] / 1e9,
		      (double)ms / 1e3);
}

static void assert_evidence(const struct why *why, size_t i, const char *text)
{
	ck_assert_uint_gt(why->n_evidence, i);
	ck_assert_str_eq(why->evidence[i], text);
}

/* ---- partitions ---- */

START_TEST(writes_wait_for_a_dead_node_that_is_in_sync_by_the_metadata)
{
	size_t w = outage(0, ACKS_ALL, 19300);
	const struct why *why;

	kill_3();
	told(0, 1, "12", 19000);
	why = only_why(w);
	assert_reason(why, REASON_DEAD_IN_ISR);
	assert_share(why, REASON_DEAD_IN_ISR, 9000);
	assert_share(why, REASON_CLIENT_ARTEFACT, 300);
	assert_evidence(why, 0,
			"kafka3 (kill at +10.00 s) was in the ISR of t/0 until +19.00 s");
}
END_TEST

START_TEST(a_partition_led_by_the_dead_node_has_no_leader)
{
	size_t w = outage(2, ACKS_LEADER, 19300);
	const struct why *why;

	kill_3();
	told(2, 1, "12", 19000);
	why = only_why(w);
	assert_reason(why, REASON_NO_LEADER);
	assert_share(why, REASON_NO_LEADER, 9000);
	assert_evidence(why, 0,
			"kafka3 (kill at +10.00 s) was the leader of t/2 until +19.00 s");
}
END_TEST

START_TEST(a_partition_whose_metadata_name_nobody_has_no_leader)
{
	size_t w = outage(0, ACKS_LEADER, 15000);
	const struct why *why;

	kill_3();
	told(0, -1, "1", 10050);
	told(0, 1, "1", 14900);
	why = only_why(w);
	assert_reason(why, REASON_NO_LEADER);
	assert_evidence(why, 0, "t/0 had no leader from +10.05 s until +14.90 s");
}
END_TEST

START_TEST(a_small_isr_is_below_the_minimum)
{
	size_t w = outage(0, ACKS_ALL, 25000);
	const struct why *why;

	kill_3();
	told(0, 1, "1", 10100);
	told(0, 1, "12", 24500);
	why = only_why(w);
	assert_reason(why, REASON_BELOW_MIN_ISR);
	assert_share(why, REASON_BELOW_MIN_ISR, 14400);
	assert_evidence(
		why, 0,
		"the ISR of t/0 had 1 member until +24.50 s, and min.insync.replicas is 2");
}
END_TEST

START_TEST(who_asks_for_acks_1_does_not_mind_the_isr)
{
	size_t w = outage(0, ACKS_LEADER, 10600);
	const struct why *why;

	kill_3();
	told(0, 1, "1", 10100);
	why = only_why(w);
	assert_reason(why, REASON_ANSWERS_LATE);
	assert_share(why, REASON_ANSWERS_LATE, 600);
}
END_TEST

START_TEST(a_window_nobody_caused_has_a_reason_all_the_same)
{
	size_t w = outage(0, ACKS_ALL, 12000);

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	told(0, 1, "1", 10000);
	told(0, 1, "12", 11900);
	assert_reason(only_why(w), REASON_BELOW_MIN_ISR);
	ck_assert_int_eq(k.findings.workloads[w].windows[0].split.cause, -1);
}
END_TEST

START_TEST(a_node_that_only_stopped_answering_is_told_so)
{
	size_t w = outage(0, ACKS_ALL, 19300);

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	fake_reach(&k, 3, false, 10020);
	told(0, 1, "12", 19000);
	assert_evidence(
		only_why(w), 0,
		"kafka3 (no answer from +10.02 s on) was in the ISR of t/0 until +19.00 s");
}
END_TEST

START_TEST(what_lasted_longer_than_the_window_is_told_so)
{
	size_t w = outage(0, ACKS_ALL, 12000);

	kill_3();
	assert_evidence(
		only_why(w), 0,
		"kafka3 (kill at +10.00 s) was in the ISR of t/0 beyond +12.00 s");
}
END_TEST

/* ---- the quorum ---- */

START_TEST(without_a_quorum_nobody_mends_a_dead_leader_and_that_is_named_first)
{
	size_t w = outage(2, ACKS_ALL, 25000);
	const struct why *why;

	k.run.header.topology.nodes[1].roles = ROLE_CONTROLLER;
	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 4500);
	fake_action(&k, "kill", 2, 4900, 4950); /* the only controller */
	fake_reach(&k, 2, false, 5000);
	fake_action(&k, "kill", 3, 10000, 10050);
	fake_reach(&k, 3, false, 10100);
	fake_reach(&k, 2, true, 20000);
	leads(2, 3, 20000, 40000);
	told(2, 1, "1", 24000);
	told(2, 1, "12", 24500);
	why = only_why(w);
	assert_reason(why, REASON_NO_QUORUM);
	assert_share(why, REASON_NO_QUORUM, 10000);
	assert_share(why, REASON_NO_LEADER, 4000);
	assert_share(why, REASON_BELOW_MIN_ISR, 500);
	assert_evidence(why, 0, "the quorum had no leader from +4.90 s until +20.00 s");
	assert_evidence(why, 1,
			"kafka3 (kill at +10.00 s) was the leader of t/2 until +24.00 s");
}
END_TEST

START_TEST(a_lost_quorum_stops_nobody_who_can_be_served)
{
	size_t w = outage(0, ACKS_ALL, 10600);

	k.run.header.topology.nodes[1].roles = ROLE_CONTROLLER;
	fake_healthy(&k, 3, -1000);
	fake_partition(&k, 1, "t", 0, 1, "13", -900);
	leads(2, 2, -500, 9500);
	fake_action(&k, "kill", 2, 10000, 10050);
	fake_reach(&k, 2, false, 10100);
	assert_reason(only_why(w), REASON_ANSWERS_LATE);
}
END_TEST

START_TEST(a_controller_that_was_cut_off_leads_nobody_though_it_claims_on)
{
	size_t w = asks(PLANE_ADMIN, 0, TIMED_OUT, 12600);
	const struct why *why;

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 10000);
	fake_action(&k, "partition", 2, 10000, 10050);
	leads(3, 3, 12500, 40000);
	why = only_why(w);
	assert_reason(why, REASON_NO_QUORUM);
	assert_share(why, REASON_NO_QUORUM, 2550);
	assert_evidence(why, 0, "the quorum had no leader from +10.00 s until +12.50 s");
}
END_TEST

START_TEST(where_no_controller_was_ever_seen_none_is_missed)
{
	size_t w = outage(2, ACKS_ALL, 19300);

	for (int32_t id = 1; id <= 3; id++)
		fake_reach(&k, id, true, -1000);
	told(2, 3, "123", -900);
	fake_action(&k, "kill", 3, 10000, 10050);
	fake_reach(&k, 3, false, 10100);
	told(2, 1, "12", 19000);
	assert_reason(only_why(w), REASON_NO_LEADER);
}
END_TEST

/* ---- questions ---- */

START_TEST(a_broker_that_is_asked_for_itself_is_down)
{
	size_t w = asks(PLANE_METADATA, 2, TRANSPORT, 20000);
	const struct why *why;

	kill_3();
	fake_reach(&k, 3, true, 19500);
	why = only_why(w);
	assert_reason(why, REASON_NODE_DOWN);
	assert_share(why, REASON_CLIENT_ARTEFACT, 450);
	assert_evidence(why, 0, "kafka3 (kill at +10.00 s) did not live until +19.50 s");
}
END_TEST

/* Node 2, the controller, is killed; node 1 takes over at 12 s. */
static void kill_controller(void)
{
	kill(2);
	leads(1, 3, 12000, 40000);
}

START_TEST(a_question_that_hangs_on_after_the_election_did_not_reach_the_controller)
{
	size_t w = asks(PLANE_DESCRIBE, 0, TIMED_OUT, 20000);
	const struct why *why;

	kill_controller();
	why = only_why(w);
	assert_reason(why, REASON_CONTROLLER_NOT_REACHED);
	assert_share(why, REASON_NO_QUORUM, 2050);
	assert_share(why, REASON_CONTROLLER_NOT_REACHED, 7950);
	assert_evidence(why, 0, "kafka1 was the active controller from +12.00 s on");
}
END_TEST

START_TEST(a_refused_connection_is_not_the_controllers_fault)
{
	size_t w = asks(PLANE_DESCRIBE, 0, TRANSPORT, 20000);

	kill_controller();
	assert_reason(only_why(w), REASON_CLIENT_ARTEFACT);
}
END_TEST

START_TEST(a_due_time_that_was_never_asked_says_why)
{
	size_t w = asks(PLANE_DESCRIBE, 0, NEVER_ASKED, 20000);
	const struct why *why;

	kill_controller();
	why = only_why(w);
	assert_evidence(why, why->n_evidence - 1,
			"100 x _TIMED_OUT_QUEUE: never asked, for the question before "
			"had no answer yet");
}
END_TEST

/* The group "kchaos-group-w" has partition 1 of ten. */
static void offsets(int32_t leader, const char *isr, int64_t at_ms)
{
	fake_metadata(&k, 1, 100 + at_ms, at_ms);
	for (int p = 0; p < 10; p++)
		fake_partition(&k, 1, "__consumer_offsets", p, leader, isr, at_ms);
}

START_TEST(a_group_whose_coordinator_died_waits_for_the_next_one)
{
	size_t w = asks(PLANE_GROUP, 0, TRANSPORT, 20000);
	const struct why *why;

	offsets(3, "123", 1);
	kill_3();
	offsets(1, "12", 19000);
	why = only_why(w);
	assert_reason(why, REASON_COORDINATOR_GONE);
	assert_evidence(why, 0,
			"kafka3 (kill at +10.00 s) was the leader of "
			"__consumer_offsets/1 until +19.00 s");
}
END_TEST

START_TEST(a_coordinator_that_says_it_is_none_is_gone)
{
	size_t w = asks(PLANE_GROUP, 0, COORDINATOR_LOADS, 13000);

	offsets(1, "123", 1);
	kill_3();
	offsets(1, "12", 10100);
	assert_reason(only_why(w), REASON_COORDINATOR_GONE);
}
END_TEST

/* What member 0 of the consumer "c" tells. */
static void member(const char *text, int64_t at_ms)
{
	struct event ev = EVENT(WORKLOAD, MS(at_ms));

	ev.name = xstrdup("c");
	ev.text = xstrdup(text);
	fake_event(&k, ev);
}

/* A consumer of the group "c" that receives nothing of partition 1 from 10 s to `to_ms`. */
static size_t reads(int64_t to_ms)
{
	size_t p = fake_producer(&k, "p", "t", ACKS_ALL);
	size_t c = fake_consumer(&k, "c", "t");

	k.run.header.plan.workloads[c].group = xstrdup("c");
	for (int64_t at = 0; at < 40000; at += 50) {
		uint32_t seq = fake_acked(&k, p, 1, at, at + 5);

		fake_received(&k, c, p, seq, 1,
			      at < 10000 || at >= to_ms ? at + 10 : to_ms);
	}
	return c;
}

START_TEST(a_partition_that_no_member_has_waits_for_the_group)
{
	size_t w = reads(14000);
	const struct why *why;

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	member("assigned t/0,1,2", -500);
	member("revoked t/0,1,2", 10020);
	member("assigned t/0,2", 11000); /* the other ones */
	member("assigned t/1", 13000);
	why = only_why(w);
	assert_reason(why, REASON_REBALANCE);
	assert_share(why, REASON_REBALANCE, 3000);
	assert_share(why, REASON_CLIENT_ARTEFACT, 850); /* to the middle of the bar */
	assert_evidence(why, 0, "no member of 'c' had t/1 from +10.02 s until +13.00 s");
}
END_TEST

START_TEST(a_group_without_its_coordinator_cannot_give_partitions_away)
{
	size_t w = reads(20000);
	const struct why *why;

	offsets(3, "123", 1);
	kill_3();
	told(1, 2, "12", 10020);
	member("assigned t/0,1,2", -500);
	member("revoked t/0,1,2", 10020);
	offsets(1, "12", 19000);
	member("assigned t/0,1,2", 19900);
	why = only_why(w);
	assert_reason(why, REASON_COORDINATOR_GONE);
	assert_share(why, REASON_REBALANCE, 900);
	assert_evidence(
		why, 0,
		"kafka3 (kill at +10.00 s) was the coordinator of 'c' until +19.00 s");
}
END_TEST

START_TEST(who_keeps_its_partition_does_not_mind_the_coordinator)
{
	size_t w = reads(14000);

	offsets(3, "123", 1);
	kill_3();
	told(1, 2, "12", 10020);
	member("assigned t/0,1,2", -500);
	assert_share(only_why(w), REASON_COORDINATOR_GONE, 0);
}
END_TEST

/* ---- whose picture was old ---- */

/* Partition 0 moves from node 3 to node 1 at `moved_ms`, which node 2 does not hear of until `heard_ms`. */
static void moves_unheard(int64_t moved_ms, int64_t heard_ms)
{
	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	for (int32_t id = 1; id <= 3; id++)
		fake_partition(&k, id, "t", 0, 3, "123", -900);
	for (int32_t id = 1; id <= 3; id++) {
		struct event ev = EVENT(PARTITION, MS(id == 2 ? heard_ms : moved_ms));

		ev.node = id;
		ev.topic = xstrdup("t");
		ev.leader = 1;
		ev.epoch = 1;
		ids_add(&ev.replicas, 1);
		ids_add(&ev.isr, 1);
		ids_add(&ev.replicas, 3);
		ids_add(&ev.isr, 3);
		if (id != 2)
			fake_metadata(&k, id, 200, moved_ms);
		fake_event(&k, ev);
	}
}

START_TEST(a_broker_that_tells_an_earlier_leader_makes_metadata_stale)
{
	size_t w = outage(0, ACKS_ALL, 14000);
	const struct why *why;

	moves_unheard(10100, 13900);
	why = only_why(w);
	assert_reason(why, REASON_STALE_METADATA);
	assert_share(why, REASON_STALE_METADATA, 3900);
	assert_evidence(why, 0, "kafka2 told an earlier leader of t/0 until +13.90 s");
}
END_TEST

START_TEST(brokers_that_hear_of_a_move_one_after_the_other_are_not_stale)
{
	size_t w = outage(0, ACKS_ALL, 10500);

	moves_unheard(10100, 10450);
	ck_assert_int_eq(only_why(w)->ns[REASON_STALE_METADATA], 0);
}
END_TEST

START_TEST(a_client_that_had_found_the_leader_long_ago_is_not_misled)
{
	size_t w = outage(0, ACKS_ALL, 14000);

	moves_unheard(5000, 13900);
	assert_reason(only_why(w), REASON_ANSWERS_LATE);
}
END_TEST

START_TEST(a_new_client_is_misled_whenever_it_comes)
{
	size_t w = asks(PLANE_NEW_CLIENT, 0, TIMED_OUT, 14000);

	moves_unheard(5000, 13900);
	assert_reason(only_why(w), REASON_STALE_METADATA);
}
END_TEST

START_TEST(who_is_told_that_the_leader_moved_had_old_metadata)
{
	size_t w = refused(0, NOT_LEADER, 14000);
	const struct why *why;

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	why = only_why(w);
	assert_reason(why, REASON_STALE_METADATA);
	assert_evidence(why, 0,
			"80 x NOT_LEADER_OR_FOLLOWER: the leader moved, or the client's "
			"metadata is old");
}
END_TEST

/* ---- the client, and what is not known ---- */

START_TEST(what_remains_when_the_cluster_serves_again_is_the_clients)
{
	size_t w = outage(2, ACKS_ALL, 20000);
	const struct why *why;

	kill_3();
	told(2, 1, "12", 12000);
	why = only_why(w);
	assert_reason(why, REASON_CLIENT_ARTEFACT);
	assert_share(why, REASON_NO_LEADER, 2000);
	assert_share(why, REASON_CLIENT_ARTEFACT, 8000);
	assert_evidence(why, 0, "kafka1 led t/2 and could serve it from +12.00 s on");
	assert_evidence(why, 1, "the next success came 7.97 s later");
}
END_TEST

START_TEST(a_leader_that_moved_just_before_leaves_the_rest_to_the_client)
{
	size_t w = outage(2, ACKS_ALL, 12000);
	const struct why *why;

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	fake_action(&k, "stop", 3, 9800, 13000);
	told(2, 1, "12", 9900); /* the last answer came at 9.955 s */
	fake_reach(&k, 3, false, 13000);
	why = only_why(w);
	assert_reason(why, REASON_CLIENT_ARTEFACT);
	assert_evidence(why, 0, "kafka1 led t/2 and could serve it from +9.90 s on");
}
END_TEST

/* Records are thin here: the start's bar is 1 s wide. */
START_TEST(what_stood_in_the_way_within_the_bar_leaves_the_rest_to_the_client)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_LEADER);
	const struct why *why;

	fake_load(&k, w, 2, 0, 10000, 1000, 5);
	fake_stalled(&k, w, 2, 10000, 14000, 1000, 14000);
	fake_load(&k, w, 2, 14000, 40000, 1000, 5);
	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	told(2, -1, "12", 9100);
	told(2, 1, "12", 9300);
	why = only_why(w);
	assert_reason(why, REASON_CLIENT_ARTEFACT);
	assert_evidence(why, 0, "kafka1 led t/2 and could serve it from +9.30 s on");
}
END_TEST

START_TEST(what_was_late_before_the_fault_is_not_the_faults)
{
	size_t w = outage(0, ACKS_ALL, 19300);
	const struct why *why;

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	fake_action(&k, "kill", 3, 13000, 13050);
	fake_reach(&k, 3, false, 13100);
	told(0, 1, "12", 19000);
	why = only_why(w);
	assert_reason(why, REASON_DEAD_IN_ISR);
	assert_share(why, REASON_DEAD_IN_ISR, 6000);
	assert_share(why, REASON_ANSWERS_LATE, 3000);
}
END_TEST

START_TEST(what_was_never_answered_while_all_was_well_is_unknown)
{
	size_t w = refused(0, MSG_TIMED_OUT, 14000);
	const struct why *why;

	fake_healthy(&k, 3, -1000);
	leads(2, 2, -500, 40000);
	why = only_why(w);
	assert_reason(why, REASON_UNKNOWN);
	assert_evidence(why, 0,
			"it could be served, as far as was seen, and 80 of 81 were not");
}
END_TEST

START_TEST(without_an_observer_the_reason_is_unknown)
{
	size_t w = outage(0, ACKS_ALL, 14000);

	assert_reason(only_why(w), REASON_UNKNOWN);
}
END_TEST

START_TEST(without_an_observer_the_errors_may_tell)
{
	size_t w = refused(0, NOT_ENOUGH_REPLICAS, 14000);

	assert_reason(only_why(w), REASON_BELOW_MIN_ISR);
}
END_TEST

START_TEST(while_the_observer_did_not_look_nothing_is_known)
{
	size_t w = outage(0, ACKS_ALL, 19300);
	const struct why *why;

	kill_3();
	fake_gap(&k, 5000, 17000);
	told(0, 1, "12", 19000);
	why = only_why(w);
	assert_share(why, REASON_UNKNOWN, 5000);
	assert_share(why, REASON_DEAD_IN_ISR, 4000);
	assert_reason(why, REASON_UNKNOWN);
	assert_evidence(why, 0, "the observer saw nothing at +12.00 s");
}
END_TEST

/* Everything that is told of the only window, on lines. */
static char *all_of(const struct why *why)
{
	struct strbuf b = STRBUF_INIT;

	for (int r = 0; r < REASON_COUNT; r++)
		strbuf_addf(&b, "%s %lld\n", reason_name((enum reason)r),
			    (long long)why->ns[r]);
	for (size_t i = 0; i < why->n_evidence; i++)
		strbuf_addf(&b, "%s\n", why->evidence[i]);
	return strbuf_detach(&b);
}

START_TEST(the_same_run_gives_the_same_reasons)
{
	size_t w = outage(2, ACKS_ALL, 20000);
	char *first, *second;

	kill_3();
	told(2, 1, "12", 12000);
	first = all_of(only_why(w));
	findings_release(&k.findings);
	second = all_of(only_why(w));
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
}
END_TEST

static bool has_an_earlier_namesake(int r)
{
	for (int other = 0; other < r; other++)
		if (strcmp(reason_name((enum reason)r),
			   reason_name((enum reason)other)) == 0)
			return true;
	return false;
}

/* For each of them: its number is _i. */
START_TEST(each_reason_has_a_name_of_its_own_and_says_what_it_means)
{
	ck_assert_uint_gt(strlen(reason_meaning((enum reason)_i)), 20);
	ck_assert(!has_an_earlier_namesake(_i));
}
END_TEST

static Suite *analyse_why_suite(void)
{
	Suite *s = suite_create("analyse why");
	TCase *p = tcase_create("partitions"), *q = tcase_create("quorum"),
	      *a = tcase_create("asks"), *o = tcase_create("old and unknown");

	tcase_add_checked_fixture(p, setup, teardown);
	tcase_add_test(p, writes_wait_for_a_dead_node_that_is_in_sync_by_the_metadata);
	tcase_add_test(p, a_partition_led_by_the_dead_node_has_no_leader);
	tcase_add_test(p, a_partition_whose_metadata_name_nobody_has_no_leader);
	tcase_add_test(p, a_small_isr_is_below_the_minimum);
	tcase_add_test(p, who_asks_for_acks_1_does_not_mind_the_isr);
	tcase_add_test(p, a_window_nobody_caused_has_a_reason_all_the_same);
	tcase_add_test(p, a_node_that_only_stopped_answering_is_told_so);
	tcase_add_test(p, what_lasted_longer_than_the_window_is_told_so);
	suite_add_tcase(s, p);
	tcase_add_checked_fixture(q, setup, teardown);
	tcase_add_test(
		q, without_a_quorum_nobody_mends_a_dead_leader_and_that_is_named_first);
	tcase_add_test(q, a_lost_quorum_stops_nobody_who_can_be_served);
	tcase_add_test(q, a_controller_that_was_cut_off_leads_nobody_though_it_claims_on);
	tcase_add_test(q, where_no_controller_was_ever_seen_none_is_missed);
	suite_add_tcase(s, q);
	tcase_add_checked_fixture(a, setup, teardown);
	tcase_add_test(a, a_broker_that_is_asked_for_itself_is_down);
	tcase_add_test(
		a,
		a_question_that_hangs_on_after_the_election_did_not_reach_the_controller);
	tcase_add_test(a, a_refused_connection_is_not_the_controllers_fault);
	tcase_add_test(a, a_due_time_that_was_never_asked_says_why);
	tcase_add_test(a, a_group_whose_coordinator_died_waits_for_the_next_one);
	tcase_add_test(a, a_coordinator_that_says_it_is_none_is_gone);
	tcase_add_test(a, a_partition_that_no_member_has_waits_for_the_group);
	tcase_add_test(a, a_group_without_its_coordinator_cannot_give_partitions_away);
	tcase_add_test(a, who_keeps_its_partition_does_not_mind_the_coordinator);
	suite_add_tcase(s, a);
	tcase_add_checked_fixture(o, setup, teardown);
	tcase_add_test(o, a_broker_that_tells_an_earlier_leader_makes_metadata_stale);
	tcase_add_test(o, brokers_that_hear_of_a_move_one_after_the_other_are_not_stale);
	tcase_add_test(o, a_client_that_had_found_the_leader_long_ago_is_not_misled);
	tcase_add_test(o, a_new_client_is_misled_whenever_it_comes);
	tcase_add_test(o, who_is_told_that_the_leader_moved_had_old_metadata);
	tcase_add_test(o, what_remains_when_the_cluster_serves_again_is_the_clients);
	tcase_add_test(o, a_leader_that_moved_just_before_leaves_the_rest_to_the_client);
	tcase_add_test(
		o, what_stood_in_the_way_within_the_bar_leaves_the_rest_to_the_client);
	tcase_add_test(o, what_was_late_before_the_fault_is_not_the_faults);
	tcase_add_test(o, what_was_never_answered_while_all_was_well_is_unknown);
	tcase_add_test(o, without_an_observer_the_reason_is_unknown);
	tcase_add_test(o, without_an_observer_the_errors_may_tell);
	tcase_add_test(o, while_the_observer_did_not_look_nothing_is_known);
	tcase_add_test(o, the_same_run_gives_the_same_reasons);
	tcase_add_loop_test(o, each_reason_has_a_name_of_its_own_and_says_what_it_means,
			    0, REASON_COUNT);
	suite_add_tcase(s, o);
	return s;
}

UNIT_SUITE(analyse_why_suite)
