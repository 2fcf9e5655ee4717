/* The pure readers of the engine's streams: frames, lines, JSON objects, archives. */
#include "base/mem.h"
#include "docker/jsonsplit.h"
#include "docker/loglines.h"
#include "docker/tar.h"
#include "unit.h"

#define T1 "2026-11-22T04:10:00.000000001Z "
#define T2 "2026-11-22T04:10:00.000000002Z "
#define T3 "2026-11-22T04:10:00.5Z "
static const int64_t t1_ns = INT64_C(1795320600000000001);

/* Everything told, as text: "O ns text\n". */
struct told {
	struct strbuf text;
	size_t lines;
	bool is_cut;
	size_t longest;
};

static void note(void *arg, const struct log_line *line)
{
	struct told *t = arg;

	strbuf_addf(&t->text, "%c%s %.60s\n", line->is_stderr ? 'E' : 'O',
		    line->wall_ns == NEVER ? "?" : "", line->text);
	t->lines++;
	t->is_cut |= line->is_cut;
	t->longest = line->len > t->longest ? line->len : t->longest;
	ck_assert_uint_eq(strlen(line->text), line->len);
}

static void frame(struct strbuf *b, int stream, const char *payload)
{
	size_t n = strlen(payload);
	const unsigned char head[8] = {(unsigned char)stream,
				       0,
				       0,
				       0,
				       (unsigned char)(n >> 24),
				       (unsigned char)(n >> 16),
				       (unsigned char)(n >> 8),
				       (unsigned char)n};

	strbuf_add(b, head, sizeof(head));
	strbuf_add(b, payload, n);
}

/* Two streams, an empty line, a line in three messages, one in mid-air, no time, an empty frame. */
static void sample(struct strbuf *b)
{
	frame(b, 1, T1 "hello world\n");
	frame(b, 2, T1 "oops\n");
	frame(b, 1, T1 "\n");
	frame(b, 1, T2 "long ");
	frame(b, 2, T2 "between\n");
	frame(b, 1, T2 "er ");
	frame(b, 1, T2 "line\n");
	frame(b, 1, "");
	frame(b, 3, "the engine's own words\n");
	frame(b, 1, T3 "two\nin one\n");
	frame(b, 1, T3 "unfinished");
}
static const char sample_lines[] =
	"O hello world\nE oops\nO \nE between\nO long er line\n"
	"E? the engine's own words\nO two\nO in one\n"
	"O unfinished\n";

START_TEST(log_lines_are_the_same_wherever_the_bytes_are_cut)
{
	struct strbuf bytes = STRBUF_INIT;

	sample(&bytes);
	for (size_t cut = 0; cut <= bytes.len; cut++) {
		struct told t = {0};
		struct log_lines l;

		log_lines_init(&l, 0, note, &t);
		ck_assert_int_eq(log_lines_feed(&l, bytes.buf, cut), 0);
		ck_assert_int_eq(log_lines_feed(&l, bytes.buf + cut, bytes.len - cut), 0);
		log_lines_end(&l);
		ck_assert_str_eq(strbuf_text(&t.text), sample_lines);
		log_lines_release(&l);
		strbuf_release(&t.text);
	}
	strbuf_release(&bytes);
}
END_TEST

START_TEST(log_lines_come_out_of_single_bytes)
{
	struct strbuf bytes = STRBUF_INIT;
	struct told t = {0};
	struct log_lines l;

	sample(&bytes);
	log_lines_init(&l, 0, note, &t);
	for (size_t i = 0; i < bytes.len; i++)
		ck_assert_int_eq(log_lines_feed(&l, bytes.buf + i, 1), 0);
	log_lines_end(&l);
	ck_assert_str_eq(strbuf_text(&t.text), sample_lines);
	log_lines_release(&l);
	strbuf_release(&t.text);
	strbuf_release(&bytes);
}
END_TEST

