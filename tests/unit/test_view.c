#include "base/mem.h"
#include "model/view.h"
#include "unit.h"

/* Three combined nodes 1..3 and a broker 4; times in ms. */
static struct node nodes[] = {
	{.id = 1, .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 2, .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 3, .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 4, .roles = ROLE_BROKER},
};
static const struct topology topology = {.nodes = nodes, .len = 4};

static struct view v;

static void begin(void)
{
	view_init(&v, &topology);
}

static void end(void)
{
	view_release(&v);
}

static int64_t ms(int64_t n)
{
	return n * NS_PER_MS;
}

static void reach(int64_t at, int32_t node, enum side side, bool up)
{
	struct event ev = EVENT(REACH, ms(at));

	ev.node = node;
	ev.side = side;
	ev.up = up;
	view_apply(&v, &ev);
}

static void claim(int64_t at, int32_t node, int32_t epoch, int64_t high_watermark)
{
	struct event ev = EVENT(CLAIM, ms(at));

	ev.node = node;
	ev.up = true;
	ev.epoch = epoch;
	ev.offset = high_watermark;
	view_apply(&v, &ev);
}

static void no_claim(int64_t at, int32_t node)
{
	struct event ev = EVENT(CLAIM, ms(at));

	ev.node = node;
	view_apply(&v, &ev);
}

static void belief(int64_t at, int32_t node, int32_t leader, int32_t epoch)
{
	struct event ev = EVENT(BELIEF, ms(at));

	ev.node = node;
	ev.leader = leader;
	ev.epoch = epoch;
	view_apply(&v, &ev);
}

static void metadata(int64_t at, int32_t node, int64_t offset)
{
	struct event ev = EVENT(METADATA, ms(at));

	ev.node = node;
	ev.offset = offset;
	view_apply(&v, &ev);
}

static void ids_of(struct ids *s, const char *digits)
{
	for (; *digits; digits++)
		ids_add(s, *digits - '0');
}

static void partition(int64_t at, int32_t node, int32_t p, int32_t leader,
		      const char *isr)
{
	struct event ev = EVENT(PARTITION, ms(at));
	char topic[] = "payments";

	ev.node = node;
	ev.topic = topic;
	ev.partition = p;
	ev.leader = leader;
	ids_of(&ev.replicas, "123");
	ids_of(&ev.isr, isr);
	view_apply(&v, &ev);
	ids_release(&ev.replicas);
	ids_release(&ev.isr);
}

static void engine(int64_t at, int32_t node, const char *word)
{
	struct event ev = EVENT(ENGINE, ms(at));
	char *copy = xstrdup(word);

	ev.node = node;
	ev.name = copy;
	view_apply(&v, &ev);
	free(copy);
}

static int32_t controller(int64_t at)
{
	return view_controller(&v, ms(at), NULL);
}

/* An answering broker with one partition, led by whom it says. */
static void broker(int32_t node, int64_t offset, int32_t leader)
{
	reach(0, node, SIDE_BROKER, true);
	metadata(0, node, offset);
	partition(0, node, 0, leader, "123");
}

/* ---- who is active controller ---- */

START_TEST(nobody_is_controller_before_anybody_claims)
{
	int32_t epoch = 7;

	ck_assert_int_eq(view_controller(&v, 0, &epoch), -1);
	ck_assert_int_eq(epoch, -1);
}
END_TEST

START_TEST(who_answers_and_claims_is_controller_with_its_epoch)
{
	int32_t epoch;

	reach(0, 2, SIDE_CONTROLLER, true);
	claim(10, 2, 5, 100);
	ck_assert_int_eq(view_controller(&v, ms(20), &epoch), 2);
	ck_assert_int_eq(epoch, 5);
}
END_TEST

START_TEST(a_claim_without_an_answer_does_not_count)
{
	claim(10, 2, 5, 100);
	reach(11, 2, SIDE_BROKER, true); /* the other door */
	ck_assert_int_eq(controller(20), -1);
}
END_TEST

START_TEST(the_highest_epoch_wins_over_a_stale_leader)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	reach(0, 2, SIDE_CONTROLLER, true);
	claim(10, 2, 6, 100);
	claim(20, 1, 5, 90); /* told later, but elected before */
	ck_assert_int_eq(controller(30), 2);
}
END_TEST

