/* Bulk workloads against a mock cluster: each record has its outcome, and is found again. */
#include "base/file.h"
#include "base/mem.h"
#include "load/copies.h"
#include "load/fates.h"
#include "record/ledger_file.h"
#include "scratch.h"
#include "test_load_bench.h"
#include "unit.h"

enum { RECORDS = 5000, BYTES = 200 };

static struct bench bench;

/* ---- on the mock cluster ---- */

static void setup(void)
{
	bench_open(&bench);
}

static void teardown(void)
{
	bench_close(&bench);
}

static struct workload_plan *one_bulk(int64_t records)
{
	struct workload_plan *w = bench_producer(&bench, "p", 0);

	w->records = records;
	w->value = VALUE_SIZE;
	w->value_bytes = BYTES;
	return w;
}

static bool is_written(void)
{
	return load_written(bench.load, "p", NULL);
}

static void wait_until_written(void)
{
	for (int i = 0; i < 1000 && !is_written(); i++)
		bench_sleep(&bench, 20);
	ck_assert(is_written());
}

struct sums {
	uint32_t next;        /* behind the last run */
	uint64_t of[3];       /* by outcome */
	uint64_t sent, acked; /* of the intervals */
	size_t intervals;
};

/* Rows of the ledger `name` behind its head. */
static struct strbuf rows_of(const char *name, enum ledger_kind kind, size_t *out_len)
{
	char *path = path_join(bench.dir, name);
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};

	ck_assert_msg(file_read(path, 16 << 20, &text, &e) == 0, "%s", e.msg);
	ck_assert_int_eq(
		ledger_header_read((const uint8_t *)strbuf_text(&text), kind, &e), 0);
	strbuf_drop_front(&text, LEDGER_HEADER_BYTES);
	ck_assert_uint_eq(text.len % ledger_row_bytes(kind), 0);
	*out_len = text.len / ledger_row_bytes(kind);
	free(path);
	return text;
}

/* The runs follow each other without a gap from `first` on. */
static struct sums sum_up(uint32_t first)
{
	struct sums s = {.next = first};
	size_t n;
	struct strbuf rows = rows_of("load/p-0.outcomes", LEDGER_OUTCOMES, &n);
	struct strbuf paces = rows_of("load/p-0.intervals", LEDGER_INTERVALS,
				      &s.intervals);

	for (size_t i = 0; i < n; i++) {
		struct bulk_outcome r;

		bulk_outcome_unpack(&r,
				    (const uint8_t *)rows.buf + i * BULK_OUTCOME_BYTES);
		ck_assert_uint_eq(r.from, s.next);
		ck_assert_uint_le(r.outcome, OUTCOME_REJECTED);
		s.of[r.outcome] += r.count;
		s.next += r.count;
	}
	for (size_t i = 0; i < s.intervals; i++) {
		struct bulk_interval r;

		bulk_interval_unpack(&r, (const uint8_t *)paces.buf +
						 i * BULK_INTERVAL_BYTES);
		s.sent += r.sent;
		s.acked += r.acked;
	}
	strbuf_release(&rows);
	strbuf_release(&paces);
	return s;
}

static uint32_t count_warm(void)
{
	struct bench_rows r = bench_rows(&bench, "p");
	uint32_t n = (uint32_t)r.len;

	for (size_t i = 0; i < r.len; i++)
		ck_assert_int_eq(r.at[i].warm, 1);
	free(r.at);
	return n;
}

START_TEST(every_record_is_acknowledged_and_in_a_run)
{
	struct sums s;

	(void)one_bulk(RECORDS);
	bench_start(&bench);
	bench_begin(&bench);
	load_enter_phase(bench.load, 0);
	wait_until_written();
	ck_assert_int_eq(bench_end(&bench, 1000), 0);
	s = sum_up(count_warm());
	ck_assert_uint_eq(s.of[OUTCOME_ACKED], RECORDS);
	ck_assert_uint_eq(s.sent, RECORDS);
	ck_assert_uint_eq(s.acked, RECORDS);
}
END_TEST

