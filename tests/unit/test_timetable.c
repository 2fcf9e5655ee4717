/* What a producing workload owes with bursts on top: order, exactness, end. */
#include "load/timetable.h"
#include "unit.h"

static struct timetable table;

static void setup(void)
{
	table = (struct timetable){.own = {.start_ns = 0, .rate_mps = 10 * 1000}};
}

static void teardown(void)
{
	timetable_release(&table);
}

/* Takes all that is due before `until_ns`; returns how many. */
static int64_t take_until(int64_t until_ns)
{
	int64_t before = table.taken, last = INT64_MIN;

	while (timetable_due(&table) < until_ns) {
		ck_assert_int_ge(timetable_due(&table), last);
		last = timetable_due(&table);
		timetable_take(&table);
	}
	return table.taken - before;
}

START_TEST(without_bursts_it_is_the_workloads_schedule)
{
	for (int64_t n = 0; n < 100; n++) {
		ck_assert_int_eq(timetable_due(&table), n * 100 * NS_PER_MS);
		timetable_take(&table);
	}
	ck_assert_int_eq(table.next, 100);
}
END_TEST

START_TEST(a_burst_adds_its_records_and_shifts_none)
{
	const struct schedule s = {.start_ns = 1030 * NS_PER_MS, .rate_mps = 50 * 1000};

	timetable_add(&table, &s, 3030 * NS_PER_MS);
	ck_assert_int_eq(take_until(1 * NS_PER_S), 10);
	ck_assert_int_eq(take_until(1030 * NS_PER_MS), 1);
	ck_assert_int_eq(timetable_due(&table), 1030 * NS_PER_MS); /* the burst's first */
	ck_assert_int_eq(take_until(5 * NS_PER_S), 39 + 100);
	ck_assert_int_eq(table.next, 50); /* of its own: ten a second, as ever */
	ck_assert_uint_eq(table.n_bursts, 0);
}
END_TEST

START_TEST(the_record_due_at_the_end_is_not_part_of_a_burst)
{
	const struct schedule s = {.start_ns = 0, .rate_mps = 4 * 1000};

	timetable_add(&table, &s, 1 * NS_PER_S);
	ck_assert_int_eq(table.bursts[0].len, 4);
}
END_TEST

START_TEST(a_burst_that_is_no_time_long_adds_nothing)
{
	const struct schedule s = {.start_ns = 5, .rate_mps = 1000 * 1000};

	timetable_add(&table, &s, 5);
	timetable_add(&table, &s, 4);
	ck_assert_uint_eq(table.n_bursts, 0);
}
END_TEST

START_TEST(bursts_overlap_and_end_in_any_order)
{
	const struct schedule large = {.start_ns = 0, .rate_mps = 100 * 1000};
	const struct schedule small = {.start_ns = 500 * NS_PER_MS,
				       .rate_mps = 30 * 1000};

	timetable_add(&table, &large, 2 * NS_PER_S);
	timetable_add(&table, &small, 1500 * NS_PER_MS);
	ck_assert_int_eq(timetable_rate(&table), 140 * 1000);
	ck_assert_int_eq(take_until(1750 * NS_PER_MS), 18 + 175 + 30);
	ck_assert_int_eq(timetable_rate(&table), 110 * 1000);
	ck_assert_int_eq(take_until(2 * NS_PER_S), 2 + 25);
	ck_assert_int_eq(timetable_rate(&table), 10 * 1000);
}
END_TEST

/* What could not be sent in time is owed all the same. */
START_TEST(records_of_a_burst_that_is_over_stay_due)
{
	const struct schedule s = {.start_ns = 0, .rate_mps = 20 * 1000};

	timetable_add(&table, &s, 1 * NS_PER_S);
	for (int i = 0; i < 15; i++)
		timetable_take(&table);
	ck_assert_int_eq(take_until(60 * NS_PER_S), 600 + 20 - 15);
}
END_TEST

static Suite *timetable_suite(void)
{
	Suite *s = suite_create("load timetable");
	TCase *tc = tcase_create("due");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, without_bursts_it_is_the_workloads_schedule);
	tcase_add_test(tc, a_burst_adds_its_records_and_shifts_none);
	tcase_add_test(tc, the_record_due_at_the_end_is_not_part_of_a_burst);
	tcase_add_test(tc, a_burst_that_is_no_time_long_adds_nothing);
	tcase_add_test(tc, bursts_overlap_and_end_in_any_order);
	tcase_add_test(tc, records_of_a_burst_that_is_over_stay_due);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(timetable_suite)
