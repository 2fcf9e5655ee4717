/* What `kchaos status --json` says; the kept answers are held against its schema by tests/golden/schema.sh. */
#include "base/file.h"
#include "base/mem.h"
#include "guide/status.h"
#include "unit.h"
#include "view_kit.h"

enum { FILE_MAX = 1 << 16 };

#define TEXT(s) ((char *)(uintptr_t)(s))

/* The nodes of view_kit.h: kafka3 publishes no port of its controller. */
static struct node nodes[] = {
	{.id = 1,
	 .name = TEXT("kafka1"),
	 .roles = ROLE_BROKER | ROLE_CONTROLLER,
	 .broker = {TEXT("127.0.0.1"), 9092},
	 .controller = {TEXT("127.0.0.1"), 9093}},
	{.id = 2,
	 .name = TEXT("kafka2"),
	 .roles = ROLE_BROKER | ROLE_CONTROLLER,
	 .broker = {TEXT("127.0.0.1"), 9192},
	 .controller = {TEXT("127.0.0.1"), 9193},
	 .host = 1},
	{.id = 3,
	 .name = TEXT("kafka3"),
	 .roles = ROLE_BROKER | ROLE_CONTROLLER,
	 .broker = {TEXT("127.0.0.1"), 9292},
	 .host = 1},
	{.id = 4, .name = TEXT("kafka4"), .roles = ROLE_BROKER},
};
static struct host hosts[] = {{.name = TEXT("a"), .rack = TEXT("r1")},
			      {.name = TEXT("b"), .rack = TEXT("r2")}};
static const char *process[] = {"running", "running", "paused", "stopped"};
static struct topology topology;
static struct strbuf text;

static void begin(void)
{
	view_kit_begin();
	topology = (struct topology){
		.project = TEXT("shop"), .nodes = nodes, .len = ARRAY_LEN(nodes)};
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	view_kit_end();
	strbuf_release(&text);
}

static void check_is(const char *name, const char *missing)
{
	struct status s = {.topology = &topology,
			   .missing = missing,
			   .view = &told,
			   .process = process};
	char *path = xasprintf("tests/golden/answers/%s.json", name);
	struct strbuf want = STRBUF_INIT;
	struct err e = {0};

	status_json(&s, &text);
	if (getenv("KCHAOS_ACCEPT")) /* the new answer is right: write it down */
		ck_assert_int_eq(
			file_write_atomic(path, strbuf_text(&text), text.len, &e), 0);
	ck_assert_int_eq(file_read(path, FILE_MAX, &want, &e), 0);
	ck_assert_str_eq(strbuf_text(&text), strbuf_text(&want));
	strbuf_release(&want);
	free(path);
}

START_TEST(a_cluster_that_answers_is_told_with_its_controller)
{
	topology.quorum = QUORUM_DYNAMIC;
	topology.hosts = (struct hosts){.at = hosts, .len = ARRAY_LEN(hosts)};
	tell_broker(1, 10, 2);
	tell_broker(2, 10, 2);
	tell_partition(0, 1, 1, 1, "12");
	tell_partition(0, 2, 1, 1, "12");
	tell_reach(0, 1, SIDE_CONTROLLER, true);
	tell_voters(1, 120, 117);
	check_is("status", NULL);
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
	check_is("status-unknown", "host 'c' does not answer: timed out");
}
END_TEST

static Suite *status_suite(void)
{
	Suite *s = suite_create("status");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, a_cluster_that_answers_is_told_with_its_controller);
	tcase_add_test(tc, what_is_not_known_is_null);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(status_suite)
