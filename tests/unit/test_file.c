#include "base/file.h"
#include "base/mem.h"
#include "scratch.h"
#include "unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char *dir;

static void make_dir(void)
{
	dir = scratch_dir();
}

/* Only what the tests below make: no need for a walk. */
static void remove_dir(void)
{
	static const char *const names[] = {"f", "f.tmp", "a/b/c", "a/b", "a", "d"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path = path_join(dir, names[i]);

		if (unlink(path) != 0)
			(void)rmdir(path);
		free(path);
	}
	ck_assert_int_eq(rmdir(dir), 0); /* nothing else was left behind */
	free(dir);
}

static char *in_dir(const char *name)
{
	return path_join(dir, name);
}

static void put(const char *path, const char *text)
{
	struct err e = {0};

	ck_assert_int_eq(file_write_atomic(path, text, strlen(text), &e), 0);
}

static void holds(const char *path, const char *text)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	ck_assert_int_eq(file_read(path, 1000000, &b, &e), 0);
	ck_assert_str_eq(strbuf_text(&b), text);
	strbuf_release(&b);
}

START_TEST(what_was_written_reads_back)
{
	char *path = in_dir("f");

	put(path, "first");
	holds(path, "first");
	put(path, "second, longer");
	holds(path, "second, longer");
	put(path, "");
	holds(path, "");
	free(path);
}
END_TEST

static const struct {
	size_t size, max;
	bool ok;
} sizes[] = {
	{0, 0, true},          {10, 10, true},        {11, 10, false},
	{16384, 16384, true},  {16385, 16384, false}, {40000, 40000, true},
	{40001, 40000, false},
};

START_TEST(a_file_is_read_up_to_the_limit_and_no_further)
{
	char *path = in_dir("f"), *bytes = xcalloc(sizes[_i].size, 1);
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	ck_assert_int_eq(file_write_atomic(path, bytes, sizes[_i].size, &e), 0);
	ck_assert_int_eq(file_read(path, sizes[_i].max, &b, &e), sizes[_i].ok ? 0 : -1);
	if (sizes[_i].ok)
		ck_assert_uint_eq(b.len, sizes[_i].size);
	else
		ck_assert_int_eq(e.kind, ERR_USAGE);
	strbuf_release(&b);
	free(bytes);
	free(path);
}
END_TEST

START_TEST(a_missing_file_is_named)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	ck_assert_int_eq(file_read("/nowhere/x.yaml", 10, &b, &e), -1);
	ck_assert_str_eq(e.msg,
			 "cannot open '/nowhere/x.yaml': No such file or directory");
	ck_assert_int_eq(e.kind, ERR_USAGE);
}
END_TEST

START_TEST(a_directory_is_no_file)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	ck_assert_int_eq(file_read("/tmp", 10, &b, &e), -1);
	ck_assert_str_eq(e.msg, "cannot read '/tmp': Is a directory");
}
END_TEST

/* /proc refuses new files even to root. */
START_TEST(a_folder_that_takes_no_files_is_an_error_of_the_environment)
{
	struct err e = {0};

	ck_assert_int_eq(file_write_atomic("/proc/kchaos", "x", 1, &e), -1);
	ck_assert_int_eq(strncmp(e.msg, "cannot create '/proc/kchaos.tmp': ", 34), 0);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_file_and_no_half_one)
{
	char *path = in_dir("f"), *tmp = in_dir("f.tmp"), big[4096] = {0};
	struct rlimit before, small;
	struct err e = {0};

	put(path, "old");
	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){.rlim_cur = 100, .rlim_max = before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_int_eq(file_write_atomic(path, big, sizeof(big), &e), -1);
	(void)setrlimit(RLIMIT_FSIZE, &before);
	(void)signal(SIGXFSZ, SIG_DFL);
	ck_assert_msg(strstr(e.msg, "f': File too large") != NULL, "%s", e.msg);
	holds(path, "old");
	ck_assert(!file_exists(tmp));
	free(tmp);
	free(path);
}
END_TEST

START_TEST(a_directory_in_the_way_stays_and_the_temporary_goes)
{
	char *path = in_dir("d"), *tmp = in_dir("d.tmp");
	struct err e = {0};

	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(file_write_atomic(path, "x", 1, &e), -1);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert(!file_exists(tmp));
	free(tmp);
	free(path);
}
END_TEST

