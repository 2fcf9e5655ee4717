/* The folders of the tests themselves. */
#include "scratch.h"

#include "base/file.h"
#include "base/mem.h"
#include "unit.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(every_folder_is_fresh_and_below_the_programs)
{
	char *one = scratch_dir(), *two = scratch_dir();
	size_t above = (size_t)(strrchr(one, '/') - one);

	ck_assert_str_ne(one, two);
	ck_assert_int_eq(strncmp(one, two, above + 1), 0);
	ck_assert_uint_gt(above, strlen("/tmp"));
	ck_assert(file_exists(one));
	ck_assert(file_exists(two));
	free(one);
	free(two);
}
END_TEST

/* Does a program that begins, fills a folder and ends leave nothing? */
static bool is_swept(void)
{
	char *dir, *deep, *file;
	struct err e = {0};

	scratch_begin();
	dir = scratch_dir();
	deep = path_join(dir, "a/b");
	file = path_join(deep, "f");
	if (file_make_dirs(deep, &e) < 0 || file_write_atomic(file, "x", 1, &e) < 0)
		return false;
	scratch_end();
	*strrchr(dir, '/') = '\0';
	return !file_exists(dir);
}

START_TEST(only_who_made_it_removes_it_and_then_whole)
{
	char *dir = scratch_dir();
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		scratch_end();
		_exit(file_exists(dir) && is_swept() ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert(file_exists(dir));
	free(dir);
}
END_TEST

static Suite *scratch_suite(void)
{
	Suite *s = suite_create("scratch");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, every_folder_is_fresh_and_below_the_programs);
	tcase_add_test(tc, only_who_made_it_removes_it_and_then_whole);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(scratch_suite)
