/* Actions on a cluster that others started, and giving it back. */
#include "base/mem.h"
#include "fault/undo.h"
#include "test_fault_admin.h"
#include "test_fault_world.h"
#include "unit.h"

/* As a run does it: every node, then the names of what it makes. */
static void adopt(void)
{
	const struct topology *t = cluster_topology(fake_cluster(fake));

	fake_cluster_adopt(fake);
	for (size_t i = 0; i < t->len; i++) {
		char *saved = NULL;

		ck_assert_int_eq(
			cluster_remember(fake_cluster(fake), &t->nodes[i], &saved, &why),
			0);
		ck_assert_int_gt(journal_intent(journal, UNDO_FOUND, NULL, saved, &why),
				 0);
		free(saved);
	}
	ck_assert_int_gt(journal_intent(journal, UNDO_GROUP, NULL, "readers", &why), 0);
	ck_assert_int_gt(journal_intent(journal, UNDO_TOPIC, NULL, "payments", &why), 0);
}

static int give_back(size_t *undone)
{
	why = (struct err){0};
	return heal_found(fake_cluster(fake), journal, NULL, NULL, undone, &why);
}

static const char *admin_said(void)
{
	return strbuf_text(&kafka.said);
}

START_TEST(healing_within_a_run_leaves_its_topics_and_what_was_found)
{
	adopt();
	ck_assert_int_eq(run("stop", "node 1"), 0);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 5);
	ck_assert_str_eq(admin_said(), "");
}
END_TEST

START_TEST(giving_back_starts_what_ran_and_deletes_what_the_run_made)
{
	size_t undone = 0;

	adopt();
	fake_cluster_set(fake, 2,
			 &(struct node_state){.exists = true, .state = PROCESS_EXITED});
	ck_assert_int_eq(give_back(&undone), 0);
	ck_assert_uint_eq(undone, 3);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	ck_assert_str_eq(admin_said(), "delete group readers\ndelete topic payments\n");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(what_could_not_be_deleted_stays_in_the_journal)
{
	adopt();
	kafka.fail_at = kafka.calls;
	ck_assert_int_lt(give_back(NULL), 0);
	check_pending(UNDO_GROUP, "");
	ck_assert_uint_eq(journal_pending(journal), 1);
	ck_assert_int_eq(give_back(NULL), 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(a_new_process_knows_from_the_journal_what_was_found)
{
	adopt();
	journal_close(journal);
	open_journal();
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_ptr_nonnull(strstr(fake_cluster_calls(fake), "recall 1\n"));
	ck_assert_ptr_nonnull(strstr(fake_cluster_calls(fake), "recall 3\n"));
	ck_assert_int_eq(give_back(NULL), 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(an_adopted_node_counts_as_hurt_only_when_it_is)
{
	struct ids hurt = {0};

	adopt();
	journal_hurt(journal, &hurt);
	ck_assert_uint_eq(hurt.len, 0);
	ck_assert_int_eq(run("pause", "node 2"), 0);
	journal_hurt(journal, &hurt);
	ck_assert_uint_eq(hurt.len, 1);
	ids_release(&hurt);
}
END_TEST

START_TEST(a_node_that_did_not_run_is_never_acted_upon)
{
	fake_cluster_set(fake, 3,
			 &(struct node_state){.exists = true, .state = PROCESS_EXITED});
	adopt();
	ck_assert_int_lt(run("start", "node 3"), 0);
	ck_assert_msg(strstr(why.msg, "node 3 did not run when the cluster was adopted"),
		      "%s", why.msg);
	ck_assert_int_eq(run("stop", "all"), 0);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_int_eq(give_back(NULL), 0);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert_int_eq(state(3), PROCESS_EXITED);
	ck_assert_ptr_null(strstr(fake_cluster_calls(fake), "start 3"));
}
END_TEST

/* Two of three run: a minority of the voters is down already, and random picks among those that run. */
START_TEST(a_node_that_did_not_run_is_not_drawn)
{
	fake_cluster_set(fake, 3,
			 &(struct node_state){.exists = true, .state = PROCESS_EXITED});
	adopt();
	ck_assert_int_eq(run("stop", "random 2"), 0);
	ck_assert_int_eq(state(1), PROCESS_EXITED);
	ck_assert_int_eq(state(2), PROCESS_EXITED);
}
END_TEST

/* ---- what cannot be put back ---- */

static int possible(const char *kind, const char *name, const char *value)
{
	struct action_plan a = {.kind = xstrdup(kind)};
	int rc;

	why = (struct err){0};
	params_set(&a.params, "target", "node 1", 0);
	if (name)
		params_set(&a.params, name, value, 0);
	rc = action_possible(&ctx, &a, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

START_TEST(what_destroys_data_is_refused)
{
	static const char *const kinds[] = {"wipe-disk", "corrupt"};

	fake_cluster_adopt(fake);
	ck_assert_int_lt(possible(kinds[_i], NULL, NULL), 0);
	ck_assert_int_eq(why.kind, ERR_USAGE);
	ck_assert_msg(strstr(why.msg, "project 'fake' is adopted"), "%s", why.msg);
}
END_TEST

START_TEST(memory_is_taken_only_from_a_node_that_has_a_limit)
{
	struct node_limits none = {0};

	ck_assert_int_eq(possible("memory", NULL, NULL), 0);
	fake_cluster_adopt(fake);
	ck_assert_int_lt(possible("memory", NULL, NULL), 0);
	ck_assert_msg(strstr(why.msg, "mem_limit"), "%s", why.msg);
	ck_assert_int_eq(
		cluster_limit_memory(fake_cluster(fake),
				     &cluster_topology(fake_cluster(fake))->nodes[0],
				     INT64_C(1) << 30, &none, &why),
		0);
	ck_assert_int_eq(possible("memory", NULL, NULL), 0);
}
END_TEST

START_TEST(an_unclean_election_is_for_topics_of_the_scenario)
{
	ck_assert_int_eq(possible("elect", "type", "unclean"), 0);
	fake_cluster_adopt(fake);
	ck_assert_int_lt(possible("elect", "type", "unclean"), 0);
	ck_assert_int_eq(possible("elect", "type", "preferred"), 0);
	ck_assert_int_eq(possible("stop", NULL, NULL), 0);
}
END_TEST

static Suite *fault_adopted_suite(void)
{
	Suite *s = suite_create("fault-adopted");
	TCase *tc = tcase_create("adopted");

	tcase_add_checked_fixture(tc, topic_set_up, topic_tear_down);
	tcase_add_test(tc, healing_within_a_run_leaves_its_topics_and_what_was_found);
	tcase_add_test(tc, giving_back_starts_what_ran_and_deletes_what_the_run_made);
	tcase_add_test(tc, what_could_not_be_deleted_stays_in_the_journal);
	tcase_add_test(tc, a_new_process_knows_from_the_journal_what_was_found);
	tcase_add_test(tc, an_adopted_node_counts_as_hurt_only_when_it_is);
	tcase_add_test(tc, a_node_that_did_not_run_is_never_acted_upon);
	tcase_add_test(tc, a_node_that_did_not_run_is_not_drawn);
	tcase_add_loop_test(tc, what_destroys_data_is_refused, 0, 2);
	tcase_add_test(tc, memory_is_taken_only_from_a_node_that_has_a_limit);
	tcase_add_test(tc, an_unclean_election_is_for_topics_of_the_scenario);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_adopted_suite)
