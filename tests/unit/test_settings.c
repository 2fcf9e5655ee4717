/* What a service tells Kafka, wherever it says so; and who is in the quorum. */
#include "cluster/service.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/listeners.h"
#include "cluster/properties.h"
#include "cluster/settings.h"
#include "compose_kit.h"
#include "scratch.h"
#include "unit.h"

static void check_property(const char *text, const char *key, const char *want)
{
	struct pair_list all = {0};
	const char *got;

	ck_assert(properties_parse(text, &all));
	got = pair_list_get(&all, key);
	ck_assert_msg(got && strcmp(got, want) == 0, "'%s' of '%s' is '%s'", key, text,
		      got ? got : "(none)");
	pair_list_release(&all);
}

START_TEST(properties_are_read_as_java_reads_them)
{
	check_property("node.id=1\n", "node.id", "1");
	check_property("# a\n! b\n\n  node.id = 2  \r\nx=y", "node.id", "2");
	check_property("node.id: 3", "node.id", "3");
	check_property("node.id 4", "node.id", "4");
	check_property("voters=1@a:1,\\\n    2@b:2\n", "voters", "1@a:1,2@b:2");
	check_property("a=b=c:d", "a", "b=c:d");
	check_property("a\\ b=c\\td", "a b", "c\td");
	check_property("a=1\na=2\n", "a", "2");
	check_property("a=", "a", "");
	check_property("a", "a", "");
	check_property("a=b\\", "a", "b");
}
END_TEST

START_TEST(more_properties_than_anybody_has_are_not_read)
{
	struct strbuf text = STRBUF_INIT;
	struct pair_list all = {0};

	for (int i = 0; i <= PROPERTIES_MAX; i++)
		strbuf_addf(&text, "k%d=v\n", i);
	ck_assert(!properties_parse(strbuf_text(&text), &all));
	ck_assert_uint_eq(all.len, PROPERTIES_MAX);
	pair_list_release(&all);
	strbuf_release(&text);
}
END_TEST

static void check_key(const char *variable, const char *want)
{
	char *key = setting_key(variable);

	ck_assert_str_eq(key ? key : "(none)", want);
	free(key);
}

START_TEST(a_variable_is_a_setting_by_the_images_rules)
{
	check_key("KAFKA_NODE_ID", "node.id");
	check_key("KAFKA_CFG_NODE_ID", "node.id");
	check_key("KAFKA_A__B___C", "a_b-c");
	check_key("CLUSTER_ID", "(none)");
}
END_TEST

/* One node; what tells it so comes behind it. */
static const char one_node[] =
	"services:\n"
	"  kafka1:\n"
	"    image: apache/kafka:4.3.1\n"
	"    ports: ['127.0.0.1:29092:9092', '127.0.0.1:29191:9093']\n";

static const char properties[] =
	"process.roles=broker,controller\n"
	"node.id=7\n"
	"controller.quorum.voters=7@kafka1:9093\n"
	"controller.listener.names=C\n"
	"listeners=P://:9092,C://:9093\n"
	"advertised.listeners=P://localhost:29092\n"
	"listener.security.protocol.map=P:PLAINTEXT,C:PLAINTEXT\n";

static char *folder;

static void files_open(void)
{
	struct err e = {0};
	char *path;

	compose_kit_open();
	folder = scratch_dir();
	path = path_join(folder, "server.properties");
	ck_assert_int_eq(file_write_atomic(path, properties, strlen(properties), &e), 0);
	free(path);
}

static void files_close(void)
{
	compose_kit_close();
	free(folder);
}

/* `rest` has one %s: the folder with server.properties. */
static const struct node *load_node(const char *rest)
{
	struct strbuf text = STRBUF_INIT;
	const char *mark = strstr(rest, "%s");

	strbuf_addstr(&text, one_node);
	if (mark) {
		strbuf_add(&text, rest, (size_t)(mark - rest));
		strbuf_addf(&text, "%s%s", folder, mark + 2);
	} else {
		strbuf_addstr(&text, rest);
	}
	compose_kit_load(strbuf_text(&text), NULL);
	strbuf_release(&text);
	ck_assert_uint_eq(compose_topology(compose)->len, 1);
	return &compose_topology(compose)->nodes[0];
}

