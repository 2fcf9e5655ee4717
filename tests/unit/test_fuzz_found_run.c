/* What fuzzing, and making its targets, found in what a run, a node or a user says. */
#include "base/file.h"
#include "base/mem.h"
#include "record/event_json.h"
#include "record/header_json.h"
#include "record_kit.h"
#include "report/report.h"
#include "report_kit.h"
#include "scenario/scenario.h"
#include "unit.h"

/* ---- a run directory with numbers that cannot be added up ---- */

static const struct {
	const char *line;
	bool is_ok;
} far_lines[] = {
	{"{\"t\":2305843009213693952,\"event\":\"gap\",\"late_ns\":1}", true},
	{"{\"t\":2305843009213693953,\"event\":\"gap\",\"late_ns\":1}", false},
	{"{\"t\":-9223372036854775808,\"event\":\"gap\",\"late_ns\":1}", false},
	{"{\"t\":1,\"event\":\"gap\",\"late_ns\":9223372036854775807}", false},
	{"{\"t\":1,\"event\":\"metadata\",\"node\":1,\"offset\":-2305843009213693953}",
	 false},
};

START_TEST(an_instant_beyond_all_measure_is_refused)
{
	const char *line = far_lines[_i].line;
	struct event ev;
	struct err why = {0};
	enum event_line how = event_from_json(&ev, line, strlen(line), &why);

	ck_assert_int_eq(how, far_lines[_i].is_ok ? EVENT_LINE_OK : EVENT_LINE_BAD);
	ck_assert_int_eq(why.kind, far_lines[_i].is_ok ? ERR_NONE : ERR_USAGE);
}
END_TEST

/* A node may tell any offset: the run must be readable all the same. */
START_TEST(what_a_node_told_is_written_so_that_it_can_be_read)
{
	struct event ev = EVENT(METADATA, INT64_MAX), back;
	struct err why = {0};
	char *line;

	ev.node = 1;
	ev.offset = INT64_MIN;
	line = event_to_json(&ev);
	ck_assert_int_eq(event_from_json(&back, line, strlen(line), &why), EVENT_LINE_OK);
	ck_assert_int_eq(back.at_ns, SPAN_MOST);
	ck_assert_int_eq(back.offset, -SPAN_MOST);
	free(line);
}
END_TEST

static int header_with(int partitions, int replication)
{
	struct run_header h = kit_header(), back;
	struct err why = {0};
	char *text;
	int rc;

	h.plan.topics[0].partitions = partitions;
	h.plan.topics[0].replication = replication;
	text = header_to_json(&h);
	rc = header_from_json(&back, text, strlen(text), &why);
	if (rc == 0)
		run_header_release(&back);
	run_header_release(&h);
	free(text);
	return rc;
}

START_TEST(a_topic_of_impossible_size_is_refused)
{
	ck_assert_int_eq(header_with(1, 1), 0);
	ck_assert_int_eq(header_with(65536, 3), 0);
	ck_assert_int_eq(header_with(65537, 3), -1);
	ck_assert_int_eq(header_with(0, 3), -1);
	ck_assert_int_eq(header_with(-1, 3), -1);
	ck_assert_int_eq(header_with(3, 0), -1);
}
END_TEST

static const struct {
	struct produced row;
	bool is_ok;
} produced_rows[] = {
	{{.outcome = OUTCOME_ACKED}, true},
	{{.outcome = OUTCOME_UNKNOWN, .done_ns = NEVER}, true},
	{{.outcome = OUTCOME_ACKED, .done_ns = NEVER}, false},
	{{.due_ns = SPAN_MOST + 1}, false},
	{{.sent_ns = INT64_MIN}, false},
	{{.done_ns = INT64_MAX}, false},
};

START_TEST(a_row_beyond_all_measure_is_refused_with_its_number)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "load/checkout-0.produced");
	struct err why = {0};
	struct run run;
	int rc;

	stream_produced(s, &(struct produced){0});
	stream_produced(s, &produced_rows[_i].row);
	kit_close(&k);
	rc = run_open(&run, k.dir, &why);
	ck_assert_int_eq(rc, produced_rows[_i].is_ok ? 0 : -1);
	if (rc == 0)
		run_close(&run);
	else
		ck_assert_ptr_nonnull(strstr(why.msg, "row 1 is garbled"));
	kit_remove(&k);
}
END_TEST

START_TEST(a_receipt_beyond_all_measure_is_refused)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "load/audit-log-0.consumed");
	struct err why = {0};
	struct run run;

	stream_consumed(s, &(struct consumed){.received_ns = INT64_MAX});
	kit_close(&k);
	ck_assert_int_eq(run_open(&run, k.dir, &why), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "row 0 is garbled"));
	kit_remove(&k);
}
END_TEST

