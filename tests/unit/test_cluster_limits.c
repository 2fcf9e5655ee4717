/* A node's limits, changed and given back; and the disk that its log is on. */
#include "base/mem.h"
#include "cluster/volume_size.h"
#include "test_cluster_canned.h"
#include "unit.h"

#define GIB    (INT64_C(1) << 30)
#define UPDATE "POST /v1.41/containers/proj-kafka1-1/update "

static const struct {
	const char *now; /* the container's limits */
	int64_t want;    /* 0: as `old` */
	struct node_limits old;
	const char *asked; /* NULL: nothing */
} cpus[] = {
	{"", 200000000, {0}, "{\"CpuQuota\":20000}"},
	{"", 1000000, {0}, "{\"CpuQuota\":1000}"},
	{"\"CpuQuota\":-1", 500000000, {0}, "{\"CpuQuota\":50000}"},
	{"\"CpuQuota\":30000,\"CpuPeriod\":50000",
	 200000000,
	 {0},
	 "{\"CpuQuota\":10000}"},
	{"\"NanoCpus\":1500000000", 200000000, {0}, "{\"NanoCpus\":200000000}"},
	{"\"CpuQuota\":20000", 0, {0}, "{\"CpuQuota\":-1}"},
	{"\"CpuQuota\":20000", 0, {.cpu_quota_us = 70000}, "{\"CpuQuota\":70000}"},
	{"\"NanoCpus\":5", 0, {.nano_cpus = 1500000000}, "{\"NanoCpus\":1500000000}"},
	{"\"CpuQuota\":-1", 0, {0}, NULL},
	{"\"NanoCpus\":5", 0, {.nano_cpus = 5}, NULL},
};

static void limited_to(bool runs, const char *limits)
{
	char *more = xasprintf("\"HostConfig\":{%s}", limits);

	canned_state(runs, more);
	free(more);
}

START_TEST(cpus_are_limited_in_the_way_the_container_has_it)
{
	limited_to(true, cpus[_i].now);
	canned_on("POST", "/containers/proj-kafka1-1/update", 200, "{}");
	ck_assert_msg(cluster_limit_cpu(canned.cluster, canned.node, cpus[_i].want,
					&cpus[_i].old, &canned.err) == 0,
		      "%s", canned.err.msg);
	ck_assert_uint_eq(canned_count(), cpus[_i].asked ? 2 : 1);
	if (cpus[_i].asked)
		ck_assert_str_eq(canned_request(1) + strlen(UPDATE), cpus[_i].asked);
}
END_TEST

static const struct {
	const char *now;
	int64_t want;
	struct node_limits old;
	const char *asked;
} memories[] = {
	{"", 300 << 20, {0}, "{\"Memory\":314572800,\"MemorySwap\":314572800}"},
	{"\"Memory\":5,\"MemorySwap\":5",
	 0,
	 {.memory_bytes = GIB, .memory_swap_bytes = 2 * GIB},
	 "{\"Memory\":1073741824,\"MemorySwap\":2147483648}"},
	{"\"Memory\":5,\"MemorySwap\":5",
	 0,
	 {.memory_bytes = GIB, .memory_swap_bytes = -1},
	 "{\"Memory\":1073741824,\"MemorySwap\":16000000000}"},
	{"\"Memory\":5,\"MemorySwap\":5",
	 0,
	 {0},
	 "{\"Memory\":8000000000,\"MemorySwap\":16000000000}"},
	{"", 0, {0}, NULL},
	{"\"Memory\":5,\"MemorySwap\":10",
	 0,
	 {.memory_bytes = 5, .memory_swap_bytes = 10},
	 NULL},
};

START_TEST(memory_and_swap_are_always_told_together)
{
	limited_to(true, memories[_i].now);
	canned_on("POST", "/containers/proj-kafka1-1/update", 200, "{}");
	ck_assert_msg(cluster_limit_memory(canned.cluster, canned.node, memories[_i].want,
					   &memories[_i].old, &canned.err) == 0,
		      "%s", canned.err.msg);
	ck_assert(canned_was_asked(UPDATE) == (memories[_i].asked != NULL));
	if (memories[_i].asked)
		ck_assert_str_eq(canned_request(canned_count() - 1) + strlen(UPDATE),
				 memories[_i].asked);
}
END_TEST

START_TEST(a_limit_the_kernel_refuses_comes_with_its_words_and_advice)
{
	limited_to(_i == 0, "");
	canned_on(
		"POST", "/containers/proj-kafka1-1/update", 500,
		"{\"message\":\"unable to set memory limit (current usage: 7)\\n: unknown\"}");
	ck_assert_int_lt(
		cluster_limit_memory(canned.cluster, canned.node, GIB, NULL, &canned.err),
		0);
	ck_assert_ptr_nonnull(
		strstr(canned.err.msg,
		       "cannot limit the memory of node 1 (kafka1): Docker "
		       "engine: POST /containers/proj-kafka1-1/update: 500 "
		       "unable to set memory limit (current usage: 7): unknown"));
	ck_assert_int_eq(strstr(canned.err.msg, "set it while the node is stopped") !=
				 NULL,
			 _i == 0);
}
END_TEST

START_TEST(limits_are_read_as_the_engine_has_them)
{
	struct node_limits l;

	limited_to(true, "\"NanoCpus\":7,\"CpuQuota\":-1,\"CpuPeriod\":50000,"
			 "\"Memory\":9,\"MemorySwap\":-1");
	ck_assert_int_eq(cluster_limits(canned.cluster, canned.node, &l, &canned.err), 0);
	ck_assert_int_eq(l.nano_cpus, 7);
	ck_assert_int_eq(l.cpu_quota_us, 0);
	ck_assert_int_eq(l.cpu_period_us, 50000);
	ck_assert_int_eq(l.memory_bytes, 9);
	ck_assert_int_eq(l.memory_swap_bytes, -1);
}
END_TEST