START_TEST(nothing_is_sent_before_its_phase)
{
	one_bulk(RECORDS)->begin_phase = 1;
	bench_start(&bench);
	bench_begin(&bench);
	load_enter_phase(bench.load, 0);
	bench_sleep(&bench, 200);
	ck_assert(!is_written());
	(void)bench_end(&bench, 1000);
	ck_assert_uint_eq(sum_up(0).intervals, 0);
}
END_TEST

START_TEST(what_is_left_when_production_ends_was_never_due)
{
	struct sums s;

	(void)one_bulk(BULK_MOST);
	bench_start(&bench);
	bench_begin(&bench);
	load_enter_phase(bench.load, 0);
	bench_sleep(&bench, 300);
	ck_assert_int_eq(bench_end(&bench, 10000), 0);
	s = sum_up(count_warm());
	ck_assert_uint_gt(s.of[OUTCOME_ACKED], 0);
	ck_assert_uint_eq(s.sent, s.of[OUTCOME_ACKED]);
}
END_TEST

START_TEST(refusals_until_the_time_is_over_are_rejections)
{
	struct workload_plan *w = one_bulk(RECORDS);
	struct sums s;

	params_set(&w->config, "message.timeout.ms", "1000", 0);
	bench_start(&bench);
	bench_begin(&bench);
	mock_errors(&bench.mock, MOCK_PRODUCE, 1000,
		    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
	load_enter_phase(bench.load, 0);
	wait_until_written();
	(void)bench_end(&bench, 5000);
	s = sum_up(count_warm());
	ck_assert_uint_eq(s.of[OUTCOME_REJECTED], RECORDS);
	ck_assert_uint_eq(s.acked, 0);
}
END_TEST

START_TEST(what_nobody_answers_is_given_up_as_unknown)
{
	struct sums s;

	(void)one_bulk(RECORDS);
	bench_start(&bench);
	bench_begin(&bench);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 20000);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 20000);
	load_enter_phase(bench.load, 0);
	bench_sleep(&bench, 300);
	ck_assert_int_gt(bench_end(&bench, 100), 0);
	s = sum_up(count_warm());
	ck_assert_uint_gt(s.of[OUTCOME_UNKNOWN], 0);
	ck_assert_uint_eq(s.of[OUTCOME_UNKNOWN] + s.of[OUTCOME_ACKED] +
				  s.of[OUTCOME_REJECTED],
			  s.sent);
}
END_TEST

static void settle_now(void)
{
	struct err e = {0};
	struct settle s = {.plan = &bench.plan,
			   .bootstrap = bench.mock.bootstrap,
			   .clock = &bench.clock,
			   .record = bench.record,
			   .events = record_stream(bench.record, "events.jsonl", &e),
			   .run_id = BENCH_RUN,
			   .until_ns = clock_now(&bench.clock) + 20 * NS_PER_S};
	bool complete = false;

	ck_assert_msg(settle_run(&s, &complete, &e) == 0, "%s", e.msg);
	ck_assert(complete);
}

START_TEST(everything_is_read_back_as_one_run)
{
	struct bulk_copies r;
	struct strbuf rows;
	uint32_t warm;
	size_t n;

	(void)one_bulk(RECORDS);
	bench_start(&bench);
	bench_begin(&bench);
	load_enter_phase(bench.load, 0);
	wait_until_written();
	settle_now();
	(void)bench_end(&bench, 1000);
	warm = count_warm();
	rows = rows_of("settle/copies", LEDGER_COPIES, &n);
	ck_assert_uint_eq(n, 1);
	bulk_copies_unpack(&r, (const uint8_t *)rows.buf);
	ck_assert_uint_eq(r.from, 0);
	ck_assert_uint_eq(r.count, warm + RECORDS);
	ck_assert_uint_eq(r.again, 0);
	strbuf_release(&rows);
	free(bench_found(&bench, &n));
	ck_assert_uint_eq(n, 0);
}
END_TEST

