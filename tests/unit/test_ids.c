#include "model/ids.h"
#include "unit.h"

static struct ids list(const char *digits)
{
	struct ids s = {0};

	for (; *digits; digits++)
		ids_add(&s, *digits - '0');
	return s;
}

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{"", "", true},       {"1", "1", true},
	{"123", "321", true}, {"1", "2", false},
	{"12", "123", false}, {"123", "12", false},
	{"", "1", false},     {"11", "12", false},
	{"12", "11", false}, /* twice the same is not two */
};

START_TEST(lists_are_the_same_when_their_members_are)
{
	struct ids a = list(pairs[_i].a), b = list(pairs[_i].b);

	ck_assert_int_eq(ids_same(&a, &b), pairs[_i].same);
	ids_release(&a);
	ids_release(&b);
}
END_TEST

START_TEST(a_copy_is_its_own)
{
	struct ids a = list("12"), b;

	ids_copy(&b, &a);
	a.id[0] = 9;
	ck_assert_int_eq(b.id[0], 1);
	ids_release(&a);
	ids_release(&b);
}
END_TEST

START_TEST(an_empty_list_copies_to_an_empty_one)
{
	struct ids a = {0}, b;

	ids_copy(&b, &a);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_ptr_null(b.id);
}
END_TEST

START_TEST(setting_takes_the_order_it_was_told)
{
	static const int32_t told[] = {3, 1, 2};
	struct ids a;

	ids_set(&a, told, 3);
	ck_assert_mem_eq(a.id, told, sizeof(told));
	ids_release(&a);
}
END_TEST

START_TEST(membership_is_by_value)
{
	struct ids a = list("13");

	ck_assert(ids_has(&a, 3));
	ck_assert(!ids_has(&a, 2));
	ids_release(&a);
}
END_TEST

static const struct {
	const char *digits, *want;
} texts[] = {{"", ""}, {"1", "1"}, {"312", "3,1,2"}};

START_TEST(a_list_is_written_in_its_order)
{
	struct ids a = list(texts[_i].digits);
	struct strbuf b = STRBUF_INIT;

	ids_text(&a, &b);
	ck_assert_str_eq(strbuf_text(&b), texts[_i].want);
	strbuf_release(&b);
	ids_release(&a);
}
END_TEST

START_TEST(negative_and_large_ids_are_written_whole)
{
	static const int32_t told[] = {-1, INT32_MAX};
	struct strbuf b = STRBUF_INIT;
	struct ids a;

	ids_set(&a, told, 2);
	ids_text(&a, &b);
	ck_assert_str_eq(strbuf_text(&b), "-1,2147483647");
	strbuf_release(&b);
	ids_release(&a);
}
END_TEST

static Suite *ids_suite(void)
{
	Suite *s = suite_create("ids");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, lists_are_the_same_when_their_members_are, 0,
			    (int)ARRAY_LEN(pairs));
	tcase_add_test(tc, a_copy_is_its_own);
	tcase_add_test(tc, an_empty_list_copies_to_an_empty_one);
	tcase_add_test(tc, setting_takes_the_order_it_was_told);
	tcase_add_test(tc, membership_is_by_value);
	tcase_add_loop_test(tc, a_list_is_written_in_its_order, 0, (int)ARRAY_LEN(texts));
	tcase_add_test(tc, negative_and_large_ids_are_written_whole);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(ids_suite)
