#include "base/str.h"
#include "report/layout.h"
#include "report/report.h"
#include "report_kit.h"
#include "unit.h"

#include <jansson.h>

static struct kit k;
static struct strbuf text;
static struct text_style style;
static json_t *root;

static void begin(void)
{
	kit_begin(&k);
	text = (struct strbuf)STRBUF_INIT;
	style = (struct text_style){0};
	root = NULL;
}

static void end(void)
{
	json_decref(root);
	strbuf_release(&text);
	kit_end(&k);
}

static const char *print(void)
{
	report_text(&k.f, &k.v, &style, &text);
	return strbuf_text(&text);
}

static void assert_shows(const char *part)
{
	ck_assert_msg(strstr(print(), part) != NULL, "no\n%s\nin\n%s", part,
		      strbuf_text(&text));
}

static void assert_hides(const char *part)
{
	ck_assert_msg(strstr(print(), part) == NULL, "'%s' in\n%s", part,
		      strbuf_text(&text));
}

/* ---- text ---- */

static const char *const golden[] = {
	"\nphases\n"
	"     phase       from        to  ended by  controller        in sync\n"
	"  1  steady   +0.00 s  +20.00 s  time      kafka1            6 of 6\n"
	"  2  outage  +20.00 s  +80.00 s  time      kafka1 -> kafka2  6 -> 4 of 6\n",

	"\nactions\n"
	"  +20.00 s  kill kafka1  effective +20.25 s  exited with code 137\n",

	"\ntimeline  (a column is 1.5 s;  █ served  ▒ some partitions out  ░ all out)\n"
	"  seconds                0         15        30        45        60        75\n"
	"  phase begins           1            2\n"
	"  produce checkout       █████████████▒▒▒▒█████████████████████████████████████\n"
	"  consume billing        ██████████████████████████████████████████████████████\n"
	"  produce metrics        ??????????????????????????????????????????????????????\n"
	"  active controller      1111111111111---22222222222222222222222222222222222222\n"
	"  smallest ISR payments  333333333333333222222222222222222222222222222222222222\n"
	"  nodes running          333333333333333333333333333333333333333333333333333333\n",

	"  produce checkout (payments)\n"
	"    partition 0  +20.20 s  ..  +24.20 s  3.80 s ± 200 ms  380 records, 12 never served\n"
	"      kill kafka1: cluster 2.70 s, client 1.10 s; _MSG_TIMED_OUT x12\n"
	"  consume billing (payments): none\n"
	"  produce metrics (payments): not measured: acks=0 proves nothing\n",

	"  produce checkout (payments, acks=all, idempotent, 200/s; late is more than 500 ms)\n"
	"                 due  served in time  late  failed  longest  any out  all out     p50     "
	"p99    max\n"
	"    steady      4000       100.000 %     0       0        -        -        -  4.0 ms  4.0 "
	"ms  20 ms\n"
	"    outage     12000        96.733 %   380      12   3.80 s   3.80 s        -  4.0 ms  4.0 "
	"ms  20 ms\n"
	"    whole run  16000        97.550 %   380      12   3.80 s   3.80 s        -  4.0 ms  4.0 "
	"ms  20 ms\n",

	"\nactive controller\n"
	"   +0.00 s  ..  +20.30 s  kafka1  node 1, epoch 4\n"
	"  +20.30 s  ..  +22.80 s  nobody  for 2.50 s\n"
	"  +22.80 s  ..  +80.00 s  kafka2  node 2, epoch 5\n",

	"  checkout: 16000 produced = 15988 acked + 0 rejected + 12 unknown\n"
	"    lost 0, duplicated 0, reordered 0, unverified 0, unaccounted 0\n"
	"    3 of the unknown were written all the same\n",

	"\nexpectations\n"
	"  ✓  outage     expected longest outage at most 5.00 s (produce)\n"
	"                observed 3.80 s ±0.20 (checkout, payments/0, at +20.30 s)\n"
	"  ✓  whole run  expected at most 0 lost\n"
	"                observed 0 lost (checkout)\n"
	"\nPASS  minority-outage: every expectation holds\n",
};

START_TEST(each_section_reads_like_this)
{
	assert_shows(golden[_i]);
}
END_TEST

