#include "analyse/sort.h"
#include "base/mem.h"
#include "base/rng.h"
#include "test_analyse_run.h"
#include "unit.h"

static struct fake k;

static void setup(void)
{
	fake_init(&k);
	fake_topic(&k, "t", 2);
}

static void teardown(void)
{
	fake_release(&k);
}

/* One producer on partition 0, one phase of 20 s. */
static size_t one_producer(void)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);

	(void)fake_phase(&k, "steady", 0, 20000);
	return w;
}

/* ---- demand ---- */

START_TEST(every_due_record_is_served_late_rejected_or_unknown)
{
	size_t w = one_producer();
	const struct demand *d;

	(void)fake_acked(&k, w, 0, 100, 110);
	(void)fake_acked(&k, w, 0, 200, 1110);
	(void)fake_failed(&k, w, 0, 300, 310, OUTCOME_REJECTED, 19);
	(void)fake_failed(&k, w, 1, 400, 5000, OUTCOME_UNKNOWN, -192);
	d = &fake_analyse(&k)->workloads[w].run;
	ck_assert_uint_eq(d->due, 4);
	ck_assert_uint_eq(d->served, 1);
	ck_assert_uint_eq(d->late, 1);
	ck_assert_uint_eq(d->rejected, 1);
	ck_assert_uint_eq(d->unknown, 1);
}
END_TEST

START_TEST(an_answer_after_exactly_late_after_is_in_time)
{
	size_t w = one_producer();

	(void)fake_acked(&k, w, 0, 100, 100 + LATE_AFTER_MS);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[w].run.served, 1);
}
END_TEST

START_TEST(records_count_in_the_phase_they_were_due_in)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 1000);
	(void)fake_phase(&k, "b", 1000, 2000);
	(void)fake_acked(&k, w, 0, 999, 1005);
	(void)fake_acked(&k, w, 0, 1000, 1005);
	(void)fake_acked(&k, w, 0, 2000, 2005); /* due at the end: not measured */
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->phases[0].due, 1);
	ck_assert_uint_eq(f->phases[1].due, 1);
	ck_assert_uint_eq(f->run.due, 2);
}
END_TEST

START_TEST(warm_up_records_are_good_instants_but_no_demand)
{
	size_t w = one_producer();
	struct produced warm = {.due_ns = MS(-500),
				.sent_ns = MS(-500),
				.done_ns = MS(-10),
				.outcome = OUTCOME_ACKED,
				.warm = 1};
	const struct workload_finding *f;

	fake_row(&k, w, &warm);
	k.next_seq[w] = 1;
	(void)fake_acked(&k, w, 0, 20, 900);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->run.due, 1);
	ck_assert_uint_eq(f->n_windows, 1);
	ck_assert(!f->windows[0].unstarted);
}
END_TEST

START_TEST(acks_0_is_not_measured)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_NONE);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 10000);
	fake_load(&k, w, 0, 0, 1000, 100, 5);
	(void)fake_failed(&k, w, 0, 5000, 9000, OUTCOME_UNKNOWN, -195);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert(!f->measurable);
	ck_assert_uint_eq(f->n_windows, 0);
	ck_assert_uint_eq(f->run.served, 0);
}
END_TEST

START_TEST(a_sequence_number_without_a_row_is_unknown)
{
	size_t w = one_producer();
	const struct demand *d;

	(void)fake_acked(&k, w, 0, 100, 105);
	k.next_seq[w] += 2;
	(void)fake_acked(&k, w, 0, 400, 405);
	d = &fake_analyse(&k)->workloads[w].run;
	ck_assert_uint_eq(d->due, 4);
	ck_assert_uint_eq(d->unknown, 2);
	ck_assert_uint_eq(d->missing, 2);
}
END_TEST

