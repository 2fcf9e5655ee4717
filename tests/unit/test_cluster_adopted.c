/* A cluster that others started, known from its containers alone. */
#include "base/mem.h"
#include "cluster/cluster.h"
#include "fake_engine.h"
#include "unit.h"

static struct fake_engine *engine;
static size_t file_len; /* of what is in the container, as an archive; 0: nothing is */

static void set_up(void)
{
	engine = fake_engine_new();
	file_len = 0;
}

static void tear_down(void)
{
	fake_engine_free(engine);
}

static void answers(const char *path, const char *body)
{
	fake_engine_on(engine, "GET", path, &(struct fake_reply){.body = body});
}

/* A project of one container with this configuration and these networks. */
static void answer_all(const char *config, const char *networks)
{
	char *json = xasprintf(
		"{\"Id\":\"c1\",\"Name\":\"/proj-k-1\",\"State\":{\"Status\":\"running\","
		"\"Running\":true},\"Config\":{\"Image\":\"img:1\",%s},"
		"\"NetworkSettings\":{\"Networks\":{%s}}}",
		config, networks);

	answers("/info", "{\"ID\":\"E\",\"MemTotal\":8000000000}");
	answers("/containers/json",
		"[{\"Id\":\"c1\",\"Names\":[\"/proj-k-1\"],\"State\":\"running\","
		"\"Labels\":{\"com.docker.compose.project\":\"proj\","
		"\"com.docker.compose.service\":\"k\"}}]");
	answers("/containers/c1/json", json);
	if (!file_len)
		fake_engine_on(engine, "GET", "/containers/c1/archive",
			       &(struct fake_reply){
				       .status = 404,
				       .body = "{\"message\":\"Could not find the file "
					       "/x.properties in container c1\"}"});
	free(json);
}

static struct cluster *attach(const char *config, const char *networks)
{
	struct cluster_opts opts = {.engine = fake_engine_host(engine)};
	struct err e = {0};
	struct cluster *c;

