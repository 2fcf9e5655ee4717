#include "report/report.h"
#include "report_kit.h"
#include "unit.h"

#include <jansson.h>

static struct report_kit k;
static json_t *root;

static void begin(void)
{
	report_kit_begin(&k);
	root = NULL;
}

static void end(void)
{
	json_decref(root);
	report_kit_end(&k);
}

static const json_t *parse(void)
{
	char *out = report_json(&k.f, &k.v);
	json_error_t why;

	root = json_loads(out, 0, &why);
	ck_assert_msg(root != NULL, "%s: %s", why.text, out);
	free(out);
	return root;
}

/* "workloads.0.windows.0.from_ns" */
static const json_t *at(const char *path)
{
	const json_t *value = root ? root : parse();

	while (value && *path) {
		size_t n = strcspn(path, ".");
		char key[64] = {0};

		memcpy(key, path, n);
		path += n + (path[n] == '.');
		value = json_is_array(value)
				? json_array_get(value, (size_t)strtoul(key, NULL, 10))
				: json_object_get(value, key);
	}
	return value;
}

static const struct {
	const char *path;
	int64_t want;
} numbers[] = {
	{"format", 1},
	{"seed", 42},
	{"wall_start_ns", 1795320600123456789},
	{"begin_ns", 5000000000},
	{"end_ns", 85000000000},
	{"phases.1.begin_ns", 25000000000},
	{"phases.1.isr_end.under_replicated", 2},
	{"phases.1.controller_end", 2},
	{"actions.0.nodes.0", 1},
	{"actions.0.effective_ns", 25250000000},
	{"actions.0.first_effective_ns", 25250000000},
	{"workloads.0.run.due", 16000},
	{"workloads.0.run.served", 15608},
	{"workloads.0.run.late", 380},
	{"workloads.0.run.unknown", 12},
	{"workloads.0.phases.1.longest_outage_ns", 3800000000},
	{"workloads.0.phases.1.longest_outage_bar_ns", 200000000},
	{"workloads.0.phases.1.errors.0.code", -192},
	{"workloads.0.phases.1.errors.0.count", 12},
	{"workloads.0.phases.0.latency.count", 4000},
	{"workloads.0.phases.0.latency.max_ns", 20000000},
	{"workloads.0.steady_p99_ns", 20000000},
	{"workloads.0.late_after_ns", 500000000},
	{"workloads.0.windows.0.from_ns", 25200000000},
	{"workloads.0.windows.0.from_latest_ns", 25400000000},
	{"workloads.0.windows.0.to_earliest_ns", 29000000000},
	{"workloads.0.windows.0.to_ns", 29200000000},
	{"workloads.0.windows.0.records", 380},
	{"workloads.0.windows.0.unserved", 12},
	{"workloads.0.windows.0.cause.action", 0},
	{"workloads.0.windows.0.cause.cluster_share_ns", 2700000000},
	{"workloads.0.windows.0.reasons.0.ns", 2700000000},
	{"workloads.0.windows.0.reasons.1.ns", 1100000000},
	{"workloads.0.any_out.0.1", 29100000000},
	{"workloads.0.shares.0.0.0", 2000},
	{"controllers.2.node", 2},
	{"controllers.2.epoch", 5},
	{"controller_changes", 1},
	{"topics.0.isr.1.at_ns", 28000000000},
	{"topics.0.isr.1.min_isr", 2},
	{"topics.0.isr.1.in_sync", 4},
	{"settlement.0.produced", 16000},
	{"settlement.0.unknown_found", 3},
	{"instrument.peak_rss_kib", 20480},
	{"instrument.observer_gap_ns", 110000000},
};

START_TEST(a_number_comes_through_exactly)
{
	const json_t *value = at(numbers[_i].path);

	ck_assert_msg(json_is_integer(value), "%s", numbers[_i].path);
	ck_assert_int_eq(json_integer_value(value), numbers[_i].want);
}
END_TEST

START_TEST(an_action_that_failed_has_the_code_of_why)
{
	char code[] = "K607";

	k.actions[0].failed = true;
	k.actions[0].code = code;
	ck_assert_pstr_eq(json_string_value(at("actions.0.code")), code);
}
END_TEST

static const struct {
	const char *path, *want;
} texts[] = {
	{"scenario", "minority-outage"},
	{"verdict", "pass"},
	{"sentence", "every expectation holds"},
	{"expectations.0.phase", "outage"},
	{"expectations.0.kind", "outage"},
	{"expectations.0.text", "outage: {at_most: 5s}"},
	{"expectations.0.verdict", "pass"},
	{"expectations.0.observed", "3.80 s ±0.20 (checkout, payments/0, at +20.30 s)"},
	{"phases.0.name", "steady"},
	{"phases.0.why", "time"},
	{"actions.0.action", "kill"},
	{"actions.0.proof", "exited with code 137"},
	{"workloads.0.name", "checkout"},
	{"workloads.1.plane", "consume"},
	{"workloads.0.windows.0.errors.0.name", "_MSG_TIMED_OUT"},
	{"workloads.0.windows.0.reason", "no leader"},
	{"workloads.0.windows.0.reasons.1.name", "client artefact"},
	{"workloads.0.windows.0.evidence.0",
	 "kafka1 (kill at +20.00 s) was the leader of payments/0 until +23.00 s"},
	{"topics.0.name", "payments"},
	{"settlement.0.workload", "checkout"},
	{"environment.kernel", "6.1"},
};

