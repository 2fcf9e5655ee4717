#include "base/utf8.h"
#include "diag_kit.h"
#include "unit.h"
#include "yaml/tree.h"

static const struct {
	const char *line; /* the source, one line */
	size_t col, len;
	const char *want; /* from the second line on */
} excerpts[] = {
	{"duraton: 30s", 1, 7, "    1 | duraton: 30s\n      | ^~~~~~~\n"},
	{"a: b", 4, 1, "    1 | a: b\n      |    ^\n"},
	{"a:", 3, 0, "    1 | a:\n      |   ^\n"},
	{"\ta: b", 5, 1, "    1 |         a: b\n      |            ^\n"},
	{"a\tb", 3, 1, "    1 | a       b\n      |         ^\n"},
	{"a\tb", 1, 3, "    1 | a       b\n      | ^~~~~~~~~\n"},
	{"日本 x", 4, 1, "    1 | 日本 x\n      |      ^\n"},
	{"日本 x", 1, 2, "    1 | 日本 x\n      | ^~~~\n"},
	{"e\xCC\x81 x", 4, 1, "    1 | e\xCC\x81 x\n      |   ^\n"},
	{"\x1b[2J x", 6, 1, "    1 | \xEF\xBF\xBD[2J x\n      |      ^\n"},
	{"\xE2\x80\xAE x", 3, 1, "    1 | \xEF\xBF\xBD x\n      |   ^\n"},
	{"\xff\xc3 x", 4, 1, "    1 | \xEF\xBF\xBD\xEF\xBF\xBD x\n      |    ^\n"},
	{"", 1, 0, "    1 |\n      | ^\n"},
	{"abc", 9, 2, "    1 | abc\n      |    ^\n"},
};

static char *shown_at(const char *text, size_t col, size_t len)
{
	struct diags d = DIAGS_INIT;
	struct strbuf out = STRBUF_INIT;
	struct source s;

	source_init(&s, "a.yaml", text, strlen(text));
	diags_add(&d, DIAG_ERROR,
		  &(struct ypos){.source = &s, .line = 1, .col = col, .len = len}, "x");
	source_release(&s); /* before printing: nothing is borrowed */
	diags_plain(&d, &out);
	diags_release(&d);
	return strbuf_detach(&out);
}

START_TEST(the_caret_stands_under_what_is_meant)
{
	char *got = shown_at(excerpts[_i].line, excerpts[_i].col, excerpts[_i].len);
	const char *line = strchr(got, '\n');

	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(line + 1, excerpts[_i].want);
	free(got);
}
END_TEST

