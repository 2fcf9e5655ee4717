/* Where a project's hosts are, noted for those who put things in order later. */
#include "cli/hosts.h"

#include "base/file.h"
#include "base/mem.h"
#include "cluster/labels.h"
#include "fake_engine.h"
#include "scenario/scenario.h"
#include "scratch.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static char *state, *work;
static struct hosts hosts, read_again;
static struct err e;

static void setup(void)
{
	e = (struct err){0};
	hosts = read_again = (struct hosts){0};
	state = scratch_dir();
	work = scratch_dir();
	ck_assert_int_eq(setenv("XDG_STATE_HOME", state, 1), 0);
	ck_assert_int_eq(chdir(work), 0);
}

static void teardown(void)
{
	hosts_release(&hosts);
	hosts_release(&read_again);
	free(state);
	free(work);
}

/* A hosts file in the working folder, named without one. */
static void load(const char *text)
{
	struct diags d = DIAGS_INIT;

	hosts_release(&hosts);
	ck_assert_int_eq(file_write_atomic("hosts.yaml", text, strlen(text), &e), 0);
	ck_assert_int_eq(hosts_load(&hosts, "hosts.yaml", &d), 0);
	diags_release(&d);
}

static void note_and_read_elsewhere(void)
{
	ck_assert_msg(hosts_note("kc", &hosts, &e) == 0, "%s", e.msg);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_msg(hosts_of_project(NULL, "kc", &read_again, &e) == 0, "%s", e.msg);
	ck_assert_uint_eq(read_again.len, hosts.len);
}

START_TEST(a_folder_of_keys_is_found_from_anywhere)
{
	char *keys;

	ck_assert_int_eq(mkdir("keys", 0700), 0);
	load("hosts: {a: {engine: 'tcp://10.0.0.2:2376', tls: keys, address: 10.0.0.2}}\n");
	keys = realpath("keys", NULL);
	note_and_read_elsewhere();
	ck_assert_str_eq(read_again.at[0].tls, keys);
	free(keys);
}
END_TEST

START_TEST(a_command_comes_back_byte_by_byte)
{
	static const char *const rows[] = {
		"    engine_start: \"ssh a 'x=\\\"$$1\\\"; a\\\\b'\"\n",
		"    engine_start: |\n      if true; then # \"$$HOME\" \\\n        start a\n\n      fi\n",
		"    engine_start: \"tab\\tbell\\a del\\x7f \"\n",
		"    engine_start: \"next line\\N separators\\L\\P mark\\uFEFF \xd0\xb4\xd0\xb0 \\U0001F600\"\n",
	};
	char *text = xasprintf(
		"hosts:\n  a:\n    engine: tcp://a:2376\n    address: a\n%s", rows[_i]);

	load(text);
	note_and_read_elsewhere();
	ck_assert_str_eq(read_again.at[0].engine_start, hosts.at[0].engine_start);
	free(text);
}
END_TEST

#define HOST_A "a: {engine: 'unix:///run/a.sock', address: 10.0.0.1}"
#define HOST_B "b: {engine: 'unix:///run/b.sock', address: 10.0.0.2}"

START_TEST(hosts_that_are_forgotten_by_a_new_file_are_told)
{
	load("hosts: {" HOST_A ", " HOST_B "}\n");
	ck_assert_int_eq(hosts_note("kc", &hosts, &e), 0);
	load("hosts: {" HOST_A "}\n");
	ck_assert_int_eq(hosts_note("kc", &hosts, &e), -1);
	ck_assert_int_eq(e.code, CODE_CLUSTER_EXISTS);
	ck_assert_msg(strstr(e.msg, "host 'b' at unix:///run/b.sock"), "%s", e.msg);
	ck_assert_msg(strstr(e.msg, "kchaos down kc"), "%s", e.msg);
	ck_assert_int_eq(hosts_of_project(NULL, "kc", &read_again, &e), 0);
	ck_assert_uint_eq(read_again.len, 2);
}
END_TEST

START_TEST(more_hosts_and_other_commands_may_be_noted)
{
	load("hosts: {" HOST_A "}\n");
	ck_assert_int_eq(hosts_note("kc", &hosts, &e), 0);
	load("hosts: {" HOST_B ", a: {engine: 'unix:///run/a.sock', address: 10.0.0.1, "
	     "engine_start: x}}\n");
	note_and_read_elsewhere();
	ck_assert_str_eq(read_again.at[1].engine_start, "x");
}
END_TEST

START_TEST(hosts_are_forgotten_when_they_have_nothing_of_the_project)
{
	struct fake_engine *f = fake_engine_new();
	char *text = xasprintf("hosts: {a: {engine: '%s', address: 10.0.0.1}}\n",
			       fake_engine_host(f));

	fake_engine_on(f, "GET", "/containers/json", &(struct fake_reply){.body = "[]"});
	fake_engine_on(f, "GET", "/networks",
		       &(struct fake_reply){.body = "[{\"Id\":\"n\",\"Name\":\"n\","
						    "\"Labels\":{\"" LABEL_PROJECT
						    "\":\"there\"}}]"});
	fake_engine_on(f, "GET", "/volumes",
		       &(struct fake_reply){.body = "{\"Volumes\":[]}"});
	load(text);
	free(text);
	ck_assert_int_eq(hosts_note("there", &hosts, &e), 0);
	ck_assert_int_eq(hosts_note("gone", &hosts, &e), 0);
	hosts_forget_gone("there", &hosts);
	hosts_forget_gone("gone", &hosts);
	ck_assert(hosts_are_noted("there"));
	ck_assert(!hosts_are_noted("gone"));
	ck_assert_int_eq(hosts_note("unknown", &hosts, &e), 0);
	fake_engine_die(f);
	hosts_forget_gone("unknown", &hosts);
	ck_assert(hosts_are_noted("unknown"));
	fake_engine_free(f);
}
END_TEST

static Suite *hosts_note_suite(void)
{
	Suite *s = suite_create("hosts_note");
	TCase *tc = tcase_create("note");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_folder_of_keys_is_found_from_anywhere);
	tcase_add_loop_test(tc, a_command_comes_back_byte_by_byte, 0, 4);
	tcase_add_test(tc, hosts_that_are_forgotten_by_a_new_file_are_told);
	tcase_add_test(tc, more_hosts_and_other_commands_may_be_noted);
	tcase_add_test(tc, hosts_are_forgotten_when_they_have_nothing_of_the_project);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(hosts_note_suite)
