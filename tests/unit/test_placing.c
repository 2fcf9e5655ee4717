/* A Compose file made for one engine, spread over several hosts. */
#include "cluster/placing.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/service.h"
#include "compose_kit.h"
#include "unit.h"

static struct hosts hosts;

static void set_up(void)
{
	compose_kit_open();
	hosts = (struct hosts){0};
}

static void tear_down(void)
{
	compose_kit_close();
	hosts_release(&hosts);
}

static void host(const char *name, const char *address)
{
	*GROW(hosts.at,
	      hosts.len) = (struct host){.name = xstrdup(name),
					 .engine = xasprintf("unix:///%s", name),
					 .rack = xasprintf("rack-%s", name),
					 .address = xstrdup(address)};
}

static const struct compose_opts *opts(void)
{
	static struct compose_opts o;

	o = (struct compose_opts){.hosts = &hosts};
	return &o;
}

static const char *env(const char *name)
{
	const char *value = service_env(&compose->services[0], name, NULL);

	return value ? value : "(unset)";
}

START_TEST(a_node_is_reached_at_its_hosts_address)
{
	const struct node *n;

	host("a", "10.0.0.7");
	n = compose_kit_load("services:\n" COMPOSE_NODE, opts())->topology.nodes;
	ck_assert_str_eq(n->broker.host, "10.0.0.7");
	ck_assert_int_eq(n->broker.port, 29092);
	ck_assert_str_eq(n->controller.host, "10.0.0.7");
	ck_assert_str_eq(env("KAFKA_ADVERTISED_LISTENERS"), "HOST://10.0.0.7:29092");
	ck_assert_str_eq(compose->services[0].spec.ports[0].host_ip, "10.0.0.7");
}
END_TEST

START_TEST(by_a_name_the_ports_are_published_on_all_addresses)
{
	host("a", "a.example");
	compose_kit_load("services:\n" COMPOSE_NODE, opts());
	ck_assert_str_eq(compose->topology.nodes[0].broker.host, "a.example");
	ck_assert_str_eq(compose->services[0].spec.ports[0].host_ip, "0.0.0.0");
}
END_TEST

START_TEST(an_address_of_ipv6_stands_in_brackets)
{
	char *bootstrap;

	host("a", "2001:db8::7");
	compose_kit_load("services:\n" COMPOSE_NODE, opts());
	ck_assert_str_eq(env("KAFKA_ADVERTISED_LISTENERS"), "HOST://[2001:db8::7]:29092");
	ck_assert_str_eq(compose->services[0].spec.ports[0].host_ip, "2001:db8::7");
	bootstrap = topology_bootstrap(&compose->topology);
	ck_assert_str_eq(bootstrap, "[2001:db8::7]:29092");
	free(bootstrap);
}
END_TEST

START_TEST(a_broker_gets_its_hosts_rack)
{
	host("a", "10.0.0.7");
	compose_kit_load("services:\n" COMPOSE_NODE, opts());
	ck_assert_str_eq(env("KAFKA_BROKER_RACK"), "rack-a");
}
END_TEST

START_TEST(a_rack_that_the_file_names_stays)
{
	host("a", "10.0.0.7");
	compose_kit_load("services:\n" COMPOSE_NODE "      KAFKA_BROKER_RACK: mine\n",
			 opts());
	ck_assert_str_eq(env("KAFKA_BROKER_RACK"), "mine");
}
END_TEST

START_TEST(without_hosts_nothing_is_changed)
{
	compose_kit_load("services:\n" COMPOSE_NODE, opts());
	ck_assert_str_eq(env("KAFKA_ADVERTISED_LISTENERS"), "HOST://localhost:29092");
	ck_assert_str_eq(env("KAFKA_BROKER_RACK"), "(unset)");
	ck_assert_str_eq(compose->topology.nodes[0].broker.host, "127.0.0.1");
}
END_TEST

START_TEST(what_cannot_be_placed_is_an_error_of_the_file)
{
	struct compose_opts o = {.hosts = &hosts};
	static const char text[] = "services:\n" COMPOSE_NODE;

	host("a", "10.0.0.7");
	params_set(&hosts.place, "kafka9", "a", 0);
	compose = compose_parse("/nowhere/proj/compose.yaml", text, strlen(text), &o,
				&diags);
	ck_assert_ptr_null(compose);
	ck_assert_ptr_nonnull(strstr(diags.list[diags.len - 1].message, "kafka9"));
}
END_TEST

static Suite *placing_suite(void)
{
	Suite *s = suite_create("placing");
	TCase *tc = tcase_create("placing");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_node_is_reached_at_its_hosts_address);
	tcase_add_test(tc, by_a_name_the_ports_are_published_on_all_addresses);
	tcase_add_test(tc, an_address_of_ipv6_stands_in_brackets);
	tcase_add_test(tc, a_broker_gets_its_hosts_rack);
	tcase_add_test(tc, a_rack_that_the_file_names_stays);
	tcase_add_test(tc, without_hosts_nothing_is_changed);
	tcase_add_test(tc, what_cannot_be_placed_is_an_error_of_the_file);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(placing_suite)