START_TEST(the_same_findings_give_the_same_bytes)
{
	struct strbuf again = STRBUF_INIT;

	(void)print();
	report_text(&k.f, &k.v, &style, &again);
	ck_assert_str_eq(strbuf_text(&text), strbuf_text(&again));
	strbuf_release(&again);
}
END_TEST

START_TEST(the_summary_is_appended_to_what_is_there)
{
	strbuf_addstr(&text, "before");
	ck_assert(str_starts(print(), "before\nphases"));
}
END_TEST

START_TEST(no_line_is_wider_than_100_columns_or_ends_in_a_blank)
{
	char line[1000];

	for (const char *p = print(); *p; p += strlen(line) + 1) {
		size_t n = strcspn(p, "\n");

		ck_assert_uint_lt(n, sizeof(line));
		memcpy(line, p, n);
		line[n] = '\0';
		ck_assert_msg(layout_width(line) <= 100, "'%s'", line);
		ck_assert_msg(n == 0 || line[n - 1] != ' ', "'%s'", line);
	}
}
END_TEST

START_TEST(colours_come_only_when_wanted)
{
	assert_hides("\033");
	strbuf_clear(&text);
	style.colour = true;
	assert_shows("\033[32mPASS\033[0m  minority-outage");
}
END_TEST

static const struct {
	enum verdict verdict;
	const char *mark, *word;
} verdicts[] = {
	{VERDICT_PASS, "  ✓  outage", "\nPASS  "},
	{VERDICT_FAIL, "  ✗  outage", "\nFAIL  "},
	{VERDICT_INCONCLUSIVE, "  ?  outage", "\nINCONCLUSIVE  "},
};

START_TEST(a_verdict_has_its_mark_and_its_word)
{
	k.judged[0].verdict = verdicts[_i].verdict;
	k.v.overall = verdicts[_i].verdict;
	assert_shows(verdicts[_i].mark);
	strbuf_clear(&text);
	assert_shows(verdicts[_i].word);
}
END_TEST

START_TEST(an_inconclusive_expectation_says_why)
{
	static char why[] = "no demand";

	k.judged[0].verdict = VERDICT_INCONCLUSIVE;
	k.judged[0].why = why;
	assert_shows("\n                inconclusive: no demand\n");
}
END_TEST

START_TEST(a_number_close_to_its_limit_says_so)
{
	k.judged[1].close = true;
	assert_shows("observed 0 lost (checkout) (close)\n");
}
END_TEST

START_TEST(no_expectations_is_said_too)
{
	k.v.len = 0;
	assert_shows("\nexpectations\n  none are stated\n");
}
END_TEST

START_TEST(one_late_record_of_a_million_is_not_100_percent)
{
	k.demand[0][0].due = 1000000;
	k.demand[0][0].served = 999999;
	assert_shows("99.999 %");
}
END_TEST

START_TEST(a_phase_that_was_cut_off_says_so)
{
	k.phases[1].ended = false;
	assert_shows("+80.00 s  cut off  ");
}
END_TEST

START_TEST(a_phase_that_did_not_begin_says_so)
{
	k.phases[1] = (struct phase_finding){0};
	assert_shows("  2  outage        -         -  did not begin\n");
}
END_TEST

START_TEST(an_open_window_has_no_end)
{
	k.windows[0].open = true;
	assert_shows("partition 0  +20.20 s  ..  the end");
}
END_TEST

START_TEST(a_window_without_a_begin_has_none)
{
	k.windows[0].unstarted = true;
	assert_shows("partition 0  before  ..  +24.20 s");
}
END_TEST

START_TEST(a_window_nobody_can_explain_says_so)
{
	k.windows[0].split = (struct split){.cause = -1};
	assert_shows("\n      unexplained; _MSG_TIMED_OUT x12\n");
}
END_TEST

START_TEST(a_split_that_is_not_known_is_not_shown)
{
	k.windows[0].split.cluster_share_ns = NEVER;
	k.windows[0].split.client_share_ns = NEVER;
	assert_shows("\n      kill kafka1; _MSG_TIMED_OUT x12\n");
}
END_TEST

START_TEST(a_failed_action_stands_out)
{
	k.actions[0].failed = true;
	k.actions[0].effective_ns = NEVER;
	assert_shows(
		"  +20.00 s  kill kafka1  no effect seen  FAILED: exited with code 137\n");
}
END_TEST

