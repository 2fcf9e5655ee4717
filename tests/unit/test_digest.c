/* The nodes' logs in plain words: counted by phase, from a run directory, and shown. */
#include "base/mem.h"
#include "base/strbuf.h"
#include "record_kit.h"
#include "report/report.h"
#include "report_kit.h"
#include "unit.h"

static struct kit dir;
static struct run run;
static struct findings f;

/* Phases of the kit's plan: steady from 10 to 20 s, hurt from 20 to 40 s. */
static void add_phase(struct stream *s, int phase, int64_t from_s, int64_t to_s)
{
	struct event ev = EVENT(PHASE, from_s * NS_PER_S);

	ev.phase = phase;
	ev.up = true;
	stream_event(s, &ev);
	ev.up = false;
	ev.at_ns = to_s * NS_PER_S;
	stream_event(s, &ev);
}

static void begin(void)
{
	struct stream *s;

	dir = kit_new();
	s = kit_stream(&dir, "events.jsonl");
	add_phase(s, 0, 10, 20);
	add_phase(s, 1, 20, 40);
}

static void make(void)
{
	struct err e = {0};

	kit_close(&dir);
	kit_open(&dir, &run);
	ck_assert_msg(findings_make(&f, &run, &e) == 0, "%s", e.msg);
}

static void end(void)
{
	findings_release(&f);
	run_close(&run);
	kit_remove(&dir);
}

static void check(size_t i, int phase, int32_t node, const char *words, uint64_t lines)
{
	ck_assert_uint_lt(i, f.n_digest);
	ck_assert_str_eq(f.digest[i].words, words);
	ck_assert_int_eq(f.digest[i].phase, phase);
	ck_assert_int_eq(f.digest[i].node, node);
	ck_assert_uint_eq(f.digest[i].count, lines);
}

/* Lines as Kafka 4.3 wrote them. */
START_TEST(lines_are_told_by_phase_and_node)
{
	struct stream *one = kit_stream(&dir, "logs/kafka1.log");
	struct stream *two = kit_stream(&dir, "logs/kafka2.log");

	stream_log_line(one, 9 * NS_PER_S, false,
			"INFO [KafkaRaftServer nodeId=1] Kafka Server started");
	stream_log_line(
		one, 25 * NS_PER_S, false,
		"INFO [QuorumController id=1] Becoming the active controller at epoch 12, "
		"next write offset 4711. (org.apache.kafka.controller.QuorumController)");
	stream_log_line(one, 33 * NS_PER_S, false,
			"INFO Fencing broker 3 at epoch 9 because its session has timed "
			"out.");
	stream_log_line(one, 34 * NS_PER_S, false, "INFO nothing to speak of");
	stream_log_line(one, 41 * NS_PER_S, false,
			"INFO [KafkaRaftServer nodeId=1] Kafka Server started");
	for (int i = 0; i < 3; i++)
		stream_log_line(two, (22 + 2 * i) * NS_PER_S, true,
				"WARN Unable to send a heartbeat because the RPC got "
				"timed out before it could be sent.");
	make();
	ck_assert_uint_eq(f.n_digest, 3);
	check(0, 1, 2, "could not send the controller its heartbeat", 3);
	check(1, 1, 1, "became the active controller, epoch 12", 1);
	check(2, 1, 1, "fenced broker 3: its session was over", 1);
	ck_assert_int_eq(f.digest[0].first_ns, 22 * NS_PER_S);
	ck_assert_int_eq(f.digest[0].last_ns, 26 * NS_PER_S);
}
END_TEST

START_TEST(a_name_that_is_missing_or_endless_is_no_trouble)
{
	struct stream *one = kit_stream(&dir, "logs/kafka1.log");

	stream_log_line(one, 21 * NS_PER_S, false, "Fencing broker ");
	stream_log_line(one, 22 * NS_PER_S, false,
			"Fencing broker 1234567890123456789012345678901234567890123");
	stream_log_line(one, 23 * NS_PER_S, false,
			"from now on will use node kafka-1:9093 (id: 1 rack: null)");
	make();
	ck_assert_uint_eq(f.n_digest, 3);
	check(0, 1, 1, "fenced broker : its session was over", 1);
	check(1, 1, 1,
	      "fenced broker 1234567890123456789012345678901234567890: its session was over",
	      1);
	check(2, 1, 1, "learned that kafka-1 is the controller", 1);
}
END_TEST

START_TEST(a_log_that_is_garbled_is_a_note_and_no_more)
{
	kit_put_text(&dir, "logs/kafka1.log", "no time at all\n");
	make();
	ck_assert_uint_eq(f.n_digest, 0);
	ck_assert_ptr_nonnull(strstr(f.notes[0], "the nodes' logs are not told: "));
	ck_assert_ptr_nonnull(
		strstr(f.notes[0], "kafka1.log:1: no line of a node's log"));
}
END_TEST

static struct report_kit k;

START_TEST(the_summary_tells_them)
{
	static const struct text_style style = {.width = 100};
	static char many[] = "had to wait", once[] = "was unfenced";
	struct digest_row rows[15];
	struct strbuf text = STRBUF_INIT;

	report_kit_begin(&k);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		rows[i] = (struct digest_row){.phase = 1,
					      .node = 2,
					      .words = i ? once : many,
					      .count = i ? 1 : 4,
					      .first_ns = SEC(26),
					      .last_ns = SEC(28.5)};
	k.f.digest = rows;
	k.f.n_digest = ARRAY_LEN(rows);
	report_text(&k.f, &k.v, &style, &text);
	ck_assert_msg(strstr(strbuf_text(&text),
			     "\nwhat the nodes logged\n"
			     "  outage\n"
			     "    +21.00 s  .. +23.50 s  kafka2  had to wait, 4 lines\n"
			     "    +21.00 s               kafka2  was unfenced\n") != NULL,
		      "%s", strbuf_text(&text));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&text),
				     "    ... and 3 more (results.json has them)\n"));
	report_kit_end(&k);
	strbuf_release(&text);
}
END_TEST

static Suite *digest_suite(void)
{
	Suite *s = suite_create("digest");
	TCase *found = tcase_create("found"), *shown = tcase_create("shown");

	tcase_add_checked_fixture(found, begin, end);
	tcase_add_test(found, lines_are_told_by_phase_and_node);
	tcase_add_test(found, a_name_that_is_missing_or_endless_is_no_trouble);
	tcase_add_test(found, a_log_that_is_garbled_is_a_note_and_no_more);
	suite_add_tcase(s, found);
	tcase_add_test(shown, the_summary_tells_them);
	suite_add_tcase(s, shown);
	return s;
}

UNIT_SUITE(digest_suite)
