/* What a run says of its replicas, from the events to verdict and reports. */
#include "base/mem.h"
#include "report/report.h"
#include "report_kit.h"
#include "test_verdict_kit.h"

#include <jansson.h>

static char topic[] = "payments";

static struct event replica(int32_t node, bool complete, bool same, const char *text)
{
	struct event ev = EVENT(REPLICA, MS(31000));

	ev.node = node;
	ev.topic = xstrdup("t");
	ev.partition = 1;
	ev.leader = 1;
	ev.read = 400;
	ev.offset = complete && !same ? 512 : -1;
	ev.complete = complete;
	ev.up = same;
	ev.text = text ? xstrdup(text) : NULL;
	return ev;
}

static void expect_identical(void)
{
	verdict_load(12000, 12050);
	params_set(fake_expect(&judged_told, "replicas", RUN), "are", "identical", 0);
}

START_TEST(replicas_that_are_all_the_same_pass)
{
	expect_identical();
	for (int32_t id = 1; id <= 3; id++)
		fake_event(&judged_told, replica(id, true, true, NULL));
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].observed, "3 of 3 replicas identical");
	ck_assert_str_eq(said.judged[0].expected, "identical replicas");
}
END_TEST

/* One that was seen is enough, whatever else was not seen. */
START_TEST(one_that_differs_fails)
{
	expect_identical();
	fake_event(&judged_told, replica(1, true, true, NULL));
	fake_event(&judged_told, replica(2, true, false, "other bytes"));
	fake_event(&judged_told, replica(3, false, false, "it is gone"));
	verdict_expect(VERDICT_FAIL);
	ck_assert_str_eq(said.judged[0].observed, "1 of 3 replicas identical");
	ck_assert(!said.judged[0].close);
}
END_TEST

START_TEST(one_that_could_not_be_compared_is_inconclusive)
{
	expect_identical();
	fake_event(&judged_told, replica(1, true, true, NULL));
	fake_event(&judged_told, replica(3, false, false, "it is gone"));
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_str_eq(said.judged[0].why,
			 "1 of 2 replicas could not be compared, node 3's of t/1 among "
			 "them: it is gone");
}
END_TEST

START_TEST(none_that_was_compared_is_inconclusive)
{
	expect_identical();
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_str_eq(said.judged[0].why, "the replicas were not compared");
}
END_TEST

/* ---- reports ---- */

static struct report_kit k;
static char words[] = "other bytes", gone[] = "it is gone";
static struct event seen[] = {
	{.kind = EVENT_REPLICA,
	 .node = 1,
	 .leader = -1,
	 .complete = true,
	 .up = true,
	 .offset = -1},
	{.kind = EVENT_REPLICA,
	 .node = 2,
	 .leader = 1,
	 .complete = true,
	 .offset = 512,
	 .text = words},
	{.kind = EVENT_REPLICA, .node = 3, .leader = -1, .offset = -1, .text = gone},
};
static const struct event *list[] = {&seen[0], &seen[1], &seen[2]};

static void begin(void)
{
	report_kit_begin(&k);
	for (size_t i = 0; i < ARRAY_LEN(seen); i++)
		seen[i].topic = topic;
	k.f.replicas = (struct replicas_finding){
		.all = list, .len = ARRAY_LEN(list), .same = 1, .differ = 1, .unread = 1};
}

static void end(void)
{
	report_kit_end(&k);
}

START_TEST(the_summary_names_what_differs)
{
	static const struct text_style style = {.width = 100};
	struct strbuf text = STRBUF_INIT;

	report_text(&k.f, &k.v, &style, &text);
	ck_assert_msg(
		strstr(strbuf_text(&text),
		       "  replicas: 1 of 3 identical; not all could be compared\n"
		       "    kafka2, payments/0, from offset 512 on: other bytes, held "
		       "against kafka1\n"
		       "    not compared: kafka3, payments/0: it is gone\n") != NULL,
		"%s", strbuf_text(&text));
	strbuf_release(&text);
}
END_TEST

START_TEST(a_run_that_compared_nothing_says_nothing_of_it)
{
	static const struct text_style style = {.width = 100};
	struct strbuf text = STRBUF_INIT;
	char *json;

	k.f.replicas = (struct replicas_finding){0};
	report_text(&k.f, &k.v, &style, &text);
	ck_assert_ptr_null(strstr(strbuf_text(&text), "replicas:"));
	json = report_json(&k.f, &k.v);
	ck_assert_ptr_nonnull(strstr(json, "\"replicas\": null"));
	free(json);
	strbuf_release(&text);
}
END_TEST

START_TEST(the_results_have_what_differs)
{
	char *text = report_json(&k.f, &k.v);
	json_t *root = json_loads(text, 0, NULL);
	const json_t *r = json_object_get(root, "replicas");
	const json_t *first = json_array_get(json_object_get(r, "differences"), 0);
	const json_t *other = json_array_get(json_object_get(r, "not_compared"), 0);

	ck_assert_int_eq(json_integer_value(json_object_get(r, "replicas")), 3);
	ck_assert_int_eq(json_integer_value(json_object_get(r, "identical")), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(first, "node")), 2);
	ck_assert_int_eq(json_integer_value(json_object_get(first, "offset")), 512);
	ck_assert_int_eq(json_integer_value(json_object_get(first, "against")), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(other, "node")), 3);
	ck_assert(json_is_null(json_object_get(other, "offset")));
	ck_assert(json_is_null(json_object_get(other, "against")));
	json_decref(root);
	free(text);
}
END_TEST

static Suite *replicas_found_suite(void)
{
	Suite *s = suite_create("replicas_found");
	TCase *judged = verdict_case(s, "verdict");
	TCase *shown = tcase_create("reports");

	tcase_add_test(judged, replicas_that_are_all_the_same_pass);
	tcase_add_test(judged, one_that_differs_fails);
	tcase_add_test(judged, one_that_could_not_be_compared_is_inconclusive);
	tcase_add_test(judged, none_that_was_compared_is_inconclusive);
	tcase_add_checked_fixture(shown, begin, end);
	tcase_add_test(shown, the_summary_names_what_differs);
	tcase_add_test(shown, a_run_that_compared_nothing_says_nothing_of_it);
	tcase_add_test(shown, the_results_have_what_differs);
	suite_add_tcase(s, shown);
	return s;
}

UNIT_SUITE(replicas_found_suite)