/* ---- the parts, without a cluster ---- */

struct parts {
	struct record *record;
	struct stream *rows;
};

static struct parts begin_parts(const char *name)
{
	struct err e = {0};
	struct parts p;

	bench.dir = scratch_dir();
	p.record = record_create(bench.dir, &e);
	ck_assert_msg(p.record != NULL, "%s", e.msg);
	p.rows = record_stream(p.record, name, &e);
	ck_assert_ptr_nonnull(p.rows);
	return p;
}

static void end_parts(struct parts *p)
{
	struct err e = {0};

	ck_assert_int_eq(record_close(p->record, &e), 0);
}

START_TEST(outcomes_become_runs_in_order_whatever_the_order_of_answers)
{
	struct parts p = begin_parts("load/p-0.outcomes");
	struct strbuf rows;
	struct fates f;
	size_t n;
	struct bulk_outcome r;

	fates_init(&f, p.rows, 5);
	for (int i = 0; i < 10; i++)
		ck_assert_uint_eq(fates_add(&f), 5 + (uint32_t)i);
	for (uint32_t seq = 14; seq >= 6; seq--)
		ck_assert(fates_settle(&f, seq,
				       seq == 9 ? OUTCOME_REJECTED : OUTCOME_ACKED,
				       seq == 9 ? -192 : 0));
	ck_assert(!fates_settle(&f, 7, OUTCOME_UNKNOWN, 0)); /* it has its outcome */
	ck_assert(!fates_settle(&f, 4, OUTCOME_ACKED, 0));   /* not ours */
	ck_assert(!fates_settle(&f, 15, OUTCOME_ACKED, 0));  /* not sent */
	fates_write(&f); /* nothing: the oldest has no outcome */
	ck_assert_uint_eq(fates_abandon(&f, -151), 1);
	fates_write(&f);
	fates_release(&f);
	end_parts(&p);
	rows = rows_of("load/p-0.outcomes", LEDGER_OUTCOMES, &n);
	ck_assert_uint_eq(n, 4);
	bulk_outcome_unpack(&r, (const uint8_t *)rows.buf);
	ck_assert_uint_eq(r.from, 5);
	ck_assert_uint_eq(r.count, 1);
	ck_assert_uint_eq(r.outcome, OUTCOME_UNKNOWN);
	ck_assert_int_eq(r.error, -151);
	bulk_outcome_unpack(&r, (const uint8_t *)rows.buf + 2 * BULK_OUTCOME_BYTES);
	ck_assert_uint_eq(r.from, 9);
	ck_assert_uint_eq(r.count, 1);
	ck_assert_int_eq(r.error, -192);
	strbuf_release(&rows);
	free(bench.dir);
}
END_TEST

START_TEST(a_record_far_behind_holds_back_the_newest)
{
	struct parts p = begin_parts("load/p-0.outcomes");
	struct fates f;

	fates_init(&f, p.rows, 0);
	while (fates_has_room(&f))
		(void)fates_add(&f);
	ck_assert_uint_eq(f.next, FATES_ROOM);
	for (uint32_t seq = 1; seq < f.next; seq++)
		(void)fates_settle(&f, seq, OUTCOME_ACKED, 0);
	fates_write(&f);
	ck_assert(!fates_has_room(&f));
	(void)fates_settle(&f, 0, OUTCOME_ACKED, 0);
	fates_write(&f);
	ck_assert(fates_has_room(&f));
	ck_assert_uint_eq(f.low, FATES_ROOM);
	fates_release(&f);
	end_parts(&p);
	free(bench.dir);
}
END_TEST

/* Two workloads, of which the second is bulk with 1000 records on 2 partitions. */
static struct plan copies_plan(struct workload_plan w[2], struct topic_plan *t)
{
	static char t_name[] = "t", a[] = "a", b[] = "b";

