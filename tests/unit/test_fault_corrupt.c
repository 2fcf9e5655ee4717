/* Corrupting a log, and which disks are not touched at all: on the fake cluster with fake disks. */
#include "base/mem.h"
#include "fake_disks.h"
#include "fault/disk.h"
#include "test_fault_world.h"
#include "unit.h"

#define MIB (1024LL * 1024)

static void set_up(void)
{
	fault_set_up();
	fake_disks_begin(fake);
}

static void check_why(const char *part)
{
	ck_assert_msg(strstr(why.msg, part) != NULL, "no '%s' in '%s'", part, why.msg);
}

/* ---- corrupt ---- */

static int run_corrupt(const char *node, const char *what, const char *how)
{
	static char name[] = "payments";
	struct topic_plan topic = {.name = name, .partitions = 13};
	struct plan plan = {.topics = &topic, .n_topics = 1};
	const struct action_row *row = action_find("corrupt");
	struct action_plan a = {.kind = xstrdup("corrupt")};
	int rc;

	action_result_release(&result);
	why = (struct err){0};
	params_set(&a.params, "target", node, 0);
	params_set(&a.params, "what", what, 0);
	params_set(&a.params, "how", how, 0);
	params_set(&a.params, "bytes", "1KiB", 1024);
	rc = row->fits(&plan, &a, &why);
	if (rc == 0)
		rc = row->possible(&ctx, &a, &why);
	if (rc == 0)
		rc = action_run(row, &ctx, &a, &result, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

START_TEST(only_a_stopped_node_is_corrupted)
{
	ck_assert_int_lt(run_corrupt("kafka2", "metadata", "garble"), 0);
	check_why("stop or kill it first");
	ck_assert_str_eq(fake_disk[2].garbled, "");
}
END_TEST

static const struct {
	const char *what, *how, *want;
} corruptions[] = {
	{"metadata", "garble", "garble __cluster_metadata-0 1024"},
	{"metadata", "truncate", "truncate __cluster_metadata-0 1024"},
	{"payments/12", "garble", "garble payments-12 1024"},
	{"__consumer_offsets/3", "garble", "garble __consumer_offsets-3 1024"},
};

START_TEST(the_named_log_is_corrupted)
{
	ck_assert_int_eq(run("kill", "kafka2"), 0);
	ck_assert_msg(run_corrupt("kafka2", corruptions[_i].what, corruptions[_i].how) ==
			      0,
		      "%s", why.msg);
	ck_assert_str_eq(fake_disk[2].garbled, corruptions[_i].want);
	ck_assert_ptr_nonnull(strstr(result.text, "00000000000000000000.log of "));
	ck_assert_ptr_nonnull(strstr(result.text, "cksum 11, then 22"));
	ck_assert_int_eq(heal(fake_cluster(fake), journal, NULL, NULL, NULL, &why), 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

static const char *const no_logs[] = {
	"payments",      "/0",    "payments/",   "payments/x",    "payments/-1",
	"../payments/0", "a b/0", "$(reboot)/0", "payments/0;rm", "",
	".hidden/0",
};

START_TEST(what_is_no_log_is_refused_before_anything_runs)
{
	size_t calls = fake_cluster_count(fake);

	ck_assert_int_lt(run_corrupt("kafka2", no_logs[_i], "garble"), 0);
	check_why("is neither metadata nor a partition");
	ck_assert_uint_eq(fake_cluster_count(fake), calls);
}
END_TEST

START_TEST(a_segment_that_is_as_it_was_is_no_effect)
{
	ck_assert_int_eq(run("kill", "kafka2"), 0);
	fake_disk[2].refuses = true;
	ck_assert_int_lt(run_corrupt("kafka2", "metadata", "garble"), 0);
	check_why("no effect: 00000000000000000000.log of node 2 is as it was");
}
END_TEST

START_TEST(an_empty_log_cannot_be_corrupted)
{
	ck_assert_int_eq(run("kill", "kafka2"), 0);
	fake_disk[2].segment[0] = '\0';
	ck_assert_int_lt(run_corrupt("kafka2", "metadata", "garble"), 0);
	check_why("every segment of __cluster_metadata-0 is empty");
}
END_TEST

/* ---- what is refused before a run ---- */

static void check_refused(const char *kind, const char *part)
{
	struct action_plan a = {.kind = xstrdup(kind)};

	why = (struct err){0};
	params_set(&a.params, "target", "minority", 0);
	ck_assert_int_lt(action_find(kind)->possible(&ctx, &a, &why), 0);
	check_why(part);
	params_release(&a.params);
	free(a.kind);
}

START_TEST(a_disk_without_a_size_of_its_own_is_not_filled)
{
	fake_cluster_disk(fake, 2,
			  &(struct node_disk){.dir = (char[]){"/data"},
					      .volume = (char[]){"p_data2"},
					      .is_ours = true});
	check_refused("fill-disk", "it lies on the host's disk");
	check_refused("read-only", "compose/small-disks-3.yaml");
}
END_TEST

START_TEST(a_disk_of_somebody_else_is_not_touched)
{
	fake_cluster_disk(fake, 2,
			  &(struct node_disk){.dir = (char[]){"/data"},
					      .volume = (char[]){"theirs"},
					      .size_bytes = MIB});
	check_refused("wipe-disk", "'theirs', which is not of this project");
	check_refused("fill-disk", "not touched");
}
END_TEST

START_TEST(a_log_on_no_volume_is_not_wiped)
{
	fake_cluster_disk(fake, 2, &(struct node_disk){.dir = (char[]){"/data"}});
	check_refused("wipe-disk", "which is no volume");
}
END_TEST

START_TEST(a_node_that_is_not_named_need_not_be_possible)
{
	struct action_plan a = {.kind = xstrdup("fill-disk")};

	fake_cluster_disk(fake, 2, &(struct node_disk){.dir = (char[]){"/data"}});
	params_set(&a.params, "target", "kafka1, node 3", 0);
	ck_assert_int_eq(fill_disk_possible(&ctx, &a, &why), 0);
	params_set(&a.params, "target", "kafka1, node 2", 0);
	ck_assert_int_lt(fill_disk_possible(&ctx, &a, &why), 0);
	params_release(&a.params);
	free(a.kind);
}
END_TEST

START_TEST(a_volume_that_the_engine_named_belongs_to_its_container)
{
	struct action_plan a = {.kind = xstrdup("wipe-disk")};
	char volume[65];

	memset(volume, 'a', 64);
	volume[64] = '\0';
	fake_cluster_disk(
		fake, 2, &(struct node_disk){.dir = (char[]){"/data"}, .volume = volume});
	params_set(&a.params, "target", "all", 0);
	ck_assert_msg(wipe_disk_possible(&ctx, &a, &why) == 0, "%s", why.msg);
	params_release(&a.params);
	free(a.kind);
}
END_TEST

static Suite *fault_corrupt_suite(void)
{
	Suite *s = suite_create("fault corrupt");
	TCase *tc = tcase_create("corrupt");

	tcase_add_checked_fixture(tc, set_up, fault_tear_down);
	tcase_add_test(tc, only_a_stopped_node_is_corrupted);
	tcase_add_loop_test(tc, the_named_log_is_corrupted, 0,
			    (int)ARRAY_LEN(corruptions));
	tcase_add_loop_test(tc, what_is_no_log_is_refused_before_anything_runs, 0,
			    (int)ARRAY_LEN(no_logs));
	tcase_add_test(tc, a_segment_that_is_as_it_was_is_no_effect);
	tcase_add_test(tc, an_empty_log_cannot_be_corrupted);
	tcase_add_test(tc, a_disk_without_a_size_of_its_own_is_not_filled);
	tcase_add_test(tc, a_disk_of_somebody_else_is_not_touched);
	tcase_add_test(tc, a_log_on_no_volume_is_not_wiped);
	tcase_add_test(tc, a_node_that_is_not_named_need_not_be_possible);
	tcase_add_test(tc, a_volume_that_the_engine_named_belongs_to_its_container);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_corrupt_suite)
