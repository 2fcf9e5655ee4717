/* Runs held against each other: hand-made findings of two, the second one changed. */
#include "report/compare.h"
#include "report_kit.h"
#include "unit.h"

static struct report_kit a, b;
static struct told runs[2];
static struct strbuf text;
static struct plan *plan; /* the second run's */
static struct phase_plan phases[2];
static struct workload_plan workloads[3];
static struct topic_plan topics[1];

static void begin(void)
{
	report_kit_begin(&a);
	report_kit_begin(&b);
	a.f.observed = b.f.observed = true;
	a.run.ended = b.run.ended = true;
	plan = &b.run.header.plan;
	memcpy(phases, plan->phases, sizeof(phases));
	memcpy(workloads, plan->workloads, sizeof(workloads));
	memcpy(topics, plan->topics, sizeof(topics));
	plan->phases = phases;
	plan->workloads = workloads;
	plan->topics = topics;
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&text);
	report_kit_end(&a);
	report_kit_end(&b);
}

#define HAS(text, part) \
	ck_assert_msg(strstr(text, part) != NULL, "no '%s' in: %.2000s", part, text)

static void make(struct comparison *c)
{
	runs[0] = report_kit_told(&a);
	runs[1] = report_kit_told(&b);
	compare_make(c, runs, 2);
}

static const struct compared *row_of(const struct comparison *c, const char *title,
				     const char *what)
{
	for (size_t p = 0; p < c->n_parts; p++)
		for (size_t r = 0; r < c->parts[p].len; r++)
			if (strcmp(c->parts[p].title, title) == 0 &&
			    strcmp(c->parts[p].rows[r].what, what) == 0)
				return &c->parts[p].rows[r];
	return NULL;
}

/* What is said of B's number; the row must be there. */
static enum difference said(const char *title, const char *what)
{
	struct comparison c;
	const struct compared *row;
	enum difference d;

	make(&c);
	row = row_of(&c, title, what);
	ck_assert_msg(row != NULL, "no row '%s' of '%s'", what, title);
	d = compared_difference(row, 1);
	compare_release(&c);
	return d;
}

static bool is_compared(const char *title, const char *what)
{
	struct comparison c;
	bool found;

	make(&c);
	found = row_of(&c, title, what) != NULL;
	compare_release(&c);
	return found;
}

static bool is_worse(void)
{
	struct comparison c;
	bool worse;

	make(&c);
	worse = compare_is_worse(&c);
	compare_release(&c);
	return worse;
}

static const char *told(void)
{
	struct comparison c;

	strbuf_clear(&text);
	make(&c);
	compare_text(&c, 100, false, &text);
	compare_release(&c);
	return strbuf_text(&text);
}

START_TEST(a_run_against_itself_is_the_same)
{
	struct comparison c;

	make(&c);
	ck_assert_uint_gt(c.n_parts, 4);
	for (size_t p = 0; p < c.n_parts; p++)
		for (size_t r = 0; r < c.parts[p].len; r++)
			ck_assert_int_eq(compared_difference(&c.parts[p].rows[r], 1),
					 DIFFERENCE_SAME);
	ck_assert(!compare_is_worse(&c));
	ck_assert_uint_eq(c.n_settings, 0);
	compare_release(&c);
	HAS(told(),
	    "B against A: 0 worse, 0 better beyond the error bars; 0 within them, 0 "
	    "untold\n");
}
END_TEST

START_TEST(a_comparison_for_machines_has_intervals_and_words)
{
	struct comparison c;

	make(&c);
	strbuf_clear(&text);
	compare_json(&c, &text);
	compare_release(&c);
	HAS(strbuf_text(&text), "\"worse\": false,\n \"set_differently\": [],");
	HAS(strbuf_text(&text),
	    "\"text\": \"3.80 s ± 200 ms\",\n       \"value\": 3800000000.0,\n"
	    "       \"from\": 3600000000.0,\n       \"to\": 4000000000.0,\n");
	HAS(strbuf_text(&text), "\"against_first\": [\n      \"same\"\n     ]");
}
END_TEST

/* A's longest outage is 3.80 s ± 0.20. */
static const struct {
	double s, bar_s;
	enum difference want;
} outages[] = {
	{3.8, 0.2, DIFFERENCE_SAME},   {4.1, 0.2, DIFFERENCE_WITHIN},
	{4.3, 0.2, DIFFERENCE_WORSE},  {4.3, 0.4, DIFFERENCE_WITHIN},
	{3.3, 0.2, DIFFERENCE_BETTER}, {0, 0, DIFFERENCE_BETTER},
};

