#include "base/mem.h"
#include "base/rng.h"
#include "report/strip.h"
#include "report_kit.h"
#include "unit.h"

static struct report_kit k;
static struct strbuf row;

/* A measurement from 5 s to 15 s: ten cells of one second. */
static void begin(void)
{
	report_kit_begin(&k);
	k.f.end_ns = SEC(15);
	row = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&row);
	report_kit_end(&k);
}

static struct strip ten_cells(void)
{
	struct strip s = strip_fit(&k.f, 10);

	ck_assert_uint_eq(s.cells, 10);
	ck_assert_int_eq(s.cell_ns, NS_PER_S);
	return s;
}

/* ---- the fit ---- */

static const struct {
	int64_t length_ns;
	size_t columns;
	int64_t want_cell_ns;
	size_t want_cells;
} fits[] = {
	{SEC(80), 74, 1500 * NS_PER_MS, 54},
	{SEC(80), 80, NS_PER_S, 80},
	{SEC(80.001), 80, NS_PER_S + NS_PER_S / 2, 54},
	{SEC(1), 74, 50 * NS_PER_MS, 20},
	{SEC(3600), 74, 60 * NS_PER_S, 60},
	{1, 74, 50 * NS_PER_MS, 1},
	{0, 74, 50 * NS_PER_MS, 0},
};

START_TEST(the_finest_round_cell_that_fits_is_taken)
{
	struct strip s;

	k.f.end_ns = k.f.begin_ns + fits[_i].length_ns;
	s = strip_fit(&k.f, fits[_i].columns);
	ck_assert_uint_eq(s.cells, fits[_i].want_cells);
	if (s.cells)
		ck_assert_int_eq(s.cell_ns, fits[_i].want_cell_ns);
}
END_TEST

START_TEST(a_strip_is_never_wider_than_asked_for)
{
	struct rng r;

	rng_init(&r, 1, "strip");
	for (int i = 0; i < 2000; i++) {
		size_t columns = 10 + rng_below(&r, 200);

		/* up to three hours for each column */
		k.f.end_ns = k.f.begin_ns +
			     (int64_t)rng_below(&r, columns * 10800 * (uint64_t)NS_PER_S);
		ck_assert_uint_le(strip_fit(&k.f, columns).cells, columns);
	}
}
END_TEST

START_TEST(a_measurement_that_did_not_begin_has_no_cells)
{
	k.f.end_ns = k.f.begin_ns - 1;
	ck_assert_uint_eq(strip_fit(&k.f, 74).cells, 0);
}
END_TEST

/* ---- the axis ---- */

START_TEST(the_axis_has_a_mark_at_every_tenth_cell)
{
	struct strip s;

	k.f.end_ns = k.f.begin_ns + SEC(25);
	s = strip_fit(&k.f, 25);
	strip_axis(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "0         10        20   ");
}
END_TEST

START_TEST(a_mark_that_does_not_fit_is_left_out)
{
	struct strip s;

	k.f.end_ns = k.f.begin_ns + SEC(21);
	s = strip_fit(&k.f, 21);
	strip_axis(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "0         10        ");
}
END_TEST

/* ---- phases ---- */

static void phase_at(size_t i, double from_s)
{
	k.phases[i] = (struct phase_finding){.begun = true, .begin_ns = SEC(from_s)};
}

START_TEST(a_phase_shows_its_number_where_it_begins)
{
	struct strip s = ten_cells();

	phase_at(0, 5);
	phase_at(1, 8.999);
	strip_phases(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "1  2      ");
}
END_TEST

START_TEST(phases_that_begin_in_one_cell_do_not_hide_each_other)
{
	struct strip s = ten_cells();

	phase_at(0, 5);
	phase_at(1, 5.5);
	strip_phases(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "+         ");
}
END_TEST

START_TEST(a_phase_that_did_not_begin_is_not_shown)
{
	struct strip s = ten_cells();

	phase_at(0, 5);
	phase_at(1, 8);
	k.phases[1].begun = false;
	strip_phases(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "1         ");
}
END_TEST

/* ---- workloads ---- */