START_TEST(a_missing_row_counts_in_the_phase_between_its_neighbours)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 1000);
	(void)fake_phase(&k, "b", 1000, 2000);
	(void)fake_acked(&k, w, 0, 800, 805);
	k.next_seq[w] += 1;
	(void)fake_acked(&k, w, 0, 1400, 1405);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->phases[0].missing, 0);
	ck_assert_uint_eq(f->phases[1].missing, 1);
}
END_TEST

START_TEST(a_record_given_up_at_the_end_before_it_was_late_is_no_demand)
{
	size_t w = one_producer();

	(void)fake_acked(&k, w, 0, 100, 105);
	(void)fake_failed(&k, w, 0, 19900, 20050, OUTCOME_UNKNOWN, -151);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[w].run.due, 1);
}
END_TEST

START_TEST(latency_counts_from_the_due_time)
{
	size_t w = one_producer();
	struct produced row = {.due_ns = MS(100),
			       .sent_ns = MS(900),
			       .done_ns = MS(1100),
			       .outcome = OUTCOME_ACKED};
	const struct demand *d;

	fake_row(&k, w, &row);
	d = &fake_analyse(&k)->workloads[w].run;
	ck_assert_int_eq(hist_percentile(d->latency, 10000), MS(1000));
	ck_assert_int_eq(d->worst_lag_ns, MS(800));
	ck_assert_uint_eq(d->saturated, 1);
}
END_TEST

START_TEST(steady_p99_is_of_the_time_before_the_first_action)
{
	size_t w = one_producer();

	fake_action(&k, "kill", 1, 10000, 10010);
	fake_load(&k, w, 0, 0, 10000, 50, 4);
	fake_load(&k, w, 0, 10000, 20000, 50, 200);
	ck_assert_int_eq(fake_analyse(&k)->workloads[w].steady_p99_ns, MS(4));
}
END_TEST

START_TEST(too_few_records_have_no_steady_p99)
{
	size_t w = one_producer();

	fake_load(&k, w, 0, 0, 990, 10, 4);
	ck_assert_int_eq(fake_analyse(&k)->workloads[w].steady_p99_ns, -1);
}
END_TEST

START_TEST(a_late_after_near_the_steady_p99_is_said)
{
	size_t w = one_producer();
	const struct findings *f;

	fake_load(&k, w, 0, 0, 20000, 50, 90);
	f = fake_analyse(&k);
	ck_assert(f->workloads[w].late_after_too_small);
	ck_assert_ptr_nonnull(strstr(f->notes[0], "steady p99"));
}
END_TEST

START_TEST(error_codes_are_counted_by_phase)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 1000);
	(void)fake_phase(&k, "b", 1000, 2000);
	(void)fake_failed(&k, w, 0, 100, 110, OUTCOME_REJECTED, 19);
	(void)fake_failed(&k, w, 0, 1100, 1110, OUTCOME_REJECTED, 7);
	(void)fake_failed(&k, w, 0, 1200, 1210, OUTCOME_REJECTED, 7);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_int_eq(f->phases[0].errors[0].code, 19);
	ck_assert_int_eq(f->phases[1].errors[0].code, 7);
	ck_assert_uint_eq(f->run.errors[0].count, 2);
	ck_assert_int_eq(f->run.errors[1].code, 19);
}
END_TEST

START_TEST(records_never_given_a_partition_are_due_and_in_no_window)
{
	size_t w = one_producer();
	const struct workload_finding *f;

	fake_load(&k, w, 0, 0, 2000, 100, 5);
	(void)fake_failed(&k, w, -1, 1000, 9000, OUTCOME_UNKNOWN, -192);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->run.unknown, 1);
	ck_assert_uint_eq(f->n_windows, 0);
}
END_TEST