	answer_all(config, networks);
	c = cluster_attach("proj", &opts, &e);
	ck_assert_msg(c != NULL, "%s", e.msg);
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

/* A file of the container, as the engine packs it: one block of head, one of the text. */
static void has_file(const char *name, const char *text)
{
	static char tar[4 * 512];
	unsigned sum = 0;

	memset(tar, 0, sizeof(tar));
	(void)snprintf(tar, 100, "%s", name);
	(void)snprintf(tar + 100, 8, "0000644");
	(void)snprintf(tar + 124, 12, "%011o", (unsigned)strlen(text));
	(void)snprintf(tar + 136, 12, "00000000000");
	tar[156] = '0';
	memcpy(tar + 257,
	       "ustar\0"
	       "00",
	       8);
	memset(tar + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += (unsigned char)tar[i];
	(void)snprintf(tar + 148, 8, "%06o", sum);
	memcpy(tar + 512, text, strlen(text));
	file_len = sizeof(tar);
	fake_engine_on(engine, "GET", "/containers/c1/archive",
		       &(struct fake_reply){.body = tar,
					    .len = file_len,
					    .type = "application/x-tar"});
}

#define IN_FILE                                              \
	"process.roles=controller\nnode.id=5\n"              \
	"listeners=C://:9093\ncontroller.listener.names=C\n" \
	"controller.quorum.bootstrap.servers=k:9093\n"

START_TEST(a_file_that_is_in_the_container_is_read_there)
{
	struct cluster *c;

	has_file("server.properties", IN_FILE);
	c = attach("\"Cmd\":[\"kafka-server-start.sh\",\"/in/server.properties\"]",
		   "\"n\":{\"IPAddress\":\"172.18.0.5\"}");
	ck_assert_int_eq(cluster_topology(c)->nodes[0].id, 5);
	ck_assert_str_eq(fake_engine_request(engine, fake_engine_count(engine) - 1),
			 "GET /v1.41/containers/c1/archive?path=/in/server.properties ");
	cluster_free(c);
}
END_TEST

START_TEST(a_volume_where_the_image_looks_is_read_and_variables_beat_it)
{
	struct cluster *c;

	has_file("server.properties", IN_FILE);
	c = attach("\"Env\":[\"KAFKA_NODE_ID=6\"]},\"Mounts\":[{\"Type\":\"volume\","
		   "\"Name\":\"conf\",\"Destination\":\"/mnt/shared/config\"}],\"X\":{"
		   "\"Y\":1",
		   "\"n\":{\"IPAddress\":\"172.18.0.5\"}");
	ck_assert_int_eq(cluster_topology(c)->nodes[0].id, 6);
	ck_assert_uint_eq(cluster_topology(c)->nodes[0].roles, ROLE_CONTROLLER);
	cluster_free(c);
}
END_TEST

#define BROKER(port)                                                                     \
	"\"Env\":[\"KAFKA_PROCESS_ROLES=broker,controller\",\"KAFKA_NODE_ID=1\","        \
	"\"KAFKA_LISTENERS=P://:9092,C://:9093\",\"KAFKA_CONTROLLER_LISTENER_NAMES=C\"," \
	"\"KAFKA_ADVERTISED_LISTENERS=P://localhost:" port "\","                         \
	"\"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=P:PLAINTEXT,C:PLAINTEXT\","              \
	"\"KAFKA_CONTROLLER_QUORUM_VOTERS=1@somewhere:9093\"]"

#define PUBLISHED                                                                     \
	"\"m\":{\"IPAddress\":\"172.18.0.5\"}},\"Ports\":{\"9092/tcp\":[{\"HostIp\":" \
	"\"127.0.0.1\",\"HostPort\":\"29092\"}]"

/* To adopt it; NULL and `e`, when that is refused. */
static struct cluster *adopt(const char *config, struct err *e)
{
	struct cluster_opts opts = {.engine = fake_engine_host(engine), .adopt = true};

	answer_all(config, PUBLISHED);
	return cluster_attach("proj", &opts, e);
}

START_TEST(an_adopted_node_is_known_by_the_id_of_its_container)
{
	struct err e = {0};
	struct cluster *c = adopt(BROKER("29092"), &e);

	ck_assert_msg(c != NULL, "%s", e.msg);
	ck_assert(cluster_is_adopted(c));
	ck_assert_str_eq(cluster_topology(c)->nodes[0].container, "c1");
	ck_assert_str_eq(cluster_topology(c)->nodes[0].name, "k");
	ck_assert_int_eq(cluster_topology(c)->nodes[0].broker.port, 29092);
	cluster_free(c);
}
END_TEST

START_TEST(a_broker_that_is_not_reached_from_here_is_not_adopted)
{
	struct err e = {0};

	ck_assert_ptr_null(adopt(BROKER("19092"), &e));
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_msg(strstr(e.msg, "project 'proj' cannot be adopted: listener 'P' of "
				    "service 'k' is advertised at port 19092"),
		      "%s", e.msg);
}
END_TEST

START_TEST(what_is_there_without_a_node_is_not_adopted)
{
	struct cluster_opts opts = {.engine = fake_engine_host(engine), .adopt = true};
	struct err e = {0};

	ck_assert_ptr_null(adopt("\"Env\":[\"A=b\"]", &e));
	ck_assert_msg(strstr(e.msg, "no service is a Kafka node"), "%s", e.msg);
	e = (struct err){0};
	ck_assert_ptr_null(cluster_attach("other", &opts, &e));
	ck_assert_msg(strstr(e.msg, "there is no Kafka node of a project 'other'"), "%s",
		      e.msg);
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
	tcase_add_test(tc, a_file_that_is_in_the_container_is_read_there);
	tcase_add_test(tc, a_volume_where_the_image_looks_is_read_and_variables_beat_it);
	tcase_add_test(tc, an_adopted_node_is_known_by_the_id_of_its_container);
	tcase_add_test(tc, a_broker_that_is_not_reached_from_here_is_not_adopted);
	tcase_add_test(tc, what_is_there_without_a_node_is_not_adopted);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_adopted_suite)
