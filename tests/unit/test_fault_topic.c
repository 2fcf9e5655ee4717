/* configure and elect: effect, proof, and that what was changed is put back however it overlaps. */
#include "base/mem.h"
#include "fault/undo.h"
#include "test_fault_admin.h"
#include "test_fault_world.h"
#include "unit.h"

static void no_nodes(void)
{
	struct node_state gone = {0};

	for (int32_t id = 1; id <= 3; id++)
		fake_cluster_set(fake, id, &gone);
}

/* ---- configure ---- */

START_TEST(a_config_is_changed_proven_and_put_back)
{
	fake_admin_set(&kafka, "payments/k", "2");
	kafka.stale_looks = 0;
	ck_assert_int_eq(configure("k", "1"), 0);
	ck_assert_str_eq(setting("k"), "1");
	ck_assert_str_eq(result.text, "topic payments; k 1, was 2");
	ck_assert_uint_eq(result.n_numbers, 1);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_str_eq(setting("k"), "2");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(what_was_not_set_is_not_set_again)
{
	ck_assert_int_eq(configure("k", "1"), 0);
	ck_assert_str_eq(result.text, "topic payments; k 1, was not set");
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_ptr_null(setting("k"));
}
END_TEST

START_TEST(brokers_that_follow_a_little_later_are_waited_for)
{
	fake_admin_set(&kafka, "payments/k", "2");
	ck_assert_int_eq(configure("k", "1"), 0);
	kafka.stale_looks = 3;
	ck_assert_int_eq(configure("k", "3"), 0);
	ck_assert_str_eq(setting("k"), "3");
}
END_TEST

START_TEST(a_config_that_is_so_already_is_no_effect)
{
	fake_admin_set(&kafka, "payments/k", "1");
	ck_assert_int_eq(configure("k", "1"), -1);
	ck_assert_str_eq(why.msg, "no effect: topic payments; k is 1 already");
	ck_assert_uint_eq(journal_pending(journal), 0);
	ck_assert_str_eq(strbuf_text(&kafka.said), "");
}
END_TEST

START_TEST(several_keys_are_changed_and_put_back)
{
	fake_admin_set(&kafka, "payments/a", "1");
	ck_assert_int_eq(act("configure", (struct given[]){{"topic", "payments", 0},
							   {"config:a", "7", 0},
							   {"config:b", "true", 0},
							   {NULL, NULL, 0}}),
			 0);
	ck_assert_str_eq(setting("a"), "7");
	ck_assert_str_eq(setting("b"), "true");
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_str_eq(setting("a"), "1");
	ck_assert_ptr_null(setting("b"));
}
END_TEST

/* A pair of changes, the first or the second one being taken back first. */
START_TEST(overlapping_changes_may_end_in_any_order)
{
	int64_t first, second;

	fake_admin_set(&kafka, "payments/k", "1");
	ck_assert_int_eq(configure("k", "2"), 0);
	first = result.numbers[0];
	ck_assert_int_eq(configure("k", "3"), 0);
	second = result.numbers[0];
	ck_assert_int_eq(heal_one(_i ? second : first), 0);
	ck_assert_str_eq(setting("k"), _i ? "2" : "3");
	ck_assert_int_eq(heal_one(_i ? first : second), 0);
	ck_assert_str_eq(setting("k"), "1");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(healing_overlapping_changes_leaves_what_was_before_all)
{
	ck_assert_int_eq(configure("k", "2"), 0);
	ck_assert_int_eq(configure("k", "3"), 0);
	ck_assert_int_eq(configure("k", "4"), 0);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_ptr_null(setting("k"));
}
END_TEST

START_TEST(what_somebody_put_back_needs_no_healing)
{
	size_t undone;

	fake_admin_set(&kafka, "payments/k", "1");
	ck_assert_int_eq(configure("k", "2"), 0);
	fake_admin_set(&kafka, "payments/k", "1");
	ck_assert_int_eq(heal_all(&undone), 0);
	ck_assert_uint_eq(undone, 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(without_any_container_there_is_nothing_to_put_back)
{
	ck_assert_int_eq(configure("k", "2"), 0);
	no_nodes();
	strbuf_clear(&kafka.said);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_str_eq(strbuf_text(&kafka.said), "");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(a_config_without_keys_is_refused)
{
	ck_assert_int_eq(act("configure",
			     (struct given[]){{"topic", "payments", 0}, {NULL, NULL, 0}}),
			 -1);
	ck_assert_int_eq(why.kind, ERR_USAGE);
	ck_assert_int_eq(configure("k", "1\n2"), -1);
	ck_assert_int_eq(why.kind, ERR_USAGE);
}
END_TEST

START_TEST(a_topic_that_is_not_the_scenarios_is_refused)
{
	const struct given of_payment[] = {
		{"topic", "payment", 0}, {"config:k", "1", 0}, {NULL, NULL, 0}};
	const struct given of_kafka[] = {{"topic", "__consumer_offsets", 0},
					 {"config:k", "1", 0},
					 {NULL, NULL, 0}};

	ck_assert_int_eq(act("configure", of_payment), -1);
	ck_assert_int_eq(why.kind, ERR_USAGE);
	ck_assert_str_eq(
		why.msg,
		"the scenario has no topic 'payment' (did you mean 'payments'?)");
	ck_assert_int_eq(act("configure", of_kafka), 0);
}
END_TEST

START_TEST(a_crashed_runs_config_is_put_back_from_the_journal)
{
	fake_admin_set(&kafka, "payments/k", "1");
	ck_assert_int_eq(configure("k", "2"), 0);
	journal_close(journal);
	open_journal();
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_str_eq(setting("k"), "1");
}
END_TEST

/* ---- elect ---- */

static int elect(const char *type, const char *topic, int64_t timeout_ns)
{
	return act("elect", (struct given[]){{"type", type, 0},
					     {"timeout", "", timeout_ns},
					     {topic ? "topic" : NULL, topic, 0},
					     {NULL, NULL, 0}});
}

START_TEST(an_election_tells_how_many_it_elected)
{
	kafka.elected = 2;
	ck_assert_int_eq(elect("preferred", NULL, NS_PER_S), 0);
	ck_assert_str_eq(result.text, "2 partitions got a leader by election");
	ck_assert_str_eq(strbuf_text(&kafka.said), "elect preferred */-1\n");
}
END_TEST

START_TEST(what_needs_no_election_yet_is_asked_again)
{
	kafka.in_vain = 2;
	ck_assert_int_eq(elect("unclean", "payments", 10 * NS_PER_S), 0);
	ck_assert_str_eq(
		strbuf_text(&kafka.said),
		"elect unclean payments/-1\nelect unclean payments/-1\nelect unclean payments/-1\n");
}
END_TEST

START_TEST(an_election_of_nobody_is_no_effect)
{
	kafka.in_vain = 1000;
	ck_assert_int_eq(elect("unclean", "payments", 100 * NS_PER_MS), -1);
	ck_assert_str_eq(why.msg,
			 "no effect within 100 ms: every partition has a leader");
	kafka.refused = "payments/1: ELIGIBLE_LEADERS_NOT_AVAILABLE";
	ck_assert_int_eq(elect("unclean", "payments", 100 * NS_PER_MS), -1);
	ck_assert_str_eq(
		why.msg,
		"no effect within 100 ms: payments/1: ELIGIBLE_LEADERS_NOT_AVAILABLE");
}
END_TEST

/* What brokers tell, before the election and from the third look on. */
static int looks;

static void tell_leader(struct view *v, int32_t partition, int32_t leader, int32_t epoch)
{
	struct event ev = EVENT(PARTITION, 1);

	ev.node = 1;
	ev.topic = (char[]){"payments"};
	ev.partition = partition;
	ev.leader = leader;
	ev.epoch = epoch;
	ids_set(&ev.replicas, (int32_t[]){2, 3}, 2);
	view_apply(v, &ev);
	ids_release(&ev.replicas);
}

static void look_at_leaders(void *arg UNUSED, struct view *out)
{
	struct event answers = EVENT(REACH, 0), offset = EVENT(METADATA, 0);
	bool is_over = looks++ > 2;

	view_init(out, ctx.topology);
	answers.node = offset.node = 1;
	answers.up = true;
	offset.offset = 9;
	view_apply(out, &answers);
	view_apply(out, &offset);
	tell_leader(out, 0, is_over ? 3 : -1, is_over ? 8 : 7);
	tell_leader(out, 1, 2, 4);
}

START_TEST(who_leads_by_it_is_told_and_who_led_before_is_not)
{
	ctx.look = look_at_leaders;
	looks = 0;
	ck_assert_int_eq(elect("unclean", "payments", NS_PER_S), 0);
	ck_assert_str_eq(
		result.text,
		"1 partition got a leader by election; now payments/0 led by node 3");
	ck_assert_uint_eq(result.nodes.len, 1);
	ck_assert_int_eq(result.nodes.id[0], 3);
}
END_TEST

START_TEST(a_partition_needs_its_topic_and_must_be_one_of_it)
{
	ck_assert_int_eq(act("elect", (struct given[]){{"type", "preferred", 0},
						       {"partition", "0", 0},
						       {NULL, NULL, 0}}),
			 -1);
	ck_assert_str_eq(why.msg, "'partition' needs 'topic'");
	ck_assert_int_eq(act("elect", (struct given[]){{"type", "preferred", 0},
						       {"topic", "payments", 0},
						       {"partition", "3", 3},
						       {NULL, NULL, 0}}),
			 -1);
	ck_assert_str_eq(why.msg, "topic 'payments' has no partition 3");
}
END_TEST

START_TEST(an_interrupted_election_ends)
{
	kafka.in_vain = 1000;
	atomic_store(&cancel, true);
	ck_assert_int_eq(elect("unclean", "payments", 60 * NS_PER_S), -1);
	ck_assert_int_eq(why.kind, ERR_INTERRUPTED);
}
END_TEST

/* ---- whatever fails ---- */

enum { MOST_CALLS = 24 };

static void hurt_topics(void)
{
	fake_admin_set(&kafka, "payments/k", "1");
	(void)configure("k", "2"); /* any of these may fail */
	(void)configure("k", "3");
	(void)configure("m", "4");
	(void)move_to("kafka3", NS_PER_S);
}

static void check_healed(void)
{
	(void)heal_all(NULL);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_str_eq(setting("k"), "1");
	ck_assert_ptr_null(setting("m"));
	check_replicas("1,2");
	ck_assert_uint_eq(journal_pending(journal), 0);
}

START_TEST(whatever_call_fails_healing_leaves_topics_as_they_were)
{
	kafka.fail_at = _i;
	hurt_topics();
	check_healed();
}
END_TEST

START_TEST(whatever_call_lies_healing_leaves_topics_as_they_were)
{
	kafka.lie_at = _i;
	hurt_topics();
	check_healed();
}
END_TEST

static TCase *case_of(const char *name)
{
	TCase *tc = tcase_create(name);

	tcase_set_timeout(tc, 20);
	tcase_add_checked_fixture(tc, topic_set_up, topic_tear_down);
	return tc;
}

static Suite *fault_topic_suite(void)
{
	Suite *s = suite_create("fault topics");
	TCase *c = case_of("configure"), *el = case_of("elect"),
	      *any = case_of("failures");

	tcase_add_test(c, a_config_is_changed_proven_and_put_back);
	tcase_add_test(c, what_was_not_set_is_not_set_again);
	tcase_add_test(c, brokers_that_follow_a_little_later_are_waited_for);
	tcase_add_test(c, a_config_that_is_so_already_is_no_effect);
	tcase_add_test(c, several_keys_are_changed_and_put_back);
	tcase_add_loop_test(c, overlapping_changes_may_end_in_any_order, 0, 2);
	tcase_add_test(c, healing_overlapping_changes_leaves_what_was_before_all);
	tcase_add_test(c, what_somebody_put_back_needs_no_healing);
	tcase_add_test(c, without_any_container_there_is_nothing_to_put_back);
	tcase_add_test(c, a_config_without_keys_is_refused);
	tcase_add_test(c, a_topic_that_is_not_the_scenarios_is_refused);
	tcase_add_test(c, a_crashed_runs_config_is_put_back_from_the_journal);
	suite_add_tcase(s, c);

	tcase_add_test(el, an_election_tells_how_many_it_elected);
	tcase_add_test(el, what_needs_no_election_yet_is_asked_again);
	tcase_add_test(el, an_election_of_nobody_is_no_effect);
	tcase_add_test(el, who_leads_by_it_is_told_and_who_led_before_is_not);
	tcase_add_test(el, a_partition_needs_its_topic_and_must_be_one_of_it);
	tcase_add_test(el, an_interrupted_election_ends);
	suite_add_tcase(s, el);

	tcase_add_loop_test(any, whatever_call_fails_healing_leaves_topics_as_they_were,
			    0, MOST_CALLS);
	tcase_add_loop_test(any, whatever_call_lies_healing_leaves_topics_as_they_were, 0,
			    MOST_CALLS);
	suite_add_tcase(s, any);
	return s;
}

UNIT_SUITE(fault_topic_suite)