static const struct {
	int64_t at;
	int32_t want;
} expiry[] = {{10, 1}, {1509, 1}, {1510, 1}, {1511, -1}, {99999, -1}};

START_TEST(a_claim_expires_when_its_high_watermark_stands_still)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(10, 1, 5, 100);
	claim(500, 1, 5, 100); /* said again, nothing moved */
	ck_assert_int_eq(controller(expiry[_i].at), expiry[_i].want);
}
END_TEST

START_TEST(a_moving_high_watermark_keeps_the_claim)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	for (int64_t at = 0; at <= 10000; at += 1000)
		claim(at, 1, 5, 100 + at);
	ck_assert_int_eq(controller(11000), 1);
}
END_TEST

START_TEST(a_new_epoch_of_the_same_node_is_a_new_claim)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(0, 1, 5, 100);
	claim(5000, 1, 7, 100);
	ck_assert_int_eq(controller(5001), 1);
	ck_assert_int_eq(view_node(&v, 1)->claim_since_ns, ms(5000));
}
END_TEST

START_TEST(a_claim_said_again_is_as_old_as_it_was)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(0, 1, 5, 100);
	claim(1000, 1, 5, 200);
	ck_assert_int_eq(view_node(&v, 1)->claim_since_ns, 0);
}
END_TEST

START_TEST(a_leader_that_does_not_answer_is_no_controller)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(10, 1, 5, 100);
	reach(20, 1, SIDE_CONTROLLER, false);
	ck_assert_int_eq(controller(21), -1);
}
END_TEST

START_TEST(a_leader_that_comes_back_must_claim_anew)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(10, 1, 5, 100);
	reach(20, 1, SIDE_CONTROLLER, false);
	reach(30, 1, SIDE_CONTROLLER, true);
	ck_assert_int_eq(controller(31), -1);
	claim(40, 1, 5, 100);
	ck_assert_int_eq(controller(41), 1);
}
END_TEST

START_TEST(losing_the_brokers_side_does_not_end_a_claim)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(10, 1, 5, 100);
	reach(20, 1, SIDE_BROKER, false);
	ck_assert_int_eq(controller(21), 1);
}
END_TEST

START_TEST(a_claim_withdrawn_is_none)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(10, 1, 5, 100);
	no_claim(20, 1);
	ck_assert_int_eq(controller(21), -1);
}
END_TEST

/* Node 1 was cut off and still believes itself leader; node 2 took over and then died. */
START_TEST(a_leader_voted_out_does_not_return_when_its_successor_dies)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	reach(0, 2, SIDE_CONTROLLER, true);
	claim(0, 1, 5, 100);
	claim(100, 2, 6, 101);
	reach(200, 2, SIDE_CONTROLLER, false);
	claim(210, 1, 5, 102);
	ck_assert_int_eq(controller(220), -1);
}
END_TEST

START_TEST(nor_when_its_successors_claim_expires)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	reach(0, 2, SIDE_CONTROLLER, true);
	claim(0, 2, 6, 101);
	claim(1600, 1, 5, 102);
	ck_assert_int_eq(controller(1700), -1);
}
END_TEST

/* ---- the quorum's epoch and lag ---- */

START_TEST(before_anyone_tells_there_is_no_quorum_epoch)
{
	ck_assert_int_eq(view_quorum_epoch(&v), -1);
}
END_TEST

START_TEST(the_quorum_epoch_is_the_highest_claimed_or_believed)
{
	claim(0, 1, 5, 100);
	ck_assert_int_eq(view_quorum_epoch(&v), 5);
	belief(10, 3, 2, 8);
	ck_assert_int_eq(view_quorum_epoch(&v), 8);
	ck_assert_int_eq(view_node(&v, 3)->belief_leader, 2);
}
END_TEST

START_TEST(the_quorum_epoch_does_not_fall_when_the_leader_dies)
{
	reach(0, 1, SIDE_CONTROLLER, true);
	claim(0, 1, 5, 100);
	belief(0, 2, 1, 4);
	reach(10, 1, SIDE_CONTROLLER, false);
	ck_assert_int_eq(view_quorum_epoch(&v), 5);
}
END_TEST

static void claim_with_voters(int32_t node, int64_t own, int64_t other)
{
	struct voter_lag voters[] = {{node, own}, {2, other}};
	struct event ev = EVENT(CLAIM, 0);

	ev.node = node;
	ev.up = true;
	ev.voters = voters;
	ev.n_voters = 2;
	view_apply(&v, &ev);
	voters[0].log_end_offset = -99; /* the view has its own */
}