static const struct {
	double any_from, any_to, all_from, all_to; /* 0, 0: none */
	const char *want;
} outages[] = {
	{0, 0, 0, 0, "██████████"},
	{7, 9, 0, 0, "██▒▒██████"},
	{7.999, 8.001, 0, 0, "██▒▒██████"},  /* 2 ms over an edge: both cells */
	{8.5, 8.500001, 0, 0, "███▒██████"}, /* a microsecond does not vanish */
	{7, 9, 8, 9, "██▒░██████"},          /* the worse one shows */
	{8.2, 8.9, 8.4, 8.5, "███░██████"},
	{5, 15, 5, 15, "░░░░░░░░░░"},
	{14.9, 15, 0, 0, "█████████▒"},
	{15, 16, 0, 0, "██████████"}, /* after the end */
	{4, 5, 0, 0, "██████████"},   /* before the begin */
};

START_TEST(an_outage_shows_in_every_cell_it_touches)
{
	struct strip s = ten_cells();
	struct workload_finding *w = &k.workloads[0];

	k.any[0] = (struct span){SEC(outages[_i].any_from), SEC(outages[_i].any_to)};
	k.all[0] = (struct span){SEC(outages[_i].all_from), SEC(outages[_i].all_to)};
	w->any = k.any;
	w->n_any = outages[_i].any_to > 0;
	w->all = k.all;
	w->n_all = outages[_i].all_to > 0;
	strip_workload(&s, 0, &row);
	ck_assert_str_eq(strbuf_text(&row), outages[_i].want);
}
END_TEST

/* However long the run and narrow the strip. */
START_TEST(a_short_outage_never_vanishes)
{
	struct rng r;

	rng_init(&r, 1, "vanish");
	for (int i = 0; i < 500; i++) {
		int64_t length = NS_PER_S +
				 (int64_t)rng_below(&r, 7200 * (uint64_t)NS_PER_S);
		int64_t from = k.f.begin_ns +
			       (int64_t)rng_below(&r, (uint64_t)length - 1000);
		struct strip s;

		k.f.end_ns = k.f.begin_ns + length;
		k.any[0] = (struct span){from, from + 1000};
		s = strip_fit(&k.f, 10 + rng_below(&r, 100));
		strbuf_clear(&row);
		strip_workload(&s, 0, &row);
		ck_assert_ptr_nonnull(strstr(strbuf_text(&row), "▒"));
	}
}
END_TEST

START_TEST(what_cannot_be_measured_is_not_shown_as_served)
{
	struct strip s = ten_cells();

	strip_workload(&s, 2, &row);
	ck_assert_str_eq(strbuf_text(&row), "??????????");
}
END_TEST

/* ---- the controller ---- */

static void controllers(size_t n, const double *until, const int32_t *node)
{
	double from = 5;

	for (size_t i = 0; i < n; from = until[i], i++)
		k.controllers[i] = (struct controller_span){SEC(from), SEC(until[i]),
							    node[i], 1};
	k.f.n_controllers = n;
}

START_TEST(the_controllers_last_digit_is_shown)
{
	struct strip s = ten_cells();

	controllers(2, (const double[]){9, 15}, (const int32_t[]){1, 103});
	strip_controller(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "1111333333");
}
END_TEST

START_TEST(a_moment_without_controller_does_not_vanish)
{
	struct strip s = ten_cells();

	controllers(3, (const double[]){7.2, 7.3, 15}, (const int32_t[]){1, -1, 2});
	strip_controller(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "11-2222222");
}
END_TEST

START_TEST(where_nothing_is_known_of_a_controller_nothing_is_shown)
{
	struct strip s = ten_cells();

	controllers(1, (const double[]){8}, (const int32_t[]){1});
	strip_controller(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "111       ");
}
END_TEST

/* ---- the ISR ---- */

static void steps(size_t n, const double *at, const uint16_t *isr)
{
	for (size_t i = 0; i < n; i++)
		k.steps[i] = (struct isr_step){.at_ns = SEC(at[i]), .min_isr = isr[i]};
	k.topics[0].n_steps = n;
}

START_TEST(the_smallest_isr_of_a_cell_is_shown)
{
	struct strip s = ten_cells();

	steps(5, (const double[]){1, 7.1, 7.2, 10, 12.5},
	      (const uint16_t[]){3, 1, 3, 2, 12});
	strip_isr(&s, 0, &row);
	ck_assert_str_eq(strbuf_text(&row), "3313322299"); /* 9: nine or more */
}
END_TEST