START_TEST(sequence_numbers_that_cannot_be_are_refused)
{
	size_t w = one_producer();
	struct produced row = {.seq = 4000000000U, .outcome = OUTCOME_ACKED};
	struct err e = {0};

	fake_row(&k, w, &row);
	fake_finish(&k);
	ck_assert_int_eq(findings_make(&k.findings, &k.run, &e), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
}
END_TEST

START_TEST(a_run_without_anything_has_findings)
{
	const struct findings *f = fake_analyse(&k);

	ck_assert_int_eq(f->begin_ns, 0);
	ck_assert_int_eq(f->end_ns, 0);
	ck_assert(!f->settled);
}
END_TEST

/* ---- windows within phases ---- */

/* Partition 0 is out from 8 to 12 s, partition 1 from 9 to 13 s; phases meet at 10 s. */
static const struct findings *two_partitions(size_t *out_workload)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);

	(void)fake_phase(&k, "a", 0, 10000);
	(void)fake_phase(&k, "b", 10000, 20000);
	for (int p = 0; p < 2; p++) {
		int64_t out = 8000 + p * 1000, in = out + 4000;

		fake_load(&k, w, p, 0, out, 100, 0);
		fake_stalled(&k, w, p, out, in, 100, in);
		fake_load(&k, w, p, in, 20000, 100, 0);
	}
	*out_workload = w;
	return fake_analyse(&k);
}

START_TEST(a_window_across_phases_is_listed_once_and_clipped_to_each)
{
	size_t w;
	const struct findings *f = two_partitions(&w);
	const struct workload_finding *x = &f->workloads[w];

	ck_assert_uint_eq(x->n_windows, 2);
	/* from 7.9 to 8.0 s, to 11.9 to 12.0 s: middles at 7.95 and 11.95 s */
	ck_assert_int_eq(window_start_ns(&x->windows[0]), MS(7950));
	ck_assert_int_eq(window_end_ns(&x->windows[0]), MS(11950));
	ck_assert_int_eq(x->phases[0].longest_ns, MS(2050));
	ck_assert_int_eq(x->phases[0].longest_bar_ns, MS(50));
	ck_assert_int_eq(x->phases[0].longest_partition, 0);
	ck_assert_int_eq(x->phases[1].longest_ns, MS(2950));
	ck_assert_int_eq(x->phases[1].longest_partition, 1);
	ck_assert_int_eq(x->run.longest_ns, MS(4000));
}
END_TEST

START_TEST(any_and_all_partitions_out_are_told_apart)
{
	size_t w;
	const struct workload_finding *x = &two_partitions(&w)->workloads[w];

	ck_assert_int_eq(x->run.any_ns, MS(5000));
	ck_assert_int_eq(x->run.all_ns, MS(3000));
	ck_assert_int_eq(x->phases[0].any_ns + x->phases[1].any_ns, x->run.any_ns);
	ck_assert_int_eq(x->phases[0].all_ns + x->phases[1].all_ns, x->run.all_ns);
}
END_TEST

START_TEST(a_partition_without_demand_does_not_count_for_all)
{
	size_t w = one_producer();
	const struct demand *d;

	fake_load(&k, w, 0, 0, 1000, 100, 0);
	fake_stalled(&k, w, 0, 1000, 3000, 100, 3000);
	d = &fake_analyse(&k)->workloads[w].run;
	ck_assert_int_eq(d->all_ns, d->any_ns);
	ck_assert_int_gt(d->all_ns, 0);
}
END_TEST

START_TEST(shares_are_counted_per_partition_and_phase)
{
	size_t w;
	const struct workload_finding *x = &two_partitions(&w)->workloads[w];
	const struct share *b1 = &x->shares[1 * x->n_partitions + 1];
	const struct share *run0 = &x->shares[2 * x->n_partitions + 0];

	ck_assert_uint_eq(b1->due, 100);
	ck_assert_uint_eq(b1->served, 72); /* 10.0 to 12.7 s are late */
	ck_assert_uint_eq(run0->due, 200);
}
END_TEST

