/* The typed calls against canned replies: outcomes, bodies sent, answers read. */
#include "base/clock.h"
#include "base/mem.h"
#include "docker/containers.h"
#include "docker/volumes.h"
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

#define STATE(status, running, paused)                                   \
	"{\"Id\":\"c1\",\"Name\":\"/n\",\"State\":{\"Status\":\"" status \
	"\",\"Running\":" running ",\"Paused\":" paused "}}"
#define RUNNING STATE("running", "true", "false")
#define PAUSED  STATE("paused", "true", "true")
#define EXITED  STATE("exited", "false", "false")
#define LEAVING STATE("removing", "false", "false")
#define MISSING "{\"message\":\"No such container: c1\"}"

enum act { START, STOP, KILL, PAUSE, UNPAUSE, REMOVE };

static enum engine_result act(enum act a)
{
	switch (a) {
	case START: return container_start(en, "c1", &e);
	case STOP: return container_stop(en, "c1", 3, &e);
	case KILL: return container_kill(en, "c1", "SIGKILL", &e);
	case PAUSE: return container_pause(en, "c1", &e);
	case UNPAUSE: return container_unpause(en, "c1", &e);
	case REMOVE: return container_remove(en, "c1", true, false, &e);
	}
	return ENGINE_FAILED;
}

static const struct {
	enum act act;
	int status;
	const char *body;
	int inspect_status;
	const char *inspect;
	enum engine_result want;
} outcomes[] = {
	{START, 204, NULL, 0, "", ENGINE_DONE},
	{START, 304, NULL, 0, "", ENGINE_ALREADY},
	{START, 404, MISSING, 0, "", ENGINE_GONE},
	{START, 404, "{\"message\":\"network n not found\"}", 0, "", ENGINE_FAILED},
	{START, 409, "{\"message\":\"cannot start a paused container\"}", 0, "",
	 ENGINE_FAILED},
	{START, 500, "{\"message\":\"port is already allocated\"}", 0, "", ENGINE_FAILED},
	{STOP, 204, NULL, 0, "", ENGINE_DONE},
	{STOP, 304, NULL, 0, "", ENGINE_ALREADY},
	{STOP, 404, MISSING, 0, "", ENGINE_GONE},
	{KILL, 204, NULL, 0, "", ENGINE_DONE},
	{KILL, 409, "{}", 200, EXITED, ENGINE_ALREADY},
	{KILL, 409, "{}", 200, RUNNING, ENGINE_FAILED},
	{KILL, 404, MISSING, 404, MISSING, ENGINE_GONE},
	{PAUSE, 204, NULL, 0, "", ENGINE_DONE},
	{PAUSE, 409, "{}", 200, PAUSED, ENGINE_ALREADY},
	{PAUSE, 409, "{}", 200, EXITED, ENGINE_FAILED},
	{UNPAUSE, 204, NULL, 0, "", ENGINE_DONE},
	{UNPAUSE, 500, "{}", 200, RUNNING, ENGINE_ALREADY},
	{UNPAUSE, 500, "{}", 200, EXITED, ENGINE_ALREADY},
	{UNPAUSE, 500, "{}", 200, PAUSED, ENGINE_FAILED},
	{UNPAUSE, 500, "{}", 404, MISSING, ENGINE_GONE},
	{UNPAUSE, 500, "{}", 500, "{}", ENGINE_FAILED},
	{REMOVE, 204, NULL, 0, "", ENGINE_DONE},
	{REMOVE, 404, MISSING, 404, MISSING, ENGINE_GONE},
	{REMOVE, 409, "{}", 200, LEAVING, ENGINE_ALREADY},
	{REMOVE, 409, "{}", 404, MISSING, ENGINE_GONE},
	{REMOVE, 409, "{}", 200, RUNNING, ENGINE_FAILED},
};

START_TEST(what_a_call_came_to_is_told_by_status_and_state)
{
	static const char *const paths[] = {"/start", "/stop",    "/kill",
					    "/pause", "/unpause", ""};
	char path[64];

	(void)snprintf(path, sizeof(path), "/containers/c1%s", paths[outcomes[_i].act]);
	on(outcomes[_i].act == REMOVE ? "DELETE" : "POST", path, outcomes[_i].status,
	   outcomes[_i].body);
	on("GET", "/containers/c1/json", outcomes[_i].inspect_status,
	   outcomes[_i].inspect);
	ck_assert_int_eq(act(outcomes[_i].act), outcomes[_i].want);
	ck_assert_int_eq(e.kind,
			 outcomes[_i].want == ENGINE_FAILED ? ERR_ENVIRONMENT : ERR_NONE);
}
END_TEST

