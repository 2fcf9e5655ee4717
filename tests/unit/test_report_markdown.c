#include "report/answer.h"
#include "report/report.h"
#include "report_kit.h"
#include "unit.h"

static struct report_kit k;
static struct strbuf text;
static const struct run_tables none;

static void begin(void)
{
	report_kit_begin(&k);
	k.f.observed = true;
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&text);
	report_kit_end(&k);
}

START_TEST(the_answer_is_one_paragraph_of_what_was_seen)
{
	report_answer(&k.f, &text);
	ck_assert_str_eq(
		strbuf_text(&text),
		"**steady** (+0.0 to +20.0 s): The active controller was kafka1 (epoch 4). Served: "
		"checkout (produce) 100.00 % of 4000 in time. At its end 6 of 6 replicas were in "
		"sync. **outage** (+20.0 to +80.0 s): kill kafka1 took effect at +20.25 s. The "
		"active controller was kafka1 (epoch 4), then nobody for 2.50 s, then kafka2 (epoch "
		"5). Served: checkout (produce) 96.73 % of 12000 in time, out for 3.80 s ± 200 ms (no "
		"leader). At its end 4 of 6 replicas were in sync. metrics is not measured: with acks=0 "
		"nothing is acknowledged. **Records**: checkout wrote 16000 records: "
		"15988 acknowledged, 0 rejected, 12 of unknown fate (3 of them written); **lost 0**, "
		"duplicated 0, reordered 0.\n");
}
END_TEST

START_TEST(what_is_measured_is_not_said_to_be_without)
{
	for (size_t w = 0; w < k.f.run->header.plan.n_workloads; w++)
		k.f.workloads[w].measurable = true;
	report_answer(&k.f, &text);
	ck_assert_ptr_null(strstr(strbuf_text(&text), "not measured"));
}
END_TEST

START_TEST(what_nobody_observed_is_not_answered)
{
	k.f.observed = false;
	report_answer(&k.f, &text);
	ck_assert_ptr_null(strstr(strbuf_text(&text), "active controller"));
	ck_assert_ptr_null(strstr(strbuf_text(&text), "in sync"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&text), "96.73 %"));
}
END_TEST

START_TEST(the_set_up_says_how_much_may_fail)
{
	params_set(&k.f.run->header.plan.topics[0].config, "min.insync.replicas", "2", 0);
	report_setup(&k.f, &text);
	ck_assert_str_eq(
		strbuf_text(&text),
		"3 nodes: 3 brokers, 3 voters, of which 1 may be down: with more down no leader is "
		"elected, and nothing else decided. Topic payments: 2 partitions, 3 replicas, "
		"min.insync.replicas 2. checkout writes with acks=all (of a partition's 3 replicas 1 "
		"may be down). billing reads. metrics writes with acks=0 (of a partition's 3 replicas "
		"2 may be down).\n");
	params_release(&k.f.run->header.plan.topics[0].config);
}
END_TEST

START_TEST(names_of_the_user_make_no_markup)
{
	report_escape(&text, "<script> | `a` *b*\n_c_");
	ck_assert_str_eq(strbuf_text(&text), "\\<script\\> \\| \\`a\\` \\*b\\* \\_c\\_");
}
END_TEST

/* A cell must not end before its row does. */
START_TEST(each_expectation_is_a_row_of_four_cells)
{
	size_t rows = 0, bars = 0;

	report_markdown(&k.f, &k.v, &none, &text);
	for (const char *at = strstr(strbuf_text(&text), "| | phase"); *at; at++) {
		bars += *at == '|' && at[-1] != '\\';
		if (*at != '\n' || at[-1] == '\n')
			continue;
		ck_assert_uint_eq(bars, 5);
		bars = 0;
		rows++;
	}
	ck_assert_uint_eq(rows, 2 + k.v.len);
}
END_TEST

START_TEST(the_same_findings_give_the_same_section)
{
	struct strbuf again = STRBUF_INIT;

	report_markdown(&k.f, &k.v, &none, &text);
	report_markdown(&k.f, &k.v, &none, &again);
	ck_assert_str_eq(strbuf_text(&text), strbuf_text(&again));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&text), "**Answer.** **steady**"));
	strbuf_release(&again);
}
END_TEST

static Suite *report_markdown_suite(void)
{
	Suite *s = suite_create("report markdown");
	TCase *tc = tcase_create("markdown");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, the_answer_is_one_paragraph_of_what_was_seen);
	tcase_add_test(tc, what_is_measured_is_not_said_to_be_without);
	tcase_add_test(tc, what_nobody_observed_is_not_answered);
	tcase_add_test(tc, the_set_up_says_how_much_may_fail);
	tcase_add_test(tc, names_of_the_user_make_no_markup);
	tcase_add_test(tc, each_expectation_is_a_row_of_four_cells);
	tcase_add_test(tc, the_same_findings_give_the_same_section);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(report_markdown_suite)
