/* Bringing a cluster up and taking it down, against an engine that remembers (and fails). */
#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "cluster/cluster.h"
#include "cluster/compose.h"
#include "cluster/project.h"
#include "test_cluster_world.h"
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MORE_THAN_UP_NEEDS = 60 };

static const char file[] =
	"name: proj\n"
	"x-node: &node {image: 'apache/kafka:4.3.1', volumes: ['data:/d']}\n"
	"x-env: &env\n"
	"  KAFKA_PROCESS_ROLES: broker,controller\n"
	"  KAFKA_CONTROLLER_LISTENER_NAMES: C\n"
	"  KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka1:9093,2@kafka2:9093\n"
	"  KAFKA_LISTENERS: P://:9092,C://:9093\n"
	"  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: P:PLAINTEXT,C:PLAINTEXT\n"
	"services:\n"
	"  kafka1:\n"
	"    <<: *node\n"
	"    ports: ['127.0.0.1:${P1}:9092', '127.0.0.1:${C1}:9093']\n"
	"    environment: {<<: *env, KAFKA_NODE_ID: 1, KAFKA_ADVERTISED_LISTENERS: 'P://localhost:${P1}'}\n"
	"  kafka2:\n"
	"    <<: *node\n"
	"    ports: ['127.0.0.1:${P2}:9092', '127.0.0.1:${C2}:9093']\n"
	"    environment: {<<: *env, KAFKA_NODE_ID: 2, KAFKA_ADVERTISED_LISTENERS: 'P://localhost:${P2}'}\n"
	"    depends_on: [kafka1]\n"
	"volumes: {data: {}}\n";

static struct world *world;
static struct compose *compose;
static struct cluster *cluster;
static struct strbuf told;
static struct err err;

static struct compose *read_file(const char *text)
{
	struct compose_opts opts = {.choose_ports = true};
	struct diags d = DIAGS_INIT;
	struct strbuf said = STRBUF_INIT;
	struct compose *c = compose_parse("/p/c.yaml", text, strlen(text), &opts, &d);

	diags_text(&d, &said);
	ck_assert_msg(c != NULL, "%s", strbuf_text(&said));
	strbuf_release(&said);
	diags_release(&d);
	return c;
}

static void open_world(void)
{
	world = world_new();
	err = (struct err){0};
}

static void close_world(void)
{
	cluster_free(cluster);
	compose_free(compose);
	world_free(world);
	strbuf_release(&told);
	cluster = NULL;
	compose = NULL;
}

static bool note(UNUSED void *arg, const char *text)
{
	if (text)
		strbuf_addf(&told, "%s\n", text);
	return true;
}

static void open_cluster(const struct cluster_opts *opts)
{
	struct cluster_opts o = *opts;

	compose = read_file(file);
	o.engine = world_host(world);
	cluster = cluster_open(compose, &o, &err);
	ck_assert_msg(cluster != NULL, "%s", err.msg);
}

static int up(void)
{
	return cluster_up(cluster, note, NULL, &err);
}

static size_t things(void)
{
	return world_count(world, "containers") + world_count(world, "networks") +
	       world_count(world, "volumes");
}

START_TEST(up_makes_all_that_the_file_says)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_msg(up() == 0, "%s", err.msg);
	ck_assert_uint_eq(world_count(world, "containers"), 2);
	ck_assert_uint_eq(world_count(world, "networks"), 1);
	ck_assert_uint_eq(world_count(world, "volumes"), 1);
	ck_assert_str_eq(strbuf_text(&told), "starting kafka1\nstarting kafka2\n");
}
END_TEST

