#include "report/layout.h"
#include "unit.h"

static const struct {
	const char *text;
	size_t want;
} widths[] = {
	{"", 0},        {"abc", 3},     {"пауза", 5},
	{"█▒░", 3},     {"✓ ok", 4},    {"\033[31mred\033[0m", 3},
	{"\033[1m", 0}, {"\033[31", 0}, /* cut off: no crash */
};

START_TEST(width_counts_characters_and_no_colours)
{
	ck_assert_uint_eq(layout_width(widths[_i].text), widths[_i].want);
}
END_TEST

static const struct {
	const char *text;
	size_t width;
	const char *want;
} pads[] = {
	{"ab", 4, "ab  "},    {"ab", 2, "ab"}, {"abc", 2, "a…"}, {"пауза", 6, "пауза "},
	{"пауза", 4, "пау…"}, {"abc", 1, "…"}, {"abc", 0, ""},   {"", 2, "  "},
};

START_TEST(padding_fills_or_cuts_to_the_width)
{
	struct strbuf b = STRBUF_INIT;

	layout_pad(&b, pads[_i].text, pads[_i].width);
	ck_assert_str_eq(strbuf_text(&b), pads[_i].want);
	strbuf_release(&b);
}
END_TEST

static const struct {
	const char *text;
	size_t at, indent, width;
	const char *want;
} wraps[] = {
	{"", 0, 2, 10, "\n"},
	{"a b c", 0, 2, 10, "a b c\n"},
	{"aaaa bbbb cccc", 0, 2, 10, "aaaa bbbb\n  cccc\n"},
	{"aaaa bbbbb", 0, 2, 10, "aaaa bbbbb\n"}, /* exactly full */
	{"aaaa bbbbbb", 0, 2, 10, "aaaa\n  bbbbbb\n"},
	{"aaaa bbbb", 5, 2, 10, "aaaa\n  bbbb\n"},
	{"aaaaaaaaaaaa b", 0, 2, 10, "aaaaaaaaaaaa\n  b\n"}, /* too wide: not cut */
	{"a\nb", 0, 2, 10, "a\n  b\n"},
	{"a b\nccccccc dd", 0, 2, 10, "a b\n  ccccccc\n  dd\n"},
	{"took 1.10 s", 0, 2, 10, "took\n  1.10 s\n"}, /* not "1.10" / "s" */
	{"bbbbb +3 ms", 0, 0, 10, "bbbbb\n+3 ms\n"},
	{"kafka1 x", 0, 2, 7, "kafka1\n  x\n"}, /* a name is no number */
	{"пауза пауза", 0, 0, 10, "пауза\nпауза\n"},
};

START_TEST(text_is_broken_at_spaces)
{
	struct strbuf b = STRBUF_INIT;

	layout_wrap(&b, wraps[_i].text, wraps[_i].at, wraps[_i].indent, wraps[_i].width);
	ck_assert_str_eq(strbuf_text(&b), wraps[_i].want);
	strbuf_release(&b);
}
END_TEST

static void add_row(struct table *t, const char *a, const char *b, const char *c)
{
	table_add(t, "%s", a);
	table_add(t, "%s", b);
	table_add(t, "%s", c);
}

static void assert_printed(struct table *t, size_t width, const char *want)
{
	struct strbuf b = STRBUF_INIT;

	table_print(t, 1, width, &b);
	ck_assert_str_eq(strbuf_text(&b), want);
	strbuf_release(&b);
}

START_TEST(columns_are_as_wide_as_their_widest_cell)
{
	struct table t = {.align = "lrl"};

	add_row(&t, "a", "1", "x");
	add_row(&t, "пауза", "100", "y");
	assert_printed(&t, 80,
		       " a        1  x\n"
		       " пауза  100  y\n");
}
END_TEST

START_TEST(an_empty_end_of_a_row_leaves_no_blanks)
{
	struct table t = {.align = "lll"};

	add_row(&t, "a", "bb", "c");
	add_row(&t, "d", "", "");
	add_row(&t, "", "e", "");
	assert_printed(&t, 80,
		       " a  bb  c\n"
		       " d\n"
		       "    e\n");
}
END_TEST

START_TEST(the_last_column_wraps_under_itself)
{
	struct table t = {.align = "lll"};

	add_row(&t, "a", "b", "one two three four five six seven eight nine");
	assert_printed(&t, 40,
		       " a  b  one two three four five six seven\n"
		       "       eight nine\n");
}
END_TEST

START_TEST(a_column_too_far_right_wraps_at_the_left)
{
	struct table t = {.align = "lll"};

	add_row(&t, "aaaaaaaaaa", "bbbbbbbbbb", "one two three four five");
	assert_printed(&t, 40,
		       " aaaaaaaaaa  bbbbbbbbbb  one two three\n"
		       "     four five\n");
}
END_TEST

START_TEST(further_lines_can_hang_where_they_are_told)
{
	struct table t = {.align = "lll", .hang = 3};

	add_row(&t, "a", "b", "one\ntwo");
	assert_printed(&t, 80,
		       " a  b  one\n"
		       "   two\n");
}
END_TEST

START_TEST(colours_do_not_move_columns)
{
	struct table t = {.align = "lll"};

	add_row(&t, "\033[31m✗\033[0m", "b", "c");
	add_row(&t, "✓", "b", "c");
	assert_printed(&t, 80,
		       " \033[31m✗\033[0m  b  c\n"
		       " ✓  b  c\n");
}
END_TEST

START_TEST(a_printed_table_is_empty_again)
{
	struct table t = {.align = "lll"};

	add_row(&t, "a", "b", "c");
	assert_printed(&t, 80, " a  b  c\n");
	assert_printed(&t, 80, "");
}
END_TEST

static Suite *layout_suite(void)
{
	Suite *s = suite_create("layout");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, width_counts_characters_and_no_colours, 0,
			    (int)ARRAY_LEN(widths));
	tcase_add_loop_test(tc, padding_fills_or_cuts_to_the_width, 0,
			    (int)ARRAY_LEN(pads));
	tcase_add_loop_test(tc, text_is_broken_at_spaces, 0, (int)ARRAY_LEN(wraps));
	tcase_add_test(tc, columns_are_as_wide_as_their_widest_cell);
	tcase_add_test(tc, an_empty_end_of_a_row_leaves_no_blanks);
	tcase_add_test(tc, the_last_column_wraps_under_itself);
	tcase_add_test(tc, a_column_too_far_right_wraps_at_the_left);
	tcase_add_test(tc, further_lines_can_hang_where_they_are_told);
	tcase_add_test(tc, colours_do_not_move_columns);
	tcase_add_test(tc, a_printed_table_is_empty_again);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(layout_suite)