/* 1 000 characters: "0....5....10...15" and so on, so that a column can be read off. */
static const struct {
	size_t col, len;
	const char *want;
} cuts[] = {
	{1, 3,
	 "a.yaml:1:1: error: x\n"
	 "    1 | "
	 "0123456789012345678901234567890123456789012345678901234567890123456789012345678901"
	 "234567890123456789…\n"
	 "      | ^~~\n"},
	{500, 2,
	 "a.yaml:1:500: error: x\n"
	 "    1 | "
	 "…901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	 "0123456789012345678…\n"
	 "      |                                ^~\n"},
	{1000, 1,
	 "a.yaml:1:1000: error: x\n"
	 "    1 | "
	 "…012345678901234567890123456789012345678901234567890123456789012345678901234567890"
	 "1234567890123456789\n"
	 "      |                                                                            "
	 "                         ^\n"},
	{900, 100,
	 "a.yaml:1:900: error: x\n"
	 "    1 | "
	 "…901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	 "0123456789012345678…\n"
	 "      |                                "
	 "^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
};

START_TEST(a_long_line_is_cut_around_the_caret)
{
	char text[1001];
	char *got;

	for (size_t i = 0; i < 1000; i++)
		text[i] = (char)('0' + i % 10);
	text[1000] = '\0';
	got = shown_at(text, cuts[_i].col, cuts[_i].len);
	ck_assert_str_eq(got, cuts[_i].want);
	free(got);
}
END_TEST

/* Three lines "one" "two" "three" in two files. */
struct files {
	struct source a, b;
	struct diags d;
};

static void open_files(struct files *f)
{
	static const char text[] = "one\ntwo\nthree\n";

	source_init(&f->a, "a.yaml", text, sizeof(text) - 1);
	source_init(&f->b, "b.yaml", text, sizeof(text) - 1);
	f->d = (struct diags)DIAGS_INIT;
}

static struct ypos at(const struct source *s, size_t line, size_t col)
{
	return (struct ypos){.source = s, .line = line, .col = col, .len = 1};
}

static void say(struct files *f, enum diag_kind kind, struct ypos pos, const char *text)
{
	diags_add(&f->d, kind, &pos, "%s", text);
}

static char *close_files(struct files *f)
{
	struct strbuf out = STRBUF_INIT;

	diags_plain(&f->d, &out);
	diags_release(&f->d);
	source_release(&f->a);
	source_release(&f->b);
	return strbuf_detach(&out);
}

START_TEST(diagnostics_are_sorted_by_file_and_place_with_their_notes)
{
	struct files f;
	char *got;

	open_files(&f);
	say(&f, DIAG_ERROR, at(&f.b, 3, 1), "late in b");
	say(&f, DIAG_NOTE, at(&f.b, 1, 1), "its note");
	say(&f, DIAG_ERROR, at(&f.a, 2, 2), "in a");
	say(&f, DIAG_WARNING, at(&f.b, 2, 1), "early in b");
	say(&f, DIAG_ERROR, at(&f.a, 2, 1), "before it");
	say(&f, DIAG_WARNING, at(&f.a, 0, 0), "all of a");
	ck_assert_uint_eq(diags_count_errors(&f.d), 3);
	ck_assert_uint_eq(diags_count_warnings(&f.d), 2);
	got = close_files(&f);
	ck_assert_str_eq(got, "b.yaml:2:1: warning: early in b\n"
			      "    2 | two\n"
			      "      | ^\n"
			      "b.yaml:3:1: error: late in b\n"
			      "    3 | three\n"
			      "      | ^\n"
			      "b.yaml:1:1: note: its note\n"
			      "    1 | one\n"
			      "      | ^\n"
			      "a.yaml: warning: all of a\n"
			      "a.yaml:2:1: error: before it\n"
			      "    2 | two\n"
			      "      | ^\n"
			      "a.yaml:2:2: error: in a\n"
			      "    2 | two\n"
			      "      |  ^\n");
	free(got);
}
END_TEST

START_TEST(the_same_thing_is_said_once)
{
	struct files f;
	char *got;

	open_files(&f);
	for (int i = 0; i < 3; i++) {
		say(&f, DIAG_ERROR, at(&f.a, 1, 1), "x");
		say(&f, DIAG_NOTE, at(&f.a, 2, 1), "y");
	}
	ck_assert_uint_eq(diags_count_errors(&f.d), 1);
	got = close_files(&f);
	ck_assert_str_eq(got, "a.yaml:1:1: error: x\n"
			      "    1 | one\n"
			      "      | ^\n"
			      "a.yaml:2:1: note: y\n"
			      "    2 | two\n"
			      "      | ^\n");
	free(got);
}
END_TEST

static const struct {
	int errors;
	const char *last; /* line */
} caps[] = {
	{19, "error: 18\n"},
	{20, "error: 19\n"},
	{21, "and 1 more error\n"},
	{5000, "and 4980 more errors\n"},
};

START_TEST(twenty_errors_are_printed_and_the_rest_counted)
{
	struct diags d = DIAGS_INIT;
	struct strbuf out = STRBUF_INIT;
	size_t lines = 0, len;

	for (int i = 0; i < caps[_i].errors; i++) {
		diags_error(&d, NULL, "%d", i);
		if (i >= DIAGS_SHOWN)
			diags_note(&d, NULL, "hidden with its error");
	}
	diags_plain(&d, &out);
	for (size_t i = 0; i < out.len; i++)
		lines += out.buf[i] == '\n';
	len = strlen(caps[_i].last);
	ck_assert_str_eq(out.buf + out.len - len, caps[_i].last);
	ck_assert_uint_eq(lines, caps[_i].errors > 20 ? 21 : (size_t)caps[_i].errors);
	ck_assert_uint_eq(diags_count_errors(&d), (size_t)caps[_i].errors);
	strbuf_release(&out);
	diags_release(&d);
}
END_TEST

START_TEST(the_first_errors_by_place_are_printed_not_the_first_found)
{
	struct files f;
	char *got;

	open_files(&f);
	for (size_t i = 0; i < 30; i++)
		say(&f, DIAG_ERROR, at(&f.a, 3, 30 - i), "x");
	got = close_files(&f);
	ck_assert(strncmp(got, "a.yaml:3:1: ", 12) == 0);
	ck_assert_ptr_null(strstr(got, "a.yaml:3:21: "));
	free(got);
}
END_TEST

static const struct {
	const char *text, *want;
} messages[] = {
	{"a\nb\tc", "error: a\\nb\\tc\n"},
	{"\x1b[31mred", "error: \\x1b[31mred\n"},
	{"caf\xC3\xA9 \xff", "error: caf\xC3\xA9 \\xff\n"},
	{"\xE2\x80\xAE", "error: \\u202e\n"},
	{"\xC2\x9B"
	 "2J",
	 "error: \\u009b2J\n"},
};

START_TEST(a_message_cannot_harm_the_terminal)
{
	struct diags d = DIAGS_INIT;
	struct strbuf out = STRBUF_INIT;

	diags_error(&d, NULL, "%s", messages[_i].text);
	diags_plain(&d, &out);
	ck_assert_str_eq(strbuf_text(&out), messages[_i].want);
	strbuf_release(&out);
	diags_release(&d);
}
END_TEST

START_TEST(a_long_message_is_cut)
{
	struct diags d = DIAGS_INIT;
	struct strbuf out = STRBUF_INIT, text = STRBUF_INIT;

	for (int i = 0; i < 100000; i++)
		strbuf_addch(&text, 'x');
	diags_error(&d, NULL, "%s", strbuf_text(&text));
	diags_plain(&d, &out);
	ck_assert_uint_eq(out.len, strlen("error: ") + 500 + strlen("…\n"));
	strbuf_release(&text);
	strbuf_release(&out);
	diags_release(&d);
}
END_TEST

static const struct {
	const char *bytes;
	size_t len, takes;
	uint32_t want;
} chars[] = {
	{"a", 1, 1, 'a'},
	{"\xC3\xA9", 2, 2, 0xE9},
	{"\xE2\x82\xAC", 3, 3, 0x20AC},
	{"\xF0\x9F\x98\x80", 4, 4, 0x1F600},
	{"\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF},
	{"\x80", 1, 1, UTF8_BAD},
	{"\xC3", 1, 1, UTF8_BAD},         /* cut */
	{"\xC3(", 2, 1, UTF8_BAD},        /* no continuation */
	{"\xC0\xAF", 2, 1, UTF8_BAD},     /* overlong */
	{"\xE0\x80\xAF", 3, 1, UTF8_BAD}, /* overlong */
	{"\xED\xA0\x80", 3, 1, UTF8_BAD}, /* a surrogate */
	{"\xF4\x90\x80\x80", 4, 1, UTF8_BAD},
	{"\xFF", 1, 1, UTF8_BAD},
};

START_TEST(characters_are_decoded_strictly)
{
	uint32_t c = 0;

	ck_assert_uint_eq(utf8_decode(chars[_i].bytes, chars[_i].len, &c),
			  chars[_i].takes);
	ck_assert_uint_eq(c, chars[_i].want);
}
END_TEST

START_TEST(lines_end_where_libyaml_ends_them)
{
	static const char text[] = "a\nb\r\nc\rd\xC2\x85"
				   "e\xE2\x80\xA8"
				   "f\xE2\x80\xA9g\n\nh";
	struct source s;
	size_t len;

	source_init(&s, "a.yaml", text, sizeof(text) - 1);
	ck_assert_uint_eq(s.n_lines, 9);
	for (size_t i = 0; i < 7; i++) {
		ck_assert_int_eq(source_line(&s, i + 1, &len)[0], (int)('a' + i));
		ck_assert_uint_eq(len, 1);
	}
	(void)source_line(&s, 8, &len); /* only the length: it is empty */
	ck_assert_uint_eq(len, 0);
	ck_assert_uint_eq(source_line_chars(&s, 9), 1);
	ck_assert_str_eq(source_line(&s, 10, &len), "");
	source_release(&s);
}
END_TEST

static Suite *yaml_diag_suite(void)
{
	Suite *s = suite_create("yaml_diag");
	TCase *tc = tcase_create("diag");

	tcase_add_loop_test(tc, the_caret_stands_under_what_is_meant, 0,
			    (int)ARRAY_LEN(excerpts));
	tcase_add_loop_test(tc, a_long_line_is_cut_around_the_caret, 0,
			    (int)ARRAY_LEN(cuts));
	tcase_add_loop_test(tc, twenty_errors_are_printed_and_the_rest_counted, 0,
			    (int)ARRAY_LEN(caps));
	tcase_add_loop_test(tc, a_message_cannot_harm_the_terminal, 0,
			    (int)ARRAY_LEN(messages));
	tcase_add_loop_test(tc, characters_are_decoded_strictly, 0,
			    (int)ARRAY_LEN(chars));
	tcase_add_test(tc, diagnostics_are_sorted_by_file_and_place_with_their_notes);
	tcase_add_test(tc, the_same_thing_is_said_once);
	tcase_add_test(tc, the_first_errors_by_place_are_printed_not_the_first_found);
	tcase_add_test(tc, a_long_message_is_cut);
	tcase_add_test(tc, lines_end_where_libyaml_ends_them);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(yaml_diag_suite)
