/* What changes over a measurement: workloads in buckets, and how each node was. */
#include "base/mem.h"
#include "model/bulk.h"
#include "test_analyse_run.h"
#include "unit.h"

static struct fake k;
static size_t w;

static void setup(void)
{
	fake_init(&k);
	fake_topic(&k, "t", 2);
	w = fake_producer(&k, "p", "t", ACKS_ALL);
	(void)fake_phase(&k, "a", 0, 4000);
	(void)fake_phase(&k, "b", 4000, 10000);
}

static void teardown(void)
{
	fake_release(&k);
}

static const struct rate *rate_at(const struct findings *f, int64_t ms)
{
	return &f->workloads[w].rates[MS(ms) / f->bucket_ns];
}

/* ---- rates ---- */

START_TEST(each_record_is_in_the_bucket_in_which_it_was_due)
{
	const struct findings *f;

	fake_load(&k, w, 0, 0, 10000, 50, 5);
	fake_load(&k, w, 1, 0, 10000, 50, 20);
	f = fake_analyse(&k);
	ck_assert_int_eq(f->bucket_ns, MS(250));
	ck_assert_uint_eq(f->n_buckets, 40);
	for (size_t i = 0; i < f->n_buckets; i++) {
		ck_assert_uint_eq(f->workloads[w].rates[i].due, 10);
		ck_assert_uint_eq(f->workloads[w].rates[i].served, 10);
	}
	ck_assert_int_ge(rate_at(f, 1000)->p50_ns, MS(5));
	ck_assert_int_lt(rate_at(f, 1000)->p50_ns, MS(6));
	ck_assert_int_eq(rate_at(f, 1000)->max_ns, MS(20));
}
END_TEST

START_TEST(an_outage_is_seen_where_it_was_with_what_became_of_the_records)
{
	const struct findings *f;

	fake_load(&k, w, 0, 0, 5000, 50, 5);
	fake_stalled(&k, w, 0, 5000, 6000, 50, 6200);
	(void)fake_failed(&k, w, 0, 6010, 6100, OUTCOME_REJECTED, 19);
	(void)fake_failed(&k, w, 0, 6020, 6100, OUTCOME_UNKNOWN, -192);
	fake_load(&k, w, 0, 6500, 10000, 50, 5);
	f = fake_analyse(&k);
	ck_assert_uint_eq(rate_at(f, 5000)->served, 0);
	ck_assert_uint_eq(rate_at(f, 5000)->late, 5);
	ck_assert_int_eq(rate_at(f, 5000)->max_ns, MS(1200));
	ck_assert_uint_eq(rate_at(f, 6000)->rejected, 1);
	ck_assert_uint_eq(rate_at(f, 6000)->unknown, 1);
	ck_assert_int_eq(rate_at(f, 6000)->p50_ns, -1);
	ck_assert_uint_eq(rate_at(f, 6250)->due, 0);
}
END_TEST

START_TEST(buckets_and_demand_count_the_same_records)
{
	const struct findings *f;
	uint64_t due = 0, served = 0, late = 0;

	fake_load(&k, w, 0, -500, 10500, 7, 3);
	fake_stalled(&k, w, 1, 2000, 6000, 11, 6500);
	f = fake_analyse(&k);
	for (size_t i = 0; i < f->n_buckets; i++) {
		due += f->workloads[w].rates[i].due;
		served += f->workloads[w].rates[i].served;
		late += f->workloads[w].rates[i].late;
	}
	ck_assert_uint_eq(due, f->workloads[w].run.due);
	ck_assert_uint_eq(served, f->workloads[w].run.served);
	ck_assert_uint_eq(late, f->workloads[w].run.late);
}
END_TEST

START_TEST(a_long_measurement_has_longer_buckets)
{
	const struct findings *f;

	(void)fake_phase(&k, "c", 10000, 3600 * 1000);
	fake_load(&k, w, 0, 0, 10000, 50, 5);
	f = fake_analyse(&k);
	ck_assert_uint_le(f->n_buckets, 600);
	ck_assert_int_eq(f->bucket_ns, 10 * NS_PER_S);
}
END_TEST

static void bulk_interval_at(int64_t from_ms, uint32_t acked, uint32_t bucket,
			     int64_t max_ns)
{
	static uint32_t n;
	struct bulk_interval r = {.from_ns = MS(from_ms),
				  .to_ns = MS(from_ms + 100),
				  .sent = acked,
				  .acked = acked,
				  .latency_max_ns = max_ns};
	struct bulk_latency l = {n++, bucket, acked};
	uint8_t bytes[BULK_INTERVAL_BYTES], more[BULK_LATENCY_BYTES];

	bulk_interval_pack(bytes, &r);
	fake_packed(&k, LEDGER_INTERVALS, w, bytes, sizeof(bytes));
	bulk_latency_pack(more, &l);
	fake_packed(&k, LEDGER_LATENCIES, w, more, sizeof(more));
}