START_TEST(a_voters_lag_is_counted_from_the_leaders_log_end)
{
	claim_with_voters(1, 100, 93);
	ck_assert_int_eq(view_voter_lag(&v, 1, 2), 7);
	ck_assert_int_eq(view_voter_lag(&v, 1, 1), 0);
}
END_TEST

START_TEST(a_lag_nobody_can_tell_is_unknown)
{
	claim_with_voters(1, 100, -1);
	ck_assert_int_eq(view_voter_lag(&v, 1, 2), -1); /* its log end is unknown */
	ck_assert_int_eq(view_voter_lag(&v, 1, 3), -1); /* not among the voters told */
	ck_assert_int_eq(view_voter_lag(&v, 2, 1), -1); /* who is asked leads nothing */
	ck_assert_int_eq(view_voter_lag(&v, -1, 1), -1);
}
END_TEST

START_TEST(a_newer_claim_replaces_the_voters)
{
	claim_with_voters(1, 100, 93);
	claim_with_voters(1, 200, 199);
	ck_assert_int_eq(view_voter_lag(&v, 1, 2), 1);
}
END_TEST

/* ---- which metadata to believe ---- */

START_TEST(before_any_broker_tells_no_view_is_freshest)
{
	size_t n = 7;
	const struct partition_view **all = view_partitions(&v, &n);

	ck_assert_int_eq(view_freshest(&v), -1);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(view_partition(&v, "payments", 0));
	free(all);
}
END_TEST

START_TEST(the_broker_with_the_highest_offset_is_believed)
{
	broker(1, 50, 1);
	broker(4, 60, 2);
	broker(2, 55, 3);
	ck_assert_int_eq(view_freshest(&v), 4);
	ck_assert_int_eq(view_partition(&v, "payments", 0)->leader, 2);
}
END_TEST

START_TEST(a_broker_that_does_not_answer_is_not_believed)
{
	broker(1, 50, 1);
	broker(4, 60, 2);
	reach(10, 4, SIDE_BROKER, false);
	ck_assert_int_eq(view_freshest(&v), 1);
	ck_assert_int_eq(view_partition(&v, "payments", 0)->leader, 1);
}
END_TEST

START_TEST(when_no_broker_answers_the_last_word_of_the_freshest_stands)
{
	broker(1, 50, 1);
	broker(4, 60, 2);
	reach(10, 1, SIDE_BROKER, false);
	reach(10, 4, SIDE_BROKER, false);
	ck_assert_int_eq(view_freshest(&v), -1);
	ck_assert_int_eq(view_partition(&v, "payments", 0)->leader, 2);
}
END_TEST

START_TEST(a_broker_that_has_told_no_partition_yet_is_not_believed)
{
	broker(1, 50, 1);
	reach(0, 2, SIDE_BROKER, true);
	metadata(0, 2, 99);
	ck_assert_int_eq(view_freshest(&v), 1);
}
END_TEST

START_TEST(an_unknown_partition_is_not_found)
{
	broker(1, 50, 1);
	ck_assert_ptr_null(view_partition(&v, "payments", 1));
	ck_assert_ptr_null(view_partition(&v, "payment", 0));
}
END_TEST

START_TEST(metadata_moves_only_when_its_offset_does)
{
	metadata(10, 1, 50);
	metadata(20, 1, 50);
	ck_assert_int_eq(view_node(&v, 1)->metadata_moved_ns, ms(10));
	metadata(30, 1, 51);
	ck_assert_int_eq(view_node(&v, 1)->metadata_moved_ns, ms(30));
}
END_TEST

/* ---- partitions ---- */

static const struct {
	int32_t leader;
	const char *isr;
	int64_t want_since;
} retold[] = {
	{1, "123", 0}, /* a snapshot tells what is known */
	{1, "312", 0}, /* order says nothing */
	{2, "123", 900}, {1, "12", 900}, {-1, "", 900},
};

START_TEST(a_partition_is_since_its_last_change_not_since_its_last_mention)
{
	broker(1, 50, 1);
	partition(900, 1, 0, retold[_i].leader, retold[_i].isr);
	ck_assert_int_eq(view_partition(&v, "payments", 0)->since_ns,
			 ms(retold[_i].want_since));
	ck_assert_int_eq(view_partition(&v, "payments", 0)->leader, retold[_i].leader);
}
END_TEST

