/* A cluster that others started, known from its containers alone. */
#include "base/mem.h"
#include "cluster/cluster.h"
#include "fake_engine.h"
#include "unit.h"

static struct fake_engine *engine;

static void set_up(void)
{
	engine = fake_engine_new();
}

static void tear_down(void)
{
	fake_engine_free(engine);
}

static void answers(const char *path, const char *body)
{
	fake_engine_on(engine, "GET", path, &(struct fake_reply){.body = body});
}

/* To a project of one container with this configuration and these networks. */
static struct cluster *attach(const char *config, const char *networks)
{
	struct cluster_opts opts = {.engine = fake_engine_host(engine)};
	char *json = xasprintf(
		"{\"Id\":\"c1\",\"Name\":\"/proj-k-1\",\"State\":{\"Status\":\"running\","
		"\"Running\":true},\"Config\":{\"Image\":\"img:1\",%s},"
		"\"NetworkSettings\":{\"Networks\":{%s}}}",
		config, networks);
	struct err e = {0};
	struct cluster *c;

	answers("/info", "{\"ID\":\"E\",\"MemTotal\":8000000000}");
	answers("/containers/json",
		"[{\"Id\":\"c1\",\"Names\":[\"/proj-k-1\"],\"State\":\"running\","
		"\"Labels\":{\"com.docker.compose.project\":\"proj\","
		"\"com.docker.compose.service\":\"k\"}}]");
	answers("/containers/c1/json", json);
	c = cluster_attach("proj", &opts, &e);
	ck_assert_msg(c != NULL, "%s", e.msg);
	free(json);
	return c;
}

#define CONTROLLER                                              \
	"\"Env\":[\"KAFKA_PROCESS_ROLES=controller\","          \
	"\"KAFKA_NODE_ID=1\",\"KAFKA_LISTENERS=C://:9093\","    \
	"\"KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS=k:9093\"," \
	"\"KAFKA_CONTROLLER_LISTENER_NAMES=C\"]"

START_TEST(a_controller_that_publishes_nothing_is_asked_where_its_container_is)
{
	struct cluster *c = attach(CONTROLLER, "\"n\":{\"IPAddress\":\"\"},"
					       "\"m\":{\"IPAddress\":\"172.18.0.5\"}");
	const struct node *n = &cluster_topology(c)->nodes[0];

	ck_assert_uint_eq(n->roles, ROLE_CONTROLLER);
	ck_assert_str_eq(n->controller.host, "172.18.0.5");
	ck_assert_int_eq(n->controller.port, 9093);
	ck_assert_int_eq(cluster_topology(c)->quorum, QUORUM_DYNAMIC);
	cluster_free(c);
}
END_TEST

START_TEST(a_controller_without_an_address_is_not_asked)
{
	struct cluster *c = attach(CONTROLLER, "\"n\":{\"IPAddress\":\"\"}");

	ck_assert_ptr_null(cluster_topology(c)->nodes[0].controller.host);
	cluster_free(c);
}
END_TEST

START_TEST(what_the_command_says_counts_in_a_container_too)
{
	struct cluster *c = attach(
		"\"Cmd\":[\"kafka-server-start.sh\",\"/x.properties\",\"--override\","
		"\"node.id=7\"]," CONTROLLER,
		"\"n\":{\"IPAddress\":\"\"}");

	ck_assert_int_eq(cluster_topology(c)->nodes[0].id, 7);
	cluster_free(c);
}
END_TEST

static Suite *cluster_adopted_suite(void)
{
	Suite *s = suite_create("cluster-adopted");
	TCase *tc = tcase_create("containers");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(
		tc, a_controller_that_publishes_nothing_is_asked_where_its_container_is);
	tcase_add_test(tc, a_controller_without_an_address_is_not_asked);
	tcase_add_test(tc, what_the_command_says_counts_in_a_container_too);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_adopted_suite)
