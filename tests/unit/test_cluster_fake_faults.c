/* What the fake cluster knows of faults: each call has its effect, is noted, fails and lies. */
#include "base/mem.h"
#include "cluster/fake.h"
#include "unit.h"

static struct fake_cluster *fake;
static struct cluster *c;
static const struct node *n2;
static struct err err;

static void set_up(void)
{
	fake = fake_cluster_new(3);
	c = fake_cluster(fake);
	n2 = topology_by_id(cluster_topology(c), 2);
	err = (struct err){0};
}

static void tear_down(void)
{
	fake_cluster_free(fake);
}

static void check_faults(const char *want)
{
	char *is = fake_cluster_faults(fake);

	ck_assert_str_eq(is, want);
	free(is);
}

static int help_in_network(void)
{
	struct strbuf out = STRBUF_INIT;
	int code, rc;

	rc = cluster_help(c, n2,
			  &(struct helper_job){.script = "# drop\nx", .in_network = true},
			  &code, &out, &err);
	strbuf_release(&out);
	return rc;
}

static int run_ls(void)
{
	static const char *const argv[] = {"ls", "-l\nx", NULL};
	struct strbuf out = STRBUF_INIT;
	int code, rc = cluster_exec(c, n2, argv, 0, &code, &out, &err);

	strbuf_release(&out);
	return rc;
}

static int addresses(void)
{
	struct strbuf out = STRBUF_INIT;
	int rc = cluster_addresses(c, n2, &out, &err);

	ck_assert_str_eq(strbuf_text(&out), rc == 0 ? "10.0.0.2" : "");
	strbuf_release(&out);
	return rc;
}

static int plugs(void)
{
	char *saved = NULL;
	int rc = cluster_plugs(c, n2, &saved, &err);

	ck_assert_int_eq(saved != NULL, rc == 0);
	free(saved);
	return rc;
}

static int unplug(void)
{
	return cluster_unplug(c, n2, &err);
}

static int plug(void)
{
	return cluster_plug(c, n2, "[\"fake\"]", &err);
}

static int plugged(void)
{
	size_t n;

	return cluster_plugged(c, n2, &n, &err);
}

static int limits(void)
{
	struct node_limits l;

	return cluster_limits(c, n2, &l, &err);
}

static int limit_cpu(void)
{
	return cluster_limit_cpu(c, n2, 200000000, NULL, &err);
}

static int limit_memory(void)
{
	return cluster_limit_memory(c, n2, 300 << 20, NULL, &err);
}

static int disk(void)
{
	struct node_disk d = {0};
	int rc = cluster_disk(c, n2, &d, &err);

	ck_assert_int_eq(d.dir != NULL, rc == 0);
	node_disk_release(&d);
	return rc;
}

static const struct {
	int (*call)(void);
	const char *noted;
	const char *effect; /* on the faults */
} calls[] = {
	{help_in_network, "help 2 # drop\n", ""},
	{run_ls, "exec 2 ls -l\n", ""},
	{addresses, "addresses 2\n", ""},
	{plugs, "plugs 2\n", ""},
	{unplug, "unplug 2\n", "node 2 unplugged\n"},
	{plug, "plug 2\n", ""},
	{plugged, "plugged 2\n", ""},
	{limits, "limits 2\n", ""},
	{limit_cpu, "limit_cpu 2 200000000\n", "node 2 cpu 0.20\n"},
	{limit_memory, "limit_memory 2 314572800\n", "node 2 memory 314572800\n"},
	{disk, "disk 2\n", ""},
};

START_TEST(each_call_has_its_effect_and_is_noted)
{
	ck_assert_msg(calls[_i].call() == 0, "%s", err.msg);
	ck_assert_str_eq(fake_cluster_calls(fake), calls[_i].noted);
	check_faults(calls[_i].effect);
}
END_TEST

START_TEST(each_call_can_be_told_to_fail_without_effect)
{
	fake_cluster_fail(fake, 0);
	ck_assert_int_lt(calls[_i].call(), 0);
	ck_assert_int_eq(err.kind, ERR_ENVIRONMENT);
	check_faults("");
	ck_assert_str_eq(fake_cluster_calls(fake), calls[_i].noted);
}
END_TEST