START_TEST(a_stalled_ticker_widens_the_bars_of_a_run)
{
	size_t w = one_producer();
	const struct window *x;

	fake_load(&k, w, 0, 0, 1000, 100, 0);
	fake_stalled(&k, w, 0, 1000, 3000, 100, 3000);
	fake_stall(&k, 15, 1200); /* everyday lateness */
	fake_stall(&k, 40, 3100);
	x = fake_analyse(&k)->workloads[w].windows;
	ck_assert(x->widened);
	ck_assert_int_eq(x->from_ns, MS(900));
	ck_assert_int_eq(x->to_earliest_ns, MS(2860));
}
END_TEST

/* ---- consuming ---- */

/* A producer and a consumer; each record is received `delay` ms after its acknowledgement. */
static size_t consuming(size_t *out_producer)
{
	size_t p = fake_producer(&k, "p", "t", ACKS_ALL);
	size_t c = fake_consumer(&k, "c", "t");

	(void)fake_phase(&k, "a", 0, 20000);
	*out_producer = p;
	return c;
}

static void produce_and_receive(size_t p, size_t c, int64_t due, int64_t received)
{
	uint32_t seq = fake_acked(&k, p, 0, due, due + 5);

	fake_received(&k, c, p, seq, 0, received);
}

START_TEST(what_is_acknowledged_is_due_to_the_consumer)
{
	size_t p, c = consuming(&p);
	const struct demand *d;

	produce_and_receive(p, c, 100, 110);
	produce_and_receive(p, c, 200, 5000);
	(void)fake_acked(&k, p, 0, 300, 305); /* never received */
	(void)fake_failed(&k, p, 0, 400, 410, OUTCOME_REJECTED, 19);
	produce_and_receive(p, c, 18000, 18010);
	d = &fake_analyse(&k)->workloads[c].run;
	ck_assert_uint_eq(d->due, 4);
	ck_assert_uint_eq(d->served, 2);
	ck_assert_uint_eq(d->late, 1);
	ck_assert_uint_eq(d->unknown, 1);
}
END_TEST

START_TEST(a_consumer_is_late_from_the_acknowledgement_on)
{
	size_t p, c = consuming(&p);
	uint32_t seq = fake_acked(&k, p, 0, 1000, 9000);

	fake_received(&k, c, p, seq, 0, 9100);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.served, 1);
}
END_TEST

START_TEST(a_receipt_before_the_producer_is_told_is_in_time)
{
	size_t p, c = consuming(&p);
	uint32_t seq = fake_acked(&k, p, 0, 1000, 1010);
	const struct demand *d;

	fake_received(&k, c, p, seq, 0, 1008);
	d = &fake_analyse(&k)->workloads[c].run;
	ck_assert_uint_eq(d->served, 1);
	ck_assert_int_eq(hist_percentile(d->latency, 10000), 0);
}
END_TEST

START_TEST(a_consumer_without_new_records_is_idle)
{
	size_t p, c = consuming(&p);

	produce_and_receive(p, c, 100, 110);
	(void)fake_failed(&k, p, 0, 200, 9000, OUTCOME_UNKNOWN, -192);
	produce_and_receive(p, c, 10000, 10010);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].n_windows, 0);
}
END_TEST

START_TEST(an_outage_of_consuming_lasts_from_receipt_to_receipt)
{
	size_t p, c = consuming(&p);
	const struct workload_finding *x;

	produce_and_receive(p, c, 100, 110);
	produce_and_receive(p, c, 200, 3000);
	produce_and_receive(p, c, 300, 3001);
	produce_and_receive(p, c, 3010, 3020);
	x = &fake_analyse(&k)->workloads[c];
	ck_assert_uint_eq(x->n_windows, 1);
	ck_assert_int_eq(x->windows[0].from_ns, MS(110));
	ck_assert_int_eq(x->windows[0].from_latest_ns, MS(205));
	ck_assert_int_eq(x->windows[0].to_ns, MS(3000));
	ck_assert_int_eq(x->windows[0].plane, PLANE_CONSUME);
}
END_TEST

