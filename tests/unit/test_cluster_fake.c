#include "cluster/fake.h"
#include "unit.h"

static struct fake_cluster *fake;
static struct cluster *c;
static const struct node *n1, *n2;
static struct err err;

static void set_up(void)
{
	fake = fake_cluster_new(3);
	c = fake_cluster(fake);
	n1 = topology_by_id(cluster_topology(c), 1);
	n2 = topology_by_id(cluster_topology(c), 2);
	err = (struct err){0};
}

static void tear_down(void)
{
	fake_cluster_free(fake);
}

static struct node_state state_of(const struct node *n)
{
	struct node_state s = {0};

	ck_assert_int_eq(cluster_inspect(c, n, &s, &err), 0);
	return s;
}

START_TEST(a_stopped_node_ends_with_the_code_of_sigterm)
{
	ck_assert_int_eq(cluster_stop(c, n1, 30 * NS_PER_S, &err), 0);
	ck_assert_int_eq(state_of(n1).state, PROCESS_EXITED);
	ck_assert_int_eq(state_of(n1).exit_code, 143);
	ck_assert_int_eq(state_of(n2).state, PROCESS_RUNNING);
}
END_TEST

START_TEST(a_started_node_has_a_later_start_than_its_end)
{
	struct node_state s;

	ck_assert_int_eq(cluster_kill(c, n1, "SIGKILL", &err), 0);
	ck_assert_int_eq(cluster_start(c, n1, &err), 0);
	s = state_of(n1);
	ck_assert_int_eq(s.state, PROCESS_RUNNING);
	ck_assert_int_gt(s.started_wall_ns, s.finished_wall_ns);
}
END_TEST

START_TEST(what_is_so_already_stays_so)
{
	ck_assert_int_eq(cluster_start(c, n1, &err), 0);
	ck_assert_int_eq(cluster_unpause(c, n1, &err), 0);
	ck_assert_int_eq(cluster_stop(c, n1, -1, &err), 0);
	ck_assert_int_eq(cluster_kill(c, n1, "SIGKILL", &err), 0);
	ck_assert_int_eq(state_of(n1).exit_code, 143);
}
END_TEST

START_TEST(a_paused_node_cannot_be_started)
{
	ck_assert_int_eq(cluster_pause(c, n1, &err), 0);
	ck_assert_int_lt(cluster_start(c, n1, &err), 0);
	ck_assert_int_eq(state_of(n1).state, PROCESS_PAUSED);
}
END_TEST

START_TEST(the_call_that_is_to_fail_has_no_effect)
{
	fake_cluster_fail(fake, 1);
	ck_assert_int_eq(cluster_pause(c, n1, &err), 0);
	ck_assert_int_lt(cluster_pause(c, n2, &err), 0);
	ck_assert_int_eq(err.kind, ERR_ENVIRONMENT);
	ck_assert_int_eq(fake_cluster_state(fake, 2).state, PROCESS_RUNNING);
	ck_assert_int_eq(cluster_pause(c, n2, &err), 0);
}
END_TEST

START_TEST(the_call_that_lies_has_its_effect)
{
	fake_cluster_lie(fake, 0);
	ck_assert_int_lt(cluster_kill(c, n2, "SIGKILL", &err), 0);
	ck_assert_int_eq(fake_cluster_state(fake, 2).state, PROCESS_EXITED);
}
END_TEST

START_TEST(every_call_is_noted)
{
	struct strbuf log = STRBUF_INIT;

	fake_cluster_log(fake, 2, "last words\n");
	ck_assert_int_eq(cluster_up(c, NULL, NULL, &err), 0);
	ck_assert_int_eq(cluster_stop(c, n2, 30 * NS_PER_S, &err), 0);
	ck_assert_int_eq(cluster_log_tail(c, n2, 5, &log, &err), 0);
	ck_assert_int_eq(cluster_down(c, NULL, NULL, &err), 0);
	ck_assert_str_eq(fake_cluster_calls(fake), "up\nstop 2 30s\nlog 2 5\ndown\n");
	ck_assert_str_eq(strbuf_text(&log), "last words\n");
	strbuf_release(&log);
}
END_TEST

START_TEST(after_down_nothing_is_there)
{
	ck_assert_int_eq(cluster_down(c, NULL, NULL, &err), 0);
	ck_assert(!state_of(n1).exists);
	ck_assert_int_lt(cluster_start(c, n1, &err), 0);
}
END_TEST

static Suite *cluster_fake_suite(void)
{
	Suite *s = suite_create("cluster-fake");
	TCase *tc = tcase_create("fake");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_stopped_node_ends_with_the_code_of_sigterm);
	tcase_add_test(tc, a_started_node_has_a_later_start_than_its_end);
	tcase_add_test(tc, what_is_so_already_stays_so);
	tcase_add_test(tc, a_paused_node_cannot_be_started);
	tcase_add_test(tc, the_call_that_is_to_fail_has_no_effect);
	tcase_add_test(tc, the_call_that_lies_has_its_effect);
	tcase_add_test(tc, every_call_is_noted);
	tcase_add_test(tc, after_down_nothing_is_there);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_fake_suite)