START_TEST(each_call_can_be_told_to_lie)
{
	fake_cluster_lie(fake, 0);
	ck_assert_int_lt(calls[_i].call(), 0);
	check_faults(calls[_i].effect);
}
END_TEST

START_TEST(each_call_fails_when_the_container_is_gone)
{
	ck_assert_int_eq(cluster_down(c, NULL, NULL, &err), 0);
	ck_assert_int_lt(calls[_i].call(), 0);
}
END_TEST

START_TEST(what_is_undone_is_no_fault_any_more)
{
	struct node_limits old;
	char *saved = NULL;

	ck_assert_int_eq(cluster_limits(c, n2, &old, &err), 0);
	ck_assert_int_eq(cluster_plugs(c, n2, &saved, &err), 0);
	ck_assert_int_eq(unplug() | limit_cpu() | limit_memory(), 0);
	ck_assert_int_eq(cluster_pause(c, n2, &err), 0);
	check_faults("node 2 paused\nnode 2 unplugged\nnode 2 cpu 0.20\n"
		     "node 2 memory 314572800\n");
	ck_assert_int_eq(cluster_unpause(c, n2, &err), 0);
	ck_assert_int_eq(cluster_plug(c, n2, saved, &err), 0);
	ck_assert_int_eq(cluster_limit_cpu(c, n2, 0, &old, &err), 0);
	ck_assert_int_eq(cluster_limit_memory(c, n2, 0, &old, &err), 0);
	check_faults("");
	free(saved);
}
END_TEST

/* As the engine's: it cannot lift a limit, only make it too large to matter. */
START_TEST(memory_without_a_limit_comes_back_as_the_hosts)
{
	struct node_limits old, now;

	ck_assert_int_eq(cluster_limits(c, n2, &old, &err), 0);
	ck_assert_int_eq(cluster_limit_memory(c, n2, 0, &old, &err), 0);
	ck_assert_int_eq(cluster_limits(c, n2, &now, &err), 0);
	ck_assert_int_eq(now.memory_bytes, 0);
	ck_assert_int_eq(limit_memory(), 0);
	ck_assert_int_eq(cluster_limit_memory(c, n2, 0, &old, &err), 0);
	ck_assert_int_eq(cluster_limits(c, n2, &now, &err), 0);
	ck_assert_int_eq(now.memory_bytes, FAKE_HOST_MEMORY);
}
END_TEST

static void drop(void *arg, const struct node *n, const struct helper_job *job,
		 int *out_exit_code, struct strbuf *out)
{
	fake_cluster_mark(arg, n->id, "net", job->in_network ? "drop" : "");
	strbuf_addstr(out, "done\n");
	*out_exit_code = 3;
}

START_TEST(the_hook_answers_for_the_helper)
{
	struct helper_job job = {.script = "x", .in_network = true};
	struct strbuf out = STRBUF_INIT;
	int code = 0;

	fake_cluster_on_help(fake, drop, fake);
	ck_assert_int_eq(cluster_help(c, n2, &job, &code, &out, &err), 0);
	ck_assert_int_eq(code, 3);
	ck_assert_str_eq(strbuf_text(&out), "done\n");
	check_faults("node 2 net: drop\n");
	strbuf_release(&out);
}
END_TEST

START_TEST(a_helper_that_fails_has_no_effect_and_one_that_lies_has)
{
	fake_cluster_on_help(fake, drop, fake);
	fake_cluster_fail(fake, 0);
	ck_assert_int_lt(help_in_network(), 0);
	check_faults("");
	err = (struct err){0};
	fake_cluster_lie(fake, 0);
	ck_assert_int_lt(help_in_network(), 0);
	check_faults("node 2 net: drop\n");
}
END_TEST