START_TEST(records_of_an_acks_0_producer_are_not_due_to_the_consumer)
{
	size_t z = fake_producer(&k, "z", "t", ACKS_NONE);
	size_t c = fake_consumer(&k, "c", "t");
	uint32_t seq = fake_acked(&k, z, 0, 100, 101);

	(void)fake_phase(&k, "a", 0, 20000);
	fake_received(&k, c, z, seq, 0, 5000);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 0);
}
END_TEST

START_TEST(records_of_another_topic_are_not_due_to_the_consumer)
{
	size_t p, c = consuming(&p), other;

	fake_topic(&k, "u", 1);
	other = fake_producer(&k, "o", "u", ACKS_ALL);
	fake_load(&k, other, 0, 0, 1000, 100, 5);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 0);
}
END_TEST

START_TEST(a_second_receipt_does_not_make_a_record_late)
{
	size_t p, c = consuming(&p);
	uint32_t seq = fake_acked(&k, p, 0, 1000, 1010);

	fake_received(&k, c, p, seq, 0, 9000);
	fake_received(&k, c, p, seq, 0, 1020);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.served, 1);
}
END_TEST

START_TEST(what_was_acknowledged_just_before_the_end_is_not_held_against_a_consumer)
{
	size_t p, c = consuming(&p);

	produce_and_receive(p, c, 19000, 19010);
	(void)fake_acked(&k, p, 0, 19900, 19910);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 1);
}
END_TEST

START_TEST(receipts_that_name_nobody_are_ignored)
{
	size_t p, c = consuming(&p);

	fake_received(&k, c, 77, 1, 0, 100);
	fake_received(&k, c, p, 12345, 0, 100);
	fake_received(&k, c, p, 0, 999, 100);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 0);
}
END_TEST

/* ---- phases, actions, instrument ---- */

START_TEST(a_phase_that_was_cut_off_ends_with_the_last_event)
{
	struct event begin = EVENT(PHASE, MS(10000));
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 10000);
	GROW(k.run.header.plan.phases, k.run.header.plan.n_phases)->name = xstrdup("b");
	begin.phase = 1;
	begin.up = true;
	fake_event(&k, begin);
	fake_stall(&k, 1, 14000);
	k.run.ended = false;
	f = fake_analyse(&k);
	ck_assert(f->phases[1].begun && !f->phases[1].ended);
	ck_assert_int_eq(f->end_ns, MS(14000));
	ck_assert_ptr_nonnull(strstr(f->notes[0], "cut off"));
}
END_TEST

START_TEST(a_phase_that_did_not_begin_has_no_demand)
{
	size_t w = one_producer();
	const struct findings *f;

	GROW(k.run.header.plan.phases, k.run.header.plan.n_phases)->name = xstrdup("b");
	fake_load(&k, w, 0, 0, 1000, 100, 5);
	f = fake_analyse(&k);
	ck_assert(!f->phases[1].begun);
	ck_assert_uint_eq(f->workloads[w].phases[1].due, 0);
}
END_TEST

START_TEST(an_action_takes_effect_when_its_last_node_does)
{
	struct event second = EVENT(ACTION, MS(5300));
	const struct action_finding *a;

	(void)fake_phase(&k, "a", 0, 10000);
	fake_action(&k, "stop", 1, 5000, 5100);
	second.phase = 0;
	second.action = 0;
	second.step = STEP_EFFECTIVE;
	second.node = 2;
	fake_event(&k, second);
	a = fake_analyse(&k)->actions;
	ck_assert_int_eq(a->requested_ns, MS(5000));
	ck_assert_int_eq(a->first_effective_ns, MS(5100));
	ck_assert_int_eq(a->effective_ns, MS(5300));
	ck_assert_uint_eq(a->nodes.len, 2);
}
END_TEST

