/* JUnit XML, TAP and CSV of hand-made findings. Real run directories: tests/golden/ci.sh. */
#include "report/ci.h"
#include "report/plain.h"
#include "report/xml.h"
#include "report_kit.h"
#include "unit.h"

static struct report_kit k;
static struct strbuf text;

static void begin(void)
{
	report_kit_begin(&k);
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&text);
	report_kit_end(&k);
}

static const char *told_as(report_fn *report)
{
	struct told run = report_kit_told(&k);
	struct telling t = {.runs = &run, .len = 1};
	struct err e = {0};

	strbuf_clear(&text);
	ck_assert_int_eq(report(&t, &text, &e), 0);
	return strbuf_text(&text);
}

#define HAS(text, part) \
	ck_assert_msg(strstr(text, part) != NULL, "no '%s' in: %s", part, text)

/* The kit's expectations are rows of a const plan: a test that changes one has its own. */
static struct expect_plan own[2];

static void own_expectations(void)
{
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		own[i] = *k.judged[i].expect;
		k.judged[i].expect = &own[i];
	}
}

/* ---- plain text and XML ---- */

static const struct {
	const char *text, *plain;
} plains[] = {
	{"as it is ±", "as it is ±"},
	{"tab\tand\nline", "tab\tand\nline"},
	{"\x1b[31mred\x1b[0m", "[31mred[0m"},
	{"a\x01\x08\x0b\x7f\xc2\x85z", "az"},
	{"\xff", "\xef\xbf\xbd"},
	{"cut \xd0", "cut \xef\xbf\xbd"},
	{"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* half of a pair */
	{"x\xef\xbf\xbey", "xy"},                                 /* U+FFFE */
	{"\xf0\x9f\x94\xa5", "\xf0\x9f\x94\xa5"},
	{"", ""},
};

START_TEST(what_is_no_text_does_not_come_through)
{
	char *plain = plain_text(plains[_i].text);

	ck_assert_str_eq(plain, plains[_i].plain);
	free(plain);
}
END_TEST

START_TEST(nothing_in_a_text_is_markup)
{
	xml_text(&text, "]]> <b a=\"1\">&amp;</b>");
	xml_attr(&text, "n", "<\"'&\n\t>");
	xml_attr(&text, "none", NULL);
	ck_assert_str_eq(strbuf_text(&text),
			 "]]&gt; &lt;b a=\"1\"&gt;&amp;amp;&lt;/b&gt; "
			 "n=\"&lt;&quot;'&amp;&#10;&#9;&gt;\"");
}
END_TEST

/* ---- JUnit ---- */

START_TEST(each_expectation_is_a_case_of_its_phase)
{
	const char *xml = told_as(report_junit);

	HAS(xml, "<testsuites name=\"kchaos minority-outage\" tests=\"2\" failures=\"0\" "
		 "errors=\"0\" skipped=\"0\" time=\"80.000\">");
	HAS(xml, "<testsuite name=\"minority-outage: outage\" tests=\"1\" failures=\"0\" "
		 "errors=\"0\" skipped=\"0\" time=\"60.000\" "
		 "timestamp=\"2026-11-22T04:10:25\">");
	HAS(xml, "classname=\"minority-outage.outage\" name=\"outage: {at_most: 5s}\" "
		 "time=\"60.000\"");
	HAS(xml, "classname=\"minority-outage.whole run\" name=\"lost: 0\"");
	HAS(xml, "observed 3.80 s ±0.20 (checkout, payments/0, at +20.30 s)");
	ck_assert_ptr_null(strstr(xml, "minority-outage: steady")); /* expects nothing */
}
END_TEST

START_TEST(a_failure_says_what_was_expected_observed_and_why)
{
	k.judged[0].verdict = VERDICT_FAIL;
	k.judged[0].close = true;
	own_expectations();
	own[0].line = 41;
	told_as(report_junit);
	HAS(strbuf_text(&text), "tests=\"2\" failures=\"1\" errors=\"0\"");
	HAS(strbuf_text(&text), " line=\"41\">\n      <failure type=\"expectation\" "
				"message=\"observed 3.80 s ±0.20");
	HAS(strbuf_text(&text),
	    ">expected longest outage at most 5.00 s (produce)\n"
	    "observed 3.80 s ±0.20 (checkout, payments/0, at +20.30 s) "
	    "(within its error bar of the limit)\n");
	HAS(strbuf_text(&text),
	    "demand: checkout, 12000 due = 11608 served in time + 380 late + 0 rejected + "
	    "12 unknown; errors: _MSG_TIMED_OUT x12\n");
	HAS(strbuf_text(&text),
	    "window: checkout, payments/0, from +20.20 s to +24.20 s: 3.80 s ± 200 ms, no "
	    "leader; kafka1 (kill at +20.00 s) was the leader of payments/0 until +23.00 s; "
	    "errors: _MSG_TIMED_OUT x12\n</failure>");
}
END_TEST

START_TEST(inconclusive_is_an_error_with_its_reason)
{
	static char why[] = "the generator lagged";

	k.judged[1].verdict = VERDICT_INCONCLUSIVE;
	k.judged[1].why = why;
	k.judged[1].code = CODE_GENERATOR_LAGGED;
	told_as(report_junit);
	HAS(strbuf_text(&text), "tests=\"2\" failures=\"0\" errors=\"1\"");
	HAS(strbuf_text(&text), "<error type=\"inconclusive\" message=\"observed 0 lost "
				"(checkout), expected at most 0 lost; inconclusive: the "
				"generator lagged [K906]\">");
}
END_TEST

START_TEST(the_longest_windows_are_the_evidence)
{
	static const int lengths[] = {1, 3, 2, 4};

	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		k.windows[i] = k.windows[0];
		k.windows[i].from_ns = k.windows[i].from_latest_ns = SEC(30);
		k.windows[i].to_earliest_ns = k.windows[i].to_ns = SEC(30 + lengths[i]);
		k.windows[i].open = lengths[i] == 4;
	}
	k.workloads[0].n_windows = 4;
	k.judged[0].verdict = VERDICT_FAIL;
	told_as(report_junit);
	HAS(strbuf_text(&text), "from +25.00 s to the end: 4.00 s, no leader");
	HAS(strstr(strbuf_text(&text), ": 4.00 s,"), "to +28.00 s: 3.00 s, no leader");
	HAS(strstr(strbuf_text(&text), ": 3.00 s,"), "to +27.00 s: 2.00 s, no leader");
	ck_assert_ptr_null(strstr(strbuf_text(&text), ": 1.00 s,"));
	HAS(strbuf_text(&text), "... and 1 window not longer than these\n");
}
END_TEST