START_TEST(the_end_of_a_process_takes_its_network_faults_along)
{
	const struct node_state exited = {.exists = true, .state = PROCESS_EXITED};
	const struct node_state runs = {.exists = true, .state = PROCESS_RUNNING};

	for (int i = 0; i < 2; i++) {
		fake_cluster_mark(fake, 2, "net", "drop");
		fake_cluster_mark(fake, 2, "ballast", "yes");
		check_faults("node 2 net: drop\nnode 2 ballast: yes\n");
		if (i == 0)
			ck_assert_int_eq(cluster_kill(c, n2, "SIGKILL", &err), 0);
		else
			fake_cluster_set(fake, 2, &exited);
		check_faults("node 2 exited\nnode 2 ballast: yes\n");
		fake_cluster_set(fake, 2, &runs);
		fake_cluster_mark(fake, 2, "ballast", NULL);
		check_faults("");
	}
}
END_TEST

START_TEST(a_node_that_is_down_has_no_network_to_help_in_and_runs_nothing)
{
	ck_assert_int_eq(cluster_stop(c, n2, -1, &err), 0);
	ck_assert_int_lt(help_in_network(), 0);
	err = (struct err){0};
	ck_assert_int_lt(run_ls(), 0);
	err = (struct err){0};
	ck_assert_int_eq(cluster_start(c, n2, &err), 0);
	ck_assert_int_eq(cluster_pause(c, n2, &err), 0);
	ck_assert_int_eq(help_in_network(), 0);
	ck_assert_int_lt(run_ls(), 0);
}
END_TEST

START_TEST(an_unplugged_node_has_no_address)
{
	struct strbuf out = STRBUF_INIT;
	size_t n = 9;

	ck_assert_int_eq(unplug(), 0);
	ck_assert_int_eq(cluster_addresses(c, n2, &out, &err), 0);
	ck_assert_int_eq(cluster_plugged(c, n2, &n, &err), 0);
	ck_assert_str_eq(strbuf_text(&out), "");
	ck_assert_uint_eq(n, 0);
	ck_assert_int_lt(cluster_plug(c, n2, "garbage", &err), 0);
	check_faults("node 2 unplugged\n");
	strbuf_release(&out);
}
END_TEST

START_TEST(a_test_says_where_the_log_is)
{
	struct node_disk d = {0};

	ck_assert_int_eq(cluster_disk(c, n2, &d, &err), 0);
	ck_assert_str_eq(d.dir, "/data");
	ck_assert(d.is_ours);
	ck_assert_int_eq(d.size_bytes, 100 << 20);
	d.is_ours = false;
	fake_cluster_disk(fake, 2, &d);
	node_disk_release(&d);
	ck_assert_int_eq(cluster_disk(c, n2, &d, &err), 0);
	ck_assert(!d.is_ours);
	node_disk_release(&d);
}
END_TEST

static Suite *cluster_fake_faults_suite(void)
{
	Suite *s = suite_create("cluster-fake-faults");
	TCase *tc = tcase_create("fake");
	int n = (int)ARRAY_LEN(calls);

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, each_call_has_its_effect_and_is_noted, 0, n);
	tcase_add_loop_test(tc, each_call_can_be_told_to_fail_without_effect, 0, n);
	tcase_add_loop_test(tc, each_call_can_be_told_to_lie, 0, n);
	tcase_add_loop_test(tc, each_call_fails_when_the_container_is_gone, 0, n);
	tcase_add_test(tc, what_is_undone_is_no_fault_any_more);
	tcase_add_test(tc, memory_without_a_limit_comes_back_as_the_hosts);
	tcase_add_test(tc, the_hook_answers_for_the_helper);
	tcase_add_test(tc, a_helper_that_fails_has_no_effect_and_one_that_lies_has);
	tcase_add_test(tc, the_end_of_a_process_takes_its_network_faults_along);
	tcase_add_test(tc,
		       a_node_that_is_down_has_no_network_to_help_in_and_runs_nothing);
	tcase_add_test(tc, an_unplugged_node_has_no_address);
	tcase_add_test(tc, a_test_says_where_the_log_is);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_fake_faults_suite)
