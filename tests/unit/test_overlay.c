/* Effects on top of each other: what is left when one goes. */
#include "base/mem.h"
#include "fault/overlay.h"
#include "test_fault_world.h"
#include "unit.h"

static int64_t put_on(const char *thing, const char *before, const char *mine)
{
	struct overlay o = {.thing = xstrdup(thing),
			    .before = before ? xstrdup(before) : NULL,
			    .mine = xstrdup(mine)};
	char *detail = overlay_detail(&o);
	int64_t number = journal_intent(journal, UNDO_CONFIG, NULL, detail, &why);

	ck_assert_int_ge(number, 0);
	free(detail);
	overlay_release(&o);
	return number;
}

/* What intent `number` leaves behind. */
static char *without(int64_t number)
{
	struct intents pending;
	struct overlay o = {0};
	char *value;

	journal_list(journal, UNDO_CONFIG, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++)
		if (pending.item[i].number == number)
			ck_assert(overlay_parse(pending.item[i].detail, &o));
	ck_assert_ptr_nonnull(o.thing);
	value = overlay_without(journal, UNDO_CONFIG, number, &o);
	overlay_release(&o);
	intents_release(&pending);
	return value;
}

static void check_left(int64_t number, const char *want)
{
	char *value = without(number);

	if (want)
		ck_assert_str_eq(value, want);
	else
		ck_assert_ptr_null(value);
	free(value);
}

static const struct overlay shapes[] = {
	{(char[]){"t/k"}, (char[]){"1"}, (char[]){"2"}},
	{(char[]){"t/k"}, NULL, (char[]){"2"}},
	{(char[]){"t/k"}, (char[]){""}, (char[]){"-a=b c"}},
	{(char[]){""}, (char[]){"=x"}, NULL},
};

START_TEST(what_is_written_is_read_back)
{
	char *detail = overlay_detail(&shapes[_i]);
	struct overlay o;

	ck_assert(overlay_parse(detail, &o));
	ck_assert_str_eq(o.thing, shapes[_i].thing);
	ck_assert_pstr_eq(o.before, shapes[_i].before);
	ck_assert_pstr_eq(o.mine, shapes[_i].mine);
	overlay_release(&o);
	free(detail);
}
END_TEST

static const char *const garbage[] = {
	"", "t/k", "t/k\n=1", "t/k\n1\n2", "t/k\n=1\n=2\n", "t/k\n=1\n=2\n=3", "\n\n"};

START_TEST(what_is_anything_else_is_refused)
{
	struct overlay o;

	ck_assert(!overlay_parse(garbage[_i], &o));
}
END_TEST

START_TEST(alone_it_leaves_what_was_before)
{
	check_left(put_on("t/k", "1", "2"), "1");
	check_left(put_on("t/other", NULL, "2"), NULL);
}
END_TEST

START_TEST(the_youngest_of_the_others_counts)
{
	int64_t first = put_on("t/k", "1", "2"), second = put_on("t/k", "1", "3"),
		third = put_on("t/k", "1", "4");

	check_left(first, "4");
	check_left(third, "3");
	ck_assert_int_eq(journal_done(journal, second, &why), 0);
	check_left(third, "2");
	ck_assert_int_eq(journal_done(journal, first, &why), 0);
	check_left(third, "1");
}
END_TEST

START_TEST(other_things_do_not_count)
{
	int64_t number = put_on("t/k", "1", "2");

	put_on("t/k2", "7", "8");
	put_on("t2/k", "7", "8");
	check_left(number, "1");
}
END_TEST

START_TEST(what_was_before_all_is_found)
{
	char *before = NULL;

	ck_assert(!overlay_find_before(journal, UNDO_CONFIG, "t/k", &before));
	put_on("t/k", NULL, "2");
	ck_assert(overlay_find_before(journal, UNDO_CONFIG, "t/k", &before));
	ck_assert_ptr_null(before);
	put_on("t/other", "5", "2");
	put_on("t/other", "5", "3");
	ck_assert(overlay_find_before(journal, UNDO_CONFIG, "t/other", &before));
	ck_assert_str_eq(before, "5");
	free(before);
	ck_assert(!overlay_find_before(journal, UNDO_REPLICAS, "t/k", &before));
}
END_TEST

static Suite *overlay_suite(void)
{
	Suite *s = suite_create("fault overlay");
	TCase *tc = tcase_create("overlay");

	tcase_add_checked_fixture(tc, fault_set_up, fault_tear_down);
	tcase_add_loop_test(tc, what_is_written_is_read_back, 0, ARRAY_LEN(shapes));
	tcase_add_loop_test(tc, what_is_anything_else_is_refused, 0, ARRAY_LEN(garbage));
	tcase_add_test(tc, alone_it_leaves_what_was_before);
	tcase_add_test(tc, the_youngest_of_the_others_counts);
	tcase_add_test(tc, other_things_do_not_count);
	tcase_add_test(tc, what_was_before_all_is_found);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(overlay_suite)
