/* Volumes in memory: one container holds them, from before the nodes until down. */
#include "base/str.h"
#include "test_cluster_kit.h"
#include "unit.h"

enum { MORE_THAN_UP_NEEDS = 60 };

static void with_disk_in_memory(void)
{
	cluster_kit_open();
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit.has_disk_in_memory = true;
}

START_TEST(a_volume_in_memory_is_held_by_a_container_of_its_own)
{
	const char *made;

	kit_cluster(&(struct cluster_opts){.run_id = "run-9"});
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	ck_assert_uint_eq(world_count(kit.world, "containers"), 3);
	made = world_made(kit.world, "containers", "proj-holder");
	ck_assert_ptr_nonnull(made);
	ck_assert_ptr_nonnull(
		strstr(made, "\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"proj_data\","
			     "\"Target\":\"/held/1\"}]"));
	ck_assert_ptr_nonnull(strstr(made, "\"Entrypoint\":[\"sleep\",\"infinity\"]"));
	ck_assert_ptr_nonnull(strstr(made, "\"io.kchaos.role\":\"holder\""));
	ck_assert_ptr_nonnull(strstr(made, "\"io.kchaos.project\":\"proj\""));
	ck_assert_ptr_nonnull(strstr(made, "\"io.kchaos.run-id\":\"run-9\""));
	ck_assert_ptr_null(strstr(made, "com.docker.compose"));
}
END_TEST

START_TEST(a_volume_on_disk_needs_no_holder)
{
	kit.has_disk_in_memory = false;
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	ck_assert_ptr_null(world_made(kit.world, "containers", "proj-holder"));
}
END_TEST

START_TEST(the_holder_goes_with_the_rest)
{
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	ck_assert_int_eq(cluster_down(kit.cluster, kit_note, NULL, &kit.err), 0);
	ck_assert_uint_eq(kit_things(), 0);
}
END_TEST

START_TEST(the_holder_is_not_taken_for_a_node)
{
	struct cluster_opts opts = {.engine = world_host(kit.world)};
	struct cluster *again;

	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	again = cluster_attach("proj", &opts, &kit.err);
	ck_assert_msg(again != NULL, "%s", kit.err.msg);
	ck_assert_uint_eq(cluster_topology(again)->len, 2);
	cluster_free(again);
}
END_TEST

/* Fails request i of up; returns whether up still worked. */
static bool up_with_failure(int i)
{
	bool worked;

	with_disk_in_memory();
	kit_cluster(&(struct cluster_opts){.no_pull = true});
	world_fail(kit.world, i, WORLD_REFUSES);
	worked = kit_up() == 0;
	if (!worked)
		ck_assert_msg(kit_things() == 0, "request %d", i);
	cluster_kit_close();
	return worked;
}

START_TEST(whatever_request_is_refused_no_holder_is_left)
{
	int i = 0;

	while (i < MORE_THAN_UP_NEEDS && !up_with_failure(i))
		i++;
	ck_assert_int_ge(i, 11);
	ck_assert_int_lt(i, MORE_THAN_UP_NEEDS);
}
END_TEST

static Suite *cluster_holder_suite(void)
{
	Suite *s = suite_create("cluster-holder");
	TCase *tc = tcase_create("world"), *every = tcase_create("every request");

	tcase_add_checked_fixture(tc, with_disk_in_memory, cluster_kit_close);
	tcase_add_test(tc, a_volume_in_memory_is_held_by_a_container_of_its_own);
	tcase_add_test(tc, a_volume_on_disk_needs_no_holder);
	tcase_add_test(tc, the_holder_goes_with_the_rest);
	tcase_add_test(tc, the_holder_is_not_taken_for_a_node);
	suite_add_tcase(s, tc);
	tcase_set_timeout(every, 120);
	tcase_add_test(every, whatever_request_is_refused_no_holder_is_left);
	suite_add_tcase(s, every);
	return s;
}

UNIT_SUITE(cluster_holder_suite)