START_TEST(down_removes_all_of_it)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(up(), 0);
	ck_assert_msg(cluster_down(cluster, note, NULL, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(things(), 0);
}
END_TEST

START_TEST(down_of_nothing_says_so_and_is_fine)
{
	ck_assert_int_eq(
		project_remove(world_host(world), "proj", false, note, NULL, NULL, &err),
		0);
	ck_assert_str_eq(strbuf_text(&told), "nothing of project 'proj' is there\n");
}
END_TEST

START_TEST(down_keeps_volumes_when_told_so)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){.keep_volumes = true});
	ck_assert_int_eq(up(), 0);
	ck_assert_int_eq(cluster_down(cluster, note, NULL, &err), 0);
	ck_assert_uint_eq(world_count(world, "volumes"), 1);
	ck_assert_uint_eq(things(), 1);
}
END_TEST

START_TEST(down_leaves_what_is_not_ours)
{
	world_volume(world, "theirs", "com.docker.compose.project", "proj");
	ck_assert_int_eq(
		project_remove(world_host(world), "proj", false, NULL, NULL, NULL, &err),
		0);
	ck_assert_uint_eq(world_count(world, "volumes"), 1);
}
END_TEST

/* Fails request i of up; returns whether up still worked (then i was beyond its last). */
static bool up_with_failure(int i, enum world_failure how)
{
	bool worked;

	open_world();
	world_image(world, "apache/kafka:4.3.1", NULL);
	world_volume(world, "proj_old", "io.kchaos.project", "proj");
	open_cluster(&(struct cluster_opts){.no_pull = true});
	world_fail(world, i, how);
	worked = up() == 0;
	if (!worked) {
		ck_assert_msg(world_count(world, "containers") == 0, "request %d", i);
		ck_assert_msg(world_count(world, "networks") == 0, "request %d", i);
		ck_assert_msg(world_count(world, "volumes") == 1, "request %d", i);
		ck_assert_int_eq(err.kind, ERR_ENVIRONMENT);
	}
	close_world();
	return worked;
}

START_TEST(whatever_request_is_refused_nothing_is_left)
{
	int i = 0;

	while (i < MORE_THAN_UP_NEEDS && !up_with_failure(i, WORLD_REFUSES))
		i++;
	ck_assert_int_ge(i, 9); /* every one of up's requests was refused once */
	ck_assert_int_lt(i, MORE_THAN_UP_NEEDS);
}
END_TEST

/* Some are repeated by the connection and succeed: so go on to the last one whatever happens. */
START_TEST(whatever_answer_is_lost_nothing_is_left)
{
	int failures = 0;

	for (int i = 0; i < 20; i++)
		failures += !up_with_failure(i, WORLD_HANGS_UP);
	ck_assert_int_ge(failures, 1);
}
END_TEST

START_TEST(a_failed_up_leaves_its_things_when_told_so)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){.keep_failed = true});
	world_fail(world, 7, WORLD_REFUSES);
	ck_assert_int_lt(up(), 0);
	ck_assert_uint_gt(things(), 0);
}
END_TEST

static bool stop_at_once(UNUSED void *arg, const char *text)
{
	return text == NULL || !str_starts(text, "starting kafka2");
}

START_TEST(up_that_is_interrupted_leaves_nothing)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(cluster_up(cluster, stop_at_once, NULL, &err), 0);
	ck_assert_int_eq(err.kind, ERR_INTERRUPTED);
	ck_assert_uint_eq(things(), 0);
}
END_TEST

START_TEST(a_project_that_is_there_is_not_touched)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(up(), 0);
	ck_assert_int_lt(up(), 0);
	ck_assert_str_eq(err.msg,
			 "project 'proj' is there already (2 containers, 1 network): "
			 "'kchaos down proj' removes it");
	ck_assert_uint_eq(things(), 4);
}
END_TEST

START_TEST(an_image_built_here_stands_for_the_named_one)
{
	world_image(world, "kchaos/kafka:4.3.1", "apache/kafka:4.3.1");
	open_cluster(&(struct cluster_opts){0});
	ck_assert_msg(up() == 0, "%s", err.msg);
	ck_assert(str_starts(
		strbuf_text(&told),
		"using kchaos/kafka:4.3.1, built here, for apache/kafka:4.3.1\n"));
	ck_assert_ptr_nonnull(strstr(world_made(world, "containers", "proj-kafka1-1"),
				     "\"Image\":\"kchaos/kafka:4.3.1\""));
	ck_assert_str_eq(cluster_topology(cluster)->image_id, "sha256:2");
}
END_TEST

