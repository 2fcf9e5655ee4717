/* Machines that a cluster is spread over: reading them, and who is put where. */
#include "model/hosts.h"

#include "base/file.h"
#include "base/mem.h"
#include "model/topology.h"
#include "scenario/scenario.h"
#include "scratch.h"
#include "unit.h"

static struct hosts hosts;
static struct topology t;
static struct diags diags;
static struct err e;

static void open_all(void)
{
	hosts = (struct hosts){0};
	t = (struct topology){0};
	diags = (struct diags){0};
	e = (struct err){0};
}

static void close_all(void)
{
	hosts_release(&hosts);
	topology_release(&t);
	diags_release(&diags);
}

/* ---- reading ---- */

static int load(const char *text)
{
	char *dir = scratch_dir(), *path = path_join(dir, "hosts.yaml");
	int rc;

	ck_assert_int_eq(file_write_atomic(path, text, strlen(text), &e), 0);
	rc = hosts_load(&hosts, path, &diags);
	free(path);
	free(dir);
	return rc;
}

#define ONE "{engine: 'unix:///run/a.sock', address: 10.0.0.1}"

START_TEST(a_hosts_file_is_read)
{
	ck_assert_int_eq(
		load("network: host\nplace: {kafka1: b}\nquorum_on_one_host: true\n"
		     "hosts:\n  a: " ONE "\n"
		     "  b: {engine: 'tcp://10.0.0.2:2376', tls: keys, rack: r2, address: "
		     "b.example, engine_start: 'ssh b start'}\n"),
		0);
	ck_assert_uint_eq(hosts.len, 2);
	ck_assert_int_eq(hosts.network, HOST_NETWORK_HOST);
	ck_assert(hosts.quorum_on_one_host);
	ck_assert_str_eq(hosts.at[0].rack, "a"); /* its name when none is given */
	ck_assert_ptr_null(hosts.at[0].tls);
	ck_assert_str_eq(hosts.at[1].rack, "r2");
	ck_assert_str_eq(path_last(hosts.at[1].tls), "keys");
	ck_assert_ptr_ne(strchr(hosts.at[1].tls, '/'), NULL); /* from the file's folder */
	ck_assert_str_eq(hosts.at[1].engine_start, "ssh b start");
	ck_assert_str_eq(params_text(&hosts.place, "kafka1", ""), "b");
}
END_TEST

static const struct {
	const char *text, *says;
} bad_files[] = {
	{"hosts: {}\n", "names none"},
	{"hosts: {a: x}\n", "wants a mapping"},
	{"hosts: {a: {engine: 'unix:///x'}}\n", "address"},
	{"hosts: {a: {engine: 'http://x', address: h}}\n", "no engine's address"},
	{"hosts: {a: " ONE ", b: " ONE "}\n", "has this engine already"},
	{"hosts: {a: {engine: 'unix:///x', tls: k, address: h}}\n",
	 "is for engines at tcp"},
	{"network: swarm\nhosts: {a: " ONE "}\n", "network"},
	{"hosts: {a: {engine: 'unix:///x', address: 'h:9092'}}\n", "no host's address"},
	{"hosts: {a: {engine: 'unix:///x', address: ''}}\n", "address"},
	{"hosts: {a: {engine: '', address: h}}\n", "engine"},
	{"hosts: {a: {engine: 'unix:///x', address: '[::1]'}}\n", "no host's address"},
	{"hosts: {a: {engine: 'unix:///x', address: 'h,i'}}\n", "no host's address"},
	{"[]\n", "mapping"},
};

START_TEST(a_bad_hosts_file_is_told_what_is_wrong)
{
	struct strbuf text = STRBUF_INIT;

	ck_assert_int_eq(load(bad_files[_i].text), -1);
	diags_text(&diags, &text);
	ck_assert_msg(strstr(strbuf_text(&text), bad_files[_i].says) != NULL, "%s",
		      strbuf_text(&text));
	strbuf_release(&text);
}
END_TEST

static int parse_scenario(struct scenario *s, const char *cluster)
{
	char *text = xasprintf("name: x\ncluster: {compose: c.yaml, %s}\n"
			       "topics: {p: }\nworkloads: {w: {produce: p}}\n"
			       "phases: [{name: steady, for: 10s}]\n",
			       cluster);
	struct scenario_source src = {.path = "/nowhere/x.yaml",
				      .text = text,
				      .len = strlen(text),
				      .trust_files = true};
	int rc = scenario_parse(s, &src, &diags);

	free(text);
	return rc;
}

START_TEST(a_scenario_may_have_hosts)
{
	struct scenario s;

	ck_assert_int_eq(parse_scenario(&s,
					"network: overlay, place: {k: a}, hosts: {a: " ONE
					"}"),
			 0);
	ck_assert_uint_eq(s.plan.hosts.len, 1);
	ck_assert_int_eq(s.plan.hosts.network, HOST_NETWORK_OVERLAY);
	scenario_release(&s);
}
END_TEST

START_TEST(what_is_about_hosts_needs_hosts)
{
	struct scenario s;

	ck_assert_int_eq(parse_scenario(&s, "network: overlay"), -1);
	scenario_release(&s);
	diags_release(&diags);
	diags = (struct diags){0};
	ck_assert_int_eq(parse_scenario(&s, "hosts: h.yaml, place: {k: a}"), -1);
	scenario_release(&s);
}
END_TEST

static const char *const no_hosts[] = {"hosts: [a, b]", "hosts: "};

START_TEST(hosts_that_are_none_are_no_cluster_on_this_machine)
{
	struct scenario s;

	ck_assert_int_eq(parse_scenario(&s, no_hosts[_i]), -1);
	scenario_release(&s);
}
END_TEST

/* ---- placing ---- */