/* ---- the seeds ---- */

static void put_part(const struct kit *k, const char *part, const char *end)
{
	const char *nl = memchr(part, '\n', (size_t)(end - part));
	char *name = xstrndup(part, (size_t)(nl - part)), *path = path_join(k->dir, name);
	char *dir = path_dir(path);
	struct err why = {0};

	ck_assert_int_eq(file_make_dirs(dir, &why), 0);
	ck_assert_int_eq(file_write_atomic(path, nl + 1, (size_t)(end - nl - 1), &why),
			 0);
	free(dir);
	free(path);
	free(name);
}

/* As fuzz_run.c does it: files behind lines "--- NAME". */
static void put_seed(const struct kit *k, const struct strbuf *seed)
{
	const char *end = seed->buf + seed->len;
	const char *part = memmem(seed->buf, seed->len, "--- ", 4);

	while (part) {
		const char *next = memmem(part + 4, (size_t)(end - part - 4), "--- ", 4);

		put_part(k, part + 4, next ? next : end);
		part = next;
	}
}

/* A seed that is refused leads nowhere, and nothing else would tell. */
START_TEST(the_seed_of_a_run_is_still_a_run)
{
	struct kit k = kit_new();
	struct strbuf seed = STRBUF_INIT;
	struct err why = {0};
	struct run run;

	kit_close(&k);
	ck_assert_int_eq(file_read("tests/fuzz/seeds/run/whole", 1 << 20, &seed, &why),
			 0);
	put_seed(&k, &seed);
	ck_assert_msg(run_open(&run, k.dir, &why) == 0,
		      "%s\nrun tests/fuzz/seed.yaml, then tests/fuzz/make-seeds RUN_DIR",
		      why.msg);
	ck_assert_uint_gt(run.timeline.len, 50);
	ck_assert_uint_gt(run.n_ledgers, 2);
	run_close(&run);
	strbuf_release(&seed);
	kit_remove(&k);
}
END_TEST

/* ---- a scenario that expects for ever ---- */

static size_t errors_with(const char *how_long)
{
	char *text = xasprintf("name: x\ncluster: {compose: c.yaml}\n"
			       "topics: {t: {partitions: 1, replication: 1}}\n"
			       "workloads: {w: {produce: t, rate: 1/s}}\n"
			       "phases: [{name: p, for: 1s}]\n"
			       "expect: [outage: {plane: produce, at_most: %s}]\n",
			       how_long);
	struct scenario_source src = {
		.path = "x.yaml", .text = text, .len = strlen(text), .trust_files = true};
	struct diags d = DIAGS_INIT;
	struct scenario s;
	size_t n;

	(void)scenario_parse(&s, &src, &d);
	n = diags_count_errors(&d);
	scenario_release(&s);
	diags_release(&d);
	free(text);
	return n;
}

START_TEST(a_time_that_cannot_be_added_up_is_refused)
{
	ck_assert_uint_eq(errors_with("640000h"), 0);
	ck_assert_uint_eq(errors_with("2562047h"), 1);
}
END_TEST

/* ---- words of nodes on a terminal ---- */

START_TEST(the_report_does_not_command_the_terminal)
{
	static char note[] = "a\033[2Jb\007c\177d\xc2\x9b"
			     "e\033[1mf\033";
	struct text_style style = {.colour = true};
	struct strbuf out = STRBUF_INIT;
	struct report_kit k;

	report_kit_begin(&k);
	k.notes[0] = note;
	k.f.n_notes = 1;
	report_text(&k.f, &k.v, &style, &out);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "a?[2Jb?c?d??e\033[1mf?"));
	strbuf_release(&out);
	report_kit_end(&k);
}
END_TEST

static Suite *fuzz_found_run_suite(void)
{
	Suite *s = suite_create("fuzz_found_run");
	TCase *tc = tcase_create("numbers and texts");

	tcase_add_loop_test(tc, an_instant_beyond_all_measure_is_refused, 0,
			    (int)ARRAY_LEN(far_lines));
	tcase_add_test(tc, what_a_node_told_is_written_so_that_it_can_be_read);
	tcase_add_test(tc, a_topic_of_impossible_size_is_refused);
	tcase_add_loop_test(tc, a_row_beyond_all_measure_is_refused_with_its_number, 0,
			    (int)ARRAY_LEN(produced_rows));
	tcase_add_test(tc, a_receipt_beyond_all_measure_is_refused);
	tcase_add_test(tc, the_seed_of_a_run_is_still_a_run);
	tcase_add_test(tc, a_time_that_cannot_be_added_up_is_refused);
	tcase_add_test(tc, the_report_does_not_command_the_terminal);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(fuzz_found_run_suite)
