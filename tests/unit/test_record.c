#include "base/file.h"
#include "base/mem.h"
#include "model/event.h"
#include "record/event_json.h"
#include "record/reader.h"
#include "record/writer.h"
#include "record_kit.h"
#include "unit.h"

#include <jansson.h>
#include <string.h>

/* One of each kind with every member it uses set to something that is not its default. */
static struct event full_event(enum event_kind kind)
{
	static int32_t some[] = {3, 1, 2};
	static struct voter_lag lags[] = {{1, 5023}, {2, -1}};
	struct event ev = EVENT(NOTE, -1500000000);

	ev.kind = kind;
	ev.node = 2;
	ev.phase = 0;
	ev.action = 1;
	ev.up = true;
	ev.step = STEP_FAILED;
	ev.side = SIDE_CONTROLLER;
	ev.name = (char *)(uintptr_t) "kill";
	ev.text = (char *)(uintptr_t) "said \"no\"\n\tand \xd0\xbd\xd0\xb5\xd1\x82";
	ev.code = (char *)(uintptr_t) "K607";
	ev.ids = ev.replicas = (struct ids){some, 3};
	ev.fenced = ev.isr = (struct ids){some, 1};
	ev.elr = (struct ids){some + 1, 2};
	ev.topic = (char *)(uintptr_t) "payments";
	ev.partition = 7;
	ev.leader = 3;
	ev.epoch = 12;
	ev.voters = lags;
	ev.n_voters = 2;
	ev.offset = INT64_C(9007199254740993); /* more than a double holds */
	ev.member = 4;
	ev.late_ns = 31000000;
	ev.cpu_ns = 42;
	ev.rss_kib = 20480;
	ev.contended_ns = 77;
	ev.exit_code = 137;
	ev.begin_offset = 1;
	ev.end_offset = 900;
	ev.high_watermark = 899;
	ev.read = 898;
	ev.foreign = 6;
	ev.complete = true;
	return ev;
}

START_TEST(every_kind_comes_back_as_it_was)
{
	struct event ev = full_event((enum event_kind)_i), back;
	struct err e = {0};
	char *line = event_to_json(&ev), *again;

	ck_assert_int_eq(event_from_json(&back, line, strlen(line), &e), EVENT_LINE_OK);
	again = event_to_json(&back);
	ck_assert_str_eq(again, line);
	event_release(&back);
	free(again);
	free(line);
}
END_TEST

/* Lines are written without a tree: they are those that one would be written as. */
START_TEST(every_kind_is_the_line_that_a_json_writer_writes)
{
	struct event ev = full_event((enum event_kind)_i);
	char *line = event_to_json(&ev), *again;
	json_t *tree = json_loads(line, 0, NULL);

	ck_assert_ptr_nonnull(tree);
	again = json_dumps(tree, JSON_COMPACT);
	ck_assert_str_eq(line, again);
	json_decref(tree);
	free(again);
	free(line);
}
END_TEST

START_TEST(a_kind_tells_its_own_members_only)
{
	struct event ev = full_event(EVENT_METADATA);
	char *line = event_to_json(&ev);

	ck_assert_str_eq(line, "{\"t\":-1500000000,\"event\":\"metadata\",\"node\":2,"
			       "\"offset\":9007199254740993}");
	free(line);
}
END_TEST

START_TEST(the_members_of_a_claim_come_back)
{
	struct event ev = full_event(EVENT_CLAIM), back;
	struct err e = {0};
	char *line = event_to_json(&ev);

	event_from_json(&back, line, strlen(line), &e);
	ck_assert_int_eq(back.at_ns, ev.at_ns);
	ck_assert_int_eq(back.node, 2);
	ck_assert(back.up);
	ck_assert_int_eq(back.epoch, 12);
	ck_assert_int_eq(back.offset, ev.offset);
	ck_assert_uint_eq(back.n_voters, 2);
	ck_assert_int_eq(back.voters[0].log_end_offset, 5023);
	ck_assert_int_eq(back.voters[1].id, 2);
	event_release(&back);
	free(line);
}
END_TEST