START_TEST(lost_records_and_failed_actions_are_evidence)
{
	k.judged[1].verdict = VERDICT_FAIL;
	k.settlements[0].lost = 5;
	k.settlements[0].n_first_lost = 1;
	k.settlements[0].first_lost[0] = (struct lost_record){77, 1, 938, SEC(9),
							      SEC(10)};
	k.actions[0].failed = true;
	k.actions[0].code = (char[]){"K607"};
	told_as(report_junit);
	HAS(strbuf_text(&text),
	    "lost: checkout, record 77, partition 1, acknowledged +5.00 s at offset 938\n"
	    "... and 4 more lost\n"
	    "action: kill failed: exited with code 137 [K607]\n");
}
END_TEST

START_TEST(equal_cases_are_numbered)
{
	own_expectations();
	own[1].phase = 1;
	own[1].text = own[0].text;
	told_as(report_junit);
	HAS(strbuf_text(&text), "name=\"outage: {at_most: 5s}\"");
	HAS(strbuf_text(&text), "name=\"outage: {at_most: 5s} (2)\"");
}
END_TEST

START_TEST(a_run_that_expects_nothing_is_an_error)
{
	static char none[] = "no expectation is stated, so nothing was judged";

	k.v = (struct verdicts){.overall = VERDICT_INCONCLUSIVE, .sentence = none};
	told_as(report_junit);
	HAS(strbuf_text(&text), "tests=\"1\" failures=\"0\" errors=\"1\"");
	HAS(strbuf_text(&text),
	    "<error type=\"inconclusive\" message=\"no expectation is "
	    "stated, so nothing was judged\">");
	HAS(told_as(report_tap), "1..1\nnot ok 1 - minority-outage-1, inconclusive: no "
				 "expectation is stated");
}
END_TEST

START_TEST(a_phase_that_did_not_begin_took_no_time_and_has_no_windows)
{
	k.phases[1] = (struct phase_finding){.begun = false};
	k.judged[0].verdict = VERDICT_INCONCLUSIVE;
	k.demand[0][1].due = 0;
	told_as(report_junit);
	HAS(strbuf_text(&text), "name=\"outage: {at_most: 5s}\" time=\"0.000\"");
	ck_assert_ptr_null(strstr(strbuf_text(&text), "window:"));
	ck_assert_ptr_null(strstr(strbuf_text(&text), "demand:"));
}
END_TEST