START_TEST(stopping_asks_for_the_grace_and_names_the_version)
{
	on("POST", "/containers/c1/stop", 204, NULL);
	ck_assert_int_eq(container_stop(en, "c1", 3, &e), ENGINE_DONE);
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "POST /v1.41/containers/c1/stop?t=3 ");
}
END_TEST

static void small_spec(struct container_spec *s)
{
	struct port_map *p = container_spec_add_port(s);
	struct mount_map *m = container_spec_add_mount(s);

	*p = (struct port_map){.container_port = 9092,
			       .is_published = true,
			       .host_ip = xstrdup("127.0.0.1"),
			       .host_port = 29092};
	p = container_spec_add_port(s);
	p->container_port = 9093;
	*m = (struct mount_map){.source = xstrdup("data"), .target = xstrdup("/d")};
	s->name = xstrdup("k 1");
	s->image = xstrdup("img:1");
	text_list_add(&s->env, "A=b");
	pair_list_set(&s->labels, "l", "");
	for (int i = 1; i <= 2; i++) {
		struct endpoint *n = container_spec_add_network(s);

		n->network = xasprintf("n%d", i);
		text_list_add(&n->aliases, "kafka1");
	}
}

START_TEST(a_container_is_made_in_its_first_network_and_plugged_into_the_others)
{
	struct container_spec s = {0};
	char *id = NULL;

	small_spec(&s);
	on("POST", "/containers/create", 201, "{\"Id\":\"c1\"}");
	on("POST", "/networks/n2/connect", 200, NULL);
	ck_assert_msg(container_create(en, &s, &id, &e) == 0, "%s", e.msg);
	ck_assert_str_eq(id, "c1");
	ck_assert_str_eq(
		fake_engine_request(f, 0),
		"POST /v1.41/containers/create?name=k%201 {\"Image\":\"img:1\","
		"\"Env\":[\"A=b\"],\"Labels\":{\"l\":\"\"},"
		"\"ExposedPorts\":{\"9092/tcp\":{},\"9093/tcp\":{}},"
		"\"HostConfig\":{\"NetworkMode\":\"n1\",\"PortBindings\":{\"9092/tcp\":[{"
		"\"HostIp\":\"127.0.0.1\",\"HostPort\":\"29092\"}]},"
		"\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"data\",\"Target\":\"/d\"}]},"
		"\"NetworkingConfig\":{\"EndpointsConfig\":{\"n1\":{\"Aliases\":["
		"\"kafka1\"]}}}}");
	ck_assert_str_eq(fake_engine_request(f, 1),
			 "POST /v1.41/networks/n2/connect {\"Container\":\"c1\","
			 "\"EndpointConfig\":{\"Aliases\":[\"kafka1\"]}}");
	free(id);
	container_spec_release(&s);
}
END_TEST

START_TEST(a_container_half_made_is_removed_again)
{
	struct container_spec s = {0};
	char *id = NULL;

	small_spec(&s);
	on("POST", "/containers/create", 201, "{\"Id\":\"c1\"}");
	on("POST", "/networks/n2/connect", 404, "{\"message\":\"network n2 not found\"}");
	on("GET", "/containers/c1/json", 200, RUNNING);
	on("DELETE", "/containers/c1", 204, NULL);
	ck_assert_int_eq(container_create(en, &s, &id, &e), -1);
	ck_assert_str_eq(e.msg,
			 "Docker engine: POST /networks/n2/connect: 404 network n2 "
			 "not found");
	ck_assert_str_eq(fake_engine_request(f, 3),
			 "DELETE /v1.41/containers/c1?force=1&v=1 ");
	container_spec_release(&s);
}
END_TEST

/* Did a request that begins so come, from number `from` on? */
static bool was_asked(size_t from, const char *start)
{
	for (size_t i = from; i < fake_engine_count(f); i++)
		if (strncmp(fake_engine_request(f, i), start, strlen(start)) == 0)
			return true;
	return false;
}

START_TEST(no_failure_on_the_way_leaves_a_container_behind)
{
	struct container_spec s = {0};
	char *id = NULL;
	int rc = -1;

	small_spec(&s);
	on("POST", "/containers/create", 201, "{\"Id\":\"c1\"}");
	on("POST", "/networks/n2/connect", 200, NULL);
	on("GET", "/containers/c1/json", 200, RUNNING);
	on("DELETE", "/containers/c1", 204, NULL);
	for (size_t i = 0; rc < 0; i++) {
		size_t from = fake_engine_count(f);

		e = (struct err){0};
		fake_engine_fail(f, i);
		rc = container_create(en, &s, &id, &e);
		ck_assert(rc == 0 || e.kind == ERR_ENVIRONMENT);
		ck_assert(was_asked(from, "DELETE ") == (rc < 0 && i > 0));
	}
	free(id);
	container_spec_release(&s);
}
END_TEST

