/* Hosts noted for those who come after a crash, with the project's name only: they must be told what the run was told. */
#include "base/file.h"
#include "base/mem.h"
#include "cli/hosts.h"
#include "scenario/scenario.h"
#include "scratch.h"
#include "unit.h"

#include <unistd.h>

static char *dir;
static struct hosts asked, noted;

static void begin(void)
{
	char *state = scratch_dir();

	dir = scratch_dir();
	ck_assert_int_eq(setenv("XDG_STATE_HOME", state, 1), 0);
	asked = noted = (struct hosts){0};
	free(state);
}

static void end(void)
{
	hosts_release(&asked);
	hosts_release(&noted);
	free(dir);
}

/* As `kchaos run --hosts FILE` and, later, `kchaos heal shop`, started in `heal_in`. */
static void note_and_read(const char *hosts_yaml, const char *run_in, const char *file,
			  const char *heal_in)
{
	struct err e = {0};
	struct diags d = DIAGS_INIT;

	ck_assert_int_eq(chdir(run_in), 0);
	ck_assert_int_eq(file_write_atomic(file, hosts_yaml, strlen(hosts_yaml), &e), 0);
	ck_assert_int_eq(hosts_load(&asked, file, &d), 0);
	ck_assert_msg(hosts_note("shop", &asked, &e) == 0, "%s", e.msg);
	ck_assert_int_eq(chdir(heal_in), 0);
	ck_assert_msg(hosts_of_project(NULL, "shop", &noted, &e) == 0, "%s", e.msg);
	ck_assert_uint_eq(noted.len, asked.len);
	diags_release(&d);
}

#define HOST(rest) "hosts:\n  a:\n    engine: tcp://a:2376\n    address: a\n" rest

START_TEST(a_command_comes_back_byte_by_byte)
{
	static const char *const rows[] = {
		"    engine_start: \"ssh a 'x=\\\"$$1\\\"; a\\\\b'\"\n",
		"    engine_start: |\n      ssh a <<END\n      systemctl start docker\n\n      END\n",
		"    engine_start: \"tab\\tbell\\a del\\x7f \"\n",
		"    engine_start: \"next line\\N separators\\L\\P mark\\uFEFF \xd0\xb4\xd0\xb0 \\U0001F600\"\n",
	};
	char *text = xasprintf(HOST("%s"), rows[_i]);

	note_and_read(text, dir, "hosts.yaml", "/");
	ck_assert_str_eq(noted.at[0].engine_start, asked.at[0].engine_start);
	free(text);
}
END_TEST

START_TEST(certificates_are_found_from_another_folder)
{
	char *certs = path_join(dir, "certs"), *want;
	struct err e = {0};

	ck_assert_int_eq(file_make_dirs(certs, &e), 0);
	note_and_read(HOST("    tls: certs\n"), dir, "hosts.yaml", "/");
	want = realpath(certs, NULL);
	ck_assert_ptr_nonnull(want);
	ck_assert_str_eq(noted.at[0].tls, want);
	free(want);
	free(certs);
}
END_TEST

static Suite *hosts_noted_suite(void)
{
	Suite *s = suite_create("hosts_noted");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, a_command_comes_back_byte_by_byte, 0, 4);
	tcase_add_test(tc, certificates_are_found_from_another_folder);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(hosts_noted_suite)