START_TEST(a_terminals_log_has_no_frames)
{
	static const char raw[] = T1 "one\r\n" T2 "two words\r\nno time\r\n" T3 "end";

	for (size_t cut = 0; cut + 1 < sizeof(raw); cut++) {
		struct told t = {0};
		struct log_lines l;

		log_lines_init(&l, 0, note, &t);
		ck_assert_int_eq(log_lines_feed(&l, raw, cut), 0);
		ck_assert_int_eq(log_lines_feed(&l, raw + cut, sizeof(raw) - 1 - cut), 0);
		log_lines_end(&l);
		ck_assert_str_eq(strbuf_text(&t.text),
				 "O one\nO two words\nO? no time\nO end\n");
		log_lines_release(&l);
		strbuf_release(&t.text);
	}
}
END_TEST

START_TEST(a_reopened_log_tells_no_line_twice)
{
	struct strbuf bytes = STRBUF_INIT;
	struct told t = {0};
	struct log_lines l;

	frame(&bytes, 1, T1 "told before\n");
	frame(&bytes, 1, T2 "new\n");
	log_lines_init(&l, t1_ns, note, &t);
	ck_assert_int_eq(log_lines_feed(&l, bytes.buf, bytes.len), 0);
	ck_assert_str_eq(strbuf_text(&t.text), "O new\n");
	ck_assert_int_eq(l.last_ns, t1_ns + 1);
	log_lines_release(&l);
	strbuf_release(&t.text);
	strbuf_release(&bytes);
}
END_TEST

START_TEST(a_line_longer_than_the_limit_is_cut_and_says_so)
{
	static const char piece[] = T1 "0123456789012345678901234567890123456789";
	struct strbuf bytes = STRBUF_INIT;
	struct told t = {0};
	struct log_lines l;

	for (int i = 0; i < LOG_LINE_MAX / 40 + 10; i++)
		frame(&bytes, 1, piece);
	frame(&bytes, 1, T1 "end\n");
	frame(&bytes, 1, T2 "next\n");
	log_lines_init(&l, 0, note, &t);
	ck_assert_int_eq(log_lines_feed(&l, bytes.buf, bytes.len), 0);
	ck_assert_uint_eq(t.lines, 2);
	ck_assert(t.is_cut);
	ck_assert_uint_eq(t.longest, LOG_LINE_MAX);
	ck_assert_ptr_nonnull(strstr(t.text.buf, "O next\n"));
	log_lines_release(&l);
	strbuf_release(&t.text);
	strbuf_release(&bytes);
}
END_TEST

START_TEST(bytes_that_are_no_frames_are_refused)
{
	static const char bad[] = {1, 0, 7, 0, 0, 0, 0, 1, 'x'};
	struct told t = {0};
	struct log_lines l;

	log_lines_init(&l, 0, note, &t);
	ck_assert_int_eq(log_lines_feed(&l, bad, sizeof(bad)), -1);
	log_lines_release(&l);
}
END_TEST

static void note_object(void *arg, const char *text, size_t n)
{
	struct strbuf *b = arg;

	strbuf_add(b, text, n);
	strbuf_addch(b, '|');
}

START_TEST(json_objects_are_found_wherever_the_bytes_are_cut)
{
	static const char in[] =
		"{\"a\":\"}{\\\"\"}\n\x1e{\"b\":[{},{\"c\":1}]} \r\n{}{\"d\":\"\\\\\"}";
	static const char want[] =
		"{\"a\":\"}{\\\"\"}|{\"b\":[{},{\"c\":1}]}|{}|{\"d\":\"\\\\\"}|";

	for (size_t cut = 0; cut + 1 < sizeof(in); cut++) {
		struct strbuf got = STRBUF_INIT;
		struct json_split s;

		json_split_init(&s);
		ck_assert_int_eq(json_split_feed(&s, in, cut, note_object, &got), 0);
		ck_assert_int_eq(json_split_feed(&s, in + cut, sizeof(in) - 1 - cut,
						 note_object, &got),
				 0);
		ck_assert_str_eq(strbuf_text(&got), want);
		json_split_release(&s);
		strbuf_release(&got);
	}
}
END_TEST