static void check_node(const struct node *n, int32_t id)
{
	ck_assert_int_eq(n->id, id);
	ck_assert_uint_eq(n->roles, ROLE_BROKER | ROLE_CONTROLLER);
	ck_assert_int_eq(n->broker.port, 29092);
	ck_assert_int_eq(n->controller.port, 29191);
	ck_assert_int_eq(n->listens.controller, 9093);
	ck_assert_int_eq(compose_topology(compose)->quorum, QUORUM_STATIC);
}

START_TEST(a_mounted_file_makes_a_node)
{
	check_node(load_node("    volumes: ['%s/server.properties:/mnt/shared/config/"
			     "server.properties:ro']\n"),
		   7);
}
END_TEST

START_TEST(a_mounted_folder_makes_a_node)
{
	check_node(load_node("    volumes: ['%s:/mnt/shared/config']\n"), 7);
}
END_TEST

START_TEST(a_file_that_the_command_names_makes_a_node)
{
	check_node(
		load_node(
			"    volumes: ['%s:/my/files']\n"
			"    command: sh -c 'kafka-server-start.sh /my/files/server.properties'\n"),
		7);
}
END_TEST

START_TEST(variables_beat_a_file_that_the_image_reads)
{
	const struct node *n = load_node(
		"    volumes: ['%s:/mnt/shared/config']\n"
		"    environment: {KAFKA_NODE_ID: 8, KAFKA_CONTROLLER_QUORUM_VOTERS: '8@kafka1:9093'}\n");

	check_node(n, 8);
}
END_TEST

START_TEST(overrides_beat_all)
{
	check_node(
		load_node("    volumes: ['%s:/c']\n"
			  "    environment: {KAFKA_NODE_ID: 1}\n"
			  "    command: [kafka-server-start.sh, /c/server.properties,\n"
			  "      --override, node.id=9,\n"
			  "      --override=controller.quorum.voters=9@kafka1:9093]\n"),
		9);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_told)
{
	struct strbuf said = STRBUF_INIT;

	load_node("    volumes: ['%s:/c']\n"
		  "    environment:\n"
		  "      KAFKA_PROCESS_ROLES: controller\n"
		  "      KAFKA_NODE_ID: 1\n"
		  "      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER\n"
		  "      KAFKA_LISTENERS: CONTROLLER://:9093\n"
		  "      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka1:9093\n"
		  "    command: kafka-server-start.sh /c/other.properties\n");
	diags_text(&diags, &said);
	ck_assert_msg(strstr(strbuf_text(&said), "other.properties', which is no file"),
		      "%s", strbuf_text(&said));
	strbuf_release(&said);
}
END_TEST

/* Two controllers that publish nothing, and a broker. */
static const char inside[] =
	"x-env: &env\n"
	"  KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER\n"
	"  KAFKA_CONTROLLER_QUORUM_VOTERS: 1@c1:9093,2@c2:9093\n"
	"x-controller: &controller\n"
	"  <<: *env\n"
	"  KAFKA_PROCESS_ROLES: controller\n"
	"  KAFKA_LISTENERS: CONTROLLER://:9093\n"
	"services:\n"
	"  c1: {image: k, environment: {<<: *controller, KAFKA_NODE_ID: 1}}\n"
	"  c2: {image: k, environment: {<<: *controller, KAFKA_NODE_ID: 2}, ports: ['9093']}\n"
	"  b3:\n"
	"    image: k\n"
	"    ports: ['127.0.0.1:29092:9092']\n"
	"    environment:\n"
	"      <<: *env\n"
	"      KAFKA_NODE_ID: 3\n"
	"      KAFKA_PROCESS_ROLES: broker\n"
	"      KAFKA_LISTENERS: PLAINTEXT://:9092\n"
	"      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:29092\n";