START_TEST(the_members_of_a_partition_come_back)
{
	struct event ev = full_event(EVENT_PARTITION), back;
	struct err e = {0};
	char *line = event_to_json(&ev);

	event_from_json(&back, line, strlen(line), &e);
	ck_assert_str_eq(back.topic, "payments");
	ck_assert_int_eq(back.partition, 7);
	ck_assert_int_eq(back.leader, 3);
	ck_assert(ids_same(&back.replicas, &ev.replicas));
	ck_assert(ids_same(&back.isr, &ev.isr));
	ck_assert(ids_same(&back.elr, &ev.elr));
	event_release(&back);
	free(line);
}
END_TEST

START_TEST(an_unused_member_keeps_its_default)
{
	struct event back;
	struct err e = {0};
	const char *line = "{\"t\":5,\"event\":\"note\",\"text\":\"x\"}";

	event_from_json(&back, line, strlen(line), &e);
	ck_assert_int_eq(back.node, NO_NODE);
	ck_assert_int_eq(back.phase, NO_PHASE);
	ck_assert_int_eq(back.action, -1);
	event_release(&back);
}
END_TEST

START_TEST(text_that_is_no_utf8_is_kept_readable)
{
	struct event ev = EVENT(NOTE, 1);
	char *line;

	ev.text = (char *)(uintptr_t) "bad \xff byte";
	line = event_to_json(&ev);
	ck_assert_str_eq(line, "{\"t\":1,\"event\":\"note\",\"text\":\"bad ? byte\"}");
	free(line);
}
END_TEST

static const struct {
	const char *line, *why;
} bad_lines[] = {
	{"", "'[' or '{' expected near end of file"},
	{"[]", "no event: 't' and 'event' expected"},
	{"{\"t\":1.5,\"event\":\"note\"}", "no event: 't' and 'event' expected"},
	{"{\"t\":1}", "no event: 't' and 'event' expected"},
	{"{\"t\":1,\"event\":\"gap\"}", "gap: 'late_ns' is missing"},
	{"{\"t\":1,\"event\":\"gap\",\"late_ns\":\"5\"}",
	 "gap: late_ns: a whole number from -2305843009213693952 to 2305843009213693952 "
	 "expected"},
	{"{\"t\":1,\"event\":\"belief\",\"node\":4294967296,\"leader\":1,\"epoch\":1}",
	 "belief: node: a whole number from -2147483648 to 2147483647 expected"},
	{"{\"t\":1,\"event\":\"reach\",\"node\":1,\"side\":\"zk\",\"up\":true}",
	 "reach: side: unknown word 'zk'"},
	{"{\"t\":1,\"event\":\"reach\",\"node\":1,\"side\":\"broker\",\"up\":1}",
	 "reach: up: true or false expected"},
	{"{\"t\":1,\"event\":\"registered\",\"node\":1,\"unfenced\":[1,\"2\"],\"fenced\":[]}",
	 "registered: unfenced: a whole number from -2147483648 to 2147483647 expected"},
	{"{\"t\":1,\"event\":\"claim\",\"node\":1,\"leads\":true,\"epoch\":1,"
	 "\"high_watermark\":1,\"voters\":[{\"id\":1}]}",
	 "claim: voters: item 0: 'end' is missing"},
	{"{\"t\":1,\"event\":\"engine\",\"node\":1,\"exit_code\":0}",
	 "engine: the name is missing"},
	{"{\"t\":1,\"t\":2,\"event\":\"note\"}", "duplicate object key"},
};

