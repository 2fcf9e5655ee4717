/* Runs in brief: listed newest first, whatever state they are in. */
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "record/header_json.h"
#include "record_kit.h"
#include "report/brief.h"
#include "scratch.h"
#include "unit.h"

#include <unistd.h>

static char *dir;
static struct strbuf text;

static void begin(void)
{
	dir = scratch_dir();
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&text);
	free(dir);
}

#define HAS(text, part) \
	ck_assert_msg(strstr(text, part) != NULL, "no '%s' in: %s", part, text)

static void put(const char *run, const char *file, const char *content)
{
	char *path = xasprintf("%s/%s/%s", dir, run, file);
	char *folder = path_dir(path);
	struct err e = {0};

	ck_assert_int_eq(file_make_dirs(folder, &e), 0);
	ck_assert_int_eq(file_write_atomic(path, content, strlen(content), &e), 0);
	free(folder);
	free(path);
}

static void put_run(const char *run, int64_t wall_s)
{
	struct run_header h = kit_header();
	char *json;

	h.wall_start_ns = wall_s * NS_PER_S;
	json = header_to_json(&h);
	put(run, "run.json", json);
	free(json);
	run_header_release(&h);
}

#define RESULTS(verdict, expectations)                                                        \
	"{\"format\": 1, \"verdict\": \"" verdict "\", \"sentence\": \"so it was\", "         \
	"\"begin_ns\": 1000000000, \"end_ns\": 41000000000, \"expectations\": [" expectations \
	"]}"

static const char *listed(void)
{
	struct briefs all;
	struct err e = {0};

	strbuf_clear(&text);
	ck_assert_msg(briefs_read(&all, dir, &e) == 0, "%s", e.msg);
	briefs_text(&all, false, &text);
	briefs_release(&all);
	return strbuf_text(&text);
}

START_TEST(runs_are_listed_newest_first_a_line_each)
{
	put_run("b", 1795320600);
	put("b", "results.json",
	    RESULTS("fail", "{\"verdict\": \"pass\"}, {\"verdict\": \"fail\"}"));
	put_run("a", 1795320660);
	put("a", "results.json", RESULTS("pass", "{\"verdict\": \"pass\"}"));
	put_run("c", 1795320720);
	ck_assert_str_eq(listed(),
			 "run  scenario  began (UTC)       measured  verdict\n"
			 "c    minority  2026-11-22 04:12         -  not analysed yet\n"
			 "a    minority  2026-11-22 04:11   40.00 s  pass\n"
			 "b    minority  2026-11-22 04:10   40.00 s  fail, 1 of 2\n");
}
END_TEST

static const struct {
	const char *results, *said;
} odd[] = {
	{"{\"format\": 2, \"verdict\": \"pass\"}", "results.json is of a later version"},
	{"{\"format\": 1,\n", "results.json:2 is garbled: "},
	{"[]", "results.json has no verdict"},
	{"", "results.json:1 is garbled: "},
};

START_TEST(results_that_cannot_be_read_say_why)
{
	put_run("a", 1795320600);
	put("a", "results.json", odd[_i].results);
	HAS(listed(), odd[_i].said);
}
END_TEST

START_TEST(what_is_no_run_is_named_with_the_reason_at_the_end)
{
	const char *at;

	put("empty", "other", "");
	put("garbled", "run.json", "{");
	put_run("z", 1795320600);
	listed();
	at = strstr(strbuf_text(&text), "\nz ");
	ck_assert_ptr_nonnull(at);
	HAS(at, "\nempty ");
	HAS(at, "cannot be read: ");
	HAS(at, " [K801]\n");
	HAS(strstr(at, "\ngarbled "), "run.json: ");
}
END_TEST

START_TEST(a_folder_that_is_a_run_is_told_so)
{
	struct briefs all;
	struct err e = {0};
	char *run = path_join(dir, "a");

	put_run("a", 1795320600);
	ck_assert_int_eq(briefs_read(&all, run, &e), -1);
	HAS(e.msg, "is itself the directory of a run: try 'kchaos show");
	ck_assert_int_eq(e.kind, ERR_USAGE);
	free(run);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
	struct briefs all;
	struct err e = {0};

	ck_assert_int_eq(briefs_read(&all, "/nowhere/at/all", &e), -1);
	HAS(e.msg, "'/nowhere/at/all' is no folder of runs");
}
END_TEST

START_TEST(a_run_is_shown_with_its_verdict_and_files)
{
	char *run = xasprintf("%s/a/", dir);
	struct brief b;

	put_run("a", 1795320600);
	put("a", "results.json", RESULTS("pass", ""));
	put("a/logs", "kafka1.log", "0123456789");
	put("a/logs", "kafka2.log", "0123456789");
	brief_read(&b, run);
	ck_assert_ptr_null(b.why);
	brief_text(&b, 100, &text);
	ck_assert(str_starts(strbuf_text(&text), "a\n"));
	HAS(strbuf_text(&text), "pass: so it was");
	HAS(strbuf_text(&text), "2026-11-22 04:10 UTC");
	HAS(strbuf_text(&text), "kafka1, kafka2, kafka3");
	HAS(strbuf_text(&text), "  logs/            20 B  2 files\n");
	brief_release(&b);
	free(run);
}
END_TEST

START_TEST(a_link_to_a_folder_above_is_no_endless_walk)
{
	char *run = path_join(dir, "a"), *link = path_join(dir, "a/up");
	struct brief b;

	put_run("a", 1795320600);
	ck_assert_int_eq(symlink("..", link), 0);
	brief_read(&b, run);
	brief_text(&b, 100, &text);
	HAS(strbuf_text(&text), "  up ");
	brief_release(&b);
	free(run);
	free(link);
}
END_TEST

START_TEST(a_list_for_machines_has_every_member_of_every_run)
{
	struct briefs all;
	struct err e = {0};

	put_run("b", 1795320600);
	put("b", "results.json", RESULTS("fail", "{\"verdict\": \"fail\"}"));
	put("garbled", "run.json", "{");
	strbuf_clear(&text);
	ck_assert_msg(briefs_read(&all, dir, &e) == 0, "%s", e.msg);
	briefs_json(&all, &text);
	briefs_release(&all);
	HAS(strbuf_text(&text), "\"verdict\": \"fail\",\n  \"sentence\": \"so it was\",\n"
				"  \"expectations\": 1,\n  \"not_held\": 1,\n"
				"  \"measured_ns\": 40000000000\n");
	HAS(strbuf_text(&text), "\"scenario\": null,\n  \"wall_start_ns\": null,");
	HAS(strbuf_text(&text), "\"code\": \"K806\"");
	HAS(strbuf_text(&text), "run.json: ");
}
END_TEST

static Suite *brief_suite(void)
{
	Suite *s = suite_create("brief");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, runs_are_listed_newest_first_a_line_each);
	tcase_add_loop_test(tc, results_that_cannot_be_read_say_why, 0,
			    (int)ARRAY_LEN(odd));
	tcase_add_test(tc, what_is_no_run_is_named_with_the_reason_at_the_end);
	tcase_add_test(tc, a_list_for_machines_has_every_member_of_every_run);
	tcase_add_test(tc, a_folder_that_is_a_run_is_told_so);
	tcase_add_test(tc, a_folder_that_is_not_there_is_an_error);
	tcase_add_test(tc, a_run_is_shown_with_its_verdict_and_files);
	tcase_add_test(tc, a_link_to_a_folder_above_is_no_endless_walk);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(brief_suite)
