#include "unit.h"
#include "view_kit.h"

/* ---- who is active controller ---- */

START_TEST(nobody_is_controller_before_anybody_claims)
{
	int32_t epoch = 7;

	ck_assert_int_eq(view_controller(&told, 0, &epoch), -1);
	ck_assert_int_eq(epoch, -1);
}
END_TEST

START_TEST(who_answers_and_claims_is_controller_with_its_epoch)
{
	int32_t epoch;

	tell_reach(0, 2, SIDE_CONTROLLER, true);
	tell_claim(10, 2, 5, 100);
	ck_assert_int_eq(view_controller(&told, at_ms(20), &epoch), 2);
	ck_assert_int_eq(epoch, 5);
}
END_TEST

START_TEST(a_claim_without_an_answer_does_not_count)
{
	tell_claim(10, 2, 5, 100);
	tell_reach(11, 2, SIDE_BROKER, true); /* the other door */
	ck_assert_int_eq(controller_at(20), -1);
}
END_TEST

START_TEST(the_highest_epoch_wins_over_a_stale_leader)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_reach(0, 2, SIDE_CONTROLLER, true);
	tell_claim(10, 2, 6, 100);
	tell_claim(20, 1, 5, 90); /* told later, but elected before */
	ck_assert_int_eq(controller_at(30), 2);
}
END_TEST

static const struct {
	int64_t at;
	int32_t want;
} expiry[] = {{10, 1}, {1509, 1}, {1510, 1}, {1511, -1}, {99999, -1}};

START_TEST(a_claim_expires_when_its_high_watermark_stands_still)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(10, 1, 5, 100);
	tell_claim(500, 1, 5, 100); /* said again, nothing moved */
	ck_assert_int_eq(controller_at(expiry[_i].at), expiry[_i].want);
}
END_TEST

START_TEST(a_moving_high_watermark_keeps_the_claim)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	for (int64_t at = 0; at <= 10000; at += 1000)
		tell_claim(at, 1, 5, 100 + at);
	ck_assert_int_eq(controller_at(11000), 1);
}
END_TEST

START_TEST(a_new_epoch_of_the_same_node_is_a_new_claim)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(0, 1, 5, 100);
	tell_claim(5000, 1, 7, 100);
	ck_assert_int_eq(controller_at(5001), 1);
	ck_assert_int_eq(view_node(&told, 1)->claim_since_ns, at_ms(5000));
}
END_TEST

START_TEST(a_claim_said_again_is_as_old_as_it_was)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(0, 1, 5, 100);
	tell_claim(1000, 1, 5, 200);
	ck_assert_int_eq(view_node(&told, 1)->claim_since_ns, 0);
}
END_TEST

START_TEST(a_leader_that_does_not_answer_is_no_controller)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(10, 1, 5, 100);
	tell_reach(20, 1, SIDE_CONTROLLER, false);
	ck_assert_int_eq(controller_at(21), -1);
}
END_TEST

START_TEST(a_leader_that_comes_back_must_claim_anew)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(10, 1, 5, 100);
	tell_reach(20, 1, SIDE_CONTROLLER, false);
	tell_reach(30, 1, SIDE_CONTROLLER, true);
	ck_assert_int_eq(controller_at(31), -1);
	tell_claim(40, 1, 5, 100);
	ck_assert_int_eq(controller_at(41), 1);
}
END_TEST

START_TEST(losing_the_brokers_side_does_not_end_a_claim)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(10, 1, 5, 100);
	tell_reach(20, 1, SIDE_BROKER, false);
	ck_assert_int_eq(controller_at(21), 1);
}
END_TEST

START_TEST(a_claim_withdrawn_is_none)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(10, 1, 5, 100);
	tell_no_claim(20, 1);
	ck_assert_int_eq(controller_at(21), -1);
}
END_TEST

/* Node 1 was cut off and still believes itself leader; node 2 took over and then died. */
START_TEST(a_leader_voted_out_does_not_return_when_its_successor_dies)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_reach(0, 2, SIDE_CONTROLLER, true);
	tell_claim(0, 1, 5, 100);
	tell_claim(100, 2, 6, 101);
	tell_reach(200, 2, SIDE_CONTROLLER, false);
	tell_claim(210, 1, 5, 102);
	ck_assert_int_eq(controller_at(220), -1);
}
END_TEST

START_TEST(nor_when_its_successors_claim_expires)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_reach(0, 2, SIDE_CONTROLLER, true);
	tell_claim(0, 2, 6, 101);
	tell_claim(1600, 1, 5, 102);
	ck_assert_int_eq(controller_at(1700), -1);
}
END_TEST

/* ---- the quorum's epoch and lag ---- */

START_TEST(before_anyone_tells_there_is_no_quorum_epoch)
{
	ck_assert_int_eq(view_quorum_epoch(&told), -1);
}
END_TEST

START_TEST(the_quorum_epoch_is_the_highest_claimed_or_believed)
{
	tell_claim(0, 1, 5, 100);
	ck_assert_int_eq(view_quorum_epoch(&told), 5);
	tell_belief(10, 3, 2, 8);
	ck_assert_int_eq(view_quorum_epoch(&told), 8);
	ck_assert_int_eq(view_node(&told, 3)->belief_leader, 2);
}
END_TEST

START_TEST(the_quorum_epoch_does_not_fall_when_the_leader_dies)
{
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_claim(0, 1, 5, 100);
	tell_belief(0, 2, 1, 4);
	tell_reach(10, 1, SIDE_CONTROLLER, false);
	ck_assert_int_eq(view_quorum_epoch(&told), 5);
}
END_TEST

START_TEST(a_voters_lag_is_counted_from_the_leaders_log_end)
{
	tell_voters(1, 100, 93);
	ck_assert_int_eq(view_voter_lag(&told, 1, 2), 7);
	ck_assert_int_eq(view_voter_lag(&told, 1, 1), 0);
}
END_TEST

START_TEST(a_lag_nobody_can_tell_is_unknown)
{
	tell_voters(1, 100, -1);
	ck_assert_int_eq(view_voter_lag(&told, 1, 2), -1); /* its log end is unknown */
	ck_assert_int_eq(view_voter_lag(&told, 1, 3), -1); /* not among the voters told */
	ck_assert_int_eq(view_voter_lag(&told, 2, 1),
			 -1); /* who is asked leads nothing */
	ck_assert_int_eq(view_voter_lag(&told, -1, 1), -1);
}
END_TEST

START_TEST(a_newer_claim_replaces_the_voters)
{
	tell_voters(1, 100, 93);
	tell_voters(1, 200, 199);
	ck_assert_int_eq(view_voter_lag(&told, 1, 2), 1);
}
END_TEST

static Suite *view_suite(void)
{
	Suite *s = suite_create("view");
	TCase *tc = tcase_create("controller");

	tcase_add_checked_fixture(tc, view_kit_begin, view_kit_end);
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
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(view_suite)