START_TEST(each_node_has_its_own_view_of_a_partition)
{
	partition(0, 1, 0, 1, "123");
	partition(0, 2, 0, 3, "23");
	ck_assert_int_eq(view_node(&v, 1)->partitions[0].leader, 1);
	ck_assert_int_eq(view_node(&v, 2)->partitions[0].leader, 3);
}
END_TEST

START_TEST(replicas_are_counted_over_all_partitions)
{
	struct isr_count c;

	broker(1, 50, 1);
	partition(0, 1, 1, -1, "3");
	partition(0, 1, 2, 2, "23");
	c = view_isr(&v, NULL);
	ck_assert_uint_eq(c.replicas, 9);
	ck_assert_uint_eq(c.in_sync, 6);
	ck_assert_uint_eq(c.leaderless, 1);
	ck_assert_uint_eq(c.under_replicated, 2);
}
END_TEST

START_TEST(replicas_of_another_topic_are_not_counted)
{
	broker(1, 50, 1);
	ck_assert_uint_eq(view_isr(&v, "payments").replicas, 3);
	ck_assert_uint_eq(view_isr(&v, "clicks").replicas, 0);
}
END_TEST

START_TEST(all_partitions_of_the_believed_view_are_listed)
{
	const struct partition_view **all;
	size_t n;

	broker(1, 50, 1);
	partition(0, 1, 1, 2, "123");
	all = view_partitions(&v, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(all[1]->leader, 2);
	free(all);
}
END_TEST

/* ---- reach, engine, registration ---- */

START_TEST(a_side_answers_since_it_changed)
{
	reach(10, 1, SIDE_BROKER, true);
	reach(20, 1, SIDE_BROKER, true);
	ck_assert_int_eq(view_node(&v, 1)->answers_since[SIDE_BROKER], ms(10));
	reach(30, 1, SIDE_BROKER, false);
	ck_assert_int_eq(view_node(&v, 1)->answers_since[SIDE_BROKER], ms(30));
}
END_TEST

static const struct {
	const char *word;
	enum process_state want;
} words[] = {
	{"start", PROCESS_RUNNING},      {"unpause", PROCESS_RUNNING},
	{"pause", PROCESS_PAUSED},       {"die", PROCESS_EXITED},
	{"destroy", PROCESS_EXITED},     {"kill", PROCESS_UNKNOWN},
	{"exec_start", PROCESS_UNKNOWN}, {"", PROCESS_UNKNOWN},
};

START_TEST(the_engines_words_move_a_process)
{
	engine(0, 1, words[_i].word);
	ck_assert_int_eq(view_node(&v, 1)->process, words[_i].want);
}
END_TEST

START_TEST(brokers_move_between_fenced_and_unfenced)
{
	struct event ev = EVENT(REGISTERED, 0);

	ev.node = 1;
	ids_of(&ev.ids, "12");
	ids_of(&ev.fenced, "3");
	view_apply(&v, &ev);
	view_apply(&v, &ev); /* again: nothing piles up */
	ck_assert_uint_eq(view_node(&v, 1)->unfenced.len, 2);
	ck_assert(ids_has(&view_node(&v, 1)->fenced, 3));
	ids_release(&ev.ids);
	ids_release(&ev.fenced);
}
END_TEST

START_TEST(an_event_about_a_stranger_changes_nothing_but_the_time)
{
	reach(10, 9, SIDE_BROKER, true);
	ck_assert_ptr_null(view_node(&v, 9));
	ck_assert_int_eq(v.now_ns, ms(10));
}
END_TEST

START_TEST(time_does_not_go_back)
{
	reach(10, 1, SIDE_BROKER, true);
	reach(5, 1, SIDE_BROKER, true);
	ck_assert_int_eq(v.now_ns, ms(10));
}
END_TEST

/* The original moves on and goes away: sanitizers see what was shared. */
START_TEST(a_copy_shares_nothing_with_its_original)
{
	struct view copy;

	broker(1, 50, 1);
	claim_with_voters(1, 100, 93);
	view_copy(&copy, &v);
	partition(10, 1, 0, 2, "2");
	claim_with_voters(1, 300, 200);
	view_release(&v);
	ck_assert_int_eq(view_partition(&copy, "payments", 0)->leader, 1);
	ck_assert_uint_eq(view_isr(&copy, NULL).in_sync, 3);
	ck_assert_int_eq(view_voter_lag(&copy, 1, 2), 7);
	view_release(&copy);
}
END_TEST

START_TEST(a_copy_can_be_told_more)
{
	struct view copy;

	broker(1, 50, 1);
	view_copy(&copy, &v);
	view_release(&v);
	v = copy; /* end() releases it */
	for (int32_t p = 1; p < 20; p++)
		partition(10, 1, p, 2, "12");
	ck_assert_uint_eq(view_isr(&v, NULL).replicas, 60);
}
END_TEST

static void add_controller_tests(TCase *tc)
{
	tcase_add_test(tc, nobody_is_controller_before_anybody_claims);
	tcase_add_test(tc, who_answers_and_claims_is_controller_with_its_epoch);
	tcase_add_test(tc, a_claim_without_an_answer_does_not_count);
	tcase_add_test(tc, the_highest_epoch_wins_over_a_stale_leader);
	tcase_add_loop_test(tc, a_claim_expires_when_its_high_watermark_stands_still, 0,
			    (int)ARRAY_LEN(expiry));
	tcase_add_test(tc, a_moving_high_watermark_keeps_the_claim);
	tcase_add_test(tc, a_new_epoch_of_the_same_node_is_a_new_claim);
	tcase_add_test(tc, a_claim_said_again_is_as_old_as_it_was);
	tcase_add_test(tc, a_leader_that_does_not_answer_is_no_controller);
	tcase_add_test(tc, a_leader_that_comes_back_must_claim_anew);
	tcase_add_test(tc, losing_the_brokers_side_does_not_end_a_claim);
	tcase_add_test(tc, a_claim_withdrawn_is_none);
	tcase_add_test(tc, a_leader_voted_out_does_not_return_when_its_successor_dies);
	tcase_add_test(tc, nor_when_its_successors_claim_expires);
	tcase_add_test(tc, before_anyone_tells_there_is_no_quorum_epoch);
	tcase_add_test(tc, the_quorum_epoch_is_the_highest_claimed_or_believed);
	tcase_add_test(tc, the_quorum_epoch_does_not_fall_when_the_leader_dies);
	tcase_add_test(tc, a_voters_lag_is_counted_from_the_leaders_log_end);
	tcase_add_test(tc, a_lag_nobody_can_tell_is_unknown);
	tcase_add_test(tc, a_newer_claim_replaces_the_voters);
}

static void add_broker_tests(TCase *tc)
{
	tcase_add_test(tc, before_any_broker_tells_no_view_is_freshest);
	tcase_add_test(tc, the_broker_with_the_highest_offset_is_believed);
	tcase_add_test(tc, a_broker_that_does_not_answer_is_not_believed);
	tcase_add_test(tc, when_no_broker_answers_the_last_word_of_the_freshest_stands);
	tcase_add_test(tc, a_broker_that_has_told_no_partition_yet_is_not_believed);
	tcase_add_test(tc, an_unknown_partition_is_not_found);
	tcase_add_test(tc, metadata_moves_only_when_its_offset_does);
	tcase_add_loop_test(
		tc, a_partition_is_since_its_last_change_not_since_its_last_mention, 0,
		(int)ARRAY_LEN(retold));
	tcase_add_test(tc, each_node_has_its_own_view_of_a_partition);
	tcase_add_test(tc, replicas_are_counted_over_all_partitions);
	tcase_add_test(tc, replicas_of_another_topic_are_not_counted);
	tcase_add_test(tc, all_partitions_of_the_believed_view_are_listed);
}

static Suite *view_suite(void)
{
	Suite *s = suite_create("view");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	add_controller_tests(tc);
	add_broker_tests(tc);
	tcase_add_test(tc, a_side_answers_since_it_changed);
	tcase_add_loop_test(tc, the_engines_words_move_a_process, 0,
			    (int)ARRAY_LEN(words));
	tcase_add_test(tc, brokers_move_between_fenced_and_unfenced);
	tcase_add_test(tc, an_event_about_a_stranger_changes_nothing_but_the_time);
	tcase_add_test(tc, time_does_not_go_back);
	tcase_add_test(tc, a_copy_shares_nothing_with_its_original);
	tcase_add_test(tc, a_copy_can_be_told_more);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(view_suite)
