/* Bringing a cluster up and taking it down, against an engine that remembers (and fails). */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/project.h"
#include "test_cluster_kit.h"
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MORE_THAN_UP_NEEDS = 60 };

START_TEST(up_makes_all_that_the_file_says)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	ck_assert_uint_eq(world_count(kit.world, "containers"), 2);
	ck_assert_uint_eq(world_count(kit.world, "networks"), 1);
	ck_assert_uint_eq(world_count(kit.world, "volumes"), 1);
	ck_assert_str_eq(strbuf_text(&kit.told), "starting kafka1\nstarting kafka2\n");
}
END_TEST

START_TEST(down_removes_all_of_it)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	ck_assert_msg(cluster_down(kit.cluster, kit_note, NULL, &kit.err) == 0, "%s",
		      kit.err.msg);
	ck_assert_uint_eq(kit_things(), 0);
}
END_TEST

START_TEST(down_of_nothing_says_so_and_is_fine)
{
	ck_assert_int_eq(project_remove(world_host(kit.world), NULL, "proj", false,
					kit_note, NULL, NULL, &kit.err),
			 0);
	ck_assert_str_eq(strbuf_text(&kit.told), "nothing of project 'proj' is there\n");
}
END_TEST

START_TEST(down_keeps_volumes_when_told_so)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){.keep_volumes = true});
	ck_assert_int_eq(kit_up(), 0);
	ck_assert_int_eq(cluster_down(kit.cluster, kit_note, NULL, &kit.err), 0);
	ck_assert_uint_eq(world_count(kit.world, "volumes"), 1);
	ck_assert_uint_eq(kit_things(), 1);
}
END_TEST

START_TEST(down_leaves_what_is_not_ours)
{
	world_volume(kit.world, "theirs", "com.docker.compose.project", "proj");
	ck_assert_int_eq(project_remove(world_host(kit.world), NULL, "proj", false, NULL,
					NULL, NULL, &kit.err),
			 0);
	ck_assert_uint_eq(world_count(kit.world, "volumes"), 1);
}
END_TEST

/* Fails request i of up; returns whether up still worked (then i was beyond its last). */
static bool up_with_failure(int i, enum world_failure how)
{
	bool worked;

	cluster_kit_open();
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	world_volume(kit.world, "proj_old", "io.kchaos.project", "proj");
	kit_cluster(&(struct cluster_opts){.no_pull = true});
	world_fail(kit.world, i, how);
	worked = kit_up() == 0;
	if (!worked) {
		ck_assert_msg(world_count(kit.world, "containers") == 0, "request %d", i);
		ck_assert_msg(world_count(kit.world, "networks") == 0, "request %d", i);
		ck_assert_msg(world_count(kit.world, "volumes") == 1, "request %d", i);
		ck_assert_int_eq(kit.err.kind, ERR_ENVIRONMENT);
	}
	cluster_kit_close();
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
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){.keep_failed = true});
	world_fail(kit.world, 7, WORLD_REFUSES);
	ck_assert_int_lt(kit_up(), 0);
	ck_assert_uint_gt(kit_things(), 0);
}
END_TEST

static bool stop_at_once(UNUSED void *arg, const char *text)
{
	return text == NULL || !str_starts(text, "starting kafka2");
}

START_TEST(up_that_is_interrupted_leaves_nothing)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(cluster_up(kit.cluster, stop_at_once, NULL, &kit.err), 0);
	ck_assert_int_eq(kit.err.kind, ERR_INTERRUPTED);
	ck_assert_uint_eq(kit_things(), 0);
}
END_TEST

static bool stop_while_it_starts(void *arg, const char *text)
{
	bool *has_begun = arg;

	*has_begun = *has_begun || (text && str_starts(text, "starting"));
	return !*has_begun || text != NULL;
}

