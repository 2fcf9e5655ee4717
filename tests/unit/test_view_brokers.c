#include "unit.h"
#include "view_kit.h"

/* ---- which metadata to believe ---- */

START_TEST(before_any_broker_tells_no_view_is_freshest)
{
	size_t n = 7;
	const struct partition_view **all = view_partitions(&told, &n);

	ck_assert_int_eq(view_freshest(&told), -1);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(view_partition(&told, "payments", 0));
	free(all);
}
END_TEST

START_TEST(the_broker_with_the_highest_offset_is_believed)
{
	tell_broker(1, 50, 1);
	tell_broker(4, 60, 2);
	tell_broker(2, 55, 3);
	ck_assert_int_eq(view_freshest(&told), 4);
	ck_assert_int_eq(view_partition(&told, "payments", 0)->leader, 2);
}
END_TEST

START_TEST(a_broker_that_does_not_answer_is_not_believed)
{
	tell_broker(1, 50, 1);
	tell_broker(4, 60, 2);
	tell_reach(10, 4, SIDE_BROKER, false);
	ck_assert_int_eq(view_freshest(&told), 1);
	ck_assert_int_eq(view_partition(&told, "payments", 0)->leader, 1);
}
END_TEST

START_TEST(when_no_broker_answers_the_last_word_of_the_freshest_stands)
{
	tell_broker(1, 50, 1);
	tell_broker(4, 60, 2);
	tell_reach(10, 1, SIDE_BROKER, false);
	tell_reach(10, 4, SIDE_BROKER, false);
	ck_assert_int_eq(view_freshest(&told), -1);
	ck_assert_int_eq(view_partition(&told, "payments", 0)->leader, 2);
}
END_TEST

START_TEST(a_broker_that_has_told_no_partition_yet_is_not_believed)
{
	tell_broker(1, 50, 1);
	tell_reach(0, 2, SIDE_BROKER, true);
	tell_metadata(0, 2, 99);
	ck_assert_int_eq(view_freshest(&told), 1);
}
END_TEST

START_TEST(an_unknown_partition_is_not_found)
{
	tell_broker(1, 50, 1);
	ck_assert_ptr_null(view_partition(&told, "payments", 1));
	ck_assert_ptr_null(view_partition(&told, "payment", 0));
}
END_TEST

START_TEST(metadata_moves_only_when_its_offset_does)
{
	tell_metadata(10, 1, 50);
	tell_metadata(20, 1, 50);
	ck_assert_int_eq(view_node(&told, 1)->metadata_moved_ns, at_ms(10));
	tell_metadata(30, 1, 51);
	ck_assert_int_eq(view_node(&told, 1)->metadata_moved_ns, at_ms(30));
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
	tell_broker(1, 50, 1);
	tell_partition(900, 1, 0, retold[_i].leader, retold[_i].isr);
	ck_assert_int_eq(view_partition(&told, "payments", 0)->since_ns,
			 at_ms(retold[_i].want_since));
	ck_assert_int_eq(view_partition(&told, "payments", 0)->leader, retold[_i].leader);
}
END_TEST

START_TEST(each_node_has_its_own_view_of_a_partition)
{
	tell_partition(0, 1, 0, 1, "123");
	tell_partition(0, 2, 0, 3, "23");
	ck_assert_int_eq(view_node(&told, 1)->partitions.at[0]->leader, 1);
	ck_assert_int_eq(view_node(&told, 2)->partitions.at[0]->leader, 3);
}
END_TEST

START_TEST(replicas_are_counted_over_all_partitions)
{
	struct isr_count c;

	tell_broker(1, 50, 1);
	tell_partition(0, 1, 1, -1, "3");
	tell_partition(0, 1, 2, 2, "23");
	c = view_isr(&told, NULL);
	ck_assert_uint_eq(c.replicas, 9);
	ck_assert_uint_eq(c.in_sync, 6);
	ck_assert_uint_eq(c.leaderless, 1);
	ck_assert_uint_eq(c.under_replicated, 2);
}
END_TEST

START_TEST(replicas_of_another_topic_are_not_counted)
{
	tell_broker(1, 50, 1);
	ck_assert_uint_eq(view_isr(&told, "payments").replicas, 3);
	ck_assert_uint_eq(view_isr(&told, "clicks").replicas, 0);
}
END_TEST