START_TEST(an_image_that_cannot_be_had_says_how_to_get_one)
{
	world_image(world, "something/else:1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(up(), 0);
	ck_assert_int_eq(err.kind, ERR_ENVIRONMENT);
	ck_assert_msg(strstr(err.msg, "image 'apache/kafka:4.3.1' is not here") != NULL,
		      "%s", err.msg);
	ck_assert_ptr_nonnull(strstr(err.msg, "compose/image/build.sh"));
	ck_assert_ptr_nonnull(strstr(err.msg, "pull access denied"));
	ck_assert_uint_eq(things(), 0);
}
END_TEST

static int listen_anywhere(uint16_t *out_port)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	*out_port = ntohs(at.sin_port);
	return fd;
}

START_TEST(a_fixed_port_that_is_taken_is_told_before_anything_is_made)
{
	uint16_t port;
	int fd = listen_anywhere(&port);
	char number[8];
	char *start = xasprintf("port %u of service 'kafka2' (/p/c.yaml:16:13) is in use",
				(unsigned)port);

	(void)snprintf(number, sizeof(number), "%u", (unsigned)port);
	ck_assert_int_eq(setenv("P2", number, 1), 0);
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(up(), 0);
	ck_assert_int_eq(err.kind, ERR_ENVIRONMENT);
	ck_assert_msg(str_starts(err.msg, start), "%s", err.msg);
	ck_assert_uint_eq(things(), 0);
	ck_assert_int_eq(unsetenv("P2"), 0);
	free(start);
	close(fd);
}
END_TEST

START_TEST(projects_are_found_by_their_labels)
{
	struct project_list list = {0};

	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){.run_id = "run-9"});
	ck_assert_int_eq(up(), 0);
	ck_assert_int_eq(project_list(world_host(world), &list, &err), 0);
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
	struct cluster_opts opts = {.engine = world_host(world)};
	struct cluster *again;

	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(up(), 0);
	again = cluster_attach("proj", &opts, &err);
	ck_assert_msg(again != NULL, "%s", err.msg);
	ck_assert_uint_eq(cluster_topology(again)->len, 2);
	ck_assert_str_eq(topology_by_id(cluster_topology(again), 2)->name, "kafka2");
	ck_assert_str_eq(topology_by_id(cluster_topology(again), 2)->container,
			 "proj-kafka2-1");
	cluster_free(again);
}
END_TEST

START_TEST(a_project_that_is_not_there_cannot_be_attached_to)
{
	struct cluster_opts opts = {.engine = world_host(world)};

	ck_assert_ptr_null(cluster_attach("proj", &opts, &err));
	ck_assert_msg(str_starts(err.msg, "there is no Kafka node of a project 'proj'"),
		      "%s", err.msg);
}
END_TEST

START_TEST(a_node_that_is_gone_is_no_failure_to_inspect)
{
	struct node_state state = {.exists = true};

	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(cluster_inspect(cluster, &cluster_topology(cluster)->nodes[0],
					 &state, &err),
			 0);
	ck_assert(!state.exists);
	ck_assert_int_eq(state.state, PROCESS_UNKNOWN);
}
END_TEST

START_TEST(an_error_about_a_node_names_it)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(
		cluster_start(cluster, &cluster_topology(cluster)->nodes[1], &err), 0);
	ck_assert_str_eq(err.msg,
			 "cannot start node 2 (kafka2): container 'proj-kafka2-1' is "
			 "not there any more");
}
END_TEST

