/* A cluster over two hosts, on engines with canned answers: what is refused before, or as soon as, something is made,
 * and how images come there. */
#include "base/mem.h"
#include "cluster/cluster.h"
#include "cluster/compose.h"
#include "compose_kit.h"
#include "fake_engine.h"
#include "unit.h"

enum { HOSTS = 2 };

static struct fake_engine *engine[HOSTS];
static struct hosts hosts;
static struct cluster *cluster;
static struct strbuf told;
static struct err e;

static void on(int i, const char *method, const char *path, int status, const char *body)
{
	fake_engine_on(engine[i], method, path,
		       &(struct fake_reply){.status = status, .body = body});
}

/* An engine that has nothing but the image, at 10.0.<i>.5. */
static void host(int i)
{
	struct host *h = GROW(hosts.at, hosts.len);

	engine[i] = fake_engine_new();
	*h = (struct host){.name = xasprintf("%c", 'a' + i),
			   .rack = xasprintf("r%d", i),
			   .address = xasprintf("10.0.%d.5", i),
			   .engine = xstrdup(fake_engine_host(engine[i]))};
	on(i, "GET", "/containers/json", 200, "[]");
	on(i, "GET", "/networks", 200, "[]");
	on(i, "GET", "/volumes", 200, "{\"Volumes\":[]}");
	on(i, "GET", "/images/apache/kafka:4.3.1/json", 200, "{\"Id\":\"sha256:1\"}");
}

static void engine_is(int i, const char *id, const char *name)
{
	char *info = xasprintf(
		"{\"ID\":\"%s\",\"Name\":\"%s\",\"Swarm\":{\"LocalNodeState\":"
		"\"active\",\"ControlAvailable\":true,\"NodeAddr\":"
		"\"192.168.%d.1\",\"Cluster\":{\"ID\":\"s\"}}}",
		id, name, i);

	on(i, "GET", "/info", 200, info);
	free(info);
}

static void setup(void)
{
	compose_kit_open();
	hosts = (struct hosts){.quorum_on_one_host = true};
	e = (struct err){0};
	cluster = NULL;
	told = (struct strbuf){0};
	for (int i = 0; i < HOSTS; i++)
		host(i);
}

static void teardown(void)
{
	cluster_free(cluster);
	compose_kit_close();
	hosts_release(&hosts);
	strbuf_release(&told);
	for (int i = 0; i < HOSTS; i++)
		fake_engine_free(engine[i]);
}

static bool note(UNUSED void *arg, const char *text)
{
	if (text)
		strbuf_addf(&told, "%s\n", text);
	return true;
}

static void read_file(const char *text)
{
	struct compose_opts how = {.hosts = &hosts};

	compose = compose_kit_load(text, &how);
	cluster = cluster_open(compose, &(struct cluster_opts){0}, &e);
	ck_assert_msg(cluster != NULL, "%s", e.msg);
}

static int up(const char *more)
{
	char *text = xasprintf("services:\n" COMPOSE_NODE "%s", more);

	read_file(text);
	free(text);
	return cluster_up(cluster, note, NULL, &e);
}

static bool was_asked(int i, const char *start)
{
	for (size_t k = 0; k < fake_engine_count(engine[i]); k++)
		if (strncmp(fake_engine_request(engine[i], k), start, strlen(start)) == 0)
			return true;
	return false;
}

/* What differs is seen from both together, for each alone may be the same by right. */
START_TEST(one_engine_at_two_addresses_is_no_second_host)
{
	engine_is(0, "ID", "box");
	engine_is(1, "ID", "box");
	ck_assert_int_eq(up(""), -1);
	ck_assert_int_eq(e.code, CODE_HOST_ENTRY);
	ck_assert_msg(strstr(e.msg, "hosts 'a' and 'b' have one and the same engine "
				    "(ID, box)"),
		      "%s", e.msg);
	ck_assert(!was_asked(0, "POST "));
}
END_TEST

