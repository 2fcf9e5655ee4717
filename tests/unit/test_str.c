#include "base/str.h"
#include "unit.h"

enum { UNTOUCHED = -7 };

static const struct {
	const char *text;
	int64_t want_ns; /* UNTOUCHED: must be refused */
} durations[] = {
	{"500ms", 500000000},
	{"30s", 30000000000},
	{"2m", 120000000000},
	{"0s", 0},
	{"", UNTOUCHED},
	{"30", UNTOUCHED},
	{"s", UNTOUCHED},
	{"-1s", UNTOUCHED},
	{" 1s", UNTOUCHED},
	{"1s ", UNTOUCHED},
	{"1.5s", 1500000000},
	{"1S", UNTOUCHED},
	{"99999999999999999999s", UNTOUCHED},
	{"9999999999h", UNTOUCHED},
};

START_TEST(durations_are_read_exactly_or_refused)
{
	int64_t got = UNTOUCHED;
	bool ok = str_to_duration(durations[_i].text, &got);

	ck_assert_msg(ok == (durations[_i].want_ns != UNTOUCHED), "'%s'",
		      durations[_i].text);
	ck_assert_int_eq(got, durations[_i].want_ns);
}
END_TEST

static Suite *str_suite(void)
{
	Suite *s = suite_create("str");
	TCase *tc = tcase_create("durations");

	tcase_add_loop_test(tc, durations_are_read_exactly_or_refused, 0,
			    (int)(sizeof(durations) / sizeof(durations[0])));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(str_suite)