START_TEST(the_instrument_is_judged_by_its_worst_second)
{
	struct event a = EVENT(INSTRUMENT, MS(1000)), b = EVENT(INSTRUMENT, MS(3000));
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 10000);
	a.late_ns = MS(3);
	a.rss_kib = 100;
	b.late_ns = MS(2);
	b.cpu_ns = MS(500);
	b.rss_kib = 200;
	fake_event(&k, a);
	fake_event(&k, b);
	fake_gap(&k, 700, 5000);
	f = fake_analyse(&k);
	ck_assert_int_eq(f->instrument.worst_late_ns, MS(3));
	ck_assert_int_eq(f->instrument.peak_rss_kib, 200);
	ck_assert_int_eq(f->instrument.observer_gap_ns, MS(700));
	ck_assert(f->instrument.cpu_share > 0.24 && f->instrument.cpu_share < 0.26);
}
END_TEST

START_TEST(known_defects_of_the_client_are_noted)
{
	const struct findings *f;

	params_set(&k.run.header.environment, "librdkafka artefact 1", "goes fatal", 0);
	f = fake_analyse(&k);
	ck_assert_str_eq(f->notes[0], "client: goes fatal");
}
END_TEST

/* ---- sorting ---- */

static int by_value(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (x[0] > y[0]) - (x[0] < y[0]);
}

START_TEST(sorting_keeps_equal_items_in_order)
{
	int v[300][2];
	struct rng r;
	size_t n;

	rng_init(&r, (uint64_t)_i, "sort");
	n = (size_t)rng_below(&r, 300);
	for (size_t i = 0; i < n; i++) {
		v[i][0] = (int)rng_below(&r, 40);
		v[i][1] = (int)i;
	}
	sort_nearly(v, n, sizeof(v[0]), by_value);
	for (size_t i = 1; i < n; i++)
		ck_assert(v[i - 1][0] < v[i][0] ||
			  (v[i - 1][0] == v[i][0] && v[i - 1][1] < v[i][1]));
}
END_TEST

/* ---- any run at all ---- */

static void random_run(struct rng *r, size_t w)
{
	for (int64_t due = 0; due < 19000; due += (int64_t)rng_below(r, 200)) {
		int p = (int)rng_below(r, 2);
		int64_t took = rng_below(r, 5) ? 5 : (int64_t)rng_below(r, 3000);

		switch (rng_below(r, 12)) {
		case 0: (void)fake_failed(&k, w, p, due, due + took, OUTCOME_REJECTED, 19); break;
		case 1: (void)fake_failed(&k, w, p, due, due + took, OUTCOME_UNKNOWN, 7); break;
		case 2: k.next_seq[w]++; break;
		default: (void)fake_acked(&k, w, p, due, due + took); break;
		}
	}
	(void)fake_acked(&k, w, 0, 19500, 19505);
}

static void check_demand(const struct demand *d)
{
	ck_assert_uint_eq(d->due, d->served + d->late + d->rejected + d->unknown);
	ck_assert_uint_eq(d->latency->count, d->served + d->late);
	ck_assert_int_le(d->all_ns, d->any_ns);
	ck_assert_int_le(d->longest_ns, d->any_ns);
	ck_assert_int_ge(d->longest_bar_ns, 0);
}

START_TEST(the_numbers_of_any_run_add_up)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *x;
	uint64_t due = 0;
	int64_t any = 0;
	struct rng r;

	rng_init(&r, (uint64_t)_i, "runs");
	(void)fake_phase(&k, "a", 0, 5000);
	(void)fake_phase(&k, "b", 5000, 12000);
	(void)fake_phase(&k, "c", 12000, 20000);
	random_run(&r, w);
	x = &fake_analyse(&k)->workloads[w];
	check_demand(&x->run);
	for (size_t i = 0; i < 3; i++) {
		check_demand(&x->phases[i]);
		due += x->phases[i].due;
		any += x->phases[i].any_ns;
	}
	ck_assert_uint_eq(due, x->run.due);
	ck_assert_int_eq(any, x->run.any_ns);
}
END_TEST

