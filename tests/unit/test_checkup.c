/* What `kchaos doctor` says. */
#include "base/mem.h"
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

static Suite *checkup_suite(void)
{
	Suite *s = suite_create("checkup");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, without_an_engine_that_is_all_that_is_said_of_it);
	tcase_add_test(tc, a_line_tells_state_what_and_how_to_mend_it);
	tcase_add_test(tc, what_was_found_cannot_break_json_or_terminal);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(checkup_suite)
