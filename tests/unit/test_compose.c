/* Compose files as people write them, and what is made of them. */
#include "cluster/service.h"

#include "base/mem.h"
#include "base/str.h"
#include "compose_kit.h"
#include "unit.h"

START_TEST(a_node_is_reached_where_its_advertised_port_is_published)
{
	const struct topology *t = compose_topology(
		compose_kit_load("services:\n" COMPOSE_NODE, NULL));

	ck_assert_uint_eq(t->len, 1);
	ck_assert_int_eq(t->nodes[0].id, 1);
	ck_assert_uint_eq(t->nodes[0].roles, ROLE_BROKER | ROLE_CONTROLLER);
	ck_assert_str_eq(t->nodes[0].broker.host, "127.0.0.1");
	ck_assert_int_eq(t->nodes[0].broker.port, 29092);
	ck_assert_int_eq(t->nodes[0].controller.port, 29191);
}
END_TEST

/* The shape of apache/kafka's own example: list environment, hyphens, folded voters. */
static const char isolated[] =
	"---\n"
	"version: '2'\n"
	"services:\n"
	"  controller-1:\n"
	"    image: ${IMAGE}\n"
	"    ports: ['29191:9093']\n"
	"    environment: &c\n"
	"      KAFKA_NODE_ID: 1\n"
	"      KAFKA_PROCESS_ROLES: 'controller'\n"
	"      KAFKA_CONTROLLER_QUORUM_VOTERS: >-\n"
	"        1@controller-1:9093\n"
	"      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER'\n"
	"      KAFKA_LISTENERS: 'CONTROLLER://:9093'\n"
	"  broker-1:\n"
	"    image: ${IMAGE}\n"
	"    ports:\n"
	"      - 29092:9092\n"
	"      - {target: 9999, published: '19999', host_ip: 127.0.0.1, protocol: tcp}\n"
	"    environment:\n"
	"      - KAFKA_NODE_ID=4\n"
	"      - KAFKA_PROCESS_ROLES=broker\n"
	"      - KAFKA_LISTENERS=PLAINTEXT://:19092,PLAINTEXT_HOST://:9092\n"
	"      - KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://broker-1:19092,PLAINTEXT_HOST://localhost:29092\n"
	"      - KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=PLAINTEXT:PLAINTEXT,PLAINTEXT_HOST:PLAINTEXT\n"
	"      - KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER\n"
	"      - KAFKA_CONTROLLER_QUORUM_VOTERS=1@controller-1:9093\n"
	"      - OUTER\n"
	"      - NOT_SET_ANYWHERE\n"
	"    depends_on: [controller-1]\n";

static void load_isolated(void)
{
	ck_assert_int_eq(setenv("IMAGE", "apache/kafka:4.3.1", 1), 0);
	ck_assert_int_eq(setenv("OUTER", "from outside", 1), 0);
	compose_kit_load(isolated, NULL);
}

START_TEST(dedicated_controllers_and_brokers_are_told_apart)
{
	const struct topology *t;

	load_isolated();
	t = compose_topology(compose);
	ck_assert_uint_eq(t->len, 2);
	ck_assert_uint_eq(topology_by_id(t, 1)->roles, ROLE_CONTROLLER);
	ck_assert_ptr_null(topology_by_id(t, 1)->broker.host);
	ck_assert_int_eq(topology_by_id(t, 1)->controller.port, 29191);
	ck_assert_uint_eq(topology_by_id(t, 4)->roles, ROLE_BROKER);
	ck_assert_int_eq(topology_by_id(t, 4)->broker.port, 29092);
}
END_TEST