static void makes_network(const char *subnet)
{
	char *network = xasprintf("{\"Id\":\"n\",\"Name\":\"proj_default\",\"IPAM\":{"
				  "\"Config\":[{\"Subnet\":\"%s\"}]}}",
				  subnet);

	engine_is(0, "ID", "box");
	engine_is(1, "ID", "copy of box");
	on(0, "POST", "/networks/create", 201, "{\"Id\":\"n\"}");
	on(0, "GET", "/networks/proj_default", 200, network);
	on(0, "DELETE", "/networks/proj_default", 204, NULL);
	free(network);
}

START_TEST(a_subnet_in_which_a_host_is_is_refused)
{
	makes_network("10.0.1.0/24");
	ck_assert_int_eq(up(""), -1);
	ck_assert_int_eq(e.code, CODE_HOST_NETWORK);
	ck_assert_msg(strstr(e.msg,
			     "has the subnet 10.0.1.0/24, in which host 'b' itself "
			     "is (10.0.1.5)"),
		      "%s", e.msg);
}
END_TEST

START_TEST(the_address_of_the_swarm_counts_too)
{
	makes_network("192.168.0.0/23");
	ck_assert_int_eq(up(""), -1);
	ck_assert_msg(strstr(e.msg, "host 'a' itself is (192.168.0.1)"), "%s", e.msg);
}
END_TEST

START_TEST(so_does_a_subnet_that_the_file_names)
{
	makes_network("");
	ck_assert_int_eq(up("networks: {default: {ipam: {config: [{subnet: "
			    "10.0.0.0/16}]}}}\n"),
			 -1);
	ck_assert_msg(strstr(e.msg, "10.0.0.0/16"), "%s", e.msg);
}
END_TEST

/* ---- an engine that has just come back ---- */

static int start_first(const char *refusal)
{
	char *path;
	const struct node *n;

	read_file("services:\n" COMPOSE_NODE);
	n = &cluster_topology(cluster)->nodes[0];
	path = xasprintf("/containers/%s/start", n->container);
	fake_engine_on(engine[n->host], "POST", path,
		       &(struct fake_reply){.status = 404, .body = refusal, .times = 1});
	on(n->host, "POST", path, 204, NULL);
	free(path);
	path = xasprintf("/containers/%s/json", n->container);
	on(n->host, "GET", path, 200, "{\"Id\":\"c\",\"State\":{\"Running\":true}}");
	free(path);
	return cluster_start(cluster, n, &e);
}

START_TEST(a_start_waits_until_it_knows_its_networks_again)
{
	ck_assert_msg(start_first("{\"message\":\"network usozo7 not found\"}") == 0,
		      "%s", e.msg);
}
END_TEST

START_TEST(but_for_nothing_else)
{
	ck_assert_int_eq(start_first("{\"message\":\"image not found\"}"), -1);
}
END_TEST

/* ---- images ---- */

static void has_image(int i, int status, const char *body)
{
	struct fake_engine *old = engine[i];

	engine[i] = fake_engine_new();
	free(hosts.at[i].engine);
	hosts.at[i].engine = xstrdup(fake_engine_host(engine[i]));
	fake_engine_free(old);
	on(i, "GET", "/containers/json", 200, "[]");
	on(i, "GET", "/networks", 200, "[]");
	on(i, "GET", "/volumes", 200, "{\"Volumes\":[]}");
	on(i, "GET", "/images/json", 200, "[]");
	on(i, "GET", "/images/apache/kafka:4.3.1/json", status, body);
}

static void lacks_image(int i)
{
	has_image(i, 404, "{\"message\":\"No such image\"}");
}

#define IMAGE(id, env)                                                    \
	"{\"Id\":\"sha256:" id "\",\"Created\":\"2026-01-01T00:00:00Z\"," \
	"\"RootFS\":{\"Layers\":[\"sha256:l\"]},\"Config\":{\"Env\":[\"" env "\"]}}"

static int up_both(const char *one, const char *other)
{
	has_image(0, 200, one);
	has_image(1, 200, other);
	engine_is(0, "ID", "box");
	engine_is(1, "ID", "copy of box");
	params_set(&hosts.place, "kafka1", "a", 0);
	params_set(&hosts.place, "ui", "b", 0);
	return up("  ui: {image: 'apache/kafka:4.3.1'}\n");
}