START_TEST(an_outage_is_held_against_both_bars)
{
	b.demand[0][1].longest_ns = SEC(outages[_i].s);
	b.demand[0][1].longest_bar_ns = SEC(outages[_i].bar_s);
	ck_assert_int_eq(said("outage, produce checkout", "longest outage"),
			 outages[_i].want);
	ck_assert_int_eq(is_worse(), outages[_i].want == DIFFERENCE_WORSE);
}
END_TEST

/* No outage was seen: one of up to late_after (500 ms) could not be. */
START_TEST(none_may_have_been_a_short_one)
{
	a.demand[0][1].longest_ns = 0;
	b.demand[0][1].longest_ns = SEC(0.4);
	b.demand[0][1].longest_bar_ns = SEC(0.01);
	ck_assert_int_eq(said("outage, produce checkout", "longest outage"),
			 DIFFERENCE_WITHIN);
	b.demand[0][1].longest_ns = SEC(0.6);
	ck_assert_int_eq(said("outage, produce checkout", "longest outage"),
			 DIFFERENCE_WORSE);
}
END_TEST

/* A serves 11608 of 12000: 96.4 to 97.0 % when records fail alone. */
static const struct {
	uint64_t served;
	enum difference want;
} shares[] = {
	{11608, DIFFERENCE_SAME},
	{11580, DIFFERENCE_WITHIN},
	{11500, DIFFERENCE_WORSE},
	{11990, DIFFERENCE_BETTER},
};

START_TEST(a_share_is_held_against_the_interval_of_both)
{
	b.demand[0][1].served = shares[_i].served;
	b.demand[0][1].late = 12000 - 12 - shares[_i].served;
	ck_assert_int_eq(said("outage, produce checkout", "served in time"),
			 shares[_i].want);
}
END_TEST

START_TEST(what_was_lost_is_counted_and_what_was_doubled_may_be_chance)
{
	b.settlements[0].lost = 1;
	b.settlements[0].duplicated = 7;
	ck_assert_int_eq(said("whole run, produce checkout", "acknowledged and lost"),
			 DIFFERENCE_WORSE);
	ck_assert_int_eq(said("whole run, produce checkout", "duplicated"),
			 DIFFERENCE_CHANCE);
	b.f.settled = false;
	ck_assert_int_eq(said("whole run, produce checkout", "acknowledged and lost"),
			 DIFFERENCE_DOUBT);
	ck_assert(!is_worse());
	HAS(told(), "1 (read-back incomplete)  not judged");
}
END_TEST

START_TEST(how_many_were_lost_is_chance_but_not_whether_any)
{
	a.settlements[0].lost = 2;
	b.settlements[0].lost = 8;
	ck_assert_int_eq(said("whole run, produce checkout", "acknowledged and lost"),
			 DIFFERENCE_WITHIN);
	b.settlements[0].lost = 0;
	ck_assert_int_eq(said("whole run, produce checkout", "acknowledged and lost"),
			 DIFFERENCE_BETTER);
}
END_TEST

START_TEST(a_busier_machine_is_said)
{
	a.f.instrument.contended = 0.9; /* B's is 0.41 */
	HAS(told(),
	    "The machine was busier in A: programs waited for a processor 90 % of the "
	    "time, in B 41 %.");
	b.f.instrument.contended = -1;
	ck_assert_ptr_null(strstr(told(), "busier"));
}
END_TEST

static const struct {
	double leads_at_s;
	enum difference want;
} failovers[] = {
	{27.8, DIFFERENCE_SAME},
	{28.1, DIFFERENCE_WITHIN},
	{28.4, DIFFERENCE_WORSE},
	{26.0, DIFFERENCE_BETTER},
};

/* From the effect at 25.25 s to the next controller, each seen up to 0.2 s late. */
START_TEST(a_fail_over_lasts_from_the_effect_to_the_next_controller)
{
	b.controllers[1].to_ns = b.controllers[2].from_ns = SEC(failovers[_i].leads_at_s);
	ck_assert_int_eq(said("outage", "fail-over of the controller"),
			 failovers[_i].want);
	if (_i == 0)
		HAS(told(), "fail-over of the controller  2.55 s ± 200 ms");
}
END_TEST