/* ---- the disk ---- */

static struct node_disk disk_with(const char *mounts, const char *volume)
{
	struct node_disk d = {0};
	char *more = xasprintf("\"Mounts\":[%s]", mounts);

	canned_state(false, more);
	if (volume)
		canned_on("GET", "/volumes/v", 200, volume);
	ck_assert_msg(cluster_disk(canned.cluster, canned.node, &d, &canned.err) == 0,
		      "%s", canned.err.msg);
	ck_assert_str_eq(d.dir, "/var/lib/kafka/data");
	free(more);
	return d;
}

#define MOUNT(type, name, at) \
	"{\"Type\":\"" type "\",\"Name\":\"" name "\",\"Destination\":\"" at "\"}"

START_TEST(a_disk_of_ours_has_the_size_of_its_options)
{
	struct node_disk d = disk_with(
		MOUNT("volume", "x", "/var/lib") "," MOUNT(
			"volume", "v", "/var/lib/kafka") "," MOUNT("volume", "y",
								   "/var/lib/kafka/da"),
		"{\"Name\":\"v\",\"Labels\":{\"io.kchaos.project\":\"proj\"},"
		"\"Options\":{\"type\":\"tmpfs\",\"device\":\"tmpfs\",\"o\":\"size=300m\"}}");

	ck_assert_str_eq(d.volume, "v");
	ck_assert(d.is_ours);
	ck_assert_int_eq(d.size_bytes, 314572800);
	node_disk_release(&d);
}
END_TEST

START_TEST(a_disk_of_another_project_is_not_ours)
{
	struct node_disk d = disk_with(
		MOUNT("volume", "v", "/var/lib/kafka/data"),
		"{\"Name\":\"v\",\"Labels\":{\"io.kchaos.project\":\"proj2\"},"
		"\"Options\":null}");

	ck_assert_str_eq(d.volume, "v");
	ck_assert(!d.is_ours);
	ck_assert_int_eq(d.size_bytes, 0);
	node_disk_release(&d);
}
END_TEST

START_TEST(a_log_that_is_on_no_volume_says_so)
{
	struct node_disk d = disk_with(
		MOUNT("volume", "x", "/var/lib/kafka/data2") "," MOUNT("bind", "",
								       "/var"),
		NULL);

	ck_assert_ptr_null(d.volume);
	ck_assert(!d.is_ours);
	node_disk_release(&d);
}
END_TEST

START_TEST(a_node_that_does_not_say_where_its_log_is_is_an_error)
{
	struct node_disk d = {0};

	canned_on("GET", "/containers/proj-kafka1-1/json", 200,
		  "{\"Id\":\"c1\",\"State\":{\"Status\":\"exited\"},\"Config\":{}}");
	ck_assert_int_lt(cluster_disk(canned.cluster, canned.node, &d, &canned.err), 0);
	ck_assert_ptr_nonnull(strstr(canned.err.msg, "set KAFKA_LOG_DIRS in"));
	ck_assert_ptr_null(d.dir);
}
END_TEST

static const struct {
	const char *type, *o;
	int64_t want;
} sizes[] = {
	{"tmpfs", "size=300m", 300 << 20},
	{"tmpfs", "mode=700,size=2G,uid=1", 2 * GIB},
	{"tmpfs", "size=64k", 65536},
	{"tmpfs", "size=4096", 4096},
	{"tmpfs", "size=50%", 0},
	{"tmpfs", "size=", 0},
	{"tmpfs", "nr_inodes=5", 0},
	{"tmpfs", "size=-1", 0},
	{"tmpfs", "size=1m,size=2m", 2 << 20},
	{"tmpfs", "size=99999999999999g", 0},
	{"nfs", "size=300m", 0},
};

START_TEST(the_size_of_a_volume_is_read_as_mount_takes_it)
{
	struct pair_list options = {0};

	pair_list_set(&options, "type", sizes[_i].type);
	pair_list_set(&options, "o", sizes[_i].o);
	ck_assert_int_eq(volume_size(&options), sizes[_i].want);
	pair_list_release(&options);
}
END_TEST

static Suite *cluster_limits_suite(void)
{
	Suite *s = suite_create("cluster-limits");
	TCase *tc = tcase_create("canned"), *pure = tcase_create("pure");

	tcase_add_checked_fixture(tc, canned_open, canned_close);
	tcase_add_loop_test(tc, cpus_are_limited_in_the_way_the_container_has_it, 0,
			    (int)ARRAY_LEN(cpus));
	tcase_add_loop_test(tc, memory_and_swap_are_always_told_together, 0,
			    (int)ARRAY_LEN(memories));
	tcase_add_loop_test(
		tc, a_limit_the_kernel_refuses_comes_with_its_words_and_advice, 0, 2);
	tcase_add_test(tc, limits_are_read_as_the_engine_has_them);
	tcase_add_test(tc, a_disk_of_ours_has_the_size_of_its_options);
	tcase_add_test(tc, a_disk_of_another_project_is_not_ours);
	tcase_add_test(tc, a_log_that_is_on_no_volume_says_so);
	tcase_add_test(tc, a_node_that_does_not_say_where_its_log_is_is_an_error);
	suite_add_tcase(s, tc);
	tcase_add_loop_test(pure, the_size_of_a_volume_is_read_as_mount_takes_it, 0,
			    (int)ARRAY_LEN(sizes));
	suite_add_tcase(s, pure);
	return s;
}

UNIT_SUITE(cluster_limits_suite)
