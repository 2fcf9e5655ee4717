/* Companions, the services of a project that are no Kafka nodes: picked by their names only, hurt and put
 * back like nodes, counted by nobody. */
#include "base/mem.h"
#include "base/str.h"
#include "chain_kit.h"
#include "cluster/cluster_ops.h"
#include "fault/undo.h"
#include "test_fault_world.h"
#include "unit.h"

#include <inttypes.h>

static int32_t ui; /* its id */

static void set_up(void)
{
	struct fake_cluster *three = fake_cluster_new(3);
	struct topology t;
	struct node *n;

	topology_copy_into(&t, cluster_topology(fake_cluster(three)));
	n = topology_add_companion(&t, "web-ui");
	n->container = xstrdup("fake-web-ui-1");
	ui = n->id;
	fault_set_up_on(fake_cluster_of(&t));
	topology_release(&t);
	fake_cluster_free(three);
	chain_enter();
}

static void tear_down(void)
{
	chain_leave();
	fault_tear_down();
}

/* ---- who it is ---- */

START_TEST(its_id_follows_from_its_name_alone)
{
	struct topology t = {0};

	(void)topology_add_companion(&t, "app");
	ck_assert_int_eq(topology_add_companion(&t, "web-ui")->id, ui);
	ck_assert(is_companion(ui) && is_companion(t.companions[0].id));
	ck_assert_int_ne(t.companions[0].id, ui);
	ck_assert(!is_companion(1) && !is_companion(-1) && !is_companion(ANY_INTENT));
	topology_release(&t);
}
END_TEST

/* Found by trying names: two of the same checksum. */
START_TEST(two_that_could_not_be_told_apart_are_not_taken)
{
	struct topology t = {0};

	ck_assert_ptr_nonnull(topology_add_companion(&t, "app-1371838"));
	ck_assert_ptr_null(topology_add_companion(&t, "app-2000402"));
	ck_assert_uint_eq(t.n_companions, 1);
	topology_release(&t);
}
END_TEST

START_TEST(it_is_found_by_name_and_id_and_is_no_node)
{
	const struct topology *t = ctx.topology;

	ck_assert_ptr_null(topology_by_id(t, ui));
	ck_assert_ptr_null(topology_by_name(t, "web-ui"));
	ck_assert_uint_eq(topology_index(t, ui), t->len);
	ck_assert_str_eq(topology_any_by_id(t, ui)->name, "web-ui");
	ck_assert_int_eq(topology_any_by_name(t, "web-ui")->id, ui);
	ck_assert_ptr_eq(topology_any_by_name(t, "kafka2"),
			 topology_by_name(t, "kafka2"));
	ck_assert_ptr_eq(topology_each(t, 3), topology_any_by_id(t, ui));
	ck_assert_ptr_null(topology_each(t, 4));
}
END_TEST

START_TEST(it_is_called_by_its_name)
{
	const struct topology *t = ctx.topology;

	ck_assert_str_eq(node_title(topology_any_by_id(t, ui)).text, "companion web-ui");
	ck_assert_str_eq(node_word(topology_any_by_id(t, ui)).text, "companion web-ui");
	ck_assert_str_eq(node_title(topology_by_id(t, 2)).text, "node 2 (kafka2)");
	ck_assert_str_eq(node_word(topology_by_id(t, 2)).text, "node 2");
}
END_TEST

/* ---- what can be done to it ---- */

static const struct {
	const char *kind, *name, *text;
	int64_t num;
	const char *fault; /* what the cluster shows */
	const char *undone;
} deeds[] = {
	{"stop", NULL, NULL, 0, "exited", "started again"},
	{"kill", NULL, NULL, 0, "exited", "started again"},
	{"pause", NULL, NULL, 0, "paused", "unpaused"},
	{"disconnect", NULL, NULL, 0, "unplugged", "plugged in again"},
	{"cpu", "limit", "0.2", 200000000, "cpu 0.20", "has all CPUs again"},
	{"memory", "limit", "64MiB", INT64_C(64) << 20, "memory 67108864",
	 "has all memory again"},
};

static void tell(void *arg, int32_t node, bool is_error, const char *text)
{
	ck_assert(!is_error);
	ck_assert_int_eq(node, ui);
	strbuf_addstr(arg, text);
}

static int do_it(size_t i)
{
	return run_with(deeds[i].kind, "web-ui", deeds[i].name, deeds[i].text,
			deeds[i].num);
}

START_TEST(it_is_hurt_when_it_is_named)
{
	char *want = xasprintf("companion web-ui %s\n", deeds[_i].fault), *got;

	ck_assert_msg(do_it((size_t)_i) == 0, "%s", why.msg);
	got = fake_cluster_faults(fake);
	ck_assert_str_eq(got, want);
	ck_assert_uint_eq(count_steps(STEP_EFFECTIVE), 1);
	ck_assert_int_eq(world_told.at[1].node, ui);
	ck_assert_ptr_nonnull(strstr(result.text, "companion web-ui"));
	free(got);
	free(want);
}
END_TEST