START_TEST(a_bulk_workload_is_counted_by_its_answers)
{
	const struct findings *f;

	k.run.header.plan.workloads[w].records = 1000;
	bulk_interval_at(2000, 300, 5, 1000);
	bulk_interval_at(2100, 100, 40, MS(2));
	bulk_interval_at(2300, 600, 5, 1000);
	f = fake_analyse(&k);
	ck_assert_uint_eq(rate_at(f, 2000)->due, 400);
	ck_assert_uint_eq(rate_at(f, 2000)->served, 400);
	ck_assert_int_eq(rate_at(f, 2000)->max_ns, MS(2));
	ck_assert_int_lt(rate_at(f, 2000)->p50_ns, rate_at(f, 2000)->p99_ns);
	ck_assert_uint_eq(rate_at(f, 2250)->served, 600);
	ck_assert_uint_eq(rate_at(f, 2500)->due, 0);
}
END_TEST

/* ---- nodes ---- */

static void engine_says(int32_t node, const char *what, int64_t at_ms)
{
	struct event ev = EVENT(ENGINE, MS(at_ms));

	ev.node = node;
	ev.name = xstrdup(what);
	fake_event(&k, ev);
}

static const struct node_span *spans_of(const struct findings *f, size_t node,
					size_t *len)
{
	size_t first = 0;

	while (first < f->n_node_spans && f->node_spans[first].node != node)
		first++;
	for (*len = 0; first + *len < f->n_node_spans; ++*len)
		if (f->node_spans[first + *len].node != node)
			break;
	return &f->node_spans[first];
}

static void expect_state(const struct node_span *s, int64_t from_ms, int64_t to_ms,
			 enum node_state state, const char *by)
{
	ck_assert_int_eq(s->from_ns, MS(from_ms));
	ck_assert_int_eq(s->to_ns, MS(to_ms));
	ck_assert_str_eq(node_state_name(s->state), node_state_name(state));
	ck_assert_pstr_eq(s->by, by);
}

START_TEST(a_killed_node_is_hit_then_stopped_then_on_its_way_back)
{
	const struct node_span *s;
	size_t len;

	fake_healthy(&k, 2, -1000);
	fake_action(&k, "kill", 2, 5000, 5200);
	engine_says(2, "die", 5200);
	fake_reach(&k, 2, false, 5300);
	engine_says(2, "start", 7000);
	fake_reach(&k, 2, true, 8000);
	s = spans_of(fake_analyse(&k), 1, &len);
	ck_assert_uint_eq(len, 5);
	expect_state(&s[0], 0, 5000, NODE_UP, NULL);
	expect_state(&s[1], 5000, 5200, NODE_HIT, "kill");
	expect_state(&s[2], 5200, 7000, NODE_STOPPED, "kill");
	expect_state(&s[3], 7000, 8000, NODE_SILENT, "kill");
	expect_state(&s[4], 8000, 10000, NODE_UP, NULL);
}
END_TEST

START_TEST(a_pause_and_a_node_that_hangs_are_told_apart)
{
	const struct node_span *s;
	size_t len;

	fake_healthy(&k, 2, -1000);
	engine_says(1, "pause", 3000);
	engine_says(1, "unpause", 4000);
	fake_reach(&k, 1, false, 6000);
	fake_reach(&k, 1, true, 7000);
	s = spans_of(fake_analyse(&k), 0, &len);
	ck_assert_uint_eq(len, 5);
	expect_state(&s[1], 3000, 4000, NODE_PAUSED, NULL);
	expect_state(&s[3], 6000, 7000, NODE_SILENT, NULL);
}
END_TEST

START_TEST(states_cover_the_measurement_of_every_node)
{
	const struct findings *f;
	int64_t at = 0;

	fake_healthy(&k, 2, -1000);
	engine_says(3, "die", 2000);
	engine_says(3, "start", 11000);
	f = fake_analyse(&k);
	for (size_t i = 0; i < f->n_node_spans; i++) {
		ck_assert_int_eq(f->node_spans[i].from_ns, at);
		at = f->node_spans[i].to_ns == f->end_ns ? 0 : f->node_spans[i].to_ns;
	}
	ck_assert_int_eq(at, 0);
	ck_assert_uint_eq(f->n_node_spans, 4);
}
END_TEST

static Suite *analyse_timeline_suite(void)
{
	Suite *s = suite_create("analyse timeline");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_record_is_in_the_bucket_in_which_it_was_due);
	tcase_add_test(tc,
		       an_outage_is_seen_where_it_was_with_what_became_of_the_records);
	tcase_add_test(tc, buckets_and_demand_count_the_same_records);
	tcase_add_test(tc, a_long_measurement_has_longer_buckets);
	tcase_add_test(tc, a_bulk_workload_is_counted_by_its_answers);
	tcase_add_test(tc, a_killed_node_is_hit_then_stopped_then_on_its_way_back);
	tcase_add_test(tc, a_pause_and_a_node_that_hangs_are_told_apart);
	tcase_add_test(tc, states_cover_the_measurement_of_every_node);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(analyse_timeline_suite)
