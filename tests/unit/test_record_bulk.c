/* The reader and the ledgers of bulk workloads: what was written comes back, what is garbled is refused. */
#include "base/mem.h"
#include "model/bulk.h"
#include "record_kit.h"
#include "unit.h"

static struct kit k;

static void setup(void)
{
	k = kit_new();
}

static void teardown(void)
{
	kit_remove(&k);
}

static const struct ledger *the(const struct run *run, enum ledger_kind kind)
{
	for (size_t i = 0; i < run->n_ledgers; i++)
		if (run->ledgers[i].kind == kind)
			return &run->ledgers[i];
	ck_abort_msg("no ledger of kind %d", (int)kind);
	return NULL;
}

START_TEST(every_row_comes_back_as_it_was_written)
{
	struct bulk_interval i = {-1, 2, 3, 4, 5, 6, 7, 8, UINT32_MAX}, i2;
	struct bulk_latency l = {UINT32_MAX, 960, 3}, l2;
	struct bulk_outcome o = {UINT32_MAX, 1, INT16_MIN, OUTCOME_REJECTED}, o2;
	struct bulk_copies c = {UINT32_MAX, 1, UINT16_MAX, 1}, c2;
	struct bulk_order s = {1, UINT16_MAX, UINT64_MAX, 2, 3}, s2;
	struct run run;

	stream_interval(kit_stream(&k, "load/checkout-0.intervals"), &i);
	stream_latency(kit_stream(&k, "load/checkout-0.latencies"), &l);
	stream_outcome(kit_stream(&k, "load/checkout-0.outcomes"), &o);
	stream_copies(kit_stream(&k, "settle/copies"), &c);
	stream_order(kit_stream(&k, "settle/order"), &s);
	kit_close(&k);
	kit_open(&k, &run);
	bulk_interval_unpack(&i2, the(&run, LEDGER_INTERVALS)->rows);
	bulk_latency_unpack(&l2, the(&run, LEDGER_LATENCIES)->rows);
	bulk_outcome_unpack(&o2, the(&run, LEDGER_OUTCOMES)->rows);
	bulk_copies_unpack(&c2, the(&run, LEDGER_COPIES)->rows);
	bulk_order_unpack(&s2, the(&run, LEDGER_ORDER)->rows);
	ck_assert(i2.from_ns == i.from_ns && i2.to_ns == i.to_ns &&
		  i2.full_ns == i.full_ns && i2.latency_sum_us == i.latency_sum_us &&
		  i2.latency_max_ns == i.latency_max_ns && i2.sent == i.sent &&
		  i2.acked == i.acked && i2.rejected == i.rejected &&
		  i2.unknown == i.unknown);
	ck_assert(l2.interval == l.interval && l2.bucket == l.bucket &&
		  l2.count == l.count);
	ck_assert(o2.from == o.from && o2.count == o.count && o2.error == o.error &&
		  o2.outcome == o.outcome);
	ck_assert(c2.from == c.from && c2.count == c.count && c2.producer == c.producer &&
		  c2.again == c.again);
	ck_assert(s2.producer == s.producer && s2.partition == s.partition &&
		  s2.read == s.read && s2.duplicated == s.duplicated &&
		  s2.reordered == s.reordered);
	ck_assert_uint_eq(the(&run, LEDGER_INTERVALS)->workload, 0);
	run_close(&run);
}
END_TEST

static void check_refused(void)
{
	struct err e = {0};
	struct run run;

	kit_close(&k);
	ck_assert_int_eq(run_open(&run, k.dir, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "row 1 is garbled"));
}

/* Each time the second row is one too many. */
static const struct bulk_outcome bad_outcomes[] = {
	{9, 1, 0, 1},          /* begins within the first */
	{10, 0, 0, 1},         /* nothing */
	{UINT32_MAX, 2, 0, 1}, /* beyond the last number */
};

START_TEST(outcomes_out_of_order_are_refused)
{
	struct stream *s = kit_stream(&k, "load/checkout-0.outcomes");

	stream_outcome(s, &(struct bulk_outcome){0, 10, 0, OUTCOME_ACKED});
	stream_outcome(s, &bad_outcomes[_i]);
	check_refused();
}
END_TEST

static const struct bulk_copies bad_copies[] = {
	{9, 1, 1, 1},  /* within the first */
	{50, 1, 1, 0}, /* first copies come before repeated ones */
	{50, 1, 0, 1}, /* producers in order */
	{50, 1, 1, 2}, /* neither nor */
};

START_TEST(copies_out_of_order_are_refused)
{
	struct stream *s = kit_stream(&k, "settle/copies");

	stream_copies(s, &(struct bulk_copies){0, 10, 1, 1});
	stream_copies(s, &bad_copies[_i]);
	check_refused();
}
END_TEST

static const struct bulk_interval bad_intervals[] = {
	{.from_ns = 5, .to_ns = 20},                 /* within the first */
	{.from_ns = 20, .to_ns = 15},                /* backwards */
	{.from_ns = 20, .to_ns = 30, .full_ns = 11}, /* longer full than it was */
	{.from_ns = 20, .to_ns = INT64_MAX},         /* after all times */
	{.from_ns = 20,
	 .to_ns = 30,
	 .latency_max_ns = -1}, /* answered before it was sent */
	{.from_ns = 20, .to_ns = 30, .latency_sum_us = -1},
};

START_TEST(intervals_that_cannot_be_are_refused)
{
	struct stream *s = kit_stream(&k, "load/checkout-0.intervals");

	stream_interval(s, &(struct bulk_interval){.from_ns = 0, .to_ns = 10});
	stream_interval(s, &bad_intervals[_i]);
	check_refused();
}
END_TEST

START_TEST(copies_of_the_next_producer_start_over)
{
	struct stream *s = kit_stream(&k, "settle/copies");
	struct run run;

	stream_copies(s, &(struct bulk_copies){0, 10, 0, 0});
	stream_copies(s, &(struct bulk_copies){3, 1, 0, 1});
	stream_copies(s, &(struct bulk_copies){0, 5, 1, 0});
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_uint_eq(the(&run, LEDGER_COPIES)->len, 3);
	run_close(&run);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("record bulk");
	TCase *tc = tcase_create("ledgers");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_row_comes_back_as_it_was_written);
	tcase_add_loop_test(tc, outcomes_out_of_order_are_refused, 0,
			    ARRAY_LEN(bad_outcomes));
	tcase_add_loop_test(tc, copies_out_of_order_are_refused, 0,
			    ARRAY_LEN(bad_copies));
	tcase_add_loop_test(tc, intervals_that_cannot_be_are_refused, 0,
			    ARRAY_LEN(bad_intervals));
	tcase_add_test(tc, copies_of_the_next_producer_start_over);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(suite)
