/* move: effect, proof, and that partitions come back however moves overlap. */
#include "base/mem.h"
#include "test_fault_admin.h"
#include "test_fault_world.h"
#include "unit.h"

START_TEST(a_partition_is_moved_proven_and_moved_back)
{
	kafka.moving_looks = 2;
	ck_assert_int_eq(move_to("kafka3, kafka2", 10 * NS_PER_S), 0);
	check_replicas("3,2");
	ck_assert_ptr_nonnull(
		strstr(result.text, "payments/0 moved from 1,2 to 3,2 in "));
	ck_assert_int_eq(heal_all(NULL), 0);
	check_replicas("1,2");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(a_move_that_does_not_arrive_fails_and_is_taken_back)
{
	kafka.moving_looks = -1;
	ck_assert_int_eq(move_to("kafka3", 300 * NS_PER_MS), -1);
	ck_assert_ptr_nonnull(
		strstr(why.msg, "payments/0 has not arrived within 300 ms"));
	kafka.moving_looks = 0;
	ck_assert_int_eq(heal_all(NULL), 0);
	check_replicas("1,2");
}
END_TEST

START_TEST(where_it_is_already_it_is_not_moved)
{
	ck_assert_int_eq(move_to("kafka1, kafka2", NS_PER_S), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "no effect: it is there already"));
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(another_preferred_leader_is_a_move)
{
	ck_assert_int_eq(move_to("kafka2, kafka1", NS_PER_S), 0);
	check_replicas("2,1");
}
END_TEST

START_TEST(overlapping_moves_may_end_in_any_order)
{
	int64_t first, second;

	ck_assert_int_eq(move_to("kafka3", NS_PER_S), 0);
	first = result.numbers[0];
	ck_assert_int_eq(move_to("kafka2", NS_PER_S), 0);
	second = result.numbers[0];
	ck_assert_int_eq(heal_one(_i ? second : first), 0);
	check_replicas(_i ? "3" : "2");
	ck_assert_int_eq(heal_one(_i ? first : second), 0);
	check_replicas("1,2");
}
END_TEST

START_TEST(a_partition_that_is_none_is_refused_before_the_run)
{
	static const char *const bad[] = {"payments",   "payments/x",  "/1",
					  "payments/3", "payments/-1", ""};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		ck_assert_int_eq(act("move", (struct given[]){{"partition", bad[i], 0},
							      {"to", "kafka1", 0},
							      {NULL, NULL, 0}}),
				 -1);
		ck_assert_int_eq(why.kind, ERR_USAGE);
	}
}
END_TEST

START_TEST(a_damaged_entry_of_the_journal_is_told)
{
	static const enum undo kinds[] = {UNDO_CONFIG, UNDO_REPLICAS};

	ck_assert_int_gt(journal_intent(journal, kinds[_i], NULL, "what?", &why), 0);
	ck_assert_int_eq(heal_all(NULL), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "the undo journal says only 'what?'"));
}
END_TEST

static Suite *fault_move_suite(void)
{
	Suite *s = suite_create("fault move");
	TCase *m = tcase_create("move");

	tcase_set_timeout(m, 20);
	tcase_add_checked_fixture(m, topic_set_up, topic_tear_down);
	tcase_add_test(m, a_partition_is_moved_proven_and_moved_back);
	tcase_add_test(m, a_move_that_does_not_arrive_fails_and_is_taken_back);
	tcase_add_test(m, where_it_is_already_it_is_not_moved);
	tcase_add_test(m, another_preferred_leader_is_a_move);
	tcase_add_loop_test(m, overlapping_moves_may_end_in_any_order, 0, 2);
	tcase_add_test(m, a_partition_that_is_none_is_refused_before_the_run);
	tcase_add_loop_test(m, a_damaged_entry_of_the_journal_is_told, 0, 2);
	suite_add_tcase(s, m);
	return s;
}

UNIT_SUITE(fault_move_suite)
