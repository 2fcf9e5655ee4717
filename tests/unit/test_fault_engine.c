/* Engines of hosts that are ended and started by commands. */
#include "base/file.h"
#include "base/mem.h"
#include "fault/engine.h"
#include "test_fault_world.h"
#include "unit.h"

#include <unistd.h>

/* Three hosts, a node each. The engine of one is away while its file is there. */
static char *dir, *away[3];
static struct hosts hosts;

static void add_host(const char *name, const char *file)
{
	*GROW(hosts.at, hosts.len) = (struct host){
		.name = xstrdup(name),
		.rack = xstrdup(name),
		.engine_stop = xasprintf("touch %s", file),
		.engine_kill = xasprintf("sleep 0.05; touch %s", file),
		.engine_start = xasprintf("rm -f %s", file)};
}

static void set_up(void)
{
	static const char *const names[] = {"a", "b", "c"};
	struct fake_cluster *f = fake_cluster_new(3);

	dir = xstrdup("/tmp/kchaos-engines-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	hosts = (struct hosts){0};
	for (size_t i = 0; i < ARRAY_LEN(away); i++) {
		away[i] = path_join(dir, names[i]);
		add_host(names[i], away[i]);
	}
	fake_cluster_hosts(f, &hosts);
	for (size_t i = 0; i < ARRAY_LEN(away); i++)
		fake_cluster_engine(f, (int32_t)i, away[i]);
	fault_set_up_on(f);
}

static void tear_down(void)
{
	fault_tear_down();
	hosts_release(&hosts);
	for (size_t i = 0; i < ARRAY_LEN(away); i++) {
		(void)unlink(away[i]); /* it may not be there */
		free(away[i]);
	}
	(void)rmdir(dir);
	free(dir);
}

static void check_heals(void)
{
	struct err e = {0};

	ck_assert_msg(heal(fake_cluster(fake), journal, NULL, NULL, NULL, &e) == 0, "%s",
		      e.msg);
	ck_assert_uint_eq(journal_pending(journal), 0);
	for (int32_t id = 1; id <= 3; id++)
		ck_assert_int_eq(state(id), PROCESS_RUNNING);
}

START_TEST(an_engine_is_ended_and_its_nodes_are_to_be_started)
{
	struct intents engines;

	ck_assert_msg(run(_i ? "kill-engine" : "stop-engine", "host b") == 0, "%s",
		      why.msg);
	ck_assert(file_exists(away[1]));
	ck_assert_ptr_nonnull(
		strstr(result.text, "the engine of host 'b' does not answer any more"));
	ck_assert_uint_eq(result.nodes.len, 1);
	ck_assert_int_ge(result.effective_ns, result.requested_ns);
	ck_assert_int_eq(state(2), PROCESS_EXITED);
	check_pending(UNDO_START, "2");
	journal_list(journal, UNDO_ENGINE, ANY_INTENT, &engines);
	ck_assert_uint_eq(engines.len, 1);
	ck_assert(!engines.item[0].in_doubt);
	intents_release(&engines);
	check_heals();
	ck_assert(!file_exists(away[1]));
}
END_TEST

START_TEST(engines_of_several_hosts_end_together)
{
	ck_assert_msg(run("stop-engine", "hosts of node 1, kafka3") == 0, "%s", why.msg);
	ck_assert(file_exists(away[0]) && !file_exists(away[1]) && file_exists(away[2]));
	check_pending(UNDO_START, "1,3");
	check_heals();
}
END_TEST

START_TEST(an_engine_is_started_with_who_ran_there)
{
	ck_assert_int_eq(run("stop", "node 1"), 0);
	ck_assert_int_eq(run("stop-engine", "host a, host b"), 0);
	ck_assert_msg(run("start-engine", "host a, host b") == 0, "%s", why.msg);
	ck_assert(!file_exists(away[0]) && !file_exists(away[1]));
	ck_assert_int_eq(state(1), PROCESS_EXITED); /* it was stopped before, by itself */
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	ck_assert_ptr_nonnull(strstr(result.text, "node 2 (kafka2) started again"));
	check_pending(UNDO_START, "1");
	check_heals();
}
END_TEST

START_TEST(an_engine_that_is_so_already_is_no_effect)
{
	ck_assert_int_eq(run("start-engine", "host a"), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "no effect: "));
	ck_assert_ptr_nonnull(strstr(why.msg, "the engine of host 'a' is so already"));
	ck_assert_int_eq(run("stop-engine", "host a"), 0);
	ck_assert_int_eq(run("kill-engine", "host a"), -1);
	check_heals();
}
END_TEST

static void change(size_t host, const char *stop, const char *start)
{
	struct host *h = &((struct topology *)(uintptr_t)ctx.topology)->hosts.at[host];

	free(h->engine_stop);
	h->engine_stop = xstrdup(stop);
	if (!start)
		return;
	free(h->engine_start);
	h->engine_start = xstrdup(start);
}