static const char *const deep[] = {"a/b/c", "a/b/c/", "a//b/c", "a/b/./c"};

START_TEST(missing_parents_are_made_too)
{
	char *path = in_dir(deep[_i]), *want = in_dir("a/b/c");
	struct err e = {0};

	ck_assert_int_eq(file_make_dirs(path, &e), 0);
	ck_assert(file_exists(want));
	ck_assert_int_eq(file_make_dirs(path, &e), 0); /* again is no error */
	free(want);
	free(path);
}
END_TEST

START_TEST(the_root_and_here_are_there_already)
{
	struct err e = {0};

	ck_assert_int_eq(file_make_dirs("/", &e), 0);
	ck_assert_int_eq(file_make_dirs(".", &e), 0);
}
END_TEST

START_TEST(a_directory_without_a_name_is_refused)
{
	struct err e = {0};

	ck_assert_int_eq(file_make_dirs("", &e), -1);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
}
END_TEST

static const struct {
	const char *path, *why;
} blocked[] = {
	{"f", ": a file of that name exists"},
	{"f/x", ": Not a directory"},
	{"f/x/y", ": Not a directory"},
};

START_TEST(a_file_in_the_way_of_a_directory_is_told)
{
	char *file = in_dir("f"), *path = in_dir(blocked[_i].path);
	struct err e = {0};

	put(file, "x");
	ck_assert_int_eq(file_make_dirs(path, &e), -1);
	ck_assert_msg(strstr(e.msg, blocked[_i].why) != NULL, "%s", e.msg);
	free(path);
	free(file);
}
END_TEST

static const struct {
	const char *dir, *name, *want;
} joins[] = {
	{"a", "b", "a/b"}, {"a", "/b", "/b"},   {"", "b", "b"},
	{"/", "b", "//b"}, {"a/b", "", "a/b/"},
};

START_TEST(paths_are_joined_unless_the_second_is_absolute)
{
	char *got = path_join(joins[_i].dir, joins[_i].name);

	ck_assert_str_eq(got, joins[_i].want);
	free(got);
}
END_TEST

static const struct {
	const char *path, *want;
} parents[] = {{"a/b", "a"}, {"a/b/c", "a/b"}, {"a", "."},
	       {"", "."},    {"/a", "/"},      {"/", "/"}};

START_TEST(the_directory_of_a_path)
{
	char *got = path_dir(parents[_i].path);

	ck_assert_str_eq(got, parents[_i].want);
	free(got);
}
END_TEST

static Suite *file_suite(void)
{
	Suite *s = suite_create("file");
	TCase *tc = tcase_create("core"), *disk = tcase_create("disk");

	tcase_add_test(tc, a_missing_file_is_named);
	tcase_add_test(tc, a_directory_is_no_file);
	tcase_add_test(tc, a_folder_that_takes_no_files_is_an_error_of_the_environment);
	tcase_add_test(tc, the_root_and_here_are_there_already);
	tcase_add_test(tc, a_directory_without_a_name_is_refused);
	tcase_add_loop_test(tc, paths_are_joined_unless_the_second_is_absolute, 0,
			    (int)ARRAY_LEN(joins));
	tcase_add_loop_test(tc, the_directory_of_a_path, 0, (int)ARRAY_LEN(parents));
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(disk, make_dir, remove_dir);
	tcase_add_test(disk, what_was_written_reads_back);
	tcase_add_loop_test(disk, a_file_is_read_up_to_the_limit_and_no_further, 0,
			    (int)ARRAY_LEN(sizes));
	tcase_add_test(disk, a_full_disk_leaves_the_old_file_and_no_half_one);
	tcase_add_test(disk, a_directory_in_the_way_stays_and_the_temporary_goes);
	tcase_add_loop_test(disk, missing_parents_are_made_too, 0, (int)ARRAY_LEN(deep));
	tcase_add_loop_test(disk, a_file_in_the_way_of_a_directory_is_told, 0,
			    (int)ARRAY_LEN(blocked));
	suite_add_tcase(s, disk);
	return s;
}

UNIT_SUITE(file_suite)