START_TEST(where_a_node_listens_in_its_container_is_known)
{
	struct listens controller, broker;

	load_isolated();
	controller = topology_by_id(compose_topology(compose), 1)->listens;
	broker = topology_by_id(compose_topology(compose), 4)->listens;
	ck_assert_int_eq(controller.controller, 9093);
	ck_assert_int_eq(controller.replication, 0);
	ck_assert_int_eq(controller.clients, 0);
	ck_assert_int_eq(broker.controller, 0);
	ck_assert_int_eq(broker.replication, 19092);
	ck_assert_int_eq(broker.clients, 9092);
}
END_TEST

START_TEST(every_port_is_bound_to_this_machine_only)
{
	load_isolated();
	for (size_t i = 0; i < compose->n_services; i++)
		for (size_t k = 0; k < compose->services[i].spec.n_ports; k++)
			ck_assert_str_eq(compose->services[i].spec.ports[k].host_ip,
					 "127.0.0.1");
	ck_assert_uint_eq(diags_count_warnings(&diags), 2);
}
END_TEST

START_TEST(a_variable_without_a_value_comes_from_outside_or_is_left_out)
{
	const struct service *s;

	load_isolated();
	s = compose_service(compose, "broker-1");
	ck_assert_str_eq(service_env(s, "OUTER", NULL), "from outside");
	ck_assert_ptr_null(service_env(s, "NOT_SET_ANYWHERE", NULL));
}
END_TEST

START_TEST(a_service_starts_after_what_it_depends_on)
{
	load_isolated();
	ck_assert_int_eq(compose_service(compose, "controller-1")->wave, 0);
	ck_assert_int_eq(compose_service(compose, "broker-1")->wave, 1);
}
END_TEST

START_TEST(bitnamis_variables_are_understood)
{
	static const char text[] =
		"services:\n"
		"  kafka-0:\n"
		"    image: bitnamilegacy/kafka:3.9\n"
		"    ports: ['127.0.0.1:9094:9094', '127.0.0.1:9193:9093']\n"
		"    environment:\n"
		"      - KAFKA_CFG_NODE_ID=0\n"
		"      - KAFKA_CFG_PROCESS_ROLES=controller,broker\n"
		"      - KAFKA_CFG_CONTROLLER_QUORUM_VOTERS=0@kafka-0:9093\n"
		"      - KAFKA_CFG_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093,EXTERNAL://:9094\n"
		"      - KAFKA_CFG_ADVERTISED_LISTENERS=PLAINTEXT://kafka-0:9092,EXTERNAL://127.0.0.1:9094\n"
		"      - KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,EXTERNAL:PLAINTEXT,PLAINTEXT:PLAINTEXT\n"
		"      - KAFKA_CFG_CONTROLLER_LISTENER_NAMES=CONTROLLER\n";

	compose_kit_load(text, NULL);
	ck_assert_int_eq(compose_topology(compose)->nodes[0].id, 0);
	ck_assert_int_eq(compose_topology(compose)->nodes[0].broker.port, 9094);
}
END_TEST

START_TEST(a_service_whose_profile_is_not_active_is_left_out)
{
	compose_kit_load("services:\n" COMPOSE_NODE
			 "  ui: {image: web, profiles: [tools]}\n",
			 NULL);
	ck_assert_uint_eq(compose->n_services, 1);
}
END_TEST

START_TEST(a_service_whose_profile_is_active_is_there)
{
	ck_assert_int_eq(setenv("COMPOSE_PROFILES", "x,tools", 1), 0);
	compose_kit_load("services:\n" COMPOSE_NODE
			 "  ui: {image: web, profiles: [tools]}\n",
			 NULL);
	ck_assert_uint_eq(compose->n_services, 2);
}
END_TEST

