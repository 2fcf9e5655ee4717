#include "fault/journal.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "scratch.h"
#include "unit.h"

enum { FILE_MAX = 64 * 1024 };

static char *path;

static void make_place(void)
{
	char *dir = scratch_dir();

	path = xasprintf("%s/kchaos/engine/project.journal", dir);
	free(dir);
}

static void forget_place(void)
{
	free(path);
}

static struct journal *open_journal(void)
{
	struct err e = {0};
	struct journal *j = journal_open(path, &e);

	ck_assert_msg(j != NULL, "%s", e.msg);
	return j;
}

static int64_t intend(struct journal *j, enum undo undo, int32_t id)
{
	struct node n = {.id = id, .container = (char[]){"kc-kafka-1"}};
	struct err e = {0};
	int64_t number = journal_intent(j, undo, &n, NULL, &e);

	ck_assert_msg(number > 0, "%s", e.msg);
	return number;
}

static void check_nodes(struct journal *j, enum undo undo, const char *want)
{
	struct strbuf got = STRBUF_INIT;
	struct ids ids = {0};

	journal_nodes(j, undo, &ids);
	ids_text(&ids, &got);
	ck_assert_str_eq(strbuf_text(&got), want);
	ids_release(&ids);
	strbuf_release(&got);
}

static void revert(struct journal *j, enum undo undo, int32_t id)
{
	struct err e = {0};

	ck_assert_int_eq(journal_reverted(j, undo, id, &e), 0);
}

START_TEST(an_intent_is_on_disk_before_anything_is_done)
{
	struct journal *j = open_journal();
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};

	intend(j, UNDO_START, 2);
	ck_assert_int_eq(file_read(path, FILE_MAX, &text, &e), 0);
	ck_assert_ptr_nonnull(
		strstr(strbuf_text(&text), "intent 1 start 2 kc-kafka-1 ~"));
	strbuf_release(&text);
	journal_close(j);
}
END_TEST

START_TEST(what_is_pending_survives_the_process)
{
	struct journal *j = open_journal();

	intend(j, UNDO_START, 2);
	intend(j, UNDO_UNPAUSE, 3);
	journal_close(j);
	j = open_journal();
	check_nodes(j, UNDO_START, "2");
	check_nodes(j, UNDO_UNPAUSE, "3");
	journal_close(j);
}
END_TEST

START_TEST(what_was_reverted_stays_reverted)
{
	struct journal *j = open_journal();

	intend(j, UNDO_START, 2);
	intend(j, UNDO_START, 3);
	revert(j, UNDO_START, 2);
	journal_close(j);
	j = open_journal();
	check_nodes(j, UNDO_START, "3");
	journal_close(j);
}
END_TEST

START_TEST(a_node_stopped_again_is_pending_again)
{
	struct journal *j = open_journal();

	intend(j, UNDO_START, 2);
	revert(j, UNDO_START, 2);
	ck_assert_int_eq(intend(j, UNDO_START, 2), 2);
	check_nodes(j, UNDO_START, "2");
	journal_close(j);
}
END_TEST

START_TEST(a_pending_intent_is_used_again)
{
	struct journal *j = open_journal();

	ck_assert_int_eq(intend(j, UNDO_START, 2), intend(j, UNDO_START, 2));
	ck_assert_uint_eq(journal_pending(j), 1);
	journal_close(j);
}
END_TEST

static int64_t intend_net(struct journal *j, const char *detail)
{
	struct node n = {.id = 2};
	struct err e = {0};

	return journal_intent(j, UNDO_NET, &n, detail, &e);
}

/* Details are the user's words as well: nothing in them may break a line or its checksum. */
START_TEST(a_detail_survives_whatever_is_in_it)
{
	static const char nasty[] = " two  blanks ~beef %7e\n\ttab \xc3\xa9 end ";
	struct journal *j = open_journal();
	struct intents got;

	ck_assert_int_gt(intend_net(j, nasty), 0);
	journal_close(j);
	j = open_journal();
	journal_list(j, UNDO_NET, 2, &got);
	ck_assert_uint_eq(got.len, 1);
	ck_assert_str_eq(got.item[0].detail, nasty);
	intents_release(&got);
	journal_close(j);
}
END_TEST