START_TEST(before_the_first_snapshot_the_isr_is_blank)
{
	struct strip s = ten_cells();

	steps(1, (const double[]){8}, (const uint16_t[]){3});
	strip_isr(&s, 0, &row);
	ck_assert_str_eq(strbuf_text(&row), "   3333333");
}
END_TEST

START_TEST(while_no_broker_answers_the_isr_is_a_question)
{
	struct strip s = ten_cells();

	steps(3, (const double[]){1, 8, 10}, (const uint16_t[]){3, 3, 2});
	k.steps[1].stale = true;
	strip_isr(&s, 0, &row);
	ck_assert_str_eq(strbuf_text(&row), "333??22222");
}
END_TEST

START_TEST(a_topic_never_seen_has_a_blank_isr)
{
	struct strip s = ten_cells();

	steps(0, NULL, NULL);
	strip_isr(&s, 0, &row);
	ck_assert_str_eq(strbuf_text(&row), "          ");
}
END_TEST

/* ---- nodes ---- */

static void engine(double at, int32_t node, const char *word)
{
	struct event *ev = timeline_add(&k.run.timeline);

	*ev = (struct event)EVENT(ENGINE, SEC(at));
	ev->node = node;
	ev->name = xstrdup(word);
}

START_TEST(nodes_run_unless_the_engine_says_otherwise)
{
	struct strip s = ten_cells();

	strip_nodes_up(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "3333333333");
}
END_TEST

START_TEST(a_node_that_died_counts_until_it_is_started)
{
	struct strip s = ten_cells();

	engine(7.5, 1, "kill");
	engine(7.5, 1, "die");
	engine(8, 2, "pause");
	engine(10.5, 2, "unpause");
	engine(12.5, 1, "start");
	strip_nodes_up(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "3321112233");
}
END_TEST

START_TEST(a_quick_restart_does_not_vanish)
{
	struct strip s = ten_cells();

	engine(7.5, 1, "die");
	engine(7.6, 1, "start");
	strip_nodes_up(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "3323333333");
}
END_TEST

START_TEST(what_happened_before_the_measurement_counts_as_it_was_left)
{
	struct strip s = ten_cells();

	engine(1, 1, "die");
	engine(2, 1, "start");
	engine(3, 2, "die");
	strip_nodes_up(&s, &row);
	ck_assert_str_eq(strbuf_text(&row), "2222222222");
}
END_TEST

static Suite *strip_suite(void)
{
	Suite *s = suite_create("strip");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, the_finest_round_cell_that_fits_is_taken, 0,
			    (int)ARRAY_LEN(fits));
	tcase_add_test(tc, a_strip_is_never_wider_than_asked_for);
	tcase_add_test(tc, a_measurement_that_did_not_begin_has_no_cells);
	tcase_add_test(tc, the_axis_has_a_mark_at_every_tenth_cell);
	tcase_add_test(tc, a_mark_that_does_not_fit_is_left_out);
	tcase_add_test(tc, a_phase_shows_its_number_where_it_begins);
	tcase_add_test(tc, phases_that_begin_in_one_cell_do_not_hide_each_other);
	tcase_add_test(tc, a_phase_that_did_not_begin_is_not_shown);
	tcase_add_loop_test(tc, an_outage_shows_in_every_cell_it_touches, 0,
			    (int)ARRAY_LEN(outages));
	tcase_add_test(tc, a_short_outage_never_vanishes);
	tcase_add_test(tc, what_cannot_be_measured_is_not_shown_as_served);
	tcase_add_test(tc, the_controllers_last_digit_is_shown);
	tcase_add_test(tc, a_moment_without_controller_does_not_vanish);
	tcase_add_test(tc, where_nothing_is_known_of_a_controller_nothing_is_shown);
	tcase_add_test(tc, the_smallest_isr_of_a_cell_is_shown);
	tcase_add_test(tc, before_the_first_snapshot_the_isr_is_blank);
	tcase_add_test(tc, while_no_broker_answers_the_isr_is_a_question);
	tcase_add_test(tc, a_topic_never_seen_has_a_blank_isr);
	tcase_add_test(tc, nodes_run_unless_the_engine_says_otherwise);
	tcase_add_test(tc, a_node_that_died_counts_until_it_is_started);
	tcase_add_test(tc, a_quick_restart_does_not_vanish);
	tcase_add_test(tc, what_happened_before_the_measurement_counts_as_it_was_left);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(strip_suite)