START_TEST(a_cluster_that_never_answers_says_who_is_silent)
{
	const struct address *at;
	char *want;

	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(up(), 0);
	at = &cluster_topology(cluster)->nodes[0].controller;
	want = xasprintf(
		"the cluster is not ready after 0 s: the controller of node 1 (kafka1) "
		"does not answer at 127.0.0.1:%d: ",
		at->port);
	ck_assert_int_lt(cluster_ready(cluster, 200 * NS_PER_MS, note, NULL, &err), 0);
	ck_assert_int_eq(err.kind, ERR_ENVIRONMENT);
	ck_assert_msg(str_starts(err.msg, want), "%s", err.msg);
	ck_assert_ptr_nonnull(strstr(err.msg, "its container is running"));
	free(want);
}
END_TEST

START_TEST(a_node_that_ended_is_not_waited_for)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(up(), 0);
	world_exit(world, "proj-kafka2-1", 1,
		   "INFO begin\nx.ConfigException: Invalid value lots\nINFO end\n");
	ck_assert_int_lt(cluster_ready(cluster, 60 * NS_PER_S, note, NULL, &err), 0);
	ck_assert_str_eq(
		err.msg,
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
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(up(), 0);
	ck_assert_int_lt(cluster_ready(cluster, 60 * NS_PER_S, never, NULL, &err), 0);
	ck_assert_int_eq(err.kind, ERR_INTERRUPTED);
}
END_TEST

START_TEST(what_is_up_already_is_taken_over_when_told_so)
{
	int port;

	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){.reuse = true});
	ck_assert_int_eq(up(), 0);
	strbuf_clear(&told);
	port = cluster_topology(cluster)->nodes[0].broker.port;
	ck_assert_msg(up() == 0, "%s", err.msg);
	ck_assert_str_eq(strbuf_text(&told), "already up\n");
	ck_assert_uint_eq(things(), 4);
	ck_assert_int_eq(cluster_topology(cluster)->nodes[0].broker.port, port);
}
END_TEST

START_TEST(what_is_up_in_part_is_not_taken_over)
{
	world_image(world, "apache/kafka:4.3.1", NULL);
	open_cluster(&(struct cluster_opts){.reuse = true});
	ck_assert_int_eq(up(), 0);
	world_exit(world, "proj-kafka2-1", 137, "");
	ck_assert_int_lt(up(), 0);
	ck_assert_str_eq(err.msg,
			 "project 'proj' is there, but 'kafka2' does not run: 'kchaos "
			 "heal proj' or 'kchaos down proj'");
}
END_TEST

static Suite *cluster_up_suite(void)
{
	Suite *s = suite_create("cluster-up");
	TCase *tc = tcase_create("world"), *every = tcase_create("every request");

	tcase_add_checked_fixture(tc, open_world, close_world);
	tcase_add_test(tc, up_makes_all_that_the_file_says);
	tcase_add_test(tc, down_removes_all_of_it);
	tcase_add_test(tc, down_of_nothing_says_so_and_is_fine);
	tcase_add_test(tc, down_keeps_volumes_when_told_so);
	tcase_add_test(tc, down_leaves_what_is_not_ours);
	tcase_add_test(tc, a_failed_up_leaves_its_things_when_told_so);
	tcase_add_test(tc, up_that_is_interrupted_leaves_nothing);
	tcase_add_test(tc, a_project_that_is_there_is_not_touched);
	tcase_add_test(tc, an_image_built_here_stands_for_the_named_one);
	tcase_add_test(tc, an_image_that_cannot_be_had_says_how_to_get_one);
	tcase_add_test(tc, a_fixed_port_that_is_taken_is_told_before_anything_is_made);
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
	tcase_set_timeout(every, 120);
	tcase_add_test(every, whatever_request_is_refused_nothing_is_left);
	tcase_add_test(every, whatever_answer_is_lost_nothing_is_left);
	suite_add_tcase(s, every);
	return s;
}

UNIT_SUITE(cluster_up_suite)