START_TEST(a_fault_that_spares_the_controller_is_no_fail_over)
{
	static int32_t three[] = {3};

	a.actions[0].nodes = b.actions[0].nodes = (struct ids){three, 1};
	ck_assert(!is_compared("outage", "fail-over of the controller"));
}
END_TEST

START_TEST(what_nobody_observed_is_not_compared)
{
	b.f.observed = false;
	ck_assert(!is_compared("outage", "fail-over of the controller"));
	ck_assert(!is_compared("outage", "changes of controller"));
	HAS(told(), "in B nobody observed the cluster");
}
END_TEST

START_TEST(a_condition_that_did_not_come_is_worse_than_one_that_did)
{
	static char kind[] = "isr", timeout[] = "timeout";
	struct phase_plan *first = a.run.header.plan.phases;
	struct phase_plan own[2];

	memcpy(own, first, sizeof(own));
	own[1].until.kind = phases[1].until.kind = kind;
	a.run.header.plan.phases = own;
	ck_assert_int_eq(said("outage", "until its condition held"), DIFFERENCE_SAME);
	a.phases[1].end_ns = SEC(75);
	b.phases[1].why = timeout;
	ck_assert_int_eq(said("outage", "until its condition held"), DIFFERENCE_WORSE);
	HAS(told(), "not within 60.00 s");
}
END_TEST

static const struct {
	enum verdict a, b;
	enum difference want;
} verdicts[] = {
	{VERDICT_PASS, VERDICT_FAIL, DIFFERENCE_WORSE},
	{VERDICT_FAIL, VERDICT_PASS, DIFFERENCE_BETTER},
	{VERDICT_FAIL, VERDICT_FAIL, DIFFERENCE_SAME},
	{VERDICT_PASS, VERDICT_INCONCLUSIVE, DIFFERENCE_DOUBT},
};

START_TEST(an_inconclusive_run_is_neither_better_nor_worse)
{
	a.v.overall = verdicts[_i].a;
	b.v.overall = verdicts[_i].b;
	ck_assert_int_eq(said("whole run", "verdict"), verdicts[_i].want);
}
END_TEST

START_TEST(what_a_lagging_generator_saw_is_not_judged)
{
	b.demand[0][1].longest_ns = SEC(30);
	b.demand[0][1].saturated = 3;
	ck_assert_int_eq(said("outage, produce checkout", "longest outage"),
			 DIFFERENCE_DOUBT);
	ck_assert(!is_worse());
}
END_TEST

START_TEST(a_run_that_was_cut_off_is_not_judged)
{
	b.demand[0][1].longest_ns = SEC(30);
	b.phases[1].ended = false;
	b.run.ended = false;
	ck_assert_int_eq(said("outage, produce checkout", "longest outage"),
			 DIFFERENCE_DOUBT);
	ck_assert_int_eq(said("whole run, produce checkout", "served in time"),
			 DIFFERENCE_DOUBT);
	ck_assert(!is_worse());
}
END_TEST

START_TEST(only_what_both_have_is_compared_and_the_rest_is_named)
{
	static char other[] = "storm", metrics2[] = "clicks";

	phases[1].name = other;
	workloads[0].name = metrics2;
	told();
	HAS(strbuf_text(&text), "phase 'outage' is in A and not in B");
	HAS(strbuf_text(&text), "phase 'storm' is in B and not in A");
	HAS(strbuf_text(&text), "workload 'checkout' (produce) is in A and not in B");
	HAS(strbuf_text(&text), "workload 'clicks' (produce) is in B and not in A");
	HAS(strbuf_text(&text), "workload 'metrics' of A was not measured: acks=0");
	ck_assert(!is_compared("outage", "changes of controller"));
	ck_assert(is_compared("steady", "changes of controller"));
	ck_assert(!is_compared("steady, produce checkout", "served in time"));
}
END_TEST

START_TEST(a_reader_is_not_compared_with_a_writer_of_its_name)
{
	workloads[0].kind = WORKLOAD_CONSUME;
	ck_assert(!is_compared("outage, produce checkout", "served in time"));
	HAS(told(), "workload 'checkout' (consume) is in B and not in A");
}
END_TEST

