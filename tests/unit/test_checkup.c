/* What `kchaos doctor` says. */
#include "base/mem.h"
#include "fake_engine.h"
#include "guide/checks.h"
#include "unit.h"

#include <jansson.h>

static struct checkup c;
static struct strbuf out;

static void setup(void)
{
	c = (struct checkup){0};
	out = (struct strbuf)STRBUF_INIT;
}

static void teardown(void)
{
	checkup_release(&c);
	strbuf_release(&out);
}

START_TEST(without_an_engine_that_is_all_that_is_said_of_it)
{
	ck_assert_int_eq(setenv("DOCKER_HOST", "unix:///nowhere/docker.sock", 1), 0);
	checkup_engine(&c, "apache/kafka:4.3.1");
	ck_assert_uint_eq(c.len, 1);
	ck_assert_int_eq(c.at[0].state, CHECK_MISSING);
	ck_assert_ptr_nonnull(strstr(c.at[0].found, "unix:///nowhere/docker.sock"));
	ck_assert_ptr_nonnull(strstr(c.at[0].mend, "docker"));
}
END_TEST

START_TEST(a_line_tells_state_what_and_how_to_mend_it)
{
	checkup_add(&c, CHECK_WARNING, "gnuplot", xstrdup("not here"),
		    xstrdup("apt-get it"));
	checks_text(&c, 100, &out);
	ck_assert_str_eq(strbuf_text(&out),
			 "warning  gnuplot  not here; mend: apt-get it\n");
}
END_TEST

/* An engine tells what it likes. */
START_TEST(what_was_found_cannot_break_json_or_terminal)
{
	json_t *a;

	checkup_add(&c, CHECK_OK, "engine", xstrdup("a \"quoted\" \033[2J name\xff"),
		    NULL);
	checks_json(&c, &out);
	a = json_loads(strbuf_text(&out), 0, NULL);
	ck_assert_ptr_nonnull(a);
	ck_assert_str_eq(
		json_string_value(json_object_get(json_array_get(a, 0), "state")), "ok");
	ck_assert(json_is_null(json_object_get(json_array_get(a, 0), "mend")));
	json_decref(a);
	strbuf_release(&out);
	checks_text(&c, 100, &out);
	ck_assert_ptr_null(strchr(strbuf_text(&out), '\033'));
}
END_TEST

/* Of the lines about what, the first that is about the host (NULL: about all). */
static const struct check *line(const char *what, const char *host)
{
	for (size_t i = 0; i < c.len; i++)
		if (strcmp(c.at[i].what, what) == 0 && !c.at[i].host == !host &&
		    (!host || strcmp(c.at[i].host, host) == 0))
			return &c.at[i];
	ck_abort_msg("no line '%s' of %s", what, host ? host : "all");
}

static struct fake_engine *two[2];
static struct host host[2];
static const struct hosts hosts = {.at = host, .len = 2};

static void two_engines(const char *id_of_b, const char *swarm_of_b)
{
	for (size_t i = 0; i < 2; i++) {
		char *info = xasprintf(
			"{\"ID\":\"%s\",\"ServerVersion\":\"20.10.24\",\"NCPU\":4,"
			"\"MemTotal\":8589934592,\"Swarm\":{\"LocalNodeState\":\"%s\","
			"\"NodeID\":\"n\",\"ControlAvailable\":%s}}",
			i == 0 ? "id-a" : id_of_b, i == 0 ? "active" : swarm_of_b,
			i == 0 ? "true" : "false");

		two[i] = fake_engine_new();
		fake_engine_on(two[i], "GET", "/info",
			       &(struct fake_reply){.body = info});
		host[i] = (struct host){.name = xasprintf("%c", (int)('a' + i)),
					.engine = xstrdup(fake_engine_host(two[i]))};
		free(info);
	}
}

static void two_end(void)
{
	for (size_t i = 0; i < 2; i++) {
		fake_engine_free(two[i]);
		free(host[i].name);
		free(host[i].engine);
	}
}

START_TEST(each_host_has_its_lines_and_a_silent_one_is_named)
{
	two_engines("id-b", "active");
	fake_engine_die(two[1]);
	checkup_hosts(&c, &hosts, "apache/kafka:4.3.1");
	ck_assert_int_eq(line("engine", "a")->state, CHECK_OK);
	ck_assert_ptr_nonnull(strstr(line("engine", "a")->found, "20.10.24"));
	ck_assert_int_eq(line("engine", "b")->state, CHECK_MISSING);
	ck_assert_int_eq(line("engine", "b")->code, CODE_ENGINE_UNREACHABLE);
	checks_text(&c, 200, &out);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "engine of b"));
	two_end();
}
END_TEST

START_TEST(a_host_outside_the_swarm_is_named)
{
	two_engines("id-b", "inactive");
	checkup_hosts(&c, &hosts, "apache/kafka:4.3.1");
	ck_assert_int_eq(line("swarm", NULL)->state, CHECK_WARNING);
	ck_assert_ptr_nonnull(strstr(line("swarm", NULL)->found, "'b'"));
	two_end();
}
END_TEST

START_TEST(one_manager_is_few_and_one_engine_under_two_names_is_none)
{
	two_engines("id-a", "active");
	checkup_hosts(&c, &hosts, "apache/kafka:4.3.1");
	ck_assert_int_eq(line("swarm", NULL)->state, CHECK_WARNING);
	ck_assert_ptr_nonnull(strstr(line("swarm", NULL)->found, "1 as manager"));
	ck_assert_int_eq(line("hosts", NULL)->state, CHECK_MISSING);
	ck_assert_ptr_nonnull(strstr(line("hosts", NULL)->found, "'a' and 'b'"));
	two_end();
}
END_TEST

static Suite *checkup_suite(void)
{
	Suite *s = suite_create("checkup");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, without_an_engine_that_is_all_that_is_said_of_it);
	tcase_add_test(tc, a_line_tells_state_what_and_how_to_mend_it);
	tcase_add_test(tc, what_was_found_cannot_break_json_or_terminal);
	tcase_add_test(tc, each_host_has_its_lines_and_a_silent_one_is_named);
	tcase_add_test(tc, a_host_outside_the_swarm_is_named);
	tcase_add_test(tc, one_manager_is_few_and_one_engine_under_two_names_is_none);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(checkup_suite)
