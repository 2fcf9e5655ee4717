/* How nodes of an adopted cluster were found, and that they have their addresses again. */
#include "base/mem.h"
#include "test_cluster_canned.h"
#include "unit.h"

#define AT(address)                                                                    \
	"\"HostConfig\":{\"NetworkMode\":\"net\"},\"NetworkSettings\":{\"Networks\":{" \
	"\"net\":{\"NetworkID\":\"n1\",\"IPAddress\":\"" address                       \
	"\",\"Aliases\":[\"kafka1\",\"0123456789ab\"]}}}"
#define NOWHERE "\"NetworkSettings\":{\"Networks\":{}}"

#define SAVED                                                          \
	"node=1 state=running container=" CANNED_ID " at=net/10.1.0.4" \
	" [{\"Network\":\"net\",\"Aliases\":[\"kafka1\"]}]"

/* A network whose gateway is .1, and where these are taken. */
#define NETWORK(taken)                                                       \
	"{\"Id\":\"n1\",\"Name\":\"net\",\"IPAM\":{\"Config\":[{\"Subnet\":" \
	"\"10.1.0.0/24\",\"Gateway\":\"10.1.0.1\"}]},\"Containers\":{" taken "}}"
#define TAKEN(id, address) "\"" id "\":{\"IPv4Address\":\"" address "/24\"}"

#define BY_ID(verb) "/containers/" CANNED_ID verb

/* As after a crash: the container is the one of the journal. */
static void recall(void)
{
	int32_t node = 0;

	ck_assert_msg(cluster_recall(canned.cluster, SAVED, &node, &canned.err) == 0,
		      "%s", canned.err.msg);
	ck_assert_int_eq(node, 1);
	ck_assert_str_eq(canned.node->container, CANNED_ID);
}

/* How the container is, asked for by its id; so many times, or from now on. */
static void stands(const char *status, const char *more, size_t times)
{
	char *json = xasprintf(
		"{\"Id\":\"" CANNED_ID "\",\"Name\":\"/x\",\"Image\":\"sha256:1\","
		"\"State\":{\"Status\":\"%s\",\"Running\":%s},%s}",
		status, strcmp(status, "running") == 0 ? "true" : "false", more);

	fake_engine_on(canned.engine, "GET", BY_ID("/json"),
		       &(struct fake_reply){.body = json, .times = times});
	free(json);
}

/* The i-th helper and the address that it is given. */
static void helper_gets(const char *id, const char *address)
{
	char *made = xasprintf("{\"Id\":\"%s\"}", id);
	char *start = xasprintf("/containers/%s/start", id);
	char *look = xasprintf("/containers/%s/json", id);
	char *gone = xasprintf("/containers/%s", id);
	char *json = xasprintf(
		"{\"Id\":\"%s\",\"State\":{\"Running\":true},"
		"\"NetworkSettings\":{\"Networks\":{\"net\":{\"IPAddress\":"
		"\"%s\"}}}}",
		id, address);

	canned_once("POST", "/containers/create", 201, made);
	canned_on("POST", start, 204, NULL);
	canned_on("GET", look, 200, json);
	canned_on("DELETE", gone, 204, NULL);
	free(made);
	free(start);
	free(look);
	free(gone);
	free(json);
}

static bool is_before(const char *a, const char *b)
{
	size_t first = SIZE_MAX, second = SIZE_MAX;

	for (size_t i = canned_count(); i-- > 0;) {
		if (strncmp(canned_request(i), a, strlen(a)) == 0)
			first = i;
		if (strncmp(canned_request(i), b, strlen(b)) == 0)
			second = i;
	}
	return first != SIZE_MAX && second != SIZE_MAX && first < second;
}

#define START_IT "POST /v1.41/containers/" CANNED_ID "/start"

START_TEST(a_node_is_written_down_as_it_is)
{
	char *line = NULL;

	canned_state(true, AT("10.1.0.4"));
	ck_assert_int_eq(
		cluster_remember(canned.cluster, canned.node, &line, &canned.err), 0);
	ck_assert_str_eq(line, SAVED);
	ck_assert(!cluster_is_absent(canned.cluster, canned.node));
	free(line);
}
END_TEST

