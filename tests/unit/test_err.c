#include "base/err.h"
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

START_TEST(wrapping_keeps_the_first_cause_last)
{
	struct err e = {0};

	ck_assert_int_eq(err_set(&e, ERR_ENVIRONMENT, "connect: refused"), -1);
	ck_assert_int_eq(err_wrap(&e, "cannot start broker %d", 2), -1);
	ck_assert_str_eq(e.msg, "cannot start broker 2: connect: refused");
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
}
END_TEST

START_TEST(a_long_cause_is_cut_never_overrun)
{
	char big[2000];
	struct err e = {0};

	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	err_set(&e, ERR_USAGE, "%s", big);
	err_wrap(&e, "outer");
	ck_assert_uint_eq(strlen(e.msg), sizeof(e.msg) - 1);
}
END_TEST

START_TEST(errno_text_is_the_cause)
{
	struct err e = {0};

	errno = ENOENT;
	err_set_errno(&e, ERR_ENVIRONMENT, "cannot open '%s'", "x.yaml");
	ck_assert_str_eq(e.msg, "cannot open 'x.yaml': No such file or directory");
}
END_TEST

START_TEST(setting_twice_is_a_bug)
{
	struct err e = {0};

	err_set(&e, ERR_USAGE, "one");
	err_set(&e, ERR_USAGE, "two");
}
END_TEST

static Suite *err_suite(void)
{
	Suite *s = suite_create("err");
	TCase *tc = tcase_create("core");
	TCase *dies = tcase_create("dies");

	tcase_add_test(tc, wrapping_keeps_the_first_cause_last);
	tcase_add_test(tc, a_long_cause_is_cut_never_overrun);
	tcase_add_test(tc, errno_text_is_the_cause);
	suite_add_tcase(s, tc);
	tcase_set_tags(dies, "dies"); /* needs fork: excluded under valgrind */
	tcase_add_test_raise_signal(dies, setting_twice_is_a_bug, SIGABRT);
	suite_add_tcase(s, dies);
	return s;
}

UNIT_SUITE(err_suite)