START_TEST(a_garbled_line_is_refused_with_the_member)
{
	struct event ev;
	struct err e = {0};

	ck_assert_int_eq(
		event_from_json(&ev, bad_lines[_i].line, strlen(bad_lines[_i].line), &e),
		EVENT_LINE_BAD);
	ck_assert_msg(strncmp(e.msg, bad_lines[_i].why, strlen(bad_lines[_i].why)) == 0,
		      "%s", e.msg);
}
END_TEST

/* What the first version wrote of the members that came later: nothing. */
START_TEST(a_line_of_an_earlier_version_is_read)
{
	static const char *const lines[] = {
		"{\"t\":1,\"event\":\"instrument\",\"late_ns\":2,\"cpu_ns\":3,\"rss_kib\":4}",
		"{\"t\":1,\"event\":\"action\",\"phase\":0,\"action\":0,\"kind\":\"stop\","
		"\"step\":\"done\",\"nodes\":[1]}"};
	struct event ev;
	struct err e = {0};

	ck_assert_msg(event_from_json(&ev, lines[_i], strlen(lines[_i]), &e) ==
			      EVENT_LINE_OK,
		      "%s", e.msg);
	ck_assert_int_eq(ev.contended_ns, 0);
	ck_assert_int_eq(ev.node, NO_NODE);
	event_release(&ev);
}
END_TEST

START_TEST(a_kind_of_a_later_version_is_told_apart_from_garbage)
{
	const char *line = "{\"t\":1,\"event\":\"eclipse\",\"moon\":true}";
	struct event ev;
	struct err e = {0};

	ck_assert_int_eq(event_from_json(&ev, line, strlen(line), &e), EVENT_LINE_NEW);
}
END_TEST

START_TEST(streams_are_merged_by_time)
{
	struct kit k = kit_new();
	struct stream *events = kit_stream(&k, "events.jsonl");
	struct stream *seen = kit_stream(&k, "observer.jsonl");
	struct event a = EVENT(NOTE, 10), b = EVENT(GAP, 5), c = EVENT(GAP, 10);
	struct run run;

	stream_event(events, &a);
	stream_event(seen, &b);
	stream_event(seen, &c);
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_uint_eq(run.timeline.len, 3);
	ck_assert_int_eq(run.timeline.at[0].at_ns, 5);
	ck_assert_int_eq(run.timeline.at[1].kind,
			 EVENT_NOTE); /* equal times: events first */
	ck_assert_int_eq(run.timeline.at[2].kind, EVENT_GAP);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(a_run_without_its_end_was_cut_off)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "events.jsonl");
	struct event ev = EVENT(RUN, 1);
	struct run run;

	ev.text = (char *)(uintptr_t) "start";
	stream_event(s, &ev);
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert(!run.ended);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(a_run_with_its_end_is_whole)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "events.jsonl");
	struct event ev = EVENT(RUN, 1);
	struct run run;

	ev.text = (char *)(uintptr_t) "end";
	stream_event(s, &ev);
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert(run.ended);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(what_was_flushed_can_be_read_while_the_run_goes_on)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "events.jsonl");
	struct event ev = EVENT(NOTE, 1);
	struct run run;

	stream_event(s, &ev);
	record_flush(k.record);
	kit_open(&k, &run);
	ck_assert_uint_eq(run.timeline.len, 1);
	run_close(&run);
	kit_close(&k);
	kit_remove(&k);
}
END_TEST

START_TEST(a_directory_with_something_in_it_is_not_taken)
{
	struct kit k = kit_new();
	struct err e = {0};

	ck_assert_ptr_null(record_create(k.dir, &e));
	ck_assert_int_eq(e.kind, ERR_USAGE);
	kit_close(&k);
	kit_remove(&k);
}
END_TEST

START_TEST(a_stream_is_never_begun_twice)
{
	struct kit k = kit_new();
	struct err e = {0};

	kit_stream(&k, "events.jsonl");
	ck_assert_ptr_null(record_stream(k.record, "events.jsonl", &e));
	kit_close(&k);
	kit_remove(&k);
}
END_TEST

