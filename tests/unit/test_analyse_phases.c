#include "base/mem.h"
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

/* ---- windows within phases ---- */

/* Partition 0 is out from 8 to 12 s, partition 1 from 9 to 13 s; phases meet at 10 s. */
static const struct findings *two_partitions(size_t *out_workload)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);

	(void)fake_phase(&k, "a", 0, 10000);
	(void)fake_phase(&k, "b", 10000, 20000);
	fake_action(&k, "kill", 3, 8000,
		    8000); /* the time before it is steady: p99 is 0 */
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
	fake_stall(&k, 40, 3100); /* the last bad record was sent at 2700 */
	x = fake_analyse(&k)->workloads[w].windows;
	ck_assert(x->widened);
	ck_assert_int_eq(x->from_ns, MS(900));
	ck_assert_int_eq(x->to_earliest_ns, MS(2660));
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
	ck_assert_uint_eq(a->nodes.len, 1); /* node 2 is the other side of a cut */
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
	a.contended_ns = MS(7000);
	b.contended_ns = MS(7500);
	fake_event(&k, a);
	fake_event(&k, b);
	fake_gap(&k, 700, 5000);
	f = fake_analyse(&k);
	ck_assert_int_eq(f->instrument.worst_late_ns, MS(3));
	ck_assert_int_eq(f->instrument.peak_rss_kib, 200);
	ck_assert_int_eq(f->instrument.observer_gap_ns, MS(700));
	ck_assert(f->instrument.cpu_share > 0.24 && f->instrument.cpu_share < 0.26);
	ck_assert(f->instrument.contended > 0.24 && f->instrument.contended < 0.26);
	ck_assert(f->phases[0].contended > 0.24 && f->phases[0].contended < 0.26);
}
END_TEST

START_TEST(a_kernel_that_tells_no_contention_is_not_called_idle)
{
	struct event a = EVENT(INSTRUMENT, MS(1000)), b = EVENT(INSTRUMENT, MS(3000));
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 10000);
	fake_event(&k, a);
	fake_event(&k, b);
	f = fake_analyse(&k);
	ck_assert(f->instrument.contended < 0);
	ck_assert(f->phases[0].contended < 0);
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

static void engine_says(int32_t node, const char *word, int64_t at_ms)
{
	struct event ev = EVENT(ENGINE, MS(at_ms));

	ev.node = node;
	ev.name = xstrdup(word);
	fake_event(&k, ev);
}

START_TEST(a_node_that_was_killed_for_lack_of_memory_is_noted_once_per_death)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 1000, 20000);
	engine_says(2, "oom", 3000);
	engine_says(1, "start", 3010);
	engine_says(2, "oom", 3020);
	engine_says(2, "die", 3030);
	engine_says(2, "start", 5000);
	engine_says(2, "oom", 6500);
	engine_says(2, "die", 6530);
	f = fake_analyse(&k);
	ck_assert_uint_ge(f->n_notes, 2);
	ck_assert_str_eq(f->notes[0],
			 "kafka2 was killed for lack of memory (at +2.00 s)");
	ck_assert_str_eq(f->notes[1],
			 "kafka2 was killed for lack of memory (at +5.50 s)");
	for (size_t i = 2; i < f->n_notes; i++)
		ck_assert_ptr_null(strstr(f->notes[i], "memory"));
}
END_TEST

START_TEST(a_node_that_was_killed_for_another_reason_is_not_noted)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 1000, 20000);
	engine_says(2, "kill", 3000);
	engine_says(2, "die", 3030);
	f = fake_analyse(&k);
	for (size_t i = 0; i < f->n_notes; i++)
		ck_assert_ptr_null(strstr(f->notes[i], "memory"));
}
END_TEST

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
	tcase_add_test(tc, a_kernel_that_tells_no_contention_is_not_called_idle);
	tcase_add_test(tc, known_defects_of_the_client_are_noted);
	tcase_add_test(tc,
		       a_node_that_was_killed_for_lack_of_memory_is_noted_once_per_death);
	tcase_add_test(tc, a_node_that_was_killed_for_another_reason_is_not_noted);
	suite_add_tcase(s, tc);
}

static Suite *analyse_phases_suite(void)
{
	Suite *s = suite_create("analyse phases");

	add_phases(s);
	return s;
}

UNIT_SUITE(analyse_phases_suite)