START_TEST(a_detail_that_is_too_long_is_refused)
{
	struct journal *j = open_journal();
	char *endless = xcalloc(1, 5001);

	memset(endless, 'x', 5000);
	ck_assert_int_eq(intend_net(j, endless), -1);
	ck_assert_uint_eq(journal_pending(j), 0);
	free(endless);
	journal_close(j);
}
END_TEST

START_TEST(faults_on_top_of_each_other_are_undone_one_by_one)
{
	struct journal *j = open_journal();
	int64_t first = intend_net(j, "drop"), second = intend_net(j, "loss");
	struct err e = {0};

	ck_assert_int_ne(first, second);
	ck_assert_int_eq(journal_done(j, first, &e), 0);
	ck_assert(!journal_is_pending(j, first));
	ck_assert(journal_is_pending(j, second));
	ck_assert_int_eq(journal_done(j, first, &e), 0); /* nothing happens */
	ck_assert_int_eq(journal_clear(j, &e), 0);
	ck_assert_uint_eq(journal_pending(j), 0);
	journal_close(j);
}
END_TEST

START_TEST(what_is_about_no_node_is_kept_apart)
{
	struct journal *j = open_journal();
	struct err e = {0};
	struct ids hurt = {0};

	intend(j, UNDO_START, 2);
	ck_assert_int_gt(journal_intent(j, UNDO_COMMAND, NULL, "true", &e), 0);
	journal_hurt(j, &hurt);
	ck_assert_uint_eq(hurt.len, 1);
	ck_assert_uint_eq(journal_pending(j), 2);
	ids_release(&hurt);
	journal_close(j);
}
END_TEST

START_TEST(a_clean_journal_leaves_no_file)
{
	struct journal *j = open_journal();

	intend(j, UNDO_START, 2);
	revert(j, UNDO_START, 2);
	journal_close(j);
	ck_assert(!file_exists(path));
}
END_TEST

START_TEST(a_journal_with_something_to_undo_stays)
{
	struct journal *j = open_journal();

	intend(j, UNDO_START, 2);
	journal_close(j);
	ck_assert(file_exists(path));
}
END_TEST

START_TEST(two_runs_on_one_project_exclude_each_other)
{
	struct journal *j = open_journal();
	struct err e = {0};

	ck_assert_ptr_null(journal_open(path, &e));
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_ptr_nonnull(strstr(e.msg, "another kchaos"));
	journal_close(j);
}
END_TEST

START_TEST(the_lock_goes_with_the_journal)
{
	journal_close(open_journal());
	journal_close(open_journal());
}
END_TEST

START_TEST(a_file_that_is_no_journal_is_left_alone)
{
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};

	journal_close(open_journal()); /* makes the folders */
	ck_assert_int_eq(file_write_atomic(path, "diary\n", 6, &e), 0);
	ck_assert_ptr_null(journal_open(path, &e));
	ck_assert_ptr_nonnull(strstr(e.msg, "is not an undo journal"));
	ck_assert_int_eq(file_read(path, FILE_MAX, &text, &(struct err){0}), 0);
	ck_assert_str_eq(strbuf_text(&text), "diary\n");
	strbuf_release(&text);
}
END_TEST

