#include "base/mem.h"
#include "base/strbuf.h"
#include "unit.h"

START_TEST(a_buffer_never_used_reads_as_empty)
{
	struct strbuf b = STRBUF_INIT;

	ck_assert_str_eq(strbuf_text(&b), "");
}
END_TEST

START_TEST(adding_nothing_still_gives_a_text)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, "");
	ck_assert_ptr_nonnull(b.buf);
	ck_assert_str_eq(b.buf, "");
	strbuf_release(&b);
}
END_TEST

START_TEST(pieces_are_joined_in_order)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, "node");
	strbuf_addch(&b, ' ');
	strbuf_addf(&b, "%d of %d", 2, 3);
	strbuf_add(&b, "!?", 1);
	ck_assert_str_eq(strbuf_text(&b), "node 2 of 3!");
	strbuf_release(&b);
}
END_TEST

START_TEST(a_nul_byte_is_a_byte_like_any_other)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_add(&b, "a\0b", 3);
	ck_assert_uint_eq(b.len, 3);
	ck_assert_mem_eq(b.buf, "a\0b", 4);
	strbuf_release(&b);
}
END_TEST

START_TEST(it_grows_by_single_characters_without_losing_any)
{
	struct strbuf b = STRBUF_INIT;

	for (int i = 0; i < 10000; i++)
		strbuf_addch(&b, (char)('a' + i % 26));
	ck_assert_uint_eq(b.len, 10000);
	for (size_t i = 0; i < b.len; i++)
		ck_assert_int_eq(b.buf[i], 'a' + (int)(i % 26));
	strbuf_release(&b);
}
END_TEST

static const struct {
	size_t max;
	const char *first, *second, *want;
	bool overflow;
} limits[] = {
	{4, "ab", "cd", "abcd", false}, /* exactly full */
	{4, "ab", "cde", "ab", true},   /* left out whole, not cut */
	{4, "abcde", "f", "f", true},   /* what fits later is taken; the flag stays */
	{0, "abcde", "fg", "abcdefg", false}, /* no limit */
	{1, "", "ab", "", true},
};

START_TEST(what_exceeds_the_limit_is_left_out_whole_and_told)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_limit(&b, limits[_i].max);
	strbuf_addstr(&b, limits[_i].first);
	strbuf_addstr(&b, limits[_i].second);
	ck_assert_str_eq(strbuf_text(&b), limits[_i].want);
	ck_assert_int_eq(b.overflow, limits[_i].overflow);
	strbuf_release(&b);
}
END_TEST

START_TEST(a_formatted_text_obeys_the_limit_too)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_limit(&b, 4);
	strbuf_addf(&b, "%d", 12345);
	ck_assert_str_eq(strbuf_text(&b), "");
	ck_assert(b.overflow);
	strbuf_release(&b);
}
END_TEST

START_TEST(clearing_makes_room_and_forgets_the_overflow)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_limit(&b, 3);
	strbuf_addstr(&b, "abc");
	strbuf_addstr(&b, "d");
	strbuf_clear(&b);
	ck_assert(!b.overflow);
	strbuf_addstr(&b, "xyz");
	ck_assert_str_eq(strbuf_text(&b), "xyz");
	strbuf_release(&b);
}
END_TEST

START_TEST(the_limit_outlives_release_and_detach)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_limit(&b, 3);
	strbuf_addstr(&b, "ab");
	free(strbuf_detach(&b));
	strbuf_release(&b);
	strbuf_addstr(&b, "abcd");
	ck_assert(b.overflow);
	strbuf_release(&b);
}
END_TEST

START_TEST(releasing_null_or_twice_is_harmless)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_release(NULL);
	strbuf_addstr(&b, "x");
	strbuf_release(&b);
	strbuf_release(&b);
	ck_assert_ptr_null(b.buf);
}
END_TEST

START_TEST(detaching_hands_over_the_text_and_leaves_an_empty_buffer)
{
	struct strbuf b = STRBUF_INIT;
	char *text;

	strbuf_addstr(&b, "mine");
	text = strbuf_detach(&b);
	ck_assert_str_eq(text, "mine");
	ck_assert_str_eq(strbuf_text(&b), "");
	free(text);
}
END_TEST

START_TEST(detaching_an_unused_buffer_gives_an_empty_text)
{
	struct strbuf b = STRBUF_INIT;
	char *text = strbuf_detach(&b);

	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

static const struct {
	size_t n;
	const char *want;
} drops[] = {{0, "abcd"}, {1, "bcd"}, {4, ""}, {5, ""}, {SIZE_MAX, ""}};

START_TEST(dropping_the_front_keeps_the_rest)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, "abcd");
	strbuf_drop_front(&b, drops[_i].n);
	ck_assert_str_eq(strbuf_text(&b), drops[_i].want);
	ck_assert_uint_eq(b.len, strlen(drops[_i].want));
	strbuf_release(&b);
}
END_TEST

START_TEST(dropping_from_an_unused_buffer_does_nothing)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_drop_front(&b, 3);
	ck_assert_str_eq(strbuf_text(&b), "");
}
END_TEST

START_TEST(dropping_does_not_hide_that_something_was_left_out)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_limit(&b, 2);
	strbuf_addstr(&b, "ab");
	strbuf_addstr(&b, "c");
	strbuf_drop_front(&b, 2);
	ck_assert(b.overflow);
	strbuf_release(&b);
}
END_TEST

static Suite *strbuf_suite(void)
{
	Suite *s = suite_create("strbuf");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, a_buffer_never_used_reads_as_empty);
	tcase_add_test(tc, adding_nothing_still_gives_a_text);
	tcase_add_test(tc, pieces_are_joined_in_order);
	tcase_add_test(tc, a_nul_byte_is_a_byte_like_any_other);
	tcase_add_test(tc, it_grows_by_single_characters_without_losing_any);
	tcase_add_loop_test(tc, what_exceeds_the_limit_is_left_out_whole_and_told, 0,
			    (int)ARRAY_LEN(limits));
	tcase_add_test(tc, a_formatted_text_obeys_the_limit_too);
	tcase_add_test(tc, clearing_makes_room_and_forgets_the_overflow);
	tcase_add_test(tc, the_limit_outlives_release_and_detach);
	tcase_add_test(tc, releasing_null_or_twice_is_harmless);
	tcase_add_test(tc, detaching_hands_over_the_text_and_leaves_an_empty_buffer);
	tcase_add_test(tc, detaching_an_unused_buffer_gives_an_empty_text);
	tcase_add_loop_test(tc, dropping_the_front_keeps_the_rest, 0,
			    (int)ARRAY_LEN(drops));
	tcase_add_test(tc, dropping_from_an_unused_buffer_does_nothing);
	tcase_add_test(tc, dropping_does_not_hide_that_something_was_left_out);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(strbuf_suite)