START_TEST(a_command_that_fails_is_quoted)
{
	change(0, "echo out of luck; exit 3", NULL);
	ck_assert_int_eq(run_with("stop-engine", "host a", "timeout", "", NS_PER_S / 5),
			 -1);
	ck_assert_str_eq(why.msg,
			 "'engine_stop' of host 'a' ended with exit code 3: out of luck");
	check_heals();
}
END_TEST

START_TEST(an_engine_that_goes_on_answering_is_no_effect)
{
	change(0, "true", NULL);
	ck_assert_int_eq(run_with("stop-engine", "host a", "timeout", "", NS_PER_S / 5),
			 -1);
	ck_assert_str_eq(why.msg,
			 "no effect: the engine of host 'a' still answers 200 ms "
			 "after 'engine_stop'");
	check_heals();
}
END_TEST

/* What it says counts for nothing when the engine is away. */
START_TEST(a_command_that_complains_may_have_worked)
{
	char *stop = xasprintf("touch %s; exit 1", away[0]);

	change(0, stop, NULL);
	ck_assert_msg(run("stop-engine", "host a") == 0, "%s", why.msg);
	check_heals();
	free(stop);
}
END_TEST

START_TEST(what_cannot_be_started_stays_in_the_journal)
{
	struct err e = {0};

	change(0, hosts.at[0].engine_stop, "echo no; exit 1");
	ck_assert_int_eq(run("stop-engine", "host a"), 0);
	ck_assert_int_eq(heal(fake_cluster(fake), journal, NULL, NULL, NULL, &e), -1);
	ck_assert_ptr_nonnull(
		strstr(e.msg, "'engine_start' of host 'a' ended with exit code 1: no"));
	ck_assert_uint_eq(journal_pending(journal), 2);
	(void)unlink(away[0]); /* somebody else started it */
	check_heals();
}
END_TEST

START_TEST(the_machines_undoing_starts_engines)
{
	struct err e = {0};

	ck_assert_int_eq(run("stop-engine", "host c"), 0);
	ck_assert_int_eq(heal_machine(fake_cluster(fake), journal, NULL, NULL, &e), 0);
	ck_assert(!file_exists(away[2]));
	check_pending(UNDO_START, "3");
}
END_TEST

/* ---- engines that are away by themselves ---- */

static void go_away(size_t host)
{
	struct err e = {0};

	ck_assert_msg(file_write_atomic(away[host], "", 0, &e) == 0, "%s", e.msg);
}

START_TEST(a_host_that_is_away_holds_up_no_other)
{
	go_away(2);
	ck_assert_int_eq(run("stop", "node 3, node 1"), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "cannot look at node 3"));
	ck_assert_ptr_nonnull(
		strstr(result.text, "node 3 is left alone: its host does not answer"));
	ck_assert_int_eq(state(1), PROCESS_EXITED);
	ck_assert_uint_eq(count_steps(STEP_EFFECTIVE), 1);
	ck_assert_uint_eq(count_steps(STEP_FAILED), 1);
	check_pending(UNDO_START, "1");
}
END_TEST

START_TEST(with_nobody_else_to_act_upon_the_host_is_the_reason)
{
	go_away(2);
	ck_assert_int_eq(run("stop", "node 3"), -1);
	ck_assert_int_eq(why.code, CODE_ENGINE_GONE);
	ck_assert_uint_eq(count_steps(STEP_REQUESTED), 0);
}
END_TEST

static size_t count_calls(const char *call)
{
	const char *at = fake_cluster_calls(fake);
	size_t n = 0;

	for (; (at = strstr(at, call)); at++)
		n++;
	return n;
}

START_TEST(healing_asks_a_host_that_is_away_once)
{
	struct err e = {0};
	size_t before;

	ck_assert_int_eq(run("pause", "node 3"), 0);
	ck_assert_int_eq(run("stop", "node 1"), 0);
	ck_assert_int_gt(journal_intent(journal, UNDO_START,
					topology_by_id(ctx.topology, 3), NULL, &e),
			 0);
	go_away(2);
	before = count_calls("inspect 3");
	ck_assert_int_eq(heal(fake_cluster(fake), journal, NULL, NULL, NULL, &e), -1);
	ck_assert_uint_eq(count_calls("inspect 3"), before + 1);
	ck_assert_ptr_nonnull(strstr(e.msg, "2 things could not be undone: still to "
					    "undo: 'unpause' of node 3 on host c: "));
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	check_pending(UNDO_START, "3");
}
END_TEST

START_TEST(hosts_whose_engines_were_ended_are_known)
{
	struct ids ended = {0};

	heal_ended_hosts(fake_cluster(fake), journal, &ended);
	ck_assert_uint_eq(ended.len, 0);
	go_away(0); /* not by us */
	ck_assert_int_eq(run("stop-engine", "host b, host c"), 0);
	heal_ended_hosts(fake_cluster(fake), journal, &ended);
	ck_assert_uint_eq(ended.len, 2);
	ck_assert(ids_has(&ended, 1) && ids_has(&ended, 2));
	ids_release(&ended);
	ck_assert_int_eq(run("start-engine", "host b"), 0);
	heal_ended_hosts(fake_cluster(fake), journal, &ended);
	ck_assert_uint_eq(ended.len, 1);
	ck_assert(ids_has(&ended, 2));
	ids_release(&ended);
}
END_TEST

