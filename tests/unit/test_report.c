#include "base/str.h"
#include "report/layout.h"
#include "report/report.h"
#include "report_kit.h"
#include "unit.h"

static struct report_kit k;
static struct strbuf text;
static struct text_style style;

static void begin(void)
{
	report_kit_begin(&k);
	text = (struct strbuf)STRBUF_INIT;
	style = (struct text_style){0};
}

static void end(void)
{
	strbuf_release(&text);
	report_kit_end(&k);
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

START_TEST(a_cluster_that_others_started_is_named_first)
{
	static char names[2][16] = {"adopted", "companions"};
	static char texts[2][16] = {"shop", "ui, app"};
	static struct param env[] = {{names[0], texts[0], 0}, {names[1], texts[1], 0}};

	assert_hides("adopted");
	k.run.header.environment = (struct params){env, ARRAY_LEN(env)};
	strbuf_clear(&text);
	ck_assert_msg(str_starts(print(), "on project 'shop', adopted as it was found; "),
		      "%s", strbuf_text(&text));
	ck_assert_msg(strstr(strbuf_text(&text), "ui, app\n"), "%s", strbuf_text(&text));
}
END_TEST

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
	"      no leader; kill kafka1: cluster 2.70 s, client 1.10 s; _MSG_TIMED_OUT x12\n"
	"      kafka1 (kill at +20.00 s) was the leader of payments/0 until +23.00 s\n"
	"  consume billing (payments): none\n"
	"  produce metrics (payments): not measured: acks=0 proves nothing\n"
	"  no leader  the partition had no leader that lived\n",

	"  leaders of payments moved (partitions)\n"
	"    +22.00 s  kafka1 -> nobody  0\n"
	"    +23.00 s  nobody -> kafka2  0\n",

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
	k.judged[0].code = CODE_NO_DEMAND;
	assert_shows("\n                inconclusive: no demand [K904]\n");
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
	assert_shows("\n      no leader; unexplained; _MSG_TIMED_OUT x12\n");
}
END_TEST

START_TEST(a_split_that_is_not_known_is_not_shown)
{
	k.windows[0].split.cluster_share_ns = NEVER;
	k.windows[0].split.client_share_ns = NEVER;
	assert_shows("\n      no leader; kill kafka1; _MSG_TIMED_OUT x12\n");
}
END_TEST

/* How often `part` is in the summary. */
static size_t times_shown(const char *part)
{
	size_t n = 0;

	for (const char *p = print(); (p = strstr(p, part)); p += strlen(part))
		n++;
	return n;
}

START_TEST(windows_with_one_reason_tell_what_it_rests_on_once)
{
	struct window two[2] = {k.windows[0], k.windows[0]};

	k.workloads[0].windows = two;
	k.workloads[0].n_windows = 2;
	ck_assert_uint_eq(times_shown("was the leader of payments/0"), 1);
	strbuf_clear(&text);
	ck_assert_uint_eq(times_shown("      no leader; kill kafka1"), 2);
}
END_TEST

START_TEST(another_reason_tells_what_it_rests_on)
{
	struct window two[2] = {k.windows[0], k.windows[0]};

	two[1].why.reason = REASON_NO_QUORUM;
	k.workloads[0].windows = two;
	k.workloads[0].n_windows = 2;
	ck_assert_uint_eq(times_shown("was the leader of payments/0"), 2);
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

START_TEST(why_an_action_failed_has_its_code)
{
	char code[] = "K607";

	k.actions[0].failed = true;
	k.actions[0].code = code;
	assert_shows("FAILED: exited with code 137 [K607]\n");
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

START_TEST(a_busy_machine_is_told_with_the_phase_it_was_worst_in)
{
	k.phases[1].contended = 0.83;
	assert_shows(
		"programs of this machine waited for a processor 41 % of the time (outage: 83 %)");
}
END_TEST

START_TEST(what_the_kernel_does_not_tell_is_left_out)
{
	k.f.instrument.contended = -1;
	assert_hides("waited for a processor");
}
END_TEST

static Suite *report_suite(void)
{
	Suite *s = suite_create("report");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, each_section_reads_like_this, 0, (int)ARRAY_LEN(golden));
	tcase_add_test(tc, a_cluster_that_others_started_is_named_first);
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
	tcase_add_test(tc, windows_with_one_reason_tell_what_it_rests_on_once);
	tcase_add_test(tc, another_reason_tells_what_it_rests_on);
	tcase_add_test(tc, a_failed_action_stands_out);
	tcase_add_test(tc, why_an_action_failed_has_its_code);
	tcase_add_test(tc, more_windows_than_are_shown_are_counted);
	tcase_add_test(tc, lost_records_are_listed);
	tcase_add_test(tc, a_read_back_that_was_incomplete_is_admitted);
	tcase_add_loop_test(tc, records_of_others_are_counted, 0,
			    (int)ARRAY_LEN(foreign));
	tcase_add_test(tc, notes_are_told);
	tcase_add_test(tc, a_busy_machine_is_told_with_the_phase_it_was_worst_in);
	tcase_add_test(tc, what_the_kernel_does_not_tell_is_left_out);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(report_suite)
