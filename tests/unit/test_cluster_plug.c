/* A node's cable: pulled out of every network, and plugged in again as it was. */
#include "base/mem.h"
#include "test_cluster_canned.h"
#include "unit.h"

/* The main one, "net", last: so the engine may list them. It adds the alias 0123456789ab itself. */
#define TWO                                                                            \
	"\"HostConfig\":{\"NetworkMode\":\"net\"},\"NetworkSettings\":{\"Networks\":{" \
	"\"also\":{\"NetworkID\":\"n2\",\"IPAddress\":\"10.2.0.7\",\"Aliases\":["      \
	"\"0123456789ab\",\"k\"]},\"net\":{\"NetworkID\":\"n1\",\"IPAddress\":"        \
	"\"10.1.0.3\",\"Aliases\":[\"kafka1\",\"0123456789ab\"],\"IPAMConfig\":{"      \
	"\"IPv4Address\":\"10.1.0.3\"}}}}"

#define SAVED                                                             \
	"[{\"Network\":\"net\",\"Aliases\":[\"kafka1\"],\"IPAMConfig\":{" \
	"\"IPv4Address\":\"10.1.0.3\"}},{\"Network\":\"also\",\"Aliases\":[\"k\"]}]"

#define NONE "\"NetworkSettings\":{\"Networks\":{}}"

static char *saved(void)
{
	char *line = NULL;

	ck_assert_int_eq(cluster_plugs(canned.cluster, canned.node, &line, &canned.err),
			 0);
	return line;
}

static size_t plugged(void)
{
	size_t n = 99;

	ck_assert_int_eq(cluster_plugged(canned.cluster, canned.node, &n, &canned.err),
			 0);
	return n;
}

static char *addresses(void)
{
	struct strbuf out = STRBUF_INIT;

	ck_assert_int_eq(
		cluster_addresses(canned.cluster, canned.node, &out, &canned.err), 0);
	return strbuf_detach(&out);
}

static int unplug(void)
{
	return cluster_unplug(canned.cluster, canned.node, &canned.err);
}

static int plug(const char *line)
{
	return cluster_plug(canned.cluster, canned.node, line, &canned.err);
}

START_TEST(all_networks_are_kept_in_one_line_the_main_one_first)
{
	char *line;

	canned_state(true, TWO);
	line = saved();
	ck_assert_str_eq(line, SAVED);
	ck_assert_uint_eq(plugged(), 2);
	free(line);
}
END_TEST

START_TEST(a_node_is_unplugged_from_each_of_its_networks)
{
	canned_state(true, TWO);
	canned_on("POST", "/networks/net/disconnect", 200, NULL);
	canned_on("POST", "/networks/also/disconnect", 200, NULL);
	ck_assert_msg(unplug() == 0, "%s", canned.err.msg);
	ck_assert_str_eq(canned_request(1), "POST /v1.41/networks/also/disconnect "
					    "{\"Container\":\"proj-kafka1-1\"}");
	ck_assert_str_eq(canned_request(2), "POST /v1.41/networks/net/disconnect "
					    "{\"Container\":\"proj-kafka1-1\"}");
}
END_TEST

START_TEST(one_network_that_fails_does_not_spare_the_others)
{
	canned_state(true, TWO);
	canned_on("POST", "/networks/also/disconnect", 500, "{\"message\":\"no\"}");
	canned_on("POST", "/networks/net/disconnect", 200, NULL);
	ck_assert_int_lt(unplug(), 0);
	ck_assert_str_eq(canned.err.msg,
			 "cannot unplug node 1 (kafka1): Docker engine: POST "
			 "/networks/also/disconnect: 500 no");
	ck_assert(canned_was_asked("POST /v1.41/networks/net/disconnect"));
}
END_TEST

START_TEST(a_node_without_networks_has_nothing_to_unplug)
{
	char *text;

	canned_state(true, "\"NetworkSettings\":{\"Networks\":{\"none\":{}}}");
	ck_assert_int_eq(unplug(), 0);
	ck_assert_uint_eq(canned_count(), 1);
	ck_assert_uint_eq(plugged(), 0);
	text = addresses();
	ck_assert_str_eq(text, "");
	free(text);
	text = saved();
	ck_assert_str_eq(text, "[]");
	ck_assert_int_eq(plug(text), 0);
	free(text);
}
END_TEST