START_TEST(two_images_of_one_name_are_refused)
{
	ck_assert_int_eq(up_both(IMAGE("1", "V=1"), IMAGE("2", "V=2")), -1);
	ck_assert_int_eq(e.code, CODE_IMAGES_DIFFER);
}
END_TEST

/* No network can be made here, which comes next. */
START_TEST(one_image_in_two_kinds_of_store_is_one)
{
	ck_assert_int_eq(up_both(IMAGE("1", "V=1"), IMAGE("2", "V=1")), -1);
	ck_assert_msg(strstr(e.msg, "cannot make network"), "%s", e.msg);
}
END_TEST

static bool stop_at_once(UNUSED void *arg, const char *text)
{
	return text != NULL;
}

/* The engine of this machine has the image, and says nothing when it shall send it. */
START_TEST(a_copy_to_one_host_alone_is_ended_by_an_interrupt)
{
	lacks_image(0);
	engine_is(0, "ID", "box");
	host_release(&hosts.at[1]);
	hosts.len = 1;
	fake_engine_on(engine[1], "GET", "/images/apache/kafka:4.3.1/get",
		       &(struct fake_reply){.never = true});
	ck_assert_int_eq(setenv("DOCKER_HOST", fake_engine_host(engine[1]), 1), 0);
	read_file("services:\n" COMPOSE_NODE);
	ck_assert_int_eq(cluster_up(cluster, stop_at_once, NULL, &e), -1);
	ck_assert_int_eq(e.kind, ERR_INTERRUPTED);
	ck_assert(was_asked(1, "GET /v1.41/images/apache/kafka:4.3.1/get"));
}
END_TEST

#define DIGEST "sha256:1111111111111111111111111111111111111111111111111111111111111111"

/* It cannot be copied, and need not be: whoever fetches by it gets that very image. */
START_TEST(an_image_named_by_its_digest_is_fetched)
{
	char *file = xasprintf("services:\n  kafka1:\n    image: apache/kafka@" DIGEST
			       "%s",
			       strstr(COMPOSE_NODE, "\n    ports"));

	lacks_image(1);
	engine_is(0, "ID", "box");
	engine_is(1, "ID", "copy of box");
	on(0, "GET", "/images/apache/kafka@" DIGEST "/json", 200,
	   "{\"Id\":\"sha256:1\"}");
	on(1, "GET", "/images/apache/kafka@" DIGEST "/json", 404,
	   "{\"message\":\"No such image\"}");
	on(1, "POST", "/images/create", 500, "{\"message\":\"no registry here\"}");
	params_set(&hosts.place, "kafka1", "b", 0);
	read_file(file);
	free(file);
	ck_assert_int_eq(cluster_up(cluster, note, NULL, &e), -1);
	ck_assert_msg(strstr(e.msg, "no registry here"), "%s", e.msg);
	ck_assert(was_asked(1, "POST /v1.41/images/create"));
}
END_TEST

static Suite *up_hosts_suite(void)
{
	Suite *s = suite_create("up_hosts");
	TCase *tc = tcase_create("hosts");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, one_engine_at_two_addresses_is_no_second_host);
	tcase_add_test(tc, a_subnet_in_which_a_host_is_is_refused);
	tcase_add_test(tc, the_address_of_the_swarm_counts_too);
	tcase_add_test(tc, so_does_a_subnet_that_the_file_names);
	tcase_add_test(tc, a_start_waits_until_it_knows_its_networks_again);
	tcase_add_test(tc, but_for_nothing_else);
	tcase_add_test(tc, a_copy_to_one_host_alone_is_ended_by_an_interrupt);
	tcase_add_test(tc, an_image_named_by_its_digest_is_fetched);
	tcase_add_test(tc, two_images_of_one_name_are_refused);
	tcase_add_test(tc, one_image_in_two_kinds_of_store_is_one);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(up_hosts_suite)
