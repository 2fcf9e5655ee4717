#include "model/kafka_error.h"
#include "model/plane.h"
#include "unit.h"

START_TEST(codes_are_listed_once_and_in_order)
{
	size_t n;
	const struct kafka_error *e = kafka_errors(&n);

	for (size_t i = 1; i < n; i++)
		ck_assert_int_lt(e[i - 1].code, e[i].code);
}
END_TEST

START_TEST(every_code_is_found_by_itself)
{
	size_t n;
	const struct kafka_error *e = kafka_errors(&n);

	for (size_t i = 0; i < n; i++)
		ck_assert_ptr_eq(kafka_error_find(e[i].code), &e[i]);
}
END_TEST

START_TEST(names_are_spelled_as_kafka_and_librdkafka_do)
{
	ck_assert_str_eq(kafka_error_name(19), "NOT_ENOUGH_REPLICAS");
	ck_assert_str_eq(kafka_error_name(-192), "_MSG_TIMED_OUT");
	ck_assert_str_eq(kafka_error_name(0), "NONE");
}
END_TEST

START_TEST(only_librdkafkas_own_names_begin_with_an_underscore)
{
	size_t n;
	const struct kafka_error *e = kafka_errors(&n);

	for (size_t i = 0; i < n; i++)
		ck_assert_msg((e[i].name[0] == '_') == (e[i].code < -1), "%s", e[i].name);
}
END_TEST

START_TEST(an_unknown_code_has_a_row_of_its_own)
{
	ck_assert_str_eq(kafka_error_name(31999), "UNLISTED");
	ck_assert_str_eq(kafka_error_name(-2), "UNLISTED");
}
END_TEST

START_TEST(classes_say_what_an_outage_is_made_of)
{
	ck_assert_int_eq(kafka_error_find(5)->class, ERROR_CLASS_UNAVAILABLE);
	ck_assert_int_eq(kafka_error_find(6)->class, ERROR_CLASS_MOVING);
	ck_assert_int_eq(kafka_error_find(7)->class, ERROR_CLASS_STALL);
	ck_assert_int_eq(kafka_error_find(-184)->class, ERROR_CLASS_CLIENT);
	ck_assert_int_eq(kafka_error_find(27)->class, ERROR_CLASS_GROUP);
	ck_assert_int_eq(kafka_error_find(46)->class, ERROR_CLASS_AVAILABLE);
	ck_assert_str_eq(error_class_name(ERROR_CLASS_STALL), "stall");
}
END_TEST

START_TEST(planes_have_names)
{
	ck_assert_str_eq(plane_name(PLANE_PRODUCE), "produce");
	ck_assert_str_eq(plane_name(PLANE_CONSUME), "consume");
}
END_TEST

static Suite *kafka_error_suite(void)
{
	Suite *s = suite_create("kafka_error");
	TCase *tc = tcase_create("table");

	tcase_add_test(tc, codes_are_listed_once_and_in_order);
	tcase_add_test(tc, every_code_is_found_by_itself);
	tcase_add_test(tc, names_are_spelled_as_kafka_and_librdkafka_do);
	tcase_add_test(tc, only_librdkafkas_own_names_begin_with_an_underscore);
	tcase_add_test(tc, an_unknown_code_has_a_row_of_its_own);
	tcase_add_test(tc, classes_say_what_an_outage_is_made_of);
	tcase_add_test(tc, planes_have_names);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(kafka_error_suite)