START_TEST(a_text_comes_through_exactly)
{
	ck_assert_pstr_eq(json_string_value(at(texts[_i].path)), texts[_i].want);
}
END_TEST

/* Not there is null, and the key stays: a reader need not guess. */
static const char *const nulls[] = {
	"expectations.1.phase",      "expectations.0.why",
	"actions.0.label",           "actions.0.code",
	"controllers.1.node",        "controllers.1.epoch",
	"workloads.1.steady_p99_ns", "workloads.1.run.latency",
};

START_TEST(what_is_not_there_is_null)
{
	ck_assert_msg(json_is_null(at(nulls[_i])), "%s", nulls[_i]);
}
END_TEST

START_TEST(an_instant_that_never_came_is_null)
{
	k.actions[0].done_ns = NEVER;
	k.phases[1].begun = false;
	ck_assert(json_is_null(at("actions.0.done_ns")));
	ck_assert(json_is_null(at("phases.1.begin_ns")));
}
END_TEST

START_TEST(a_window_without_cause_has_a_null_one)
{
	k.windows[0].split.cause = -1;
	ck_assert(json_is_null(at("workloads.0.windows.0.cause")));
}
END_TEST

START_TEST(truths_are_booleans)
{
	k.windows[0].open = true;
	k.steps[1].stale = true;
	ck_assert(json_is_true(at("workloads.0.windows.0.open")));
	ck_assert(json_is_false(at("workloads.0.windows.0.unstarted")));
	ck_assert(json_is_false(at("workloads.2.measurable")));
	ck_assert(json_is_true(at("topics.0.isr.1.stale")));
	ck_assert(json_is_true(at("settled")));
}
END_TEST

START_TEST(a_share_is_a_real_number)
{
	ck_assert_double_eq_tol(json_real_value(at("instrument.cpu_share")), 0.0325,
				1e-9);
}
END_TEST

START_TEST(a_number_that_is_none_is_null)
{
	k.f.instrument.cpu_share = 0.0 / 0.0;
	ck_assert(json_is_null(at("instrument.cpu_share")));
}
END_TEST

/* jansson refuses such a text, and with it the key: a proof would silently be missing. */
static const struct {
	const char *bytes, *want;
} strange[] = {
	{"a\xff"
	 "b",
	 "a\xef\xbf\xbd"
	 "b"},
	{"\xd0", "\xef\xbf\xbd"},       /* cut in the middle of a character */
	{"ok \xd0\xbf", "ok \xd0\xbf"}, /* whole */
	{"\xff\xd0\xbf\xfe", "\xef\xbf\xbd\xd0\xbf\xef\xbf\xbd"},
	{"\xed\xa0\x80",
	 "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* half a surrogate pair */
	{"\x01\"\\\n", "\x01\"\\\n"},             /* escaped, not lost */
};

START_TEST(bytes_that_are_not_utf8_do_not_lose_the_text)
{
	char proof[32];

	(void)snprintf(proof, sizeof(proof), "%s", strange[_i].bytes);
	k.actions[0].proof = proof;
	ck_assert_pstr_eq(json_string_value(at("actions.0.proof")), strange[_i].want);
}
END_TEST

START_TEST(gaps_of_the_observer_are_spans)
{
	k.gaps[0] = (struct span){SEC(30), SEC(31)};
	k.f.n_gaps = 1;
	ck_assert_int_eq(json_integer_value(at("observer_gaps.0.1")), SEC(31));
}
END_TEST

START_TEST(the_same_findings_give_the_same_json)
{
	char *a = report_json(&k.f, &k.v), *b = report_json(&k.f, &k.v);

	ck_assert_str_eq(a, b);
	free(a);
	free(b);
}
END_TEST

static Suite *report_json_suite(void)
{
	Suite *s = suite_create("report_json");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, a_number_comes_through_exactly, 0,
			    (int)ARRAY_LEN(numbers));
	tcase_add_test(tc, an_action_that_failed_has_the_code_of_why);
	tcase_add_loop_test(tc, a_text_comes_through_exactly, 0, (int)ARRAY_LEN(texts));
	tcase_add_loop_test(tc, what_is_not_there_is_null, 0, (int)ARRAY_LEN(nulls));
	tcase_add_test(tc, an_instant_that_never_came_is_null);
	tcase_add_test(tc, a_window_without_cause_has_a_null_one);
	tcase_add_test(tc, truths_are_booleans);
	tcase_add_test(tc, a_share_is_a_real_number);
	tcase_add_test(tc, a_number_that_is_none_is_null);
	tcase_add_loop_test(tc, bytes_that_are_not_utf8_do_not_lose_the_text, 0,
			    (int)ARRAY_LEN(strange));
	tcase_add_test(tc, gaps_of_the_observer_are_spans);
	tcase_add_test(tc, the_same_findings_give_the_same_json);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(report_json_suite)