START_TEST(a_missing_image_says_how_to_get_it)
{
	struct container_spec s = {.image = xstrdup("x:1")};
	char *id;

	on("POST", "/containers/create", 404, "{\"message\":\"No such image: x:1\"}");
	ck_assert_int_eq(container_create(en, &s, &id, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "image 'x:1' is not on the Docker engine"));
	container_spec_release(&s);
}
END_TEST

START_TEST(text_that_is_not_utf8_is_refused_before_it_is_sent)
{
	struct container_spec s = {.image = xstrdup("x:1")};
	char *id;

	text_list_add(&s.env, "A=\xff\xfe");
	ck_assert_int_eq(container_create(en, &s, &id, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "is not UTF-8"));
	ck_assert_uint_eq(fake_engine_count(f), 0);
	container_spec_release(&s);
}
END_TEST

static const char full_state[] =
	"{\"Id\":\"c1\",\"Name\":\"/kc-1\",\"Created\":\"2026-11-22T04:10:00Z\","
	"\"Image\":\"sha256:aa\",\"RestartCount\":2,\"State\":{\"Status\":\"exited\","
	"\"Running\":false,\"OOMKilled\":true,\"Pid\":0,\"ExitCode\":137,\"Error\":\"why\","
	"\"StartedAt\":\"2026-11-22T04:10:00.5Z\",\"FinishedAt\":\"0001-01-01T00:00:00Z\"},"
	"\"Config\":{\"Image\":\"img:1\",\"Labels\":{\"a\":\"b\"},\"Env\":[\"X=1\"],"
	"\"StopSignal\":\"SIGTERM\",\"Tty\":true},\"HostConfig\":{\"NanoCpus\":5,"
	"\"PortBindings\":{\"9092/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"29092\"}]}},"
	"\"Mounts\":[{\"Type\":\"volume\",\"Name\":\"v\",\"Destination\":\"/d\",\"RW\":true}],"
	"\"NetworkSettings\":{\"Ports\":{},\"Networks\":{\"net\":{\"NetworkID\":\"n1\","
	"\"IPAddress\":\"10.0.0.2\",\"Aliases\":[\"k1\"],\"DriverOpts\":null,"
	"\"IPAMConfig\":{\"IPv4Address\":\"10.0.0.2\"}}}}}";

START_TEST(a_container_is_read_whole)
{
	struct container_state s;
	const struct endpoint *n;

	on("GET", "/containers/kc-1/json", 200, full_state);
	ck_assert_int_eq(container_inspect(en, "kc-1", &s, &e), ENGINE_DONE);
	ck_assert_str_eq(s.name, "kc-1");
	ck_assert_int_eq(s.status, CONTAINER_EXITED);
	ck_assert(s.oom_killed && s.tty && !s.running);
	ck_assert_int_eq(s.exit_code, 137);
	ck_assert_int_eq(s.started_at_ns, INT64_C(1795320600500000000));
	ck_assert_int_eq(s.finished_at_ns, NEVER);
	ck_assert_int_eq(s.told_at_ns, 0);
	ck_assert_int_eq(s.stop_timeout_s, -1);
	ck_assert_str_eq(pair_list_get(&s.labels, "a"), "b");
	ck_assert_str_eq(s.env.items[0], "X=1");
	ck_assert_uint_eq(container_state_port(&s, 9092)->host_port, 29092);
	ck_assert_str_eq(s.mounts[0].source, "v");
	ck_assert_str_eq(s.health, "none");
	n = container_state_network(&s, "n1");
	ck_assert_ptr_eq(n, container_state_network(&s, "net"));
	ck_assert_str_eq(n->ipv4, "10.0.0.2");
	container_state_release(&s);
}
END_TEST

START_TEST(when_a_containers_state_was_told_is_told_by_the_engines_clock)
{
	struct container_state s;
	struct clock now;

	clock_start(&now);
	fake_engine_clock(f, 3600 * NS_PER_S, true);
	on("GET", "/containers/kc-1/json", 200, full_state);
	ck_assert_int_eq(container_inspect(en, "kc-1", &s, &e), ENGINE_DONE);
	ck_assert_int_ge(s.told_at_ns, now.wall_start_ns + 3599 * NS_PER_S);
	ck_assert_int_le(s.told_at_ns,
			 clock_to_wall(&now, clock_now(&now)) + 3600 * NS_PER_S);
	container_state_release(&s);
}
END_TEST

