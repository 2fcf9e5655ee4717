/* The faults that take CPU and memory from a node, on the fake cluster. */
#include "base/mem.h"
#include "fault/limits.h"
#include "fault/pending.h"
#include "test_fault_world.h"
#include "unit.h"

#define MIB (1024LL * 1024)
#define CPU NS_PER_S

static int heal_all(void)
{
	why = (struct err){0};
	return heal(fake_cluster(fake), journal, NULL, NULL, NULL, &why);
}

static void check_healed(void)
{
	char *faults;

	ck_assert_msg(heal_all() == 0, "%s", why.msg);
	ck_assert_uint_eq(journal_pending(journal), 0);
	faults = fake_cluster_faults(fake);
	ck_assert_str_eq(faults, "");
	free(faults);
}

static const struct node *node(int32_t id)
{
	return topology_by_id(ctx.topology, id);
}

static struct node_limits limits(int32_t id)
{
	struct node_limits l;
	struct err e = {0};

	ck_assert_int_eq(cluster_limits(fake_cluster(fake), node(id), &l, &e), 0);
	return l;
}

static int64_t cpus(int32_t id)
{
	struct node_limits l = limits(id);

	return limit_cpus(&l);
}

static int64_t memory(int32_t id)
{
	return limits(id).memory_bytes;
}

static int64_t run_limit(const char *kind, const char *on, int64_t limit)
{
	ck_assert_msg(run_with(kind, on, "limit", "x", limit) == 0, "%s", why.msg);
	return result.numbers[0];
}

static void undo_one(int64_t number)
{
	why = (struct err){0};
	ck_assert_msg(heal_these(fake_cluster(fake), journal, &number, 1, NULL, NULL,
				 &why) == 0,
		      "%s", why.msg);
}

static void check_text(const char *part)
{
	ck_assert_msg(strstr(result.text, part) != NULL, "no '%s' in '%s'", part,
		      result.text);
}

/* ---- words of an intent ---- */

START_TEST(the_words_of_an_intent_are_found_by_their_name)
{
	const char *text = "want=200 ran=1 nano=-5 bad=x last=9";

	ck_assert_int_eq(pending_num(text, "want", 7), 200);
	ck_assert_int_eq(pending_num(text, "ran", 7), 1);
	ck_assert_int_eq(pending_num(text, "nano", 7), -5);
	ck_assert_int_eq(pending_num(text, "last", 7), 9);
	ck_assert_int_eq(pending_num(text, "bad", 7), 7);
	ck_assert_int_eq(pending_num(text, "wan", 7), 7);
	ck_assert_int_eq(pending_num(text, "an", 7), 7); /* ran, nano */
	ck_assert_int_eq(pending_num("wants=3 want=200", "want", 7), 200);
	ck_assert_int_eq(pending_num("", "want", 7), 7);
}
END_TEST

