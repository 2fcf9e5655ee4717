/* command: what runs where, its proof, and that its undoing is never forgotten. */
#include "base/file.h"
#include "base/mem.h"
#include "scratch.h"
#include "test_fault_admin.h"
#include "test_fault_world.h"
#include "unit.h"

static char *folder;

static void setup(void)
{
	topic_set_up();
	folder = scratch_dir();
}

static void teardown(void)
{
	free(folder);
	topic_tear_down();
}

/* Is there a file of this name in the test's folder? */
static bool is_there(const char *name)
{
	char *path = path_join(folder, name);
	bool is = file_exists(path);

	free(path);
	return is;
}

/* "%s" in the scripts: the folder. */
static int command_on(const char *on, const char *run_it, const char *undo_it)
{
	char *first = xasprintf("cd %s; %s", folder, run_it);
	char *back = xasprintf("cd %s; %s", folder, undo_it ? undo_it : "");
	int rc = act("command", (struct given[]){{"run", first, 0},
						 {"timeout", "", 5 * NS_PER_S},
						 {"on", on, 0},
						 {undo_it ? "undo" : NULL, back, 0},
						 {NULL, NULL, 0}});

	free(first);
	free(back);
	return rc;
}

static int command(const char *run_it, const char *undo_it)
{
	return command_on("host", run_it, undo_it);
}