START_TEST(log_lines_come_back_by_time)
{
	struct kit k = kit_new();
	struct stream *one = kit_stream(&k, "logs/kafka1.log");
	struct stream *two = kit_stream(&k, "logs/kafka2.log");
	struct log_line *lines;
	struct err e = {0};
	struct run run;
	size_t n;

	stream_log_line(one, -1500000000, false, "early");
	stream_log_line(one, 3000000001, true, "  two\nlines ");
	stream_log_line(two, 2 * NS_PER_S, false, "between");
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_int_eq(run_log_lines(&run, INT64_MIN, INT64_MAX, &lines, &n, &e), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(lines[0].at_ns, -1500000000);
	ck_assert_int_eq(lines[1].node, 2);
	ck_assert_str_eq(lines[2].text, "  two lines ");
	ck_assert(lines[2].is_stderr && !lines[0].is_stderr);
	run_log_lines_free(lines, n);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(log_lines_outside_the_span_stay_out)
{
	struct kit k = kit_new();
	struct stream *one = kit_stream(&k, "logs/kafka1.log");
	struct log_line *lines;
	struct err e = {0};
	struct run run;
	size_t n;

	for (int64_t t = 0; t < 10; t++)
		stream_log_line(one, t, false, "x");
	kit_close(&k);
	kit_open(&k, &run);
	run_log_lines(&run, 3, 5, &lines, &n, &e);
	ck_assert_uint_eq(n, 3);
	run_log_lines_free(lines, n);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(a_garbled_log_line_names_its_place)
{
	struct kit k = kit_new();
	struct log_line *lines;
	struct err e = {0};
	struct run run;
	size_t n;

	kit_put_text(&k, "logs/kafka1.log", "+0.000000001 out a\n+0.00000002 out b\n");
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_int_eq(run_log_lines(&run, 0, 9, &lines, &n, &e), -1);
	ck_assert_msg(strstr(e.msg, "logs/kafka1.log:2:"), "%s", e.msg);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

static Suite *record_suite(void)
{
	Suite *s = suite_create("record");
	TCase *tc = tcase_create("events");
	TCase *dir = tcase_create("directory");

	tcase_add_loop_test(tc, every_kind_comes_back_as_it_was, 0, EVENT_COUNT);
	tcase_add_loop_test(tc, every_kind_is_the_line_that_a_json_writer_writes, 0,
			    EVENT_COUNT);
	tcase_add_test(tc, a_kind_tells_its_own_members_only);
	tcase_add_test(tc, the_members_of_a_claim_come_back);
	tcase_add_test(tc, the_members_of_a_partition_come_back);
	tcase_add_test(tc, an_unused_member_keeps_its_default);
	tcase_add_test(tc, text_that_is_no_utf8_is_kept_readable);
	tcase_add_loop_test(tc, a_garbled_line_is_refused_with_the_member, 0,
			    (int)ARRAY_LEN(bad_lines));
	tcase_add_test(tc, a_kind_of_a_later_version_is_told_apart_from_garbage);
	tcase_add_loop_test(tc, a_line_of_an_earlier_version_is_read, 0, 2);
	suite_add_tcase(s, tc);
	tcase_add_test(dir, streams_are_merged_by_time);
	tcase_add_test(dir, a_run_without_its_end_was_cut_off);
	tcase_add_test(dir, a_run_with_its_end_is_whole);
	tcase_add_test(dir, what_was_flushed_can_be_read_while_the_run_goes_on);
	tcase_add_test(dir, a_directory_with_something_in_it_is_not_taken);
	tcase_add_test(dir, a_stream_is_never_begun_twice);
	tcase_add_test(dir, log_lines_come_back_by_time);
	tcase_add_test(dir, log_lines_outside_the_span_stay_out);
	tcase_add_test(dir, a_garbled_log_line_names_its_place);
	suite_add_tcase(s, dir);
	return s;
}

UNIT_SUITE(record_suite)