START_TEST(the_rest_of_a_service_arrives_in_the_container)
{
	const struct container_spec *c;

	compose_kit_load(
		"services:\n" COMPOSE_NODE "  x:\n"
		"    image: busybox\n"
		"    hostname: x1\n"
		"    command: sh -c 'sleep 1'\n"
		"    entrypoint: ['/bin/sh', '-e']\n"
		"    user: '1000'\n"
		"    working_dir: /tmp\n"
		"    init: true\n"
		"    stop_grace_period: 1m30s\n"
		"    stop_signal: SIGINT\n"
		"    restart: on-failure:3\n"
		"    deploy: {resources: {limits: {cpus: '1.5', memory: 512M}}}\n"
		"    ulimits: {nofile: {soft: 10, hard: 20}, nproc: 5}\n"
		"    cap_add: [NET_ADMIN]\n"
		"    extra_hosts: ['a=1.2.3.4', 'host.docker.internal:host-gateway']\n"
		"    tmpfs: /t:size=64m\n"
		"    healthcheck: {test: 'true', interval: 5s, retries: 3}\n"
		"    volumes: ['./conf:/conf:ro', '/anon', {type: tmpfs, target: /m, tmpfs: {size: 1m}}]\n",
		NULL);
	c = &compose_service(compose, "x")->spec;
	ck_assert_str_eq(c->hostname, "x1");
	ck_assert_uint_eq(c->cmd.len, 3);
	ck_assert_str_eq(c->cmd.items[2], "sleep 1");
	ck_assert_uint_eq(c->entrypoint.len, 2);
	ck_assert_str_eq(c->user, "1000");
	ck_assert(c->init);
	ck_assert_int_eq(c->stop_timeout_s, 90);
	ck_assert_str_eq(c->restart_policy, "on-failure");
	ck_assert_int_eq(c->restart_max, 3);
	ck_assert_int_eq(c->nano_cpus, 1500000000);
	ck_assert_int_eq(c->memory_bytes, 512 << 20);
	ck_assert_int_eq(c->ulimits[0].hard, 20);
	ck_assert_int_eq(c->ulimits[1].soft, 5);
	ck_assert_str_eq(c->cap_add.items[0], "NET_ADMIN");
	ck_assert_str_eq(c->extra_hosts.items[0], "a:1.2.3.4");
	ck_assert_str_eq(c->health.test.items[0], "CMD-SHELL");
	ck_assert_int_eq(c->health.interval_ns, 5 * NS_PER_S);
	ck_assert_uint_eq(c->n_mounts, 4);
	ck_assert_str_eq(c->mounts[0].source, "/nowhere/proj/conf");
	ck_assert(c->mounts[0].is_read_only);
	ck_assert_ptr_null(c->mounts[1].source);
	ck_assert_str_eq(c->mounts[2].options, "size=1048576");
	ck_assert_str_eq(c->mounts[3].options, "size=64m");
}
END_TEST

START_TEST(a_restart_policy_without_quotes_is_no)
{
	compose_kit_load("services:\n" COMPOSE_NODE "    restart: no\n", NULL);
	ck_assert_str_eq(compose->services[0].spec.restart_policy, "no");
}
END_TEST

/* Ports are chosen: two clusters of one file at a time. */
static const char chosen[] =
	"services:\n"
	"  kafka1:\n"
	"    image: apache/kafka:4.3.1\n"
	"    ports: ['127.0.0.1:${KAFKA1_PORT:-29092}:9092']\n"
	"    environment:\n"
	"      KAFKA_NODE_ID: 1\n"
	"      KAFKA_PROCESS_ROLES: broker\n"
	"      KAFKA_LISTENERS: PLAINTEXT://:9092\n"
	"      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:${KAFKA1_PORT:-29092}\n";

START_TEST(two_clusters_of_one_file_get_different_ports)
{
	struct compose_opts opts = {.choose_ports = true};
	struct compose *first, *second;
	struct diags d = DIAGS_INIT;

	first = compose_parse("/p/c.yaml", chosen, strlen(chosen), &opts, &d);
	second = compose_parse("/p/c.yaml", chosen, strlen(chosen), &opts, &d);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(second);
	ck_assert_int_ne(compose_topology(first)->nodes[0].broker.port,
			 compose_topology(second)->nodes[0].broker.port);
	compose_free(first);
	compose_free(second);
	diags_release(&d);
}
END_TEST