START_TEST(what_does_not_run_is_noted_as_such)
{
	char *line = NULL;

	canned_state(false, AT(""));
	ck_assert_int_eq(
		cluster_remember(canned.cluster, canned.node, &line, &canned.err), 0);
	ck_assert_ptr_nonnull(strstr(line, "state=stopped container=" CANNED_ID " ["));
	ck_assert(cluster_is_absent(canned.cluster, canned.node));
	free(line);
}
END_TEST

START_TEST(a_line_of_somebody_else_is_refused)
{
	static const char *const bad[] = {"", "node=1", "node=1 state=running []",
					  "state=running container=a []"};
	int32_t node = 0;

	ck_assert_int_lt(cluster_recall(canned.cluster, bad[_i], &node, &canned.err), 0);
	ck_assert_int_eq(canned.err.kind, ERR_ENVIRONMENT);
}
END_TEST

START_TEST(a_first_free_address_needs_no_helper)
{
	recall();
	canned_on("GET", "/networks/net", 200,
		  NETWORK(TAKEN("a", "10.1.0.2") "," TAKEN("b", "10.1.0.3")));
	canned_on("POST", BY_ID("/start"), 204, NULL);
	ck_assert_msg(cluster_start(canned.cluster, canned.node, &canned.err) == 0, "%s",
		      canned.err.msg);
	ck_assert(!canned_was_asked("POST /v1.41/containers/create"));
}
END_TEST

START_TEST(what_is_free_below_its_address_is_held_while_it_starts)
{
	recall();
	stands("exited", AT(""), 0);
	canned_on("GET", "/networks/net", 200, NETWORK(TAKEN("b", "10.1.0.3")));
	helper_gets("h1", "10.1.0.2");
	helper_gets("h2", "10.1.0.4");
	canned_on("POST", BY_ID("/start"), 204, NULL);
	ck_assert_msg(cluster_start(canned.cluster, canned.node, &canned.err) == 0, "%s",
		      canned.err.msg);
	ck_assert(is_before("POST /v1.41/containers/h1/start", START_IT));
	ck_assert(is_before("DELETE /v1.41/containers/h2", START_IT));
	ck_assert(is_before(START_IT, "DELETE /v1.41/containers/h1"));
}
END_TEST

START_TEST(an_address_that_somebody_has_does_not_keep_a_node_from_starting)
{
	recall();
	canned_on("GET", "/networks/net", 200, NETWORK(TAKEN("z", "10.1.0.4")));
	canned_on("POST", BY_ID("/start"), 204, NULL);
	ck_assert_int_eq(cluster_start(canned.cluster, canned.node, &canned.err), 0);
	ck_assert(!canned_was_asked("POST /v1.41/containers/create"));
}
END_TEST

static char *restored(int want)
{
	struct strbuf did = STRBUF_INIT;

	ck_assert_msg(cluster_restore(canned.cluster, canned.node, &did, &canned.err) ==
			      want,
		      "%s", canned.err.msg);
	return strbuf_detach(&did);
}

START_TEST(a_node_that_is_as_it_was_is_left_alone)
{
	char *did;

	recall();
	stands("running", AT("10.1.0.4"), 0);
	did = restored(0);
	ck_assert_str_eq(did, "");
	for (size_t i = 0; i < canned_count(); i++)
		ck_assert_int_eq(strncmp(canned_request(i), "GET ", 4), 0);
	free(did);
}
END_TEST

#define CONNECT                                                              \
	"POST /v1.41/networks/net/connect {\"Container\":\"" CANNED_ID "\"," \
	"\"EndpointConfig\":{\"Aliases\":[\"kafka1\"]}}"