/* ---- before the run ---- */

START_TEST(a_host_needs_its_commands)
{
	struct hosts *h = &((struct topology *)(uintptr_t)ctx.topology)->hosts;
	struct action_plan a = {.kind = xstrdup("kill-engine")};
	struct err e = {0};

	params_set(&a.params, "target", "hosts of controller", 0);
	ck_assert_int_eq(action_possible(&ctx, &a, &e), 0);
	free(h->at[1].engine_kill);
	h->at[1].engine_kill = NULL;
	ck_assert_int_eq(action_possible(&ctx, &a, &e), -1);
	ck_assert_str_eq(e.msg,
			 "host 'b' has no 'engine_kill': add the command to it, in "
			 "the hosts file or under 'cluster: hosts'");
	e = (struct err){0};
	params_set(&a.params, "target", "host c", 0);
	ck_assert_int_eq(action_possible(&ctx, &a, &e), 0);
	free(h->at[2].engine_start);
	h->at[2].engine_start = NULL;
	ck_assert_int_eq(action_possible(&ctx, &a, &e), -1);
	ck_assert_str_eq(e.msg,
			 "host 'c' has no 'engine_start': add the command to it, in "
			 "the hosts file or under 'cluster: hosts'; what is ended "
			 "must be startable again");
	params_release(&a.params);
	free(a.kind);
}
END_TEST

START_TEST(a_network_that_is_the_hosts_is_left_alone)
{
	struct action_plan a = {.kind = xstrdup("disconnect")};
	struct err e = {0};

	params_set(&a.params, "target", "node 2", 0);
	ck_assert_int_eq(action_possible(&ctx, &a, &e), 0);
	fake_cluster_share_network(fake);
	ck_assert_int_eq(action_possible(&ctx, &a, &e), -1);
	ck_assert_str_eq(e.msg,
			 "node 1 (kafka1) shares its host's network, and 'disconnect' "
			 "would hit the whole host: give the nodes a network of "
			 "their own ('network: overlay')");
	params_release(&a.params);
	free(a.kind);
}
END_TEST

/* ---- the journal's line ---- */

START_TEST(an_intent_is_read_as_it_was_written)
{
	struct engine_intent in = {.host = xstrdup("a"),
				   .script = xstrdup("ssh a '\nstart'")},
			     out;
	char *text;

	ids_add(&in.nodes, 1);
	ids_add(&in.nodes, -1004);
	text = engine_intent_write(&in);
	ck_assert_str_eq(text, "a\n1,-1004\nssh a '\nstart'");
	ck_assert(engine_intent_read(text, &out));
	ck_assert_str_eq(out.host, "a");
	ck_assert_str_eq(out.script, in.script);
	ck_assert(ids_same(&in.nodes, &out.nodes));
	engine_intent_release(&in);
	engine_intent_release(&out);
	free(text);
}
END_TEST

static const char *const damaged[] = {"", "a", "a\n1", "a\n1\n", "\n1\nx", "a\nx\ny"};

START_TEST(what_is_no_intent_is_refused)
{
	struct engine_intent out;

	ck_assert(!engine_intent_read(damaged[_i], &out));
}
END_TEST

static Suite *fault_engine_suite(void)
{
	Suite *s = suite_create("fault_engine");
	TCase *tc = tcase_create("engines");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, an_engine_is_ended_and_its_nodes_are_to_be_started, 0, 2);
	tcase_add_test(tc, engines_of_several_hosts_end_together);
	tcase_add_test(tc, an_engine_is_started_with_who_ran_there);
	tcase_add_test(tc, an_engine_that_is_so_already_is_no_effect);
	tcase_add_test(tc, a_command_that_fails_is_quoted);
	tcase_add_test(tc, an_engine_that_goes_on_answering_is_no_effect);
	tcase_add_test(tc, a_command_that_complains_may_have_worked);
	tcase_add_test(tc, what_cannot_be_started_stays_in_the_journal);
	tcase_add_test(tc, the_machines_undoing_starts_engines);
	tcase_add_test(tc, a_host_that_is_away_holds_up_no_other);
	tcase_add_test(tc, with_nobody_else_to_act_upon_the_host_is_the_reason);
	tcase_add_test(tc, healing_asks_a_host_that_is_away_once);
	tcase_add_test(tc, hosts_whose_engines_were_ended_are_known);
	tcase_add_test(tc, a_host_needs_its_commands);
	tcase_add_test(tc, a_network_that_is_the_hosts_is_left_alone);
	tcase_add_test(tc, an_intent_is_read_as_it_was_written);
	tcase_add_loop_test(tc, what_is_no_intent_is_refused, 0, ARRAY_LEN(damaged));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_engine_suite)