START_TEST(a_saved_endpoint_connects_as_before)
{
	struct container_state s;
	struct endpoint back;
	char *line;

	ck_assert_int_eq(container_state_read(full_state, strlen(full_state), &s, &e), 0);
	line = endpoint_save(&s.networks[0]);
	ck_assert_str_eq(line, "{\"Network\":\"net\",\"Aliases\":[\"k1\"],\"IPAMConfig\":"
			       "{\"IPv4Address\":\"10.0.0.2\"}}");
	ck_assert_int_eq(endpoint_load(line, &back, &e), 0);
	on("POST", "/networks/net/connect", 200, NULL);
	ck_assert_int_eq(network_connect(en, "c1", &back, &e), ENGINE_DONE);
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "POST /v1.41/networks/net/connect {\"Container\":\"c1\","
			 "\"EndpointConfig\":{\"Aliases\":[\"k1\"],\"IPAMConfig\":{"
			 "\"IPv4Address\":\"10.0.0.2\"}}}");
	endpoint_release(&back);
	container_state_release(&s);
	free(line);
}
END_TEST

static const struct {
	bool connect;
	int status;
	const char *network;
	enum engine_result want;
} plugs[] = {
	{true, 403, "net", ENGINE_ALREADY}, {true, 500, "other", ENGINE_FAILED},
	{false, 500, "net", ENGINE_FAILED}, {false, 500, "other", ENGINE_ALREADY},
	{false, 200, "net", ENGINE_DONE},   {true, 200, "other", ENGINE_DONE},
	{false, 404, "gone", ENGINE_GONE},
};

START_TEST(a_refused_plug_looks_whether_it_is_already_so)
{
	struct endpoint p = {.network = xstrdup(plugs[_i].network)};
	bool is_gone = plugs[_i].want == ENGINE_GONE;
	char path[64];

	(void)snprintf(path, sizeof(path), "/networks/%s/%s", p.network,
		       plugs[_i].connect ? "connect" : "disconnect");
	on("POST", path, plugs[_i].status, "{}");
	on("GET", "/containers/c1/json", is_gone ? 404 : 200,
	   is_gone ? MISSING : full_state);
	ck_assert_int_eq(plugs[_i].connect ? network_connect(en, "c1", &p, &e)
					   : network_disconnect(en, p.network, "c1", &e),
			 plugs[_i].want);
	endpoint_release(&p);
}
END_TEST

START_TEST(a_network_or_volume_that_is_there_or_gone_is_no_failure)
{
	struct network_spec n = {.name = "net"};
	char *id;

	on("POST", "/networks/create", 409, "{\"message\":\"exists\"}");
	on("DELETE", "/networks/net", 404, "{\"message\":\"network net not found\"}");
	on("DELETE", "/volumes/v", 404, "{\"message\":\"get v: no such volume\"}");
	on("DELETE", "/volumes/used", 409, "{\"message\":\"volume is in use\"}");
	ck_assert_int_eq(network_create(en, &n, &id, &e), ENGINE_ALREADY);
	ck_assert_int_eq(network_remove(en, "net", &e), ENGINE_GONE);
	ck_assert_int_eq(volume_remove(en, "v", &e), ENGINE_GONE);
	ck_assert_int_eq(volume_remove(en, "used", &e), ENGINE_FAILED);
}
END_TEST

static Suite *docker_calls_suite(void)
{
	Suite *s = suite_create("docker_calls");
	TCase *tc = tcase_create("calls");

	tcase_add_checked_fixture(tc, open_engine, close_engine);
	tcase_add_loop_test(tc, what_a_call_came_to_is_told_by_status_and_state, 0,
			    (int)ARRAY_LEN(outcomes));
	tcase_add_test(tc, stopping_asks_for_the_grace_and_names_the_version);
	tcase_add_test(
		tc, a_container_is_made_in_its_first_network_and_plugged_into_the_others);
	tcase_add_test(tc, a_container_half_made_is_removed_again);
	tcase_add_test(tc, no_failure_on_the_way_leaves_a_container_behind);
	tcase_add_test(tc, a_missing_image_says_how_to_get_it);
	tcase_add_test(tc, text_that_is_not_utf8_is_refused_before_it_is_sent);
	tcase_add_test(tc, a_container_is_read_whole);
	tcase_add_test(tc, when_a_containers_state_was_told_is_told_by_the_engines_clock);
	tcase_add_test(tc, a_saved_endpoint_connects_as_before);
	tcase_add_loop_test(tc, a_refused_plug_looks_whether_it_is_already_so, 0,
			    (int)ARRAY_LEN(plugs));
	tcase_add_test(tc, a_network_or_volume_that_is_there_or_gone_is_no_failure);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_calls_suite)