/* An engine does not stop making what was asked for because whoever asked has hung up. */
START_TEST(what_is_made_after_the_interrupt_is_removed_too)
{
	bool has_begun = false;

	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	world_delay(kit.world, "/containers/create");
	ck_assert_int_lt(
		cluster_up(kit.cluster, stop_while_it_starts, &has_begun, &kit.err), 0);
	ck_assert_int_eq(kit.err.kind, ERR_INTERRUPTED);
	world_settle(kit.world);
	ck_assert_uint_eq(kit_things(), 0);
}
END_TEST

START_TEST(a_project_that_is_there_is_not_touched)
{
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_eq(kit_up(), 0);
	ck_assert_int_lt(kit_up(), 0);
	ck_assert_str_eq(kit.err.msg,
			 "project 'proj' is there already (2 containers, 1 network): "
			 "'kchaos down proj' removes it");
	ck_assert_uint_eq(kit_things(), 4);
}
END_TEST

START_TEST(an_image_built_here_stands_for_the_named_one)
{
	world_image(kit.world, "kchaos/kafka:4.3.1", "apache/kafka:4.3.1");
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	ck_assert(str_starts(
		strbuf_text(&kit.told),
		"using kchaos/kafka:4.3.1, built here, for apache/kafka:4.3.1\n"));
	ck_assert_ptr_nonnull(strstr(world_made(kit.world, "containers", "proj-kafka1-1"),
				     "\"Image\":\"kchaos/kafka:4.3.1\""));
	ck_assert_str_eq(cluster_topology(kit.cluster)->image_id, "sha256:2");
}
END_TEST

START_TEST(an_image_that_cannot_be_had_says_how_to_get_one)
{
	world_image(kit.world, "something/else:1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(kit_up(), 0);
	ck_assert_int_eq(kit.err.kind, ERR_ENVIRONMENT);
	ck_assert_msg(strstr(kit.err.msg, "image 'apache/kafka:4.3.1' is not here") !=
			      NULL,
		      "%s", kit.err.msg);
	ck_assert_ptr_nonnull(strstr(kit.err.msg, "compose/image/build.sh"));
	ck_assert_ptr_nonnull(strstr(kit.err.msg, "pull access denied"));
	ck_assert_uint_eq(kit_things(), 0);
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
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_int_lt(kit_up(), 0);
	ck_assert_int_eq(kit.err.kind, ERR_ENVIRONMENT);
	ck_assert_msg(str_starts(kit.err.msg, start), "%s", kit.err.msg);
	ck_assert_uint_eq(kit_things(), 0);
	ck_assert_int_eq(unsetenv("P2"), 0);
	free(start);
	close(fd);
}
END_TEST

START_TEST(a_companion_whose_image_is_not_here_is_left_out)
{
	kit.beside = "  ui: {image: web/ui, depends_on: [kafka1]}\n"
		     "  proxy: {image: 'apache/kafka:4.3.1', depends_on: [ui]}\n";
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	ck_assert_str_eq(
		strbuf_text(&kit.told),
		"leaving out ui: its image 'web/ui' is not here; 'docker pull web/ui' gets it\n"
		"leaving out proxy: it needs ui\n"
		"starting kafka1\nstarting kafka2\n");
	ck_assert_uint_eq(world_count(kit.world, "containers"), 2);
	ck_assert_uint_eq(cluster_topology(kit.cluster)->n_companions, 2);
	ck_assert_str_eq(cluster_topology(kit.cluster)->companions[1].left_out,
			 "it needs ui");
}
END_TEST

/* By whoever finds the containers only, too: `kchaos heal` after a crash. */
START_TEST(a_companion_is_known_by_the_same_id_from_its_container)
{
	struct cluster_opts opts = {.engine = world_host(kit.world)};
	struct cluster *found;
	const struct node *made, *its;

	kit.beside = "  app: {image: not/here}\n"
		     "  ui: {image: 'apache/kafka:4.3.1', environment: {A: b}}\n";
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	made = topology_any_by_name(cluster_topology(kit.cluster), "ui");
	found = cluster_attach("proj", &opts, &kit.err);
	ck_assert_msg(found != NULL, "%s", kit.err.msg);
	ck_assert_uint_eq(cluster_topology(found)->n_companions, 1);
	its = &cluster_topology(found)->companions[0];
	ck_assert_str_eq(its->name, "ui");
	ck_assert_int_eq(its->id, made->id);
	ck_assert_str_eq(its->container, "proj-ui-1");
	ck_assert_str_eq(made->container, "proj-ui-1");
	ck_assert_ptr_null(made->left_out);
	cluster_free(found);
}
END_TEST

START_TEST(a_companion_whose_image_is_here_is_started)
{
	kit.beside = "  ui: {image: 'apache/kafka:4.3.1', depends_on: [kafka2]}\n";
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	ck_assert_uint_eq(world_count(kit.world, "containers"), 3);
	ck_assert_uint_eq(cluster_topology(kit.cluster)->len, 2);
	ck_assert_ptr_nonnull(strstr(world_made(kit.world, "containers", "proj-ui-1"),
				     "\"io.kchaos.role\":\"service\""));
}
END_TEST

START_TEST(what_a_node_depends_on_is_no_companion)
{
	kit.beside =
		"  kafka3:\n"
		"    <<: *node\n"
		"    ports: ['127.0.0.1:${P3}:9092']\n"
		"    environment: {<<: *env, KAFKA_PROCESS_ROLES: broker, KAFKA_NODE_ID: 3,\n"
		"      KAFKA_ADVERTISED_LISTENERS: 'P://localhost:${P3}'}\n"
		"    depends_on: [setup]\n"
		"  setup: {image: web/setup}\n";
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){.no_pull = true});
	ck_assert_int_lt(kit_up(), 0);
	ck_assert_msg(strstr(kit.err.msg, "image 'web/setup' is not here") != NULL, "%s",
		      kit.err.msg);
	ck_assert_uint_eq(kit_things(), 0);
}
END_TEST

