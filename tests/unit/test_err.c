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

START_TEST(the_kind_follows_from_the_code)
{
	const struct code_row *row = &code_rows[_i];
	static const enum err_kind kinds[] = {[CODE_IS_USAGE] = ERR_USAGE,
					      [CODE_IS_MISTAKE] = ERR_USAGE,
					      [CODE_IS_ENVIRONMENT] = ERR_ENVIRONMENT,
					      [CODE_IS_INTERRUPTED] = ERR_INTERRUPTED};
	struct err e = {0};

	if (row->kind == CODE_IS_WARNING || row->kind == CODE_IS_DOUBT)
		return;
	err_set(&e, (int)row->code, "inner");
	err_wrap(&e, "outer");
	ck_assert_int_eq(e.kind, kinds[row->kind]);
	ck_assert_int_eq(e.code, row->code);
}
END_TEST

START_TEST(who_knows_better_gives_another_code)
{
	struct err e = {0};

	err_set(&e, CODE_ENGINE_REFUSED, "no such host");
	ck_assert_int_eq(err_wrap_as(&e, CODE_IMAGE_MISSING, "no image '%s'", "x"), -1);
	ck_assert_str_eq(e.msg, "no image 'x': no such host");
	ck_assert_int_eq(e.code, CODE_IMAGE_MISSING);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
}
END_TEST

START_TEST(a_kind_is_its_general_code)
{
	struct err usage = {0}, environment = {0}, interrupted = {0};

	err_set(&usage, ERR_USAGE, "x");
	err_set(&environment, ERR_ENVIRONMENT, "x");
	err_set(&interrupted, ERR_INTERRUPTED, "x");
	ck_assert_str_eq(code_text(usage.code), "K001");
	ck_assert_str_eq(code_text(environment.code), "K002");
	ck_assert_str_eq(code_text(interrupted.code), "K003");
	ck_assert_int_eq(environment.kind, ERR_ENVIRONMENT);
}
END_TEST

START_TEST(codes_are_in_order_and_of_one_shape)
{
	for (const struct code_row *r = code_rows; r->text; r++) {
		ck_assert_msg(strlen(r->text) == 4 && *r->text == 'K' &&
				      strspn(r->text + 1, "0123456789") == 3,
			      "%s", r->text);
		ck_assert_ptr_eq(code_find((int)r->code), r);
		ck_assert_str_eq(code_text(r->code), r->text);
		ck_assert_msg(r == code_rows || strcmp(r[-1].text, r->text) < 0,
			      "%s is behind %s", r->text, r[-1].text);
		ck_assert_msg(*r->meaning &&
				      strchr(".;", r->meaning[strlen(r->meaning) - 1]) ==
					      NULL,
			      "%s", r->text);
	}
	ck_assert_str_eq(code_text(CODE_NONE), "");
	ck_assert_ptr_null(code_find(999));
}
END_TEST

static int n_codes(void)
{
	int n = 0;

	while (code_rows[n].text)
		n++;
	return n;
}

START_TEST(a_doubt_is_no_error)
{
	struct err e = {0};

	err_set(&e, CODE_NO_DEMAND, "x");
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
	tcase_add_loop_test(tc, the_kind_follows_from_the_code, 0, n_codes());
	tcase_add_test(tc, who_knows_better_gives_another_code);
	tcase_add_test(tc, a_kind_is_its_general_code);
	tcase_add_test(tc, codes_are_in_order_and_of_one_shape);
	suite_add_tcase(s, tc);
	tcase_set_tags(dies, "dies"); /* needs fork: excluded under valgrind */
	tcase_add_test_raise_signal(dies, setting_twice_is_a_bug, SIGABRT);
	tcase_add_test_raise_signal(dies, a_doubt_is_no_error, SIGABRT);
	suite_add_tcase(s, dies);
	return s;
}

UNIT_SUITE(err_suite)