	*t = (struct topic_plan){.name = t_name, .partitions = 2};
	w[0] = (struct workload_plan){.name = a, .topic = t_name};
	w[1] = (struct workload_plan){.name = b, .topic = t_name, .records = 1000};
	return (struct plan){
		.topics = t, .n_topics = 1, .workloads = w, .n_workloads = 2};
}

START_TEST(copies_are_counted_and_holes_kept)
{
	struct parts p = begin_parts("settle/copies");
	struct err e = {0};
	struct stream *order = record_stream(p.record, "settle/order", &e);
	struct workload_plan w[2];
	struct topic_plan t;
	struct plan plan = copies_plan(w, &t);
	struct copies *c = copies_new(&plan);
	struct strbuf rows;
	struct bulk_copies r;
	struct bulk_order o;
	size_t n;

	ck_assert(!copies_take(c, 0, 0, 1)); /* not bulk: a row */
	ck_assert(!copies_take(c, 9, 0, 1));
	ck_assert(!copies_take(c, 1, 2, 1)); /* a partition there is not */
	ck_assert(!copies_take(c, 1, 0, UINT32_MAX));
	for (uint32_t seq = 0; seq < 300; seq++)
		if (seq != 64 && seq != 200)
			ck_assert(copies_take(c, 1, seq % 2, seq));
	ck_assert(copies_take(c, 1, 0, 64)); /* late: behind 298 */
	ck_assert(copies_take(c, 1, 1, 7));
	ck_assert(copies_take(c, 1, 1, 7));
	copies_write(c, p.rows, order);
	copies_free(c);
	end_parts(&p);

	rows = rows_of("settle/copies", LEDGER_COPIES, &n);
	ck_assert_uint_eq(n, 3);
	bulk_copies_unpack(&r, (const uint8_t *)rows.buf);
	ck_assert_uint_eq(r.from, 0);
	ck_assert_uint_eq(r.count, 200);
	bulk_copies_unpack(&r, (const uint8_t *)rows.buf + BULK_COPIES_BYTES);
	ck_assert_uint_eq(r.from, 201);
	ck_assert_uint_eq(r.count, 99);
	bulk_copies_unpack(&r, (const uint8_t *)rows.buf + 2 * BULK_COPIES_BYTES);
	ck_assert_uint_eq(r.from, 7);
	ck_assert_uint_eq(r.again, 1);
	strbuf_release(&rows);
	rows = rows_of("settle/order", LEDGER_ORDER, &n);
	ck_assert_uint_eq(n, 2);
	bulk_order_unpack(&o, (const uint8_t *)rows.buf);
	ck_assert_uint_eq(o.reordered, 1);
	ck_assert_uint_eq(o.duplicated, 0);
	bulk_order_unpack(&o, (const uint8_t *)rows.buf + BULK_ORDER_BYTES);
	ck_assert_uint_eq(o.reordered, 0);
	ck_assert_uint_eq(o.duplicated, 2);
	ck_assert_uint_eq(o.read, 152);
	strbuf_release(&rows);
	free(bench.dir);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("load bulk");
	TCase *run = tcase_create("mock"), *parts = tcase_create("parts");

	tcase_add_checked_fixture(run, setup, teardown);
	tcase_set_timeout(run, 60);
	tcase_add_test(run, every_record_is_acknowledged_and_in_a_run);
	tcase_add_test(run, nothing_is_sent_before_its_phase);
	tcase_add_test(run, what_is_left_when_production_ends_was_never_due);
	tcase_add_test(run, refusals_until_the_time_is_over_are_rejections);
	tcase_add_test(run, what_nobody_answers_is_given_up_as_unknown);
	tcase_add_test(run, everything_is_read_back_as_one_run);
	suite_add_tcase(s, run);
	tcase_add_test(parts,
		       outcomes_become_runs_in_order_whatever_the_order_of_answers);
	tcase_add_test(parts, a_record_far_behind_holds_back_the_newest);
	tcase_add_test(parts, copies_are_counted_and_holes_kept);
	suite_add_tcase(s, parts);
	return s;
}
UNIT_SUITE(suite)
