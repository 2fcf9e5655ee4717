/* A cluster that is there: known again, waited for, taken over. */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/project.h"
#include "test_cluster_kit.h"
#include "unit.h"

START_TEST(projects_are_found_by_their_labels)
{
	struct project_list list = {0};

	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){.run_id = "run-9"});
	ck_assert_int_eq(kit_up(), 0);
	ck_assert_int_eq(project_list(world_host(kit.world), NULL, &list, &kit.err), 0);
	ck_assert_uint_eq(list.len, 1);
	ck_assert_str_eq(list.items[0].name, "proj");
	ck_assert_str_eq(list.items[0].compose, "/p/c.yaml");
	ck_assert_str_eq(list.items[0].run_id, "run-9");
	ck_assert_uint_eq(list.items[0].nodes, 2);
	ck_assert_uint_eq(list.items[0].running, 2);
	ck_assert_uint_eq(list.items[0].networks, 1);
	ck_assert_uint_eq(list.items[0].volumes, 1);
	project_list_release(&list);
}
END_TEST

START_TEST(a_cluster_is_known_again_from_its_containers)
{
	struct cluster_opts opts = {.engine = world_host(kit.world)};
	struct cluster *again;

	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	again = cluster_attach("proj", &opts, &kit.err);
	ck_assert_msg(again != NULL, "%s", kit.err.msg);
	ck_assert_uint_eq(cluster_topology(again)->len, 2);
	ck_assert_str_eq(topology_by_id(cluster_topology(again), 2)->name, "kafka2");
	ck_assert_str_eq(topology_by_id(cluster_topology(again), 2)->container,
			 "proj-kafka2-1");
	cluster_free(again);
}
END_TEST

START_TEST(a_project_that_is_not_there_cannot_be_attached_to)
{
	struct cluster_opts opts = {.engine = world_host(kit.world)};

	ck_assert_ptr_null(cluster_attach("proj", &opts, &kit.err));
	ck_assert_msg(
		str_starts(kit.err.msg, "there is no Kafka node of a project 'proj'"),
		"%s", kit.err.msg);
}
END_TEST

START_TEST(a_node_that_is_gone_is_no_failure_to_inspect)
{
	struct node_state state = {.exists = true};

	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(cluster_inspect(kit.cluster,
					 &cluster_topology(kit.cluster)->nodes[0], &state,
					 &kit.err),
			 0);
	ck_assert(!state.exists);
	ck_assert_int_eq(state.state, PROCESS_UNKNOWN);
}
END_TEST

START_TEST(an_error_about_a_node_names_it)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(cluster_start(kit.cluster,
				       &cluster_topology(kit.cluster)->nodes[1],
				       &kit.err),
			 0);
	ck_assert_str_eq(kit.err.msg,
			 "cannot start node 2 (kafka2): container 'proj-kafka2-1' is "
			 "not there any more");
}
END_TEST

START_TEST(a_cluster_that_never_answers_says_who_is_silent)
{
	const struct address *at;
	char *want;

	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	at = &cluster_topology(kit.cluster)->nodes[0].controller;
	want = xasprintf(
		"the cluster is not ready after 0 s: the controller of node 1 (kafka1) "
		"does not answer at 127.0.0.1:%d: ",
		at->port);
	ck_assert_int_lt(
		cluster_ready(kit.cluster, 200 * NS_PER_MS, kit_note, NULL, &kit.err), 0);
	ck_assert_int_eq(kit.err.kind, ERR_ENVIRONMENT);
	ck_assert_msg(str_starts(kit.err.msg, want), "%s", kit.err.msg);
	ck_assert_ptr_nonnull(strstr(kit.err.msg, "its container is running"));
	free(want);
}
END_TEST

START_TEST(a_node_that_ended_is_not_waited_for)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	world_exit(kit.world, "proj-kafka2-1", 1,
		   "INFO begin\nx.ConfigException: Invalid value lots\nINFO end\n");
	ck_assert_int_lt(
		cluster_ready(kit.cluster, 60 * NS_PER_S, kit_note, NULL, &kit.err), 0);
	ck_assert_str_eq(
		kit.err.msg,
		"the cluster is not ready after 0 s: node 2 (kafka2) does not run; its "
		"container ended with exit code 1; its log says: x.ConfigException: "
		"Invalid value lots");
}
END_TEST

static bool never(UNUSED void *arg, UNUSED const char *text)
{
	return false;
}

START_TEST(waiting_for_a_cluster_can_be_interrupted)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	ck_assert_int_lt(cluster_ready(kit.cluster, 60 * NS_PER_S, never, NULL, &kit.err),
			 0);
	ck_assert_int_eq(kit.err.kind, ERR_INTERRUPTED);
}
END_TEST

START_TEST(what_is_up_already_is_taken_over_when_told_so)
{
	int port;

	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){.reuse = true});
	ck_assert_int_eq(kit_up(), 0);
	strbuf_clear(&kit.told);
	port = cluster_topology(kit.cluster)->nodes[0].broker.port;
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	ck_assert_str_eq(strbuf_text(&kit.told), "already up\n");
	ck_assert_uint_eq(kit_things(), 4);
	ck_assert_int_eq(cluster_topology(kit.cluster)->nodes[0].broker.port, port);
}
END_TEST

START_TEST(what_is_up_in_part_is_not_taken_over)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){.reuse = true});
	ck_assert_int_eq(kit_up(), 0);
	world_exit(kit.world, "proj-kafka2-1", 137, "");
	ck_assert_int_lt(kit_up(), 0);
	ck_assert_str_eq(kit.err.msg,
			 "project 'proj' is there, but 'kafka2' does not run: 'kchaos "
			 "heal proj' or 'kchaos down proj'");
}
END_TEST

static Suite *cluster_found_suite(void)
{
	Suite *s = suite_create("cluster-found");
	TCase *tc = tcase_create("world");

	tcase_add_checked_fixture(tc, cluster_kit_open, cluster_kit_close);
	tcase_add_test(tc, projects_are_found_by_their_labels);
	tcase_add_test(tc, a_cluster_is_known_again_from_its_containers);
	tcase_add_test(tc, a_project_that_is_not_there_cannot_be_attached_to);
	tcase_add_test(tc, a_node_that_is_gone_is_no_failure_to_inspect);
	tcase_add_test(tc, an_error_about_a_node_names_it);
	tcase_add_test(tc, a_cluster_that_never_answers_says_who_is_silent);
	tcase_add_test(tc, a_node_that_ended_is_not_waited_for);
	tcase_add_test(tc, waiting_for_a_cluster_can_be_interrupted);
	tcase_add_test(tc, what_is_up_already_is_taken_over_when_told_so);
	tcase_add_test(tc, what_is_up_in_part_is_not_taken_over);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_found_suite)