static void add_demand(Suite *s)
{
	TCase *tc = tcase_create("demand");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_due_record_is_served_late_rejected_or_unknown);
	tcase_add_test(tc, an_answer_after_exactly_late_after_is_in_time);
	tcase_add_test(tc, records_count_in_the_phase_they_were_due_in);
	tcase_add_test(tc, warm_up_records_are_good_instants_but_no_demand);
	tcase_add_test(tc, acks_0_is_not_measured);
	tcase_add_test(tc, a_sequence_number_without_a_row_is_unknown);
	tcase_add_test(tc, a_missing_row_counts_in_the_phase_between_its_neighbours);
	tcase_add_test(tc, a_record_given_up_at_the_end_before_it_was_late_is_no_demand);
	tcase_add_test(tc, latency_counts_from_the_due_time);
	tcase_add_test(tc, steady_p99_is_of_the_time_before_the_first_action);
	tcase_add_test(tc, too_few_records_have_no_steady_p99);
	tcase_add_test(tc, a_late_after_near_the_steady_p99_is_said);
	tcase_add_test(tc, error_codes_are_counted_by_phase);
	tcase_add_test(tc, records_never_given_a_partition_are_due_and_in_no_window);
	tcase_add_test(tc, sequence_numbers_that_cannot_be_are_refused);
	tcase_add_test(tc, a_run_without_anything_has_findings);
	tcase_add_loop_test(tc, the_numbers_of_any_run_add_up, 0, 200);
	suite_add_tcase(s, tc);
}

static void add_phases(Suite *s)
{
	TCase *tc = tcase_create("phases");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_window_across_phases_is_listed_once_and_clipped_to_each);
	tcase_add_test(tc, any_and_all_partitions_out_are_told_apart);
	tcase_add_test(tc, a_partition_without_demand_does_not_count_for_all);
	tcase_add_test(tc, shares_are_counted_per_partition_and_phase);
	tcase_add_test(tc, a_stalled_ticker_widens_the_bars_of_a_run);
	tcase_add_test(tc, a_phase_that_was_cut_off_ends_with_the_last_event);
	tcase_add_test(tc, a_phase_that_did_not_begin_has_no_demand);
	tcase_add_test(tc, an_action_takes_effect_when_its_last_node_does);
	tcase_add_test(tc, the_instrument_is_judged_by_its_worst_second);
	tcase_add_test(tc, known_defects_of_the_client_are_noted);
	suite_add_tcase(s, tc);
}

static void add_consuming(Suite *s)
{
	TCase *tc = tcase_create("consuming");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_is_acknowledged_is_due_to_the_consumer);
	tcase_add_test(tc, a_consumer_is_late_from_the_acknowledgement_on);
	tcase_add_test(tc, a_receipt_before_the_producer_is_told_is_in_time);
	tcase_add_test(tc, a_consumer_without_new_records_is_idle);
	tcase_add_test(tc, an_outage_of_consuming_lasts_from_receipt_to_receipt);
	tcase_add_test(tc, records_of_an_acks_0_producer_are_not_due_to_the_consumer);
	tcase_add_test(tc, records_of_another_topic_are_not_due_to_the_consumer);
	tcase_add_test(tc, a_second_receipt_does_not_make_a_record_late);
	tcase_add_test(
		tc, what_was_acknowledged_just_before_the_end_is_not_held_against_a_consumer);
	tcase_add_test(tc, receipts_that_name_nobody_are_ignored);
	suite_add_tcase(s, tc);
}

static Suite *analyse_suite(void)
{
	Suite *s = suite_create("analyse");
	TCase *tc = tcase_create("sort");

	add_demand(s);
	add_phases(s);
	add_consuming(s);
	tcase_add_loop_test(tc, sorting_keeps_equal_items_in_order, 0, 100);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(analyse_suite)
