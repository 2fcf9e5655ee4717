#include "base/field.h"
#include "unit.h"

enum { UNTOUCHED = -7 };

static const struct {
	enum field_type type;
	const char *text;
	bool ok;
	int64_t want;
} values[] = {
	{FIELD_INT, "-3", true, -3},
	{FIELD_INT, "3s", false, 0},
	{FIELD_BOOL, "true", true, 1},
	{FIELD_BOOL, "false", true, 0},
	{FIELD_BOOL, "True", false, 0},
	{FIELD_BOOL, "yes", false, 0},
	{FIELD_BOOL, "", false, 0},
	{FIELD_DURATION, "250ms", true, 250000000},
	{FIELD_DURATION, "250", false, 0},
	{FIELD_SIZE, "1KiB", true, 1024},
	{FIELD_SIZE, "1", false, 0},
	{FIELD_RATE, "200/s", true, 200000},
	{FIELD_RATE, "200", false, 0},
	{FIELD_PERCENT, "99.9%", true, 999000},
	{FIELD_PERCENT, "99.9", false, 0},
	{FIELD_TEXT, "", true, 0},
	{FIELD_CPUS, "0.2", true, 200000000},
	{FIELD_CPUS, "200m", false, 0},
	{FIELD_TEXT, "anything", true, 0},
	{FIELD_SELECTOR, "minority", true, 0},
	{FIELD_LIST, "x", true, 0},
	{FIELD_MAP, "x", true, 0},
	{FIELD_ANY, "x", true, 0},
};

START_TEST(a_value_is_read_by_its_type)
{
	struct field row = {.name = "x", .type = values[_i].type};
	int64_t got = UNTOUCHED;

	ck_assert_int_eq(field_parse(&row, values[_i].text, &got), values[_i].ok);
	ck_assert_int_eq(got, values[_i].ok ? values[_i].want : UNTOUCHED);
}
END_TEST

static const struct {
	const char *choices, *text;
	bool ok;
} picks[] = {
	{"all|1|0", "all", true},      {"all|1|0", "1", true},
	{"all|1|0", "0", true},        {"all|1|0", "all|1", false},
	{"all|1|0", "all|1|0", false}, {"all|1|0", "|", false},
	{"all|1|0", "al", false},      {"all|1|0", "alll", false},
	{"all|1|0", "", false},        {"all|1|0", "All", false},
	{"all|1|0", "1|", false},      {"one", "one", true},
	{"one", "on", false},          {"a|ab", "ab", true},
	{"ab|a", "a", true},
};

START_TEST(a_choice_is_one_of_the_words_and_nothing_else)
{
	struct field row = {
		.name = "x", .type = FIELD_CHOICE, .choices = picks[_i].choices};
	int64_t got = UNTOUCHED;

	ck_assert_msg(field_parse(&row, picks[_i].text, &got) == picks[_i].ok,
		      "'%s' of '%s'", picks[_i].text, picks[_i].choices);
	ck_assert_int_eq(got, picks[_i].ok ? 0 : UNTOUCHED);
}
END_TEST

static const struct field table[] = {
	{"at", FIELD_DURATION, FIELD_REQUIRED, NULL, NULL, "when"},
	{"target", FIELD_SELECTOR, 0, NULL, NULL, "whom"},
	FIELD_END,
};

START_TEST(a_row_is_found_by_its_whole_name)
{
	ck_assert_ptr_eq(field_find(table, "target"), &table[1]);
	ck_assert_ptr_null(field_find(table, "tar"));
	ck_assert_ptr_null(field_find(NULL, "target"));
}
END_TEST

START_TEST(rows_are_counted_up_to_the_end)
{
	ck_assert_uint_eq(field_count(table), 2);
	ck_assert_uint_eq(field_count(NULL), 0);
}
END_TEST

START_TEST(every_type_says_what_it_wants)
{
	for (int type = FIELD_TEXT; type <= FIELD_ANY; type++)
		ck_assert_uint_gt(strlen(field_wants((enum field_type)type)), 3);
}
END_TEST

/* What the message shows as an example must itself be accepted. */
static const struct {
	enum field_type type;
	const char *example;
} examples[] = {
	{FIELD_DURATION, "500ms"}, {FIELD_DURATION, "30s"}, {FIELD_DURATION, "2m"},
	{FIELD_SIZE, "512B"},      {FIELD_SIZE, "1KiB"},    {FIELD_SIZE, "64MiB"},
	{FIELD_RATE, "200/s"},     {FIELD_RATE, "600/m"},   {FIELD_PERCENT, "99.9%"},
	{FIELD_CPUS, "0.2"},       {FIELD_CPUS, "1.5"},
};

START_TEST(the_examples_of_a_message_are_true)
{
	struct field row = {.name = "x", .type = examples[_i].type};
	int64_t got;

	ck_assert_ptr_nonnull(strstr(field_wants(row.type), examples[_i].example));
	ck_assert(field_parse(&row, examples[_i].example, &got));
}
END_TEST

static Suite *field_suite(void)
{
	Suite *s = suite_create("field");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, a_value_is_read_by_its_type, 0, (int)ARRAY_LEN(values));
	tcase_add_loop_test(tc, a_choice_is_one_of_the_words_and_nothing_else, 0,
			    (int)ARRAY_LEN(picks));
	tcase_add_test(tc, a_row_is_found_by_its_whole_name);
	tcase_add_test(tc, rows_are_counted_up_to_the_end);
	tcase_add_test(tc, every_type_says_what_it_wants);
	tcase_add_loop_test(tc, the_examples_of_a_message_are_true, 0,
			    (int)ARRAY_LEN(examples));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(field_suite)