/* ---- TAP ---- */

START_TEST(a_test_point_has_its_numbers_as_yaml)
{
	k.judged[0].verdict = VERDICT_FAIL;
	own_expectations();
	own[0].line = 41;
	told_as(report_tap);
	HAS(strbuf_text(&text),
	    "TAP version 14\n1..2\nnot ok 1 - minority-outage, outage, "
	    "outage: {at_most: 5s}\n  ---\n  verdict: \"fail\"\n"
	    "  expected: \"longest outage at most 5.00 s (produce)\"\n");
	HAS(strbuf_text(&text),
	    "\n  line: 41\n  evidence:\n    - \"demand: checkout, 12000");
	HAS(strbuf_text(&text), "\n  ...\nok 2 - minority-outage, whole run, lost: 0\n");
}
END_TEST

START_TEST(a_name_is_no_directive)
{
	static char name[] = "lost: 0 # TODO \\ later\nok 9";

	own_expectations();
	own[1].text = name;
	HAS(told_as(report_tap), "whole run, lost: 0 \\# TODO \\\\ later ok 9\n");
}
END_TEST

/* ---- CSV ---- */

static void begin_rates(void)
{
	k.f.bucket_ns = SEC(60);
	k.f.n_buckets = 2;
	for (size_t w = 0; w < 3; w++) {
		k.workloads[w].rates = k.rates[w];
		for (size_t b = 0; b < 2; b++)
			k.rates[w][b] = (struct rate){
				.p50_ns = -1, .p99_ns = -1, .max_ns = -1};
	}
	k.rates[0][1] = (struct rate){9, 5, 2, 1, 1, 4000000, 20500000, 30000000};
}

START_TEST(a_row_is_a_bucket_of_a_workload)
{
	begin_rates();
	told_as(report_csv);
	HAS(strbuf_text(&text), "run,scenario,t_s,length_s,phase,workload,plane,topic,"
				"measurable,due,served,late,rejected,unknown,p50_ms,");
	HAS(strbuf_text(&text),
	    "minority-outage-1,minority-outage,60.000,20.000,outage,checkout,produce,"
	    "payments,yes,9,5,2,1,1,4.000,20.500,30.000\r\n");
	HAS(strbuf_text(&text), "minority-outage-1,minority-outage,0.000,60.000,steady,"
				"metrics,produce,payments,no,0,0,0,0,0,,,\r\n");
}
END_TEST

static const struct {
	const char *name, *cell;
} cells[] = {
	{"=1+1", ",'=1+1,"},    {"@x", ",'@x,"},      {"-a,\"b\"", ",\"'-a,\"\"b\"\"\","},
	{"a\nb", ",\"a\nb\","}, {"plain", ",plain,"},
};

START_TEST(a_name_is_no_formula_and_no_other_cell)
{
	struct workload_plan *w = k.run.header.plan.workloads;
	char *name = w[0].name, own_name[16];

	begin_rates();
	(void)snprintf(own_name, sizeof(own_name), "%s", cells[_i].name);
	w[0].name = own_name;
	told_as(report_csv);
	w[0].name = name;
	HAS(strbuf_text(&text), cells[_i].cell);
}
END_TEST

static Suite *report_ci_suite(void)
{
	Suite *s = suite_create("report ci");
	TCase *tc = tcase_create("ci");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, what_is_no_text_does_not_come_through, 0,
			    (int)ARRAY_LEN(plains));
	tcase_add_test(tc, nothing_in_a_text_is_markup);
	tcase_add_test(tc, each_expectation_is_a_case_of_its_phase);
	tcase_add_test(tc, a_failure_says_what_was_expected_observed_and_why);
	tcase_add_test(tc, inconclusive_is_an_error_with_its_reason);
	tcase_add_test(tc, the_longest_windows_are_the_evidence);
	tcase_add_test(tc, lost_records_and_failed_actions_are_evidence);
	tcase_add_test(tc, equal_cases_are_numbered);
	tcase_add_test(tc, a_run_that_expects_nothing_is_an_error);
	tcase_add_test(tc, a_phase_that_did_not_begin_took_no_time_and_has_no_windows);
	tcase_add_test(tc, a_test_point_has_its_numbers_as_yaml);
	tcase_add_test(tc, a_name_is_no_directive);
	tcase_add_test(tc, a_row_is_a_bucket_of_a_workload);
	tcase_add_loop_test(tc, a_name_is_no_formula_and_no_other_cell, 0,
			    (int)ARRAY_LEN(cells));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(report_ci_suite)