/* A crash may cut the file anywhere: whole lines count, the rest was never carried out. */
START_TEST(a_journal_torn_at_any_byte_is_read_up_to_there)
{
	struct strbuf whole = STRBUF_INIT;
	struct journal *j = open_journal();
	struct err e = {0};
	const char *intent;

	intend(j, UNDO_START, 2);
	intend(j, UNDO_UNPAUSE, 3);
	journal_close(j);
	ck_assert_int_eq(file_read(path, FILE_MAX, &whole, &e), 0);
	for (size_t n = 0; n <= whole.len; n++) {
		size_t want = 0;

		ck_assert_int_eq(file_write_atomic(path, whole.buf, n, &e), 0);
		for (const char *at = whole.buf; (intent = strstr(at, "intent"));
		     at = intent + 1)
			want += strchr(intent, '\n') < whole.buf + n;
		j = open_journal();
		ck_assert_uint_eq(journal_pending(j), want);
		intend(j, UNDO_START, 1); /* what is torn must not spoil what follows */
		journal_close(j);
		j = open_journal();
		ck_assert_uint_eq(journal_pending(j), want + 1);
		journal_close(j);
	}
	strbuf_release(&whole);
}
END_TEST

START_TEST(a_garbled_line_is_passed_over)
{
	struct strbuf text = STRBUF_INIT;
	struct journal *j = open_journal();
	struct err e = {0};

	intend(j, UNDO_START, 2);
	intend(j, UNDO_START, 3);
	journal_close(j);
	ck_assert_int_eq(file_read(path, FILE_MAX, &text, &e), 0);
	strstr(text.buf, "start 2")[6] = '1';
	ck_assert_int_eq(file_write_atomic(path, text.buf, text.len, &e), 0);
	j = open_journal();
	check_nodes(j, UNDO_START, "3");
	journal_close(j);
	strbuf_release(&text);
}
END_TEST

START_TEST(the_place_follows_the_users_settings)
{
	struct err e = {0};
	char *got;

	ck_assert_int_eq(setenv("XDG_STATE_HOME", "/state", 1), 0);
	got = journal_path("ABCD:EFGH", "../pay ments", &e);
	ck_assert_str_eq(got, "/state/kchaos/ABCD_EFGH/_._pay_ments.journal");
	free(got);
	ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
	ck_assert_int_eq(setenv("HOME", "/home/x", 1), 0);
	got = journal_path("e", "p", &e);
	ck_assert_str_eq(got, "/home/x/.local/state/kchaos/e/p.journal");
	free(got);
}
END_TEST

static Suite *journal_suite(void)
{
	Suite *s = suite_create("fault_journal");
	TCase *tc = tcase_create("file"), *place = tcase_create("place");

	tcase_add_checked_fixture(tc, make_place, forget_place);
	tcase_add_test(tc, an_intent_is_on_disk_before_anything_is_done);
	tcase_add_test(tc, what_is_pending_survives_the_process);
	tcase_add_test(tc, what_was_reverted_stays_reverted);
	tcase_add_test(tc, a_node_stopped_again_is_pending_again);
	tcase_add_test(tc, a_pending_intent_is_used_again);
	tcase_add_test(tc, a_detail_survives_whatever_is_in_it);
	tcase_add_test(tc, a_detail_that_is_too_long_is_refused);
	tcase_add_test(tc, faults_on_top_of_each_other_are_undone_one_by_one);
	tcase_add_test(tc, what_is_about_no_node_is_kept_apart);
	tcase_add_test(tc, a_clean_journal_leaves_no_file);
	tcase_add_test(tc, a_journal_with_something_to_undo_stays);
	tcase_add_test(tc, two_runs_on_one_project_exclude_each_other);
	tcase_add_test(tc, the_lock_goes_with_the_journal);
	tcase_add_test(tc, a_file_that_is_no_journal_is_left_alone);
	tcase_add_test(tc, a_journal_torn_at_any_byte_is_read_up_to_there);
	tcase_add_test(tc, a_garbled_line_is_passed_over);
	tcase_set_timeout(tc, 60);
	tcase_add_test(place, the_place_follows_the_users_settings);
	suite_add_tcase(s, tc);
	suite_add_tcase(s, place);
	return s;
}

UNIT_SUITE(journal_suite)