START_TEST(more_windows_than_are_shown_are_counted)
{
	struct window many[15];

	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = k.windows[0];
	k.workloads[0].windows = many;
	k.workloads[0].n_windows = ARRAY_LEN(many);
	assert_shows("    ... and 3 more (results.json has them all)\n");
}
END_TEST

START_TEST(lost_records_are_listed)
{
	struct settlement *s = &k.settlements[0];

	s->lost = 3;
	s->first_lost[0] = (struct lost_record){7, 1, 42, SEC(20), SEC(25.5)};
	s->n_first_lost = 1;
	assert_shows("    lost 3, duplicated 0,");
	strbuf_clear(&text);
	assert_shows(
		"    lost: record 7, partition 1, acknowledged +20.50 s at offset 42\n"
		"    ... and 2 more lost\n");
}
END_TEST

START_TEST(a_read_back_that_was_incomplete_is_admitted)
{
	k.f.settled = false;
	assert_shows("the read-back is missing or incomplete");
}
END_TEST

static const struct {
	uint64_t n;
	const char *want;
} foreign[] = {{1, "  1 record in the topics is not ours\n"},
	       {2, "  2 records in the topics are not ours\n"}};

START_TEST(records_of_others_are_counted)
{
	k.f.foreign = foreign[_i].n;
	assert_shows(foreign[_i].want);
}
END_TEST

START_TEST(notes_are_told)
{
	static char note[] = "the engine's clock was set";

	k.notes[0] = note;
	k.f.n_notes = 1;
	assert_shows("  note: the engine's clock was set\n");
}
END_TEST

/* ---- JSON ---- */

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
	"expectations.1.phase",    "expectations.0.why",  "actions.0.label",
	"controllers.1.node",      "controllers.1.epoch", "workloads.1.steady_p99_ns",
	"workloads.1.run.latency",
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

static void add_text_tests(TCase *tc)
{
	tcase_add_loop_test(tc, each_section_reads_like_this, 0, (int)ARRAY_LEN(golden));
	tcase_add_test(tc, the_same_findings_give_the_same_bytes);
	tcase_add_test(tc, the_summary_is_appended_to_what_is_there);
	tcase_add_test(tc, no_line_is_wider_than_100_columns_or_ends_in_a_blank);
	tcase_add_test(tc, colours_come_only_when_wanted);
	tcase_add_loop_test(tc, a_verdict_has_its_mark_and_its_word, 0,
			    (int)ARRAY_LEN(verdicts));
	tcase_add_test(tc, an_inconclusive_expectation_says_why);
	tcase_add_test(tc, a_number_close_to_its_limit_says_so);
	tcase_add_test(tc, no_expectations_is_said_too);
	tcase_add_test(tc, one_late_record_of_a_million_is_not_100_percent);
	tcase_add_test(tc, a_phase_that_was_cut_off_says_so);
	tcase_add_test(tc, a_phase_that_did_not_begin_says_so);
	tcase_add_test(tc, an_open_window_has_no_end);
	tcase_add_test(tc, a_window_without_a_begin_has_none);
	tcase_add_test(tc, a_window_nobody_can_explain_says_so);
	tcase_add_test(tc, a_split_that_is_not_known_is_not_shown);
	tcase_add_test(tc, a_failed_action_stands_out);
	tcase_add_test(tc, more_windows_than_are_shown_are_counted);
	tcase_add_test(tc, lost_records_are_listed);
	tcase_add_test(tc, a_read_back_that_was_incomplete_is_admitted);
	tcase_add_loop_test(tc, records_of_others_are_counted, 0,
			    (int)ARRAY_LEN(foreign));
	tcase_add_test(tc, notes_are_told);
}

static void add_json_tests(TCase *tc)
{
	tcase_add_loop_test(tc, a_number_comes_through_exactly, 0,
			    (int)ARRAY_LEN(numbers));
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
}

static Suite *report_suite(void)
{
	Suite *s = suite_create("report");
	TCase *plain = tcase_create("text"), *json = tcase_create("json");

	tcase_add_checked_fixture(plain, begin, end);
	add_text_tests(plain);
	suite_add_tcase(s, plain);
	tcase_add_checked_fixture(json, begin, end);
	add_json_tests(json);
	suite_add_tcase(s, json);
	return s;
}

UNIT_SUITE(report_suite)