START_TEST(plugging_in_gives_names_and_address_back)
{
	canned_state(true, NONE);
	canned_on("POST", "/networks/net/connect", 200, NULL);
	canned_on("POST", "/networks/also/connect", 200, NULL);
	ck_assert_msg(plug(SAVED) == 0, "%s", canned.err.msg);
	ck_assert_str_eq(canned_request(0),
			 "POST /v1.41/networks/net/connect {\"Container\":"
			 "\"proj-kafka1-1\",\"EndpointConfig\":{\"Aliases\":[\"kafka1\"],"
			 "\"IPAMConfig\":{\"IPv4Address\":\"10.1.0.3\"}}}");
	ck_assert_str_eq(canned_request(1),
			 "POST /v1.41/networks/also/connect {\"Container\":"
			 "\"proj-kafka1-1\",\"EndpointConfig\":{\"Aliases\":[\"k\"]}}");
	ck_assert_uint_eq(canned_count(), 2);
}
END_TEST

START_TEST(what_is_plugged_in_already_stays_so)
{
	canned_state(true, TWO);
	canned_on("POST", "/networks/net/connect", 403, "{\"message\":\"exists\"}");
	canned_on("POST", "/networks/also/connect", 403, "{\"message\":\"exists\"}");
	ck_assert_msg(plug(SAVED) == 0, "%s", canned.err.msg);
	ck_assert(!canned_was_asked("POST /v1.41/networks/net/disconnect"));
}
END_TEST

/* As an engine may do that starts a container which is in no network. */
START_TEST(what_was_plugged_in_without_its_name_is_plugged_in_anew)
{
	canned_state(true, "\"NetworkSettings\":{\"Networks\":{\"net\":{\"NetworkID\":"
			   "\"n1\",\"Aliases\":[\"0123456789ab\"]}}}");
	canned_once("POST", "/networks/net/connect", 403, "{\"message\":\"exists\"}");
	canned_on("POST", "/networks/net/connect", 200, NULL);
	canned_on("POST", "/networks/net/disconnect", 200, NULL);
	ck_assert_msg(plug("[{\"Network\":\"net\",\"Aliases\":[\"kafka1\"]}]") == 0, "%s",
		      canned.err.msg);
	ck_assert(canned_was_asked("POST /v1.41/networks/net/disconnect"));
	ck_assert_str_eq(
		canned_request(canned_count() - 1),
		"POST /v1.41/networks/net/connect {\"Container\":"
		"\"proj-kafka1-1\",\"EndpointConfig\":{\"Aliases\":[\"kafka1\"]}}");
}
END_TEST

START_TEST(a_line_that_was_not_saved_by_us_is_refused)
{
	static const char *const bad[] = {"", "{}", "[{}]", "[1]",
					  "[{\"Network\":\"a\"}"};

	ck_assert_int_lt(plug(bad[_i]), 0);
	ck_assert_int_eq(canned.err.kind, ERR_ENVIRONMENT);
	ck_assert_uint_eq(canned_count(), 0);
}
END_TEST

START_TEST(a_stopped_node_has_the_address_that_is_reserved_for_it)
{
	char *text;

	canned_state_once(true, TWO);
	canned_state(false, "\"NetworkSettings\":{\"Networks\":{\"also\":{\"IPAddress\":"
			    "\"\"},\"net\":{\"IPAddress\":\"\",\"IPAMConfig\":{"
			    "\"IPv4Address\":\"10.1.0.3\"}}}}");
	text = addresses();
	ck_assert_str_eq(text, "10.2.0.7 10.1.0.3");
	free(text);
	text = addresses();
	ck_assert_str_eq(text, "10.1.0.3");
	free(text);
}
END_TEST

START_TEST(the_networks_of_a_node_that_is_gone_cannot_be_found)
{
	canned_on("GET", "/containers/proj-kafka1-1/json", 404,
		  "{\"message\":\"No such container: x\"}");
	ck_assert_int_lt(unplug(), 0);
	ck_assert_str_eq(canned.err.msg, "cannot unplug node 1 (kafka1): container "
					 "'proj-kafka1-1' is not there any more");
}
END_TEST

static Suite *cluster_plug_suite(void)
{
	Suite *s = suite_create("cluster-plug");
	TCase *tc = tcase_create("canned");

	tcase_add_checked_fixture(tc, canned_open, canned_close);
	tcase_add_test(tc, all_networks_are_kept_in_one_line_the_main_one_first);
	tcase_add_test(tc, a_node_is_unplugged_from_each_of_its_networks);
	tcase_add_test(tc, one_network_that_fails_does_not_spare_the_others);
	tcase_add_test(tc, a_node_without_networks_has_nothing_to_unplug);
	tcase_add_test(tc, plugging_in_gives_names_and_address_back);
	tcase_add_test(tc, what_is_plugged_in_already_stays_so);
	tcase_add_test(tc, what_was_plugged_in_without_its_name_is_plugged_in_anew);
	tcase_add_loop_test(tc, a_line_that_was_not_saved_by_us_is_refused, 0, 5);
	tcase_add_test(tc, a_stopped_node_has_the_address_that_is_reserved_for_it);
	tcase_add_test(tc, the_networks_of_a_node_that_is_gone_cannot_be_found);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_plug_suite)