START_TEST(a_companion_whose_port_is_taken_is_left_out)
{
	uint16_t port;
	int fd = listen_anywhere(&port);
	char *ui = xasprintf(
		"  ui: {image: 'apache/kafka:4.3.1', ports: ['127.0.0.1:%u:80']}\n",
		(unsigned)port);

	kit.beside = ui;
	world_image(kit.world, "apache/kafka:4.3.1", NULL);
	kit_cluster(&(struct cluster_opts){0});
	ck_assert_msg(kit_up() == 0, "%s", kit.err.msg);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&kit.told), "leaving out ui: port "));
	ck_assert_uint_eq(world_count(kit.world, "containers"), 2);
	free(ui);
	close(fd);
}
END_TEST

static Suite *cluster_up_suite(void)
{
	Suite *s = suite_create("cluster-up");
	TCase *tc = tcase_create("world"), *slow = tcase_create("slow"),
	      *every = tcase_create("every request");

	tcase_add_checked_fixture(tc, cluster_kit_open, cluster_kit_close);
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
	tcase_add_test(tc, a_companion_whose_image_is_not_here_is_left_out);
	tcase_add_test(tc, a_companion_is_known_by_the_same_id_from_its_container);
	tcase_add_test(tc, a_companion_whose_image_is_here_is_started);
	tcase_add_test(tc, what_a_node_depends_on_is_no_companion);
	tcase_add_test(tc, a_companion_whose_port_is_taken_is_left_out);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(slow, cluster_kit_open, cluster_kit_close);
	tcase_set_timeout(slow, 60);
	tcase_add_test(slow, what_is_made_after_the_interrupt_is_removed_too);
	suite_add_tcase(s, slow);
	tcase_set_timeout(every, 120);
	tcase_add_test(every, whatever_request_is_refused_nothing_is_left);
	tcase_add_test(every, whatever_answer_is_lost_nothing_is_left);
	suite_add_tcase(s, every);
	return s;
}

UNIT_SUITE(cluster_up_suite)
