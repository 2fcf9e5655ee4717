#include "base/mem.h"
#include "unit.h"

#include <signal.h>

struct item {
	int32_t number;
	char filler[20]; /* a size that is no power of two */
};

struct items {
	struct item *at;
	size_t len;
};

static void fill(struct items *list, size_t upto)
{
	while (list->len < upto) {
		struct item *it = GROW(list->at, list->len);

		ck_assert_int_eq(it->number, 0); /* zeroed */
		ck_assert_int_eq(it->filler[19], 0);
		*it = (struct item){.number = (int32_t)list->len};
		memset(it->filler, 'x', sizeof(it->filler));
	}
}

START_TEST(growing_gives_zeroed_items_and_keeps_the_old_ones)
{
	struct items list = {0};

	fill(&list, 1000);
	for (size_t i = 0; i < list.len; i++)
		ck_assert_int_eq(list.at[i].number, (int)i + 1);
	free(list.at);
}
END_TEST

/* Capacity is implied by the length alone: going back may land on any power of two. */
START_TEST(a_list_that_was_shortened_can_grow_again)
{
	for (size_t back = 0; back <= 40; back++) {
		struct items list = {0};

		fill(&list, 40);
		list.len = back;
		fill(&list, 70);
		ck_assert_int_eq(list.at[69].number, 70);
		free(list.at);
	}
}
END_TEST

START_TEST(nothing_can_be_allocated)
{
	void *a = xcalloc(0, 0), *b = xmemdup(NULL, 0), *c = xrealloc(NULL, 0, 8);

	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_nonnull(b);
	ck_assert_ptr_nonnull(c);
	free(a);
	free(b);
	free(c);
}
END_TEST

static const struct {
	const char *text;
	size_t n;
	const char *want;
} cuts[] = {{"abc", 2, "ab"},
	    {"abc", 3, "abc"},
	    {"abc", 9, "abc"},
	    {"abc", 0, ""},
	    {"", 3, ""}};

START_TEST(a_copy_of_at_most_n_characters_ends_where_the_text_does)
{
	char *copy = xstrndup(cuts[_i].text, cuts[_i].n);

	ck_assert_str_eq(copy, cuts[_i].want);
	free(copy);
}
END_TEST

START_TEST(a_copied_text_is_its_own)
{
	char text[] = "abc";
	char *copy = xstrdup(text);

	text[0] = 'x';
	ck_assert_str_eq(copy, "abc");
	free(copy);
}
END_TEST

START_TEST(copied_bytes_include_nul)
{
	char *copy = xmemdup("a\0b", 3);

	ck_assert_mem_eq(copy, "a\0b", 3);
	free(copy);
}
END_TEST

START_TEST(a_formatted_text_is_as_long_as_it_needs)
{
	char *text = xasprintf("%0200d", 7);

	ck_assert_uint_eq(strlen(text), 200);
	free(text);
}
END_TEST

START_TEST(a_size_that_does_not_fit_aborts_instead_of_wrapping)
{
	free(xrealloc(NULL, SIZE_MAX / 2, 4));
}
END_TEST

static Suite *mem_suite(void)
{
	Suite *s = suite_create("mem");
	TCase *tc = tcase_create("core");
	TCase *dies = tcase_create("dies");

	tcase_add_test(tc, growing_gives_zeroed_items_and_keeps_the_old_ones);
	tcase_add_test(tc, a_list_that_was_shortened_can_grow_again);
	tcase_add_test(tc, nothing_can_be_allocated);
	tcase_add_loop_test(tc, a_copy_of_at_most_n_characters_ends_where_the_text_does,
			    0, (int)ARRAY_LEN(cuts));
	tcase_add_test(tc, a_copied_text_is_its_own);
	tcase_add_test(tc, copied_bytes_include_nul);
	tcase_add_test(tc, a_formatted_text_is_as_long_as_it_needs);
	suite_add_tcase(s, tc);
	tcase_set_tags(dies, "dies");
	tcase_add_test_raise_signal(
		dies, a_size_that_does_not_fit_aborts_instead_of_wrapping, SIGABRT);
	suite_add_tcase(s, dies);
	return s;
}

UNIT_SUITE(mem_suite)
