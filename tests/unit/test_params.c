#include "model/params.h"
#include "unit.h"

static struct params p;

static void fill(void)
{
	p = (struct params){0};
	params_set(&p, "at", "5s", 5000);
	params_set(&p, "target", "minority", 0);
}

static void release(void)
{
	params_release(&p);
}

START_TEST(a_value_keeps_its_text_and_its_number)
{
	ck_assert_str_eq(params_text(&p, "at", "-"), "5s");
	ck_assert_int_eq(params_num(&p, "at", -1), 5000);
}
END_TEST

START_TEST(what_is_not_there_falls_back)
{
	ck_assert_str_eq(params_text(&p, "for", "1s"), "1s");
	ck_assert_int_eq(params_num(&p, "for", 7), 7);
	ck_assert_ptr_null(params_text(&p, "for", NULL));
	ck_assert_ptr_null(params_get(&p, "a")); /* no prefixes */
}
END_TEST

START_TEST(a_number_that_is_zero_is_there)
{
	ck_assert_int_eq(params_num(&p, "target", 7), 0);
}
END_TEST

START_TEST(setting_again_replaces_in_place)
{
	params_set(&p, "at", "6s", 6000);
	ck_assert_uint_eq(p.len, 2);
	ck_assert_str_eq(p.item[0].text, "6s");
	ck_assert_int_eq(p.item[0].num, 6000);
}
END_TEST

START_TEST(texts_are_copied)
{
	char name[] = "x", text[] = "old";

	params_set(&p, name, text, 0);
	name[0] = 'y';
	text[0] = 'c';
	ck_assert_str_eq(params_text(&p, "x", "-"), "old");
}
END_TEST

START_TEST(a_value_can_be_set_to_itself)
{
	params_set(&p, "at", params_text(&p, "at", "-"), 1);
	ck_assert_str_eq(params_text(&p, "at", "-"), "5s");
}
END_TEST

START_TEST(releasing_leaves_an_empty_list)
{
	params_release(&p);
	ck_assert_ptr_null(params_get(&p, "at"));
}
END_TEST

static Suite *params_suite(void)
{
	Suite *s = suite_create("params");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, fill, release);
	tcase_add_test(tc, a_value_keeps_its_text_and_its_number);
	tcase_add_test(tc, what_is_not_there_falls_back);
	tcase_add_test(tc, a_number_that_is_zero_is_there);
	tcase_add_test(tc, setting_again_replaces_in_place);
	tcase_add_test(tc, texts_are_copied);
	tcase_add_test(tc, a_value_can_be_set_to_itself);
	tcase_add_test(tc, releasing_leaves_an_empty_list);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(params_suite)