START_TEST(a_controller_that_publishes_no_port_gets_one)
{
	struct compose_opts opts = {.choose_ports = true};
	const struct topology *t = compose_topology(compose_kit_load(inside, &opts));
	const struct service *s = compose_service(compose, "c1");

	ck_assert_str_eq(t->nodes[0].controller.host, "127.0.0.1");
	ck_assert_int_gt(t->nodes[0].controller.port, 0);
	ck_assert_int_gt(t->nodes[1].controller.port, 0);
	ck_assert_int_ne(t->nodes[0].controller.port, t->nodes[1].controller.port);
	ck_assert_uint_eq(s->spec.n_ports, 1);
	ck_assert_uint_eq(s->n_port_origins, 1);
	ck_assert(s->spec.ports[0].is_published);
	ck_assert_uint_eq(s->spec.ports[0].container_port, 9093);
	ck_assert_str_eq(s->spec.ports[0].host_ip, "127.0.0.1");
	ck_assert_int_eq(s->spec.ports[0].host_port, t->nodes[0].controller.port);
	ck_assert_uint_eq(compose_service(compose, "c2")->spec.n_ports, 1);
}
END_TEST

START_TEST(two_clusters_of_one_file_get_different_controller_ports)
{
	struct compose_opts opts = {.choose_ports = true};
	struct diags d = DIAGS_INIT;
	struct compose *other = compose_parse("/p/c.yaml", inside, strlen(inside), &opts,
					      &d);

	compose_kit_load(inside, &opts);
	ck_assert_ptr_nonnull(other);
	ck_assert_int_ne(compose_topology(compose)->nodes[0].controller.port,
			 compose_topology(other)->nodes[0].controller.port);
	compose_free(other);
	diags_release(&d);
}
END_TEST

START_TEST(a_quorum_that_is_found_by_its_servers_is_dynamic)
{
	static const char text[] =
		"services:\n" COMPOSE_NODE
		"      KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS: kafka1:9093\n"
		"      KAFKA_INITIAL_CONTROLLERS: 1@kafka1:9093:JEXY6aqzQY-32P5TStzaFg\n";

	compose_kit_load(text, NULL);
	ck_assert_int_eq(compose_topology(compose)->quorum, QUORUM_DYNAMIC);
	ck_assert_uint_eq(diags.len, 0);
}
END_TEST

START_TEST(initial_voters_have_a_directory)
{
	struct voters v = {0};

	ck_assert(initial_voters_parse("1@a:9093:x-_, 22@[::1]:1:y", &v));
	ck_assert_uint_eq(v.len, 2);
	ck_assert_int_eq(v.items[1].id, 22);
	ck_assert_str_eq(v.items[1].host, "::1");
	ck_assert_int_eq(v.items[0].port, 9093);
	voters_release(&v);
	ck_assert(!initial_voters_parse("1@a:9093", &v));
	ck_assert(!initial_voters_parse("1@a:9093:", &v));
	ck_assert(!initial_voters_parse("a:9093:x", &v));
	voters_release(&v);
}
END_TEST

static Suite *settings_suite(void)
{
	Suite *s = suite_create("settings");
	TCase *pure = tcase_create("texts"), *files = tcase_create("files");

	tcase_add_test(pure, properties_are_read_as_java_reads_them);
	tcase_add_test(pure, more_properties_than_anybody_has_are_not_read);
	tcase_add_test(pure, a_variable_is_a_setting_by_the_images_rules);
	tcase_add_test(pure, initial_voters_have_a_directory);
	suite_add_tcase(s, pure);
	tcase_add_checked_fixture(files, files_open, files_close);
	tcase_add_test(files, a_mounted_file_makes_a_node);
	tcase_add_test(files, a_mounted_folder_makes_a_node);
	tcase_add_test(files, a_file_that_the_command_names_makes_a_node);
	tcase_add_test(files, variables_beat_a_file_that_the_image_reads);
	tcase_add_test(files, overrides_beat_all);
	tcase_add_test(files, a_file_that_is_not_there_is_told);
	tcase_add_test(files, a_controller_that_publishes_no_port_gets_one);
	tcase_add_test(files, two_clusters_of_one_file_get_different_controller_ports);
	tcase_add_test(files, a_quorum_that_is_found_by_its_servers_is_dynamic);
	suite_add_tcase(s, files);
	return s;
}

UNIT_SUITE(settings_suite)