START_TEST(text_between_json_objects_is_refused)
{
	struct strbuf got = STRBUF_INIT;
	struct json_split s;

	json_split_init(&s);
	ck_assert_int_eq(json_split_feed(&s, "{} upstream error", 17, note_object, &got),
			 -1);
	json_split_release(&s);
	strbuf_release(&got);
}
END_TEST

START_TEST(a_json_object_without_end_is_refused_at_the_limit)
{
	char *much = xcalloc(JSON_OBJECT_MAX, 1);
	struct json_split s;

	memset(much, ' ', JSON_OBJECT_MAX);
	json_split_init(&s);
	ck_assert_int_eq(json_split_feed(&s, "{", 1, note_object, NULL), 0);
	ck_assert_int_eq(json_split_feed(&s, much, JSON_OBJECT_MAX, note_object, NULL),
			 -1);
	json_split_release(&s);
	free(much);
}
END_TEST

START_TEST(a_file_survives_its_archive)
{
	static const size_t sizes[] = {0, 1, 511, 512, 513, 3000};
	struct strbuf tar = STRBUF_INIT, back = STRBUF_INIT;
	struct err e = {0};
	char bytes[3000];

	memset(bytes, 'k', sizeof(bytes));
	tar_write(&tar, "some.sh", 0755, bytes, sizes[_i]);
	ck_assert_uint_eq(tar.len % TAR_BLOCK, 0);
	ck_assert_int_eq(tar_read(tar.buf, tar.len, &back, &e), 0);
	ck_assert_uint_eq(back.len, sizes[_i]);
	ck_assert_int_eq(memcmp(strbuf_text(&back), bytes, sizes[_i]), 0);
	strbuf_release(&back);
	ck_assert_int_eq(tar_read(tar.buf, TAR_BLOCK - 1, &back, &e), -1);
	strbuf_release(&tar);
}
END_TEST

START_TEST(an_archive_cut_off_or_without_file_is_refused)
{
	struct strbuf tar = STRBUF_INIT, out = STRBUF_INIT;
	struct err cut = {0}, dir = {0};

	tar_write(&tar, "x", 0644, "0123456789", 10);
	ck_assert_int_eq(tar_read(tar.buf, TAR_BLOCK + 9, &out, &cut), -1);
	ck_assert_str_eq(cut.msg, "the archive is cut off");
	tar.buf[156] = '5'; /* the type: a directory */
	ck_assert_int_eq(tar_read(tar.buf, tar.len, &out, &dir), -1);
	ck_assert_str_eq(dir.msg, "the archive holds no regular file");
	strbuf_release(&tar);
	strbuf_release(&out);
}
END_TEST

static Suite *docker_logs_suite(void)
{
	Suite *s = suite_create("docker_logs");
	TCase *tc = tcase_create("streams");

	tcase_add_test(tc, log_lines_are_the_same_wherever_the_bytes_are_cut);
	tcase_add_test(tc, log_lines_come_out_of_single_bytes);
	tcase_add_test(tc, a_terminals_log_has_no_frames);
	tcase_add_test(tc, a_reopened_log_tells_no_line_twice);
	tcase_add_test(tc, a_line_longer_than_the_limit_is_cut_and_says_so);
	tcase_add_test(tc, bytes_that_are_no_frames_are_refused);
	tcase_add_test(tc, json_objects_are_found_wherever_the_bytes_are_cut);
	tcase_add_test(tc, text_between_json_objects_is_refused);
	tcase_add_test(tc, a_json_object_without_end_is_refused_at_the_limit);
	tcase_add_loop_test(tc, a_file_survives_its_archive, 0, 6);
	tcase_add_test(tc, an_archive_cut_off_or_without_file_is_refused);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_logs_suite)
