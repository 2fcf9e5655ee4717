/* How the planes that are asked are shown. */
#include "report/report.h"
#include "report_kit.h"
#include "unit.h"

static struct report_kit k;
static struct strbuf text;
static struct workload_plan before; /* the kit's plan is shared by all tests */

/* The first workload, and its window on the second node, are a watchman's. */
static void begin(void)
{
	static char name[] = "watchman";
	struct workload_plan *w;

	report_kit_begin(&k);
	text = (struct strbuf)STRBUF_INIT;
	w = &k.run.header.plan.workloads[0];
	before = *w;
	w->name = name;
	w->kind = WORKLOAD_ASK;
	w->ask = PLANE_METADATA;
	w->every_ns = 500 * NS_PER_MS;
	w->timeout_ns = 2 * NS_PER_S;
	k.workloads[0].plane = k.windows[0].plane = PLANE_METADATA;
	k.windows[0].partition = 1;
	k.workloads[0].run.stale = 3;
}

static void end(void)
{
	k.run.header.plan.workloads[0] = before;
	strbuf_release(&text);
	report_kit_end(&k);
}

static void assert_shows(const char *part)
{
	struct text_style style = {0};

	strbuf_clear(&text);
	report_text(&k.f, &k.v, &style, &text);
	ck_assert_msg(strstr(strbuf_text(&text), part) != NULL, "no\n%s\nin\n%s", part,
		      strbuf_text(&text));
}

START_TEST(a_window_is_shown_with_the_brokers_name)
{
	assert_shows(
		"  metadata watchman (payments)\n"
		"    kafka2  +20.20 s  ..  +24.20 s  3.80 s ± 200 ms  380 questions, 12 "
		"never served\n");
	assert_shows("  metadata watchman");
}
END_TEST

START_TEST(what_is_asked_how_often_is_shown_and_how_many_answers_were_stale)
{
	assert_shows(
		"  metadata watchman (payments, every 500 ms, time limit 2.00 s; late "
		"is more than 500 ms)\n");
	assert_shows("3 answers were stale: older than what the cluster had told");
}
END_TEST

START_TEST(a_plane_without_a_topic_has_none)
{
	static char none[] = "";
	struct workload_plan *w = &k.run.header.plan.workloads[0];

	w->topic = none;
	w->ask = PLANE_ADMIN;
	k.workloads[0].plane = k.windows[0].plane = PLANE_ADMIN;
	k.workloads[0].run.stale = 0;
	assert_shows("  admin watchman\n    any broker  +20.20 s");
	assert_shows(
		"  admin watchman (every 500 ms, time limit 2.00 s; late is more than "
		"500 ms)\n");
	ck_assert_ptr_null(strstr(strbuf_text(&text), "stale:"));
}
END_TEST

START_TEST(json_has_the_place_and_the_stale_answers)
{
	char *json = report_json(&k.f, &k.v);

	ck_assert_ptr_nonnull(strstr(json, "\"plane\": \"metadata\""));
	ck_assert_ptr_nonnull(strstr(json, "\"part\": \"kafka2\""));
	ck_assert_ptr_nonnull(strstr(json, "\"stale\": 3"));
	free(json);
}
END_TEST

static Suite *report_asks_suite(void)
{
	Suite *s = suite_create("report asks");
	TCase *tc = tcase_create("asks");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, a_window_is_shown_with_the_brokers_name);
	tcase_add_test(tc,
		       what_is_asked_how_often_is_shown_and_how_many_answers_were_stale);
	tcase_add_test(tc, a_plane_without_a_topic_has_none);
	tcase_add_test(tc, json_has_the_place_and_the_stale_answers);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(report_asks_suite)