START_TEST(a_command_runs_and_its_words_are_the_proof)
{
	ck_assert_int_eq(command("touch mark; echo done; echo well", NULL), 0);
	ck_assert(is_there("mark"));
	ck_assert_ptr_nonnull(strstr(result.text, "this machine: exit code 0 after "));
	ck_assert_ptr_nonnull(strstr(result.text, ": done|well"));
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(of_many_words_the_last_are_shown)
{
	ck_assert_int_eq(
		command("printf '%300s' x; printf '\\033[1m'; echo the end", NULL), 0);
	ck_assert_uint_lt(strlen(result.text), 300);
	ck_assert_ptr_nonnull(strstr(result.text, ": ..."));
	ck_assert_ptr_nonnull(strstr(result.text, "x [1mthe end"));
}
END_TEST

START_TEST(a_command_that_fails_has_failed)
{
	ck_assert_int_eq(command("echo no such luck; exit 3", NULL), -1);
	ck_assert_str_eq(
		why.msg,
		"the command on this machine ended with exit code 3: no such luck");
	ck_assert_uint_eq(count_steps(STEP_FAILED), 1);
	ck_assert_uint_eq(count_steps(STEP_EFFECTIVE), 0);
}
END_TEST

START_TEST(healing_runs_its_undo)
{
	size_t undone;

	ck_assert_int_eq(command("touch mark", "rm mark"), 0);
	ck_assert_uint_eq(journal_pending(journal), 1);
	ck_assert_int_eq(heal_all(&undone), 0);
	ck_assert_uint_eq(undone, 1);
	ck_assert(!is_there("mark"));
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(also_of_one_that_failed_half_way)
{
	ck_assert_int_eq(command("touch mark; exit 1", "rm mark"), -1);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert(!is_there("mark"));
}
END_TEST

START_TEST(the_youngest_command_is_undone_first)
{
	ck_assert_int_eq(command("true", "echo first >>mark"), 0);
	ck_assert_int_eq(command("true", "[ ! -e mark ]"), 0);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert(is_there("mark"));
}
END_TEST

START_TEST(an_undo_of_several_lines_survives_a_crash)
{
	ck_assert_int_eq(
		command("touch mark", "if true\nthen\n\trm ~/none 2>&1; rm mark\nfi"), 0);
	journal_close(journal);
	open_journal();
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert(!is_there("mark"));
}
END_TEST

START_TEST(an_undo_that_fails_is_told_and_tried_again)
{
	ck_assert_int_eq(command("true", "echo cannot; [ -e mark ]"), 0);
	ck_assert_int_eq(heal_all(NULL), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "cannot undo by '"));
	ck_assert_ptr_nonnull(strstr(why.msg, "ended with exit code 1: cannot"));
	ck_assert_uint_eq(journal_pending(journal), 1);
	ck_assert_int_eq(command("touch mark", NULL), 0);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(without_a_cluster_this_machine_is_healed_all_the_same)
{
	struct node_state gone = {0};

	ck_assert_int_eq(command("touch mark", "rm mark"), 0);
	for (int32_t id = 1; id <= 3; id++)
		fake_cluster_set(fake, id, &gone);
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert(!is_there("mark"));
}
END_TEST

START_TEST(the_machine_can_be_healed_alone)
{
	ck_assert_int_eq(command("touch mark", "rm mark"), 0);
	ck_assert_int_eq(run("stop", "node 1"), 0);
	why = (struct err){0};
	ck_assert_int_eq(heal_machine(fake_cluster(fake), journal, NULL, NULL, &why), 0);
	ck_assert(!is_there("mark"));
	ck_assert_int_eq(state(1), PROCESS_EXITED);
	check_pending(UNDO_START, "1");
}
END_TEST

START_TEST(a_command_that_takes_too_long_fails)
{
	ck_assert_int_eq(act("command", (struct given[]){{"run", "sleep 60", 0},
							 {"timeout", "", 200 * NS_PER_MS},
							 {NULL, NULL, 0}}),
			 -1);
	ck_assert_str_eq(
		why.msg,
		"command on this machine: the command was still running after 200 ms and was killed");
}
END_TEST

START_TEST(an_interrupted_run_starts_no_command)
{
	atomic_store(&cancel, true);
	ck_assert_int_eq(command("touch mark", NULL), -1);
	ck_assert_int_eq(why.kind, ERR_INTERRUPTED);
	ck_assert(!is_there("mark"));
}
END_TEST

START_TEST(a_duration_needs_an_undo)
{
	ck_assert_int_eq(act("command", (struct given[]){{"run", "true", 0},
							 {"for", "1s", NS_PER_S},
							 {NULL, NULL, 0}}),
			 -1);
	ck_assert_int_eq(why.kind, ERR_USAGE);
}
END_TEST

START_TEST(an_undo_that_is_too_long_to_be_written_down_is_not_risked)
{
	char *longest = xcalloc(1, 5001);

	memset(longest, ' ', 5000);
	ck_assert_int_eq(command("touch mark", longest), -1);
	ck_assert(!is_there("mark"));
	free(longest);
}
END_TEST

/* ---- in nodes: a shell that knows "mark", "unmark" and how to fail ---- */

static bool broken_shell;

static void shell(void *arg UNUSED, const struct node *node, const char *const *argv,
		  int *exit_code, struct strbuf *out)
{
	const char *script = strrchr(argv[2], ' ') + 1;

	ck_assert_str_eq(argv[0], "/bin/sh");
	ck_assert_str_eq(argv[1], "-c");
	ck_assert_ptr_null(argv[3]);
	strbuf_addf(out, "%s here\n", node->name);
	if (strcmp(script, "mark") == 0)
		fake_cluster_mark(fake, node->id, "command", "marked");
	else if (strcmp(script, "unmark") == 0 && !broken_shell)
		fake_cluster_mark(fake, node->id, "command", "");
	else
		*exit_code = 5;
}

static void check_faults(const char *want)
{
	char *faults = fake_cluster_faults(fake);

	ck_assert_str_eq(faults, want);
	free(faults);
}

static int in_nodes(const char *on, const char *run_it, const char *undo_it)
{
	broken_shell = false;
	fake_cluster_on_exec(fake, shell, NULL);
	return command_on(on, run_it, undo_it);
}

START_TEST(in_nodes_it_runs_in_each_that_is_picked)
{
	ck_assert_int_eq(in_nodes("kafka1, kafka3", "mark", "unmark"), 0);
	check_faults("node 1 command: marked\nnode 3 command: marked\n");
	ck_assert_uint_eq(result.nodes.len, 2);
	ck_assert_ptr_nonnull(strstr(result.text, "kafka3: exit code 0 after "));
	ck_assert_ptr_nonnull(strstr(result.text, ": kafka3 here"));
	check_pending(UNDO_COMMAND, "1,3");
	ck_assert_int_eq(heal_all(NULL), 0);
	check_faults("");
}
END_TEST

START_TEST(a_command_that_fails_in_a_node_has_failed)
{
	ck_assert_int_eq(in_nodes("kafka2", "nonsense", NULL), -1);
	ck_assert_str_eq(why.msg,
			 "the command on kafka2 ended with exit code 5: kafka2 here");
}
END_TEST

START_TEST(a_node_is_started_before_a_command_in_it_is_undone)
{
	ck_assert_int_eq(in_nodes("kafka2", "mark", "unmark"), 0);
	ck_assert_int_eq(run("stop", "kafka2"), 0);
	ck_assert_int_eq(heal_all(NULL), 0);
	check_faults("");
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

START_TEST(an_undo_that_fails_in_a_node_stays_pending)
{
	ck_assert_int_eq(in_nodes("kafka2", "mark", "unmark"), 0);
	broken_shell = true;
	ck_assert_int_eq(heal_all(NULL), -1);
	check_pending(UNDO_COMMAND, "2");
	broken_shell = false;
	ck_assert_int_eq(heal_all(NULL), 0);
	check_faults("");
}
END_TEST

START_TEST(what_was_done_in_a_node_that_is_gone_went_with_it)
{
	struct node_state gone = {0};

	ck_assert_int_eq(in_nodes("kafka2", "mark", "unmark"), 0);
	fake_cluster_set(fake, 2, &gone);
	broken_shell = true;
	ck_assert_int_eq(heal_all(NULL), 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

enum { MOST_CALLS = 14 };

START_TEST(whatever_call_fails_healing_leaves_no_command_in_force)
{
	if (_i % 2)
		fake_cluster_fail(fake, _i / 2);
	else
		fake_cluster_lie(fake, _i / 2);
	(void)in_nodes("kafka1", "mark", "unmark"); /* any of these may fail */
	(void)in_nodes("kafka2, kafka3", "mark", "unmark");
	(void)heal_all(NULL);
	ck_assert_int_eq(heal_all(NULL), 0);
	check_faults("");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

static Suite *fault_command_suite(void)
{
	Suite *s = suite_create("fault command");
	TCase *tc = tcase_create("command");

	tcase_set_timeout(tc, 20);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_command_runs_and_its_words_are_the_proof);
	tcase_add_test(tc, of_many_words_the_last_are_shown);
	tcase_add_test(tc, a_command_that_fails_has_failed);
	tcase_add_test(tc, healing_runs_its_undo);
	tcase_add_test(tc, also_of_one_that_failed_half_way);
	tcase_add_test(tc, the_youngest_command_is_undone_first);
	tcase_add_test(tc, an_undo_of_several_lines_survives_a_crash);
	tcase_add_test(tc, an_undo_that_fails_is_told_and_tried_again);
	tcase_add_test(tc, without_a_cluster_this_machine_is_healed_all_the_same);
	tcase_add_test(tc, the_machine_can_be_healed_alone);
	tcase_add_test(tc, a_command_that_takes_too_long_fails);
	tcase_add_test(tc, an_interrupted_run_starts_no_command);
	tcase_add_test(tc, a_duration_needs_an_undo);
	tcase_add_test(tc, an_undo_that_is_too_long_to_be_written_down_is_not_risked);
	tcase_add_test(tc, in_nodes_it_runs_in_each_that_is_picked);
	tcase_add_test(tc, a_command_that_fails_in_a_node_has_failed);
	tcase_add_test(tc, a_node_is_started_before_a_command_in_it_is_undone);
	tcase_add_test(tc, an_undo_that_fails_in_a_node_stays_pending);
	tcase_add_test(tc, what_was_done_in_a_node_that_is_gone_went_with_it);
	tcase_add_loop_test(tc, whatever_call_fails_healing_leaves_no_command_in_force, 0,
			    2 * MOST_CALLS);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_command_suite)