/* As after a crash: the journal is read again. */
START_TEST(it_is_put_back_by_what_the_journal_says)
{
	char *want = xasprintf("companion web-ui %s", deeds[_i].undone), *left;
	struct strbuf said = STRBUF_INIT;

	ck_assert_msg(do_it((size_t)_i) == 0, "%s", why.msg);
	journal_close(journal);
	open_journal();
	ck_assert_int_eq(heal(ctx.cluster, journal, tell, &said, NULL, &why), 0);
	ck_assert_str_eq(strbuf_text(&said), want);
	left = fake_cluster_faults(fake);
	ck_assert_str_eq(left, "");
	ck_assert_uint_eq(journal_pending(journal), 0);
	free(left);
	free(want);
	strbuf_release(&said);
}
END_TEST

START_TEST(counterparts_put_it_back)
{
	ck_assert_int_eq(run("stop", "web-ui"), 0);
	ck_assert_int_eq(run("start", "web-ui"), 0);
	ck_assert_int_eq(run("pause", "web-ui"), 0);
	ck_assert_int_eq(run("unpause", "paused"), 0);
	ck_assert_int_eq(run("disconnect", "web-ui"), 0);
	ck_assert_int_eq(run("connect", "web-ui"), 0);
	ck_assert_int_eq(run("restart", "web-ui"), 0);
	ck_assert_int_eq(state(ui), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(it_may_be_one_of_several)
{
	ck_assert_int_eq(run("stop", "kafka2, web-ui"), 0);
	ck_assert_int_eq(state(ui), PROCESS_EXITED);
	ck_assert_int_eq(state(2), PROCESS_EXITED);
	ck_assert_int_eq(run("start", "stopped"), 0);
	ck_assert_int_eq(state(ui), PROCESS_RUNNING);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

START_TEST(a_crash_loop_kills_it_each_time)
{
	struct action_plan *a = read_action(
		"crash-loop: {node: web-ui, for: 10s, down_for: 10ms}");

	shorten(a, "for", 100);
	ck_assert_msg(run_plan(a) == 0, "%s", why.msg);
	ck_assert_uint_ge(count_hits("kill"), 1);
	ck_assert_int_eq(state(ui), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

static void answer(void *arg, const struct node *node, UNUSED const char *const *argv,
		   UNUSED int *out_exit_code, struct strbuf *out)
{
	*(int32_t *)arg = node->id;
	strbuf_addstr(out, "hello");
}

START_TEST(a_command_runs_in_it)
{
	struct action_plan *a = read_action("command: {run: id, on: web-ui}");
	int32_t where = NO_NODE;

	fake_cluster_on_exec(fake, answer, &where);
	ck_assert_msg(run_plan(a) == 0, "%s", why.msg);
	ck_assert_int_eq(where, ui);
	ck_assert_ptr_nonnull(strstr(result.text, "web-ui: exit code 0"));
}
END_TEST

/* ---- who never picks it ---- */

static const char *const groups[] = {
	"all",      "brokers",         "controllers", "voters",   "all but kafka1",
	"random 3", "random 1 of all", "majority",    "minority", "all except web-ui",
};

START_TEST(no_group_picks_it)
{
	ck_assert_msg(run("stop", groups[_i]) == 0, "%s", why.msg);
	ck_assert_int_eq(state(ui), PROCESS_RUNNING);
	ck_assert(!ids_has(&result.nodes, ui));
}
END_TEST

START_TEST(chance_does_not_pick_it_though_it_is_stopped)
{
	ck_assert_int_eq(run("stop", "web-ui, kafka1"), 0);
	for (int i = 0; i < 20; i++) {
		ck_assert_int_eq(run("start", "random 1 of stopped"), 0);
		ck_assert_int_eq(state(ui), PROCESS_EXITED);
		ck_assert_int_eq(run("stop", "kafka1"), 0);
	}
}
END_TEST

/* A selector that tells states may have it: what needs Kafka passes it over. */
START_TEST(what_is_for_kafka_passes_it_over)
{
	struct action_plan *a = read_action("rolling-restart: {node: paused, wait: no}");

	ck_assert_int_eq(run("pause", "web-ui, kafka2"), 0);
	ck_assert_msg(run_plan(a) == 0, "%s", why.msg);
	check_hits("restart", "2");
	ck_assert_int_eq(state(ui), PROCESS_PAUSED);
}
END_TEST

START_TEST(what_is_for_kafka_says_so_when_there_is_nobody_else)
{
	ck_assert_int_eq(run("pause", "web-ui"), 0);
	ck_assert_int_eq(run_with("wipe-disk", "paused", NULL, NULL, 0), -1);
	ck_assert_str_eq(why.msg,
			 "'paused' picks nothing: these are companions, and it is "
			 "done to Kafka nodes only");
	ck_assert_int_eq(state(ui), PROCESS_PAUSED);
}
END_TEST

/* A node is hurt for good before the storm begins: one more is all that it may hurt. */
START_TEST(it_does_not_count_among_those_hurt_at_once)
{
	struct action_plan *a = read_action(
		"storm: {for: 30s, every: 1s, at_once: 1, of: [{pause: kafka1}]}");

	shorten(a, "for", 50);
	shorten(a, "every", 20);
	ck_assert_int_eq(run("stop", "web-ui"), 0);
	ck_assert_msg(run_plan(a) == 0, "%s", why.msg);
	ck_assert_uint_ge(count_hits("pause"), 1);
}
END_TEST

/* ---- when it cannot be ---- */

static int possible(const char *kind, const char *target)
{
	struct action_plan a = {.kind = xstrdup(kind)};
	int rc;

	params_set(&a.params, "target", target, 0);
	why = (struct err){0};
	rc = action_possible(&ctx, &a, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

START_TEST(one_that_was_left_out_is_refused_with_the_reason)
{
	struct topology t;

	ck_assert_msg(possible("stop", "web-ui") == 0, "%s", why.msg);
	topology_copy_into(&t, ctx.topology);
	t.companions[0].left_out = xstrdup("its image 'x' is not here");
	ctx.topology = &t;
	ck_assert_int_eq(possible("stop", "kafka1, web-ui"), -1);
	ck_assert_str_eq(why.msg,
			 "companion 'web-ui' is left out: its image 'x' is not here");
	ck_assert_int_eq(possible("stop", "kafka1"), 0);
	topology_release(&t);
}
END_TEST

/* Whoever stopped it had a reason; what we stopped ourselves is ours to start. */
START_TEST(an_adopted_one_that_does_not_run_is_left_so)
{
	struct node_state s = fake_cluster_state(fake, ui);

	fake_cluster_adopt(fake);
	ck_assert_int_eq(run("stop", "web-ui"), 0);
	ck_assert_int_eq(run("start", "web-ui"), 0);
	s.state = PROCESS_EXITED;
	fake_cluster_set(fake, ui, &s);
	ck_assert_int_eq(run("start", "web-ui"), -1);
	ck_assert_ptr_nonnull(strstr(why.msg,
				     "companion web-ui does not run, by no doing "
				     "of this run, and is left so"));
	ck_assert_int_eq(state(ui), PROCESS_EXITED);
}
END_TEST

START_TEST(one_that_is_gone_fails_the_action)
{
	fake_cluster_set(fake, ui, &(struct node_state){0});
	ck_assert_int_eq(run("stop", "web-ui"), -1);
	ck_assert_str_eq(why.msg, "companion web-ui is gone");
}
END_TEST

static Suite *companions_suite(void)
{
	Suite *s = suite_create("companions");
	TCase *tc = tcase_create("on the fake cluster");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, its_id_follows_from_its_name_alone);
	tcase_add_test(tc, two_that_could_not_be_told_apart_are_not_taken);
	tcase_add_test(tc, it_is_found_by_name_and_id_and_is_no_node);
	tcase_add_test(tc, it_is_called_by_its_name);
	tcase_add_loop_test(tc, it_is_hurt_when_it_is_named, 0, ARRAY_LEN(deeds));
	tcase_add_loop_test(tc, it_is_put_back_by_what_the_journal_says, 0,
			    ARRAY_LEN(deeds));
	tcase_add_test(tc, counterparts_put_it_back);
	tcase_add_test(tc, it_may_be_one_of_several);
	tcase_add_test(tc, a_crash_loop_kills_it_each_time);
	tcase_add_test(tc, a_command_runs_in_it);
	tcase_add_loop_test(tc, no_group_picks_it, 0, ARRAY_LEN(groups));
	tcase_add_test(tc, chance_does_not_pick_it_though_it_is_stopped);
	tcase_add_test(tc, what_is_for_kafka_passes_it_over);
	tcase_add_test(tc, what_is_for_kafka_says_so_when_there_is_nobody_else);
	tcase_add_test(tc, it_does_not_count_among_those_hurt_at_once);
	tcase_add_test(tc, one_that_was_left_out_is_refused_with_the_reason);
	tcase_add_test(tc, an_adopted_one_that_does_not_run_is_left_so);
	tcase_add_test(tc, one_that_is_gone_fails_the_action);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(companions_suite)