START_TEST(a_variable_that_is_set_is_the_users_choice)
{
	struct compose_opts opts = {.choose_ports = true};

	ck_assert_int_eq(setenv("KAFKA1_PORT", "31234", 1), 0);
	compose_kit_load(chosen, &opts);
	ck_assert_int_eq(compose_topology(compose)->nodes[0].broker.port, 31234);
}
END_TEST

START_TEST(without_choosing_the_default_stands)
{
	compose_kit_load(chosen, NULL);
	ck_assert_int_eq(compose_topology(compose)->nodes[0].broker.port, 29092);
}
END_TEST

static const struct {
	const char *file;
	size_t nodes, voters, brokers;
} shipped[] = {
	{"compose/combined-3.yaml", 3, 3, 3},
	{"compose/combined-4.yaml", 4, 4, 4},
	{"compose/combined-5.yaml", 5, 5, 5},
	{"compose/dedicated-1c3b.yaml", 4, 1, 3},
	{"compose/dedicated-3c3b.yaml", 6, 3, 3},
	{"compose/dedicated-3c6b.yaml", 9, 3, 6},
	{"compose/small-disks-3.yaml", 3, 3, 3},
	{"compose/throughput-3.yaml", 3, 3, 3},
};

START_TEST(a_shipped_file_is_read_without_a_word)
{
	const struct topology *t;
	struct compose_opts opts = {0};

	diags = (struct diags)DIAGS_INIT;
	compose = compose_load(shipped[_i].file, &opts, &diags);
	ck_assert_ptr_nonnull(compose);
	ck_assert_uint_eq(diags.len, 0);
	t = compose_topology(compose);
	ck_assert_uint_eq(t->len, shipped[_i].nodes);
	ck_assert_uint_eq(topology_voters(t), shipped[_i].voters);
	ck_assert_uint_eq(topology_brokers(t), shipped[_i].brokers);
	ck_assert_int_eq(t->quorum, QUORUM_STATIC);
	for (size_t i = 0; i < t->len; i++) {
		ck_assert_int_eq((t->nodes[i].roles & ROLE_BROKER) != 0,
				 t->nodes[i].broker.host != NULL);
		ck_assert_int_eq((t->nodes[i].roles & ROLE_CONTROLLER) != 0,
				 t->nodes[i].controller.host != NULL);
	}
}
END_TEST

static Suite *compose_suite(void)
{
	Suite *s = suite_create("compose");
	TCase *tc = tcase_create("files");

	tcase_add_checked_fixture(tc, compose_kit_open, compose_kit_close);
	tcase_add_test(tc, a_node_is_reached_where_its_advertised_port_is_published);
	tcase_add_test(tc, dedicated_controllers_and_brokers_are_told_apart);
	tcase_add_test(tc, where_a_node_listens_in_its_container_is_known);
	tcase_add_test(tc, every_port_is_bound_to_this_machine_only);
	tcase_add_test(tc, a_variable_without_a_value_comes_from_outside_or_is_left_out);
	tcase_add_test(tc, a_service_starts_after_what_it_depends_on);
	tcase_add_test(tc, bitnamis_variables_are_understood);
	tcase_add_test(tc, a_service_whose_profile_is_not_active_is_left_out);
	tcase_add_test(tc, a_service_whose_profile_is_active_is_there);
	tcase_add_test(tc, the_rest_of_a_service_arrives_in_the_container);
	tcase_add_test(tc, a_restart_policy_without_quotes_is_no);
	tcase_add_test(tc, two_clusters_of_one_file_get_different_ports);
	tcase_add_test(tc, a_variable_that_is_set_is_the_users_choice);
	tcase_add_test(tc, without_choosing_the_default_stands);
	tcase_add_loop_test(tc, a_shipped_file_is_read_without_a_word, 0,
			    (int)ARRAY_LEN(shipped));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(compose_suite)