static void host(const char *name, const char *rack)
{
	*GROW(hosts.at, hosts.len) = (struct host){.name = xstrdup(name),
						   .engine = xstrdup("unix:///x"),
						   .rack = xstrdup(rack),
						   .address = xstrdup("10.0.0.1")};
}

static void nodes(int32_t first, size_t n, const char *prefix, unsigned roles)
{
	for (size_t i = 0; i < n; i++)
		*topology_add(&t) = (struct node){
			.id = first + (int32_t)i,
			.name = xasprintf("%s%zu", prefix, i + 1),
			.roles = roles};
}

/* "kafka1 is on b" */
static void check_on(const char *node, const char *where)
{
	const struct host *h = topology_host(&t, topology_any_by_name(&t, node));

	ck_assert_ptr_nonnull(h);
	ck_assert_msg(strcmp(h->name, where) == 0, "%s is on %s, not on %s", node,
		      h->name, where);
}

static size_t on_rack(const char *rack, unsigned role)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++)
		n += (t.nodes[i].roles & role) &&
		     strcmp(topology_host(&t, &t.nodes[i])->rack, rack) == 0;
	return n;
}

START_TEST(each_rack_gets_its_share_of_voters_and_of_brokers)
{
	host("a", "r1");
	host("b", "r2");
	host("c", "r3");
	nodes(11, 3, "controller", ROLE_CONTROLLER);
	nodes(1, 6, "kafka", ROLE_BROKER);
	ck_assert_int_eq(hosts_place(&hosts, &t, &e), 0);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(on_rack(hosts.at[i].rack, ROLE_CONTROLLER), 1);
		ck_assert_uint_eq(on_rack(hosts.at[i].rack, ROLE_BROKER), 2);
	}
	ck_assert_uint_eq(t.hosts.len, 3);
}
END_TEST

START_TEST(racks_come_before_hosts)
{
	host("a1", "r1");
	host("a2", "r1");
	host("b1", "r2");
	nodes(1, 4, "kafka", ROLE_BROKER);
	ck_assert_int_eq(hosts_place(&hosts, &t, &e), 0);
	ck_assert_uint_eq(on_rack("r1", ROLE_BROKER), 2);
	ck_assert_uint_eq(on_rack("r2", ROLE_BROKER), 2);
	check_on("kafka1", "a1");
	check_on("kafka2", "b1");
	check_on("kafka3", "a2");
}
END_TEST

START_TEST(named_places_count_and_the_rest_is_spread_around_them)
{
	host("a", "r1");
	host("b", "r2");
	host("c", "r3");
	nodes(1, 3, "kafka", ROLE_BROKER | ROLE_CONTROLLER);
	topology_add_companion(&t, "ui");
	params_set(&hosts.place, "kafka3", "a", 0);
	params_set(&hosts.place, "kafka2", "r3", 0); /* a rack */
	params_set(&hosts.place, "ui", "c", 0);
	ck_assert_int_eq(hosts_place(&hosts, &t, &e), 0);
	check_on("kafka3", "a");
	check_on("kafka2", "c");
	check_on("kafka1", "b");
	check_on("ui", "c");
}
END_TEST

START_TEST(a_host_that_would_take_the_quorum_with_it_is_refused)
{
	host("a", "r1");
	host("b", "r2");
	nodes(1, 3, "kafka", ROLE_BROKER | ROLE_CONTROLLER);
	ck_assert_int_eq(hosts_place(&hosts, &t, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "2 of 3 voters would be on host 'a'"));
	e = (struct err){0};
	hosts.quorum_on_one_host = true;
	ck_assert_int_eq(hosts_place(&hosts, &t, &e), 0);
}
END_TEST

START_TEST(one_host_alone_has_them_all)
{
	host("a", "r1");
	nodes(1, 3, "kafka", ROLE_BROKER | ROLE_CONTROLLER);
	ck_assert_int_eq(hosts_place(&hosts, &t, &e), 0);
}
END_TEST

START_TEST(a_place_for_nobody_and_a_place_that_is_none_are_refused)
{
	host("a", "r1");
	nodes(1, 1, "kafka", ROLE_BROKER);
	params_set(&hosts.place, _i ? "kafka1" : "kafka9", _i ? "z" : "a", 0);
	ck_assert_int_eq(hosts_place(&hosts, &t, &e), -1);
	ck_assert_ptr_nonnull(
		strstr(e.msg, _i ? "neither a host nor a rack" : "no service"));
}
END_TEST

static Suite *hosts_suite(void)
{
	Suite *s = suite_create("hosts");
	TCase *tc = tcase_create("hosts");

	tcase_add_checked_fixture(tc, open_all, close_all);
	tcase_add_test(tc, a_hosts_file_is_read);
	tcase_add_loop_test(tc, a_bad_hosts_file_is_told_what_is_wrong, 0,
			    ARRAY_LEN(bad_files));
	tcase_add_test(tc, a_scenario_may_have_hosts);
	tcase_add_test(tc, what_is_about_hosts_needs_hosts);
	tcase_add_loop_test(tc, hosts_that_are_none_are_no_cluster_on_this_machine, 0,
			    ARRAY_LEN(no_hosts));
	tcase_add_test(tc, each_rack_gets_its_share_of_voters_and_of_brokers);
	tcase_add_test(tc, racks_come_before_hosts);
	tcase_add_test(tc, named_places_count_and_the_rest_is_spread_around_them);
	tcase_add_test(tc, a_host_that_would_take_the_quorum_with_it_is_refused);
	tcase_add_test(tc, one_host_alone_has_them_all);
	tcase_add_loop_test(tc, a_place_for_nobody_and_a_place_that_is_none_are_refused,
			    0, 2);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(hosts_suite)