/* Its calls: inspect, start, and inspect again if that said it failed. */
START_TEST(a_start_counts_when_it_was_one_whatever_the_call_said)
{
	ck_assert_int_eq(run("stop", "kafka2"), 0);
	fake_cluster_fail(fake, 1);
	ck_assert_int_lt(pending_start(fake_cluster(fake), journal, node(2), &why), 0);
	ck_assert_ptr_nonnull(strstr(why.msg, "cannot start 2"));
	why = (struct err){0};
	fake_cluster_lie(fake, 1);
	ck_assert_int_eq(pending_start(fake_cluster(fake), journal, node(2), &why), 0);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

START_TEST(an_intent_is_read_as_it_was_written)
{
	struct limit l = {.want = 5,
			  .original = {.nano_cpus = 1,
				       .cpu_quota_us = 2,
				       .cpu_period_us = 3,
				       .memory_bytes = 4,
				       .memory_swap_bytes = -1}},
		     back;
	struct strbuf b = STRBUF_INIT;

	limit_write(&l, true, &b);
	limit_read(strbuf_text(&b), &back);
	ck_assert_int_eq(pending_num(strbuf_text(&b), "ran", 0), 1);
	ck_assert_int_eq(back.want, 5);
	ck_assert_int_eq(back.original.nano_cpus, 1);
	ck_assert_int_eq(back.original.cpu_quota_us, 2);
	ck_assert_int_eq(back.original.cpu_period_us, 3);
	ck_assert_int_eq(back.original.memory_bytes, 4);
	ck_assert_int_eq(back.original.memory_swap_bytes, -1);
	strbuf_release(&b);
}
END_TEST

static const struct {
	struct node_limits l;
	int64_t want;
} quotas[] = {
	{{0}, 0},
	{{.nano_cpus = CPU / 5}, CPU / 5},
	{{.cpu_quota_us = 20000}, CPU / 5},
	{{.cpu_quota_us = -1}, 0},
	{{.cpu_quota_us = 50000, .cpu_period_us = 50000}, CPU},
};

START_TEST(cpus_are_told_from_either_kind_of_limit)
{
	ck_assert_int_eq(limit_cpus(&quotas[_i].l), quotas[_i].want);
}
END_TEST

/* ---- cpu ---- */

START_TEST(a_cpu_limit_holds_until_it_is_undone)
{
	(void)run_limit("cpu", "kafka2", CPU / 5);
	ck_assert_int_eq(cpus(2), CPU / 5);
	ck_assert_int_eq(cpus(1), 0);
	check_text("limited to 0.20 CPUs");
	check_healed();
	ck_assert_int_eq(cpus(2), 0);
}
END_TEST

/* Which of the two is undone first. */
START_TEST(of_two_cpu_limits_the_younger_counts_and_the_original_comes_back)
{
	int64_t number[2];

	number[0] = run_limit("cpu", "kafka2", CPU / 5);
	number[1] = run_limit("cpu", "kafka2", CPU / 2);
	ck_assert_int_eq(cpus(2), CPU / 2);
	undo_one(number[_i]);
	ck_assert_int_eq(cpus(2), _i == 0 ? CPU / 2 : CPU / 5);
	undo_one(number[1 - _i]);
	ck_assert_int_eq(cpus(2), 0);
	check_healed();
}
END_TEST

START_TEST(of_three_cpu_limits_the_youngest_that_is_left_counts)
{
	int64_t number[3];

	number[0] = run_limit("cpu", "kafka2", CPU / 5);
	number[1] = run_limit("cpu", "kafka2", CPU / 2);
	number[2] = run_limit("cpu", "kafka2", CPU / 4);
	undo_one(number[_i]);
	ck_assert_int_eq(cpus(2), _i == 2 ? CPU / 2 : CPU / 4);
	check_healed();
}
END_TEST

START_TEST(all_nodes_of_a_cpu_limit_get_it)
{
	(void)run_limit("cpu", "all", CPU / 10);
	for (int32_t id = 1; id <= 3; id++)
		ck_assert_int_eq(cpus(id), CPU / 10);
	check_healed();
}
END_TEST

START_TEST(a_crashed_runs_limits_are_undone_from_its_journal)
{
	(void)run_limit("cpu", "kafka2", CPU / 5);
	(void)run_limit("memory", "kafka3", 300 * MIB);
	journal_close(journal);
	open_journal();
	check_healed();
	ck_assert_int_eq(cpus(2), 0);
}
END_TEST

/* ---- memory ---- */

START_TEST(a_memory_limit_holds_until_it_is_undone)
{
	(void)run_limit("memory", "kafka2", 300 * MIB);
	ck_assert_int_eq(memory(2), 300 * MIB);
	check_text("limited to 300 MiB of memory");
	ck_assert_ptr_null(strstr(fake_cluster_calls(fake), "stop 2"));
	check_healed();
	ck_assert(memory(2) == 0 || memory(2) > 300 * MIB);
}
END_TEST

START_TEST(of_two_memory_limits_the_younger_counts_and_the_original_comes_back)
{
	int64_t number[2];

	number[0] = run_limit("memory", "kafka2", 300 * MIB);
	number[1] = run_limit("memory", "kafka2", 200 * MIB);
	ck_assert_int_eq(memory(2), 200 * MIB);
	undo_one(number[_i]);
	ck_assert_int_eq(memory(2), (_i == 0 ? 200 : 300) * MIB);
	undo_one(number[1 - _i]);
	ck_assert(memory(2) == 0 || memory(2) > 300 * MIB);
	check_healed();
}
END_TEST

static int run_restart(const char *on)
{
	struct action_plan a = {.kind = xstrdup("memory")};
	int rc;

	action_result_release(&result);
	params_set(&a.params, "target", on, 0);
	params_set(&a.params, "limit", "200MiB", 200 * MIB);
	params_set(&a.params, "restart", "true", 1);
	rc = action_run(action_find("memory"), &ctx, &a, &result, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

START_TEST(with_restart_the_limit_is_set_while_the_node_is_stopped)
{
	const char *stop, *limit, *start;

	ck_assert_msg(run_restart("kafka2") == 0, "%s", why.msg);
	stop = strstr(fake_cluster_calls(fake), "stop 2");
	ck_assert_ptr_nonnull(stop);
	limit = strstr(stop, "limit_memory 2");
	ck_assert_ptr_nonnull(limit);
	start = strstr(limit, "start 2");
	ck_assert_ptr_nonnull(start);
	check_text("limited to 200 MiB of memory, started again with it");
	check_pending(UNDO_START, "");
	check_pending(UNDO_MEMORY, "2");
	check_healed();
}
END_TEST

static void note_text(void *arg, UNUSED int32_t id, UNUSED bool is_error,
		      const char *text)
{
	strbuf_addf(arg, "%s\n", text);
}

START_TEST(a_node_killed_for_lack_of_memory_is_started_again_and_said_so)
{
	struct node_state s;
	struct strbuf said = STRBUF_INIT;

	(void)run_limit("memory", "kafka2", 300 * MIB);
	s = fake_cluster_state(fake, 2);
	s.state = PROCESS_EXITED;
	s.exit_code = 137;
	s.oom_killed = true;
	fake_cluster_set(fake, 2, &s);
	ck_assert_int_eq(heal(fake_cluster(fake), journal, note_text, &said, NULL, &why),
			 0);
	ck_assert_ptr_nonnull(
		strstr(strbuf_text(&said), "had been killed for lack of memory"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&said), "started again"));
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	strbuf_release(&said);
	check_healed();
}
END_TEST

/* ---- whatever fails ---- */

enum { MOST_CALLS = 25 };

static void hurt_and_heal(void)
{
	(void)run_with("cpu", "kafka2", "limit", "x", CPU / 5); /* any may fail */
	(void)run_with("cpu", "kafka2", "limit", "x", CPU / 2);
	(void)run_restart("kafka2");
	(void)heal_all();
	check_healed();
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}

START_TEST(whatever_call_on_a_limit_fails_healing_leaves_it_clean)
{
	fake_cluster_fail(fake, _i);
	hurt_and_heal();
}
END_TEST

START_TEST(whatever_call_on_a_limit_lies_healing_leaves_it_clean)
{
	fake_cluster_lie(fake, _i);
	hurt_and_heal();
}
END_TEST

static Suite *fault_limits_suite(void)
{
	Suite *s = suite_create("fault limits");
	TCase *tc = tcase_create("limits");

	tcase_add_checked_fixture(tc, fault_set_up, fault_tear_down);
	tcase_add_test(tc, the_words_of_an_intent_are_found_by_their_name);
	tcase_add_test(tc, a_start_counts_when_it_was_one_whatever_the_call_said);
	tcase_add_test(tc, an_intent_is_read_as_it_was_written);
	tcase_add_loop_test(tc, cpus_are_told_from_either_kind_of_limit, 0,
			    (int)ARRAY_LEN(quotas));
	tcase_add_test(tc, a_cpu_limit_holds_until_it_is_undone);
	tcase_add_loop_test(
		tc, of_two_cpu_limits_the_younger_counts_and_the_original_comes_back, 0,
		2);
	tcase_add_loop_test(tc, of_three_cpu_limits_the_youngest_that_is_left_counts, 0,
			    3);
	tcase_add_test(tc, all_nodes_of_a_cpu_limit_get_it);
	tcase_add_test(tc, a_crashed_runs_limits_are_undone_from_its_journal);
	tcase_add_test(tc, a_memory_limit_holds_until_it_is_undone);
	tcase_add_loop_test(
		tc, of_two_memory_limits_the_younger_counts_and_the_original_comes_back,
		0, 2);
	tcase_add_test(tc, with_restart_the_limit_is_set_while_the_node_is_stopped);
	tcase_add_test(tc, a_node_killed_for_lack_of_memory_is_started_again_and_said_so);
	tcase_add_loop_test(tc, whatever_call_on_a_limit_fails_healing_leaves_it_clean, 0,
			    2 * MOST_CALLS);
	tcase_add_loop_test(tc, whatever_call_on_a_limit_lies_healing_leaves_it_clean, 0,
			    2 * MOST_CALLS);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_limits_suite)
