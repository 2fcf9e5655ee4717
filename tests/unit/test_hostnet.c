/* Services that are moved to their hosts' own network. */
#include "base/mem.h"
#include "cluster/docker_up.h"
#include "compose_kit.h"
#include "unit.h"

static struct hosts hosts;
static struct docker_cluster cluster;
static struct upping up;
static struct err e;

static void host(const char *name, const char *address)
{
	*GROW(hosts.at,
	      hosts.len) = (struct host){.name = xstrdup(name),
					 .engine = xasprintf("unix:///%s", name),
					 .rack = xstrdup(name),
					 .address = xstrdup(address)};
}

static void setup(void)
{
	compose_kit_open();
	hosts = (struct hosts){.quorum_on_one_host = true};
	e = (struct err){0};
	host("a", "10.0.0.1");
	host("b", "2001:db8::2");
}

static void teardown(void)
{
	compose_kit_close();
	hosts_release(&hosts);
}

/* kafka1 is on a. */
static int move(const char *more)
{
	struct compose_opts opts = {.hosts = &hosts};
	char *text = xasprintf("services:\n" COMPOSE_NODE "%s", more);

	params_set(&hosts.place, "kafka1", "a", 0);
	compose = compose_kit_load(text, &opts);
	free(text);
	cluster = (struct docker_cluster){.base.topology = compose->topology};
	up = (struct upping){.cluster = &cluster, .compose = compose};
	return upping_use_host_network(&up, &e);
}

static bool knows(const struct service *s, const char *line)
{
	return text_list_has(&s->spec.extra_hosts, line);
}

START_TEST(what_is_beside_the_nodes_moves_too)
{
	const struct service *ui;

	ck_assert_msg(move("  ui: {image: ui, ports: ['8080:80']}\n"
			   "  alone: {image: x, network_mode: none}\n") == 0,
		      "%s", e.msg);
	ui = compose_service(compose, "ui");
	ck_assert_str_eq(ui->spec.network_mode, "host");
	ck_assert_uint_eq(ui->n_networks, 0);
	ck_assert(knows(ui, "kafka1:10.0.0.1"));
	ck_assert_str_eq(compose_service(compose, "alone")->spec.network_mode, "none");
}
END_TEST

#define NAMED                                                                    \
	"  kafka2:\n    image: apache/kafka:4.3.1\n    hostname: my-kafka1\n"    \
	"    networks: {default: {aliases: [second]}}\n"                         \
	"    ports: ['127.0.0.1:29094:9094', '127.0.0.1:29292:9093']\n"          \
	"    environment:\n      KAFKA_NODE_ID: 2\n"                             \
	"      KAFKA_PROCESS_ROLES: broker,controller\n"                         \
	"      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER\n"                    \
	"      KAFKA_LISTENERS: HOST://:9094,CONTROLLER://:9093\n"               \
	"      KAFKA_ADVERTISED_LISTENERS: HOST://localhost:29094\n"             \
	"      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka1:9093,2@my-kafka1:9093\n" \
	"      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: HOST:PLAINTEXT,CONTROLLER:PLAINTEXT\n"

START_TEST(a_node_is_known_by_all_its_names)
{
	const struct service *one, *two;

	params_set(&hosts.place, "kafka2", "b", 0);
	ck_assert_msg(move("      KAFKA_CONTROLLER_QUORUM_VOTERS: "
			   "1@kafka1:9093,2@my-kafka1:9093\n" NAMED) == 0,
		      "%s", e.msg);
	one = compose_service(compose, "kafka1");
	two = compose_service(compose, "kafka2");
	ck_assert(knows(one, "kafka2:2001:db8::2"));
	ck_assert(knows(one, "my-kafka1:2001:db8::2"));
	ck_assert(knows(one, "second:2001:db8::2"));
	ck_assert(knows(two, "kafka1:10.0.0.1"));
	/* They listen on the ports that were published, and the list of voters says so. */
	ck_assert_str_eq(service_env(one, "KAFKA_CONTROLLER_QUORUM_VOTERS", NULL),
			 "1@kafka1:29191,2@my-kafka1:29292");
}
END_TEST

static Suite *hostnet_suite(void)
{
	Suite *s = suite_create("hostnet");
	TCase *tc = tcase_create("hostnet");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_is_beside_the_nodes_moves_too);
	tcase_add_test(tc, a_node_is_known_by_all_its_names);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(hostnet_suite)
