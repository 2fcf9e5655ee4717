/* What a host is asked before the cluster is made: whom it reaches. Bash runs it, the network's tools are fakes. */
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "cluster/docker_up.h"
#include "fault/host.h"
#include "scratch.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static char *bin;

static void tool(const char *name, const char *text)
{
	char *path = path_join(bin, name);
	struct err e = {0};

	ck_assert_int_eq(file_write_atomic(path, text, strlen(text), &e), 0);
	ck_assert_int_eq(chmod(path, 0755), 0);
	free(path);
}

/* Packets of 1450 bytes get through, larger ones do not; nobody answers at addresses that end with 9. */
static void setup(void)
{
	bin = scratch_dir();
	tool("ip", "#!/bin/sh\necho \"$4 dev eth0 src 10.0.0.1\"\n");
	tool("cat", "#!/bin/sh\necho ${MTU:-1450}\n");
	tool("ping",
	     "#!/bin/sh\n"
	     "size=0 to=\n"
	     "while [ $# -gt 0 ]; do\n"
	     "  case $1 in -s) size=$2; shift ;; -c | -W | -M) shift ;; *) to=$1 ;; esac\n"
	     "  shift\n"
	     "done\n"
	     "echo \"$to\" >>\"${0%/*}/asked\"\n"
	     "case $to in *:*) head=48 ;; *) head=28 ;; esac\n"
	     "case $to in *9) exit 1 ;; esac\n"
	     "[ $((size + head)) -le 1450 ]\n");
}

static void teardown(void)
{
	free(bin);
}

/* What it prints for these addresses. Caller frees. */
static char *reach(const char *addresses)
{
	char *path = path_join(bin, "script");
	char *command = xasprintf("PATH=%s:$PATH bash %s %s", bin, path, addresses);
	const struct host_job job = {.script = command, .timeout_ns = 30 * NS_PER_S};
	struct strbuf out = STRBUF_INIT;
	struct err e = {0};
	int code = -1;

	ck_assert_int_eq(file_write_atomic(path, upping_reach_script,
					   strlen(upping_reach_script), &e),
			 0);
	ck_assert_msg(host_run(&job, &code, &out, &e) == 0, "%s", e.msg);
	ck_assert_int_eq(code, 0);
	free(command);
	free(path);
	return strbuf_detach(&out);
}

static void says(const char *addresses, const char *lines)
{
	char *text = reach(addresses);

	ck_assert_str_eq(text, lines);
	free(text);
}

START_TEST(whole_packets_get_through_by_either_kind_of_address)
{
	says("10.0.0.2 2001:db8::2", "ok\nok\n");
}
END_TEST

START_TEST(packets_that_are_too_large_are_told)
{
	ck_assert_int_eq(setenv("MTU", "1451", 1), 0);
	says("10.0.0.2", "mtu 1451\n");
	says("2001:db8::2", "mtu 1451\n");
}
END_TEST

/* Each silent one takes seconds, and only the first one is told. */
START_TEST(the_first_that_is_silent_is_the_last_to_be_asked)
{
	struct strbuf asked = STRBUF_INIT;
	struct err e = {0};
	char *path = path_join(bin, "asked");

	says("10.0.0.2 10.0.0.9 10.0.0.3", "ok\nsilent\n");
	ck_assert_int_eq(file_read(path, 4096, &asked, &e), 0);
	ck_assert_ptr_null(strstr(strbuf_text(&asked), "10.0.0.3"));
	strbuf_release(&asked);
	free(path);
}
END_TEST

static Suite *reach_script_suite(void)
{
	Suite *s = suite_create("reach_script");
	TCase *tc = tcase_create("script");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, whole_packets_get_through_by_either_kind_of_address);
	tcase_add_test(tc, packets_that_are_too_large_are_told);
	tcase_add_test(tc, the_first_that_is_silent_is_the_last_to_be_asked);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(reach_script_suite)