START_TEST(a_node_that_was_unplugged_is_plugged_in_with_its_names)
{
	char *did;

	recall();
	stands("running", NOWHERE, 0);
	canned_on("GET", "/networks/net", 200,
		  NETWORK(TAKEN("a", "10.1.0.2") "," TAKEN("b", "10.1.0.3")));
	canned_on("POST", "/networks/net/connect", 200, NULL);
	did = restored(0);
	ck_assert_str_eq(did, "plugged in again");
	ck_assert(canned_was_asked(CONNECT));
	free(did);
}
END_TEST

START_TEST(a_node_at_another_address_is_moved_back)
{
	char *did;

	recall();
	stands("running", AT("10.1.0.2"), 2);
	stands("running", AT("10.1.0.4"), 0);
	canned_on("GET", "/networks/net", 200,
		  NETWORK(TAKEN("a", "10.1.0.2") "," TAKEN("b", "10.1.0.3")));
	canned_on("POST", "/networks/net/disconnect", 200, NULL);
	canned_on("POST", "/networks/net/connect", 200, NULL);
	did = restored(0);
	ck_assert_str_eq(did, "has its address again");
	ck_assert(is_before("POST /v1.41/networks/net/disconnect", CONNECT));
	free(did);
}
END_TEST

START_TEST(an_address_that_somebody_keeps_is_told)
{
	struct strbuf did = STRBUF_INIT;

	recall();
	stands("running", AT("10.1.0.2"), 0);
	canned_on("GET", "/networks/net", 200, NETWORK(TAKEN("z", "10.1.0.4")));
	canned_on("POST", "/networks/net/disconnect", 200, NULL);
	canned_on("POST", "/networks/net/connect", 200, NULL);
	ck_assert_int_lt(cluster_restore(canned.cluster, canned.node, &did, &canned.err),
			 0);
	ck_assert_msg(strstr(canned.err.msg,
			     "its address in network 'net' was 10.1.0.4 and "
			     "is 10.1.0.2"),
		      "%s", canned.err.msg);
	strbuf_release(&did);
}
END_TEST

START_TEST(a_node_that_ran_is_started)
{
	char *did;

	recall();
	stands("exited", AT(""), 1);
	stands("running", AT("10.1.0.4"), 0);
	canned_on("GET", "/networks/net", 200,
		  NETWORK(TAKEN("a", "10.1.0.2") "," TAKEN("b", "10.1.0.3")));
	canned_on("POST", BY_ID("/start"), 204, NULL);
	did = restored(0);
	ck_assert_str_eq(did, "started again");
	free(did);
}
END_TEST

START_TEST(another_container_of_that_name_is_not_touched)
{
	char *did;

	recall();
	canned_on("GET", BY_ID("/json"), 404, "{\"message\":\"No such container: x\"}");
	did = restored(0);
	ck_assert_str_eq(did, "has another container, or none, since: left as it is");
	ck_assert(!canned_was_asked("POST"));
	free(did);
}
END_TEST

static Suite *cluster_seats_suite(void)
{
	Suite *s = suite_create("cluster-seats");
	TCase *tc = tcase_create("canned");

	tcase_add_checked_fixture(tc, canned_open, canned_close);
	tcase_add_test(tc, a_node_is_written_down_as_it_is);
	tcase_add_test(tc, what_does_not_run_is_noted_as_such);
	tcase_add_loop_test(tc, a_line_of_somebody_else_is_refused, 0, 4);
	tcase_add_test(tc, a_first_free_address_needs_no_helper);
	tcase_add_test(tc, what_is_free_below_its_address_is_held_while_it_starts);
	tcase_add_test(tc,
		       an_address_that_somebody_has_does_not_keep_a_node_from_starting);
	tcase_add_test(tc, a_node_that_is_as_it_was_is_left_alone);
	tcase_add_test(tc, a_node_that_was_unplugged_is_plugged_in_with_its_names);
	tcase_add_test(tc, a_node_at_another_address_is_moved_back);
	tcase_add_test(tc, an_address_that_somebody_keeps_is_told);
	tcase_add_test(tc, a_node_that_ran_is_started);
	tcase_add_test(tc, another_container_of_that_name_is_not_touched);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_seats_suite)
