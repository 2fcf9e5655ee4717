/* An engine's place in a swarm, and networks that span hosts; answers as Engine 20.10.24 gave them. */
#include "docker/networks.h"
#include "fake_engine.h"
#include "unit.h"

static struct fake_engine *f;
static struct engine *en;
static struct err e;

static void open_engine(void)
{
	e = (struct err){0};
	f = fake_engine_new();
	en = fake_engine_open(f, &e);
	ck_assert_msg(en != NULL, "%s", e.msg);
}

static void close_engine(void)
{
	engine_close(en);
	fake_engine_free(f);
}

static void on(const char *method, const char *path, int status, const char *body)
{
	fake_engine_on(f, method, path,
		       &(struct fake_reply){.status = status, .body = body});
}

#define SWARM(state, id, addr, manages, more)                                 \
	"{\"ID\":\"E\",\"Swarm\":{\"NodeID\":\"" id "\",\"NodeAddr\":\"" addr \
	"\",\"LocalNodeState\":\"" state "\",\"ControlAvailable\":" manages   \
	",\"Error\":\"\"," more                                               \
	"\"RemoteManagers\":[{\"NodeID\":\"kni\",\"Addr\":\"10.77.0."         \
	"1:2377\"}]}}"

static const struct {
	const char *info;
	const char *state, *node_id, *node_addr, *cluster_id;
	bool is_manager;
	int managers, nodes;
} swarms[] = {
	{SWARM("active", "kni", "10.77.0.1", "true",
	       "\"Nodes\":2,\"Managers\":1,\"Cluster\":{\"ID\":\"9hm\"},"),
	 "active", "kni", "10.77.0.1", "9hm", true, 1, 2},
	{SWARM("active", "0k0", "10.77.0.2", "false", ""), "active", "0k0", "10.77.0.2",
	 "", false, 0, 0},
	{SWARM("inactive", "", "", "false", ""), "inactive", "", "", "", false, 0, 0},
	{"{\"ID\":\"E\"}", "", "", "", "", false, 0, 0},
};

START_TEST(an_engines_place_in_a_swarm_is_told)
{
	struct engine_info info;

	on("GET", "/info", 200, swarms[_i].info);
	ck_assert_msg(engine_info(en, &info, &e) == 0, "%s", e.msg);
	ck_assert_str_eq(info.swarm.state, swarms[_i].state);
	ck_assert_str_eq(info.swarm.error, "");
	ck_assert_str_eq(info.swarm.node_id, swarms[_i].node_id);
	ck_assert_str_eq(info.swarm.node_addr, swarms[_i].node_addr);
	ck_assert_str_eq(info.swarm.cluster_id, swarms[_i].cluster_id);
	ck_assert_int_eq(info.swarm.is_manager, swarms[_i].is_manager);
	ck_assert_int_eq(info.swarm.managers, swarms[_i].managers);
	ck_assert_int_eq(info.swarm.nodes, swarms[_i].nodes);
	engine_info_release(&info);
}
END_TEST

START_TEST(a_network_over_hosts_is_made_and_looked_at)
{
	struct network_spec spec = {
		.name = "ov", .driver = "overlay", .is_attachable = true};
	struct network n;
	char *id = NULL;

	pair_list_set(&spec.options, "com.docker.network.driver.mtu", "1400");
	on("POST", "/networks/create", 201, "{\"Id\":\"b8y\",\"Warning\":\"\"}");
	on("GET", "/networks/ov", 200,
	   "{\"Name\":\"ov\",\"Id\":\"b8y\",\"Scope\":\"swarm\",\"Driver\":\"overlay\","
	   "\"Attachable\":true,\"Containers\":{"
	   "\"c1\":{\"IPv4Address\":\"10.0.1.2/24\"},"
	   "\"lb-ov\":{\"Name\":\"ov-endpoint\",\"IPv4Address\":\"10.0.1.3/24\"}},"
	   "\"Options\":{\"com.docker.network.driver.mtu\":\"1400\"}}");
	ck_assert_msg(network_create(en, &spec, &id, &e) == ENGINE_DONE, "%s", e.msg);
	ck_assert_str_eq(id, "b8y");
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "POST /v1.41/networks/create {\"Name\":\"ov\",\"Driver\":"
			 "\"overlay\",\"CheckDuplicate\":true,\"Attachable\":true,"
			 "\"Options\":{\"com.docker.network.driver.mtu\":\"1400\"}}");
	ck_assert_int_eq(network_inspect(en, "ov", &n, &e), ENGINE_DONE);
	ck_assert_str_eq(n.scope, "swarm");
	ck_assert_str_eq(n.driver, "overlay");
	ck_assert(n.is_attachable);
	ck_assert_str_eq(pair_list_get(&n.options, "com.docker.network.driver.mtu"),
			 "1400");
	ck_assert_uint_eq(n.containers.len, 1);
	ck_assert_str_eq(n.containers.items[0], "c1");
	ck_assert_str_eq(n.addresses.items[0], "10.0.1.2");
	network_release(&n);
	pair_list_release(&spec.options);
	free(id);
}
END_TEST

#define NO_MANAGER "is for the engine of a swarm manager to make and remove, and unix://"

static const struct {
	int status;
	const char *body;
	const char *error;
} refusals[] = {
	{403,
	 "{\"message\":\"Cannot create a multi-host network from a worker node. Please "
	 "create the network from a manager node.\"}",
	 NO_MANAGER},
	{500,
	 "{\"message\":\"This node is not a swarm manager. Use \\\"docker swarm init\\\" "
	 "or \\\"docker swarm join\\\" to connect this node to swarm and try again.\"}",
	 NO_MANAGER},
	{503,
	 "{\"message\":\"This node is not a swarm manager. Worker nodes can't be used to "
	 "view or modify cluster state.\"}",
	 NO_MANAGER},
	{400,
	 "{\"message\":\"rpc error: code = FailedPrecondition desc = network b8y is in "
	 "use by task s2s\"}",
	 "network 'ov' is still used by containers of a host in the swarm: remove those "
	 "first: Docker engine: "},
	{500, "{\"message\":\"disk on fire\"}", "Docker engine: "},
};

START_TEST(what_a_swarm_refuses_is_said_in_words_of_people)
{
	struct network_spec spec = {.name = "ov", .driver = "overlay"};
	char *id = NULL;

	on("POST", "/networks/create", refusals[_i].status, refusals[_i].body);
	on("DELETE", "/networks/ov", refusals[_i].status, refusals[_i].body);
	ck_assert_int_eq(network_create(en, &spec, &id, &e), ENGINE_FAILED);
	ck_assert_msg(strstr(e.msg, refusals[_i].error) != NULL, "%s", e.msg);
	e = (struct err){0};
	ck_assert_int_eq(network_remove(en, "ov", &e), ENGINE_FAILED);
	ck_assert_msg(strstr(e.msg, refusals[_i].error) != NULL, "%s", e.msg);
}
END_TEST

static Suite *docker_swarm_suite(void)
{
	Suite *s = suite_create("docker_swarm");
	TCase *tc = tcase_create("swarm");

	tcase_add_checked_fixture(tc, open_engine, close_engine);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, an_engines_place_in_a_swarm_is_told, 0,
			    (int)ARRAY_LEN(swarms));
	tcase_add_test(tc, a_network_over_hosts_is_made_and_looked_at);
	tcase_add_loop_test(tc, what_a_swarm_refuses_is_said_in_words_of_people, 0,
			    (int)ARRAY_LEN(refusals));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_swarm_suite)
