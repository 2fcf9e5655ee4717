/* What a project and its things are called, and the labels they carry. */
#include "cluster/service.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_spec.h"
#include "compose_kit.h"
#include "unit.h"

START_TEST(a_project_without_a_name_is_called_after_its_folder)
{
	compose_kit_load("services:\n" COMPOSE_NODE, NULL);
	ck_assert_str_eq(compose_project(compose), "proj");
	ck_assert_str_eq(compose_topology(compose)->nodes[0].container, "proj-kafka1-1");
}
END_TEST

START_TEST(the_environment_names_the_project_before_the_file_does)
{
	ck_assert_int_eq(setenv("COMPOSE_PROJECT_NAME", "outer", 1), 0);
	compose_kit_load("name: inner\nservices:\n" COMPOSE_NODE, NULL);
	ck_assert_str_eq(compose_project(compose), "outer");
}
END_TEST

START_TEST(the_caller_names_the_project_before_all_others)
{
	struct compose_opts opts = {.project = "kchaos-1-ab"};

	ck_assert_int_eq(setenv("COMPOSE_PROJECT_NAME", "outer", 1), 0);
	compose_kit_load("name: inner\nservices:\n" COMPOSE_NODE, &opts);
	ck_assert_str_eq(compose_project(compose), "kchaos-1-ab");
}
END_TEST

START_TEST(variables_of_the_caller_beat_the_environment)
{
	struct params given = {0};
	struct compose_opts opts = {.variables = &given};

	params_set(&given, "IMAGE", "mine:2", 0);
	ck_assert_int_eq(setenv("IMAGE", "outer:1", 1), 0);
	compose_kit_load("services:\n" COMPOSE_NODE "    hostname: ${IMAGE:-none}\n",
			 &opts);
	ck_assert_str_eq(compose->services[0].spec.hostname, "mine:2");
	params_release(&given);
}
END_TEST

static const char renamed[] = "name: fixed\n"
			      "services:\n" COMPOSE_NODE
			      "    container_name: broker-one\n"
			      "    volumes: ['data:/var/lib/kafka/data']\n"
			      "    networks: [front]\n"
			      "networks: {front: {name: shared}}\n"
			      "volumes: {data: {name: the-data}}\n";

START_TEST(fixed_names_hold_in_the_files_own_project)
{
	compose_kit_load(renamed, NULL);
	ck_assert_str_eq(compose->services[0].container, "broker-one");
	ck_assert_str_eq(compose_network(compose, "front")->name, "shared");
	ck_assert_str_eq(compose_volume(compose, "data")->name, "the-data");
}
END_TEST

START_TEST(fixed_names_do_not_collide_between_two_runs)
{
	struct compose_opts opts = {.project = "run-7"};

	compose_kit_load(renamed, &opts);
	ck_assert_str_eq(compose->services[0].container, "run-7-kafka1-1");
	ck_assert_str_eq(compose_network(compose, "front")->name, "run-7_front");
	ck_assert_str_eq(compose_volume(compose, "data")->name, "run-7_data");
}
END_TEST

START_TEST(a_container_has_its_names_as_aliases_in_each_network)
{
	struct compose_opts opts = {.project = "run-7"};
	struct label_set labels = {compose_kit_load(renamed, &opts), NULL, "up"};
	struct made_spec m;

	made_spec_init(&m, &labels, &compose->services[0], "img", "sha256:1", true);
	ck_assert_uint_eq(m.spec.n_networks, 1);
	ck_assert_str_eq(m.spec.networks[0].network, "run-7_front");
	ck_assert(text_list_has(&m.spec.networks[0].aliases, "kafka1"));
	ck_assert(text_list_has(&m.spec.networks[0].aliases, "broker-one"));
	ck_assert(text_list_has(&m.spec.networks[0].aliases, "run-7-kafka1-1"));
	made_spec_release(&m);
}
END_TEST

START_TEST(a_container_carries_the_labels_compose_selects_by)
{
	struct label_set labels = {compose_kit_load(renamed, NULL), "run", "up"};
	struct made_spec m;
	const struct pair_list *l = &m.spec.labels;

	made_spec_init(&m, &labels, &compose->services[0], "img", "sha256:1", true);
	ck_assert_str_eq(pair_list_get(l, "com.docker.compose.project"), "fixed");
	ck_assert_str_eq(pair_list_get(l, "com.docker.compose.service"), "kafka1");
	ck_assert_str_eq(pair_list_get(l, "com.docker.compose.oneoff"), "False");
	ck_assert_str_eq(pair_list_get(l, "com.docker.compose.container-number"), "1");
	ck_assert_uint_eq(strlen(pair_list_get(l, "com.docker.compose.config-hash")), 64);
	ck_assert_str_eq(pair_list_get(l, "io.kchaos.project"), "fixed");
	ck_assert_str_eq(pair_list_get(l, "io.kchaos.run-id"), "run");
	ck_assert_str_eq(pair_list_get(l, "io.kchaos.role"), "node");
	made_spec_release(&m);
}
END_TEST

START_TEST(networks_and_volumes_carry_no_config_hash)
{
	struct label_set labels = {compose_kit_load(renamed, NULL), NULL, "up"};
	struct pair_list l = {0};

	labels_network(&labels, compose_network(compose, "front"), &l);
	labels_volume(&labels, compose_volume(compose, "data"), &l);
	ck_assert_ptr_null(pair_list_get(&l, "com.docker.compose.config-hash"));
	ck_assert_str_eq(pair_list_get(&l, "com.docker.compose.network"), "front");
	ck_assert_str_eq(pair_list_get(&l, "com.docker.compose.volume"), "data");
	pair_list_release(&l);
}
END_TEST

static Suite *compose_names_suite(void)
{
	Suite *s = suite_create("compose-names");
	TCase *tc = tcase_create("names");

	tcase_add_checked_fixture(tc, compose_kit_open, compose_kit_close);
	tcase_add_test(tc, a_project_without_a_name_is_called_after_its_folder);
	tcase_add_test(tc, the_environment_names_the_project_before_the_file_does);
	tcase_add_test(tc, the_caller_names_the_project_before_all_others);
	tcase_add_test(tc, variables_of_the_caller_beat_the_environment);
	tcase_add_test(tc, fixed_names_hold_in_the_files_own_project);
	tcase_add_test(tc, fixed_names_do_not_collide_between_two_runs);
	tcase_add_test(tc, a_container_has_its_names_as_aliases_in_each_network);
	tcase_add_test(tc, a_container_carries_the_labels_compose_selects_by);
	tcase_add_test(tc, networks_and_volumes_carry_no_config_hash);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(compose_names_suite)