START_TEST(a_phase_that_did_not_begin_is_named)
{
	b.phases[1].begun = false;
	ck_assert(!is_compared("outage, produce checkout", "served in time"));
	HAS(told(), "phase 'outage' of B did not begin");
}
END_TEST

START_TEST(settings_that_differ_are_listed)
{
	workloads[0].acks = ACKS_LEADER;
	topics[0].partitions = 6;
	told();
	HAS(strbuf_text(&text), "\nset differently\n");
	HAS(strbuf_text(&text), "\n  checkout: acks              all  1\n");
	HAS(strbuf_text(&text), "\n  topic payments: partitions  2    6\n");
	ck_assert_ptr_null(strstr(strbuf_text(&text), "checkout: rate"));
}
END_TEST

/* The column of the first `mark` in the line that begins with `label`. */
static size_t column_of(const char *label, const char *mark)
{
	const char *line = strstr(strbuf_text(&text), label), *at;
	size_t n = 0;

	ck_assert_msg(line != NULL, "no '%s'", label);
	at = strstr(line, mark);
	ck_assert_ptr_nonnull(at);
	for (; line < at; line++)
		n += ((unsigned char)*line & 0xc0) != 0x80;
	return n;
}

/* B's action comes 10 s earlier after its begin: the same column all the same. */
START_TEST(timelines_are_aligned_at_the_first_action)
{
	size_t zero;

	b.actions[0].requested_ns = SEC(15);
	b.any[0] = (struct span){SEC(15.3), SEC(19.1)};
	told();
	zero = column_of("  seconds", " 0 ") + 1;
	ck_assert_uint_eq(column_of("\n  A produce checkout", "▒") - 1, zero);
	ck_assert_uint_eq(column_of("\n  B produce checkout", "▒") - 1, zero);
	ck_assert_uint_lt(column_of("\n  A produce checkout", "█"),
			  column_of("\n  B produce checkout", "█"));
}
END_TEST

START_TEST(the_same_runs_give_the_same_text)
{
	struct strbuf again = STRBUF_INIT;
	struct comparison c;

	told();
	make(&c);
	compare_text(&c, 100, false, &again);
	compare_release(&c);
	ck_assert_str_eq(strbuf_text(&text), strbuf_text(&again));
	strbuf_release(&again);
}
END_TEST

static Suite *compare_suite(void)
{
	Suite *s = suite_create("compare");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, a_run_against_itself_is_the_same);
	tcase_add_test(tc, a_comparison_for_machines_has_intervals_and_words);
	tcase_add_loop_test(tc, an_outage_is_held_against_both_bars, 0,
			    (int)ARRAY_LEN(outages));
	tcase_add_test(tc, none_may_have_been_a_short_one);
	tcase_add_loop_test(tc, a_share_is_held_against_the_interval_of_both, 0,
			    (int)ARRAY_LEN(shares));
	tcase_add_test(tc, what_was_lost_is_counted_and_what_was_doubled_may_be_chance);
	tcase_add_test(tc, how_many_were_lost_is_chance_but_not_whether_any);
	tcase_add_test(tc, a_busier_machine_is_said);
	tcase_add_loop_test(tc, a_fail_over_lasts_from_the_effect_to_the_next_controller,
			    0, (int)ARRAY_LEN(failovers));
	tcase_add_test(tc, a_fault_that_spares_the_controller_is_no_fail_over);
	tcase_add_test(tc, what_nobody_observed_is_not_compared);
	tcase_add_test(tc, a_condition_that_did_not_come_is_worse_than_one_that_did);
	tcase_add_loop_test(tc, an_inconclusive_run_is_neither_better_nor_worse, 0,
			    (int)ARRAY_LEN(verdicts));
	tcase_add_test(tc, what_a_lagging_generator_saw_is_not_judged);
	tcase_add_test(tc, a_run_that_was_cut_off_is_not_judged);
	tcase_add_test(tc, only_what_both_have_is_compared_and_the_rest_is_named);
	tcase_add_test(tc, a_reader_is_not_compared_with_a_writer_of_its_name);
	tcase_add_test(tc, a_phase_that_did_not_begin_is_named);
	tcase_add_test(tc, settings_that_differ_are_listed);
	tcase_add_test(tc, timelines_are_aligned_at_the_first_action);
	tcase_add_test(tc, the_same_runs_give_the_same_text);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(compare_suite)