START_TEST(all_partitions_of_the_believed_view_are_listed)
{
	const struct partition_view **all;
	size_t n;

	tell_broker(1, 50, 1);
	tell_partition(0, 1, 1, 2, "123");
	all = view_partitions(&told, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(all[1]->leader, 2);
	free(all);
}
END_TEST

/* ---- reach, engine, registration ---- */

START_TEST(a_side_answers_since_it_changed)
{
	tell_reach(10, 1, SIDE_BROKER, true);
	tell_reach(20, 1, SIDE_BROKER, true);
	ck_assert_int_eq(view_node(&told, 1)->answers_since[SIDE_BROKER], at_ms(10));
	tell_reach(30, 1, SIDE_BROKER, false);
	ck_assert_int_eq(view_node(&told, 1)->answers_since[SIDE_BROKER], at_ms(30));
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
	tell_engine(0, 1, words[_i].word);
	ck_assert_int_eq(view_node(&told, 1)->process, words[_i].want);
}
END_TEST

START_TEST(brokers_move_between_fenced_and_unfenced)
{
	struct event ev = EVENT(REGISTERED, 0);

	ev.node = 1;
	ids_of(&ev.ids, "12");
	ids_of(&ev.fenced, "3");
	view_apply(&told, &ev);
	view_apply(&told, &ev); /* again: nothing piles up */
	ck_assert_uint_eq(view_node(&told, 1)->unfenced.len, 2);
	ck_assert(ids_has(&view_node(&told, 1)->fenced, 3));
	ids_release(&ev.ids);
	ids_release(&ev.fenced);
}
END_TEST

START_TEST(an_event_about_a_stranger_changes_nothing_but_the_time)
{
	tell_reach(10, 9, SIDE_BROKER, true);
	ck_assert_ptr_null(view_node(&told, 9));
	ck_assert_int_eq(told.now_ns, at_ms(10));
}
END_TEST

START_TEST(time_does_not_go_back)
{
	tell_reach(10, 1, SIDE_BROKER, true);
	tell_reach(5, 1, SIDE_BROKER, true);
	ck_assert_int_eq(told.now_ns, at_ms(10));
}
END_TEST

/* The original moves on and goes away: sanitizers see what was shared. */
START_TEST(a_copy_shares_nothing_with_its_original)
{
	struct view copy;

	tell_broker(1, 50, 1);
	tell_voters(1, 100, 93);
	view_copy(&copy, &told);
	tell_partition(10, 1, 0, 2, "2");
	tell_voters(1, 300, 200);
	view_release(&told);
	ck_assert_int_eq(view_partition(&copy, "payments", 0)->leader, 1);
	ck_assert_uint_eq(view_isr(&copy, NULL).in_sync, 3);
	ck_assert_int_eq(view_voter_lag(&copy, 1, 2), 7);
	view_release(&copy);
}
END_TEST

START_TEST(a_copy_can_be_told_more)
{
	struct view copy;

	tell_broker(1, 50, 1);
	view_copy(&copy, &told);
	view_release(&told);
	told = copy; /* end() releases it */
	for (int32_t p = 1; p < 20; p++)
		tell_partition(10, 1, p, 2, "12");
	ck_assert_uint_eq(view_isr(&told, NULL).replicas, 60);
}
END_TEST

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

START_TEST(a_deleted_partition_is_gone_from_the_view)
{
	struct event gone = EVENT(PARTITION, at_ms(30));

	tell_broker(1, 100, 1);
	gone.node = 1;
	gone.topic = told.nodes[0].partitions.at[0]->topic;
	gone.partition = told.nodes[0].partitions.at[0]->partition;
	gone.leader = -1;
	gone.topic = strdup(gone.topic); /* the view's own goes with the partition */
	view_apply(&told, &gone);
	free(gone.topic);
	ck_assert_uint_eq(view_isr(&told, NULL).leaderless, 0);
	ck_assert_uint_eq(told.nodes[0].partitions.len, 0);
}
END_TEST

static Suite *view_brokers_suite(void)
{
	Suite *s = suite_create("view_brokers");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, view_kit_begin, view_kit_end);
	add_broker_tests(tc);
	tcase_add_test(tc, a_deleted_partition_is_gone_from_the_view);
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

UNIT_SUITE(view_brokers_suite)
