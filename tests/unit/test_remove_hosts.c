/* Taking down what is on several hosts, one of which does not answer. */
#include "base/mem.h"
#include "cluster/labels.h"
#include "cluster/project.h"
#include "fake_engine.h"
#include "model/hosts.h"
#include "unit.h"

enum { HOSTS = 2 };

static struct fake_engine *engine[HOSTS];
static struct hosts hosts;

static void setup(void)
{
	hosts = (struct hosts){0};
	for (int i = 0; i < HOSTS; i++) {
		struct host *h = GROW(hosts.at, hosts.len);

		engine[i] = fake_engine_new();
		*h = (struct host){.name = xasprintf("%c", 'a' + i),
				   .engine = xstrdup(fake_engine_host(engine[i]))};
		fake_engine_on(
			engine[i], "GET", "/containers/json",
			&(struct fake_reply){
				.body = "[{\"Id\":\"c1\",\"Names\":[\"/kc-kafka1-1\"],"
					"\"State\":\"running\",\"Labels\":{\"" LABEL_PROJECT
					"\":\"kc\"}}]"});
		fake_engine_on(engine[i], "GET", "/networks",
			       &(struct fake_reply){.body = "[]"});
		fake_engine_on(engine[i], "GET", "/volumes",
			       &(struct fake_reply){.body = "{\"Volumes\":[]}"});
		fake_engine_on(engine[i], "DELETE", "/containers/c1",
			       &(struct fake_reply){.status = 204});
	}
}

static void teardown(void)
{
	for (int i = 0; i < HOSTS; i++)
		fake_engine_free(engine[i]);
	hosts_release(&hosts);
}

static size_t removed_on(int i)
{
	size_t n = 0;

	for (size_t k = 0; k < fake_engine_count(engine[i]); k++)
		n += strncmp(fake_engine_request(engine[i], k), "DELETE ", 7) == 0;
	return n;
}

START_TEST(what_the_hosts_have_is_removed)
{
	struct project_removed n = {0};
	struct err e = {0};

	ck_assert_msg(project_remove(NULL, &hosts, "kc", false, NULL, NULL, &n, &e) == 0,
		      "%s", e.msg);
	ck_assert_uint_eq(n.containers, 2);
}
END_TEST

START_TEST(a_host_that_does_not_answer_is_told_and_the_others_are_cleared)
{
	struct project_removed n = {0};
	struct err e = {0};

	fake_engine_die(engine[0]);
	ck_assert_int_eq(project_remove(NULL, &hosts, "kc", false, NULL, NULL, &n, &e),
			 -1);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_msg(strstr(e.msg, "host 'a'"), "%s", e.msg);
	ck_assert_uint_eq(n.containers, 1);
	ck_assert_uint_eq(removed_on(1), 1);
}
END_TEST

static Suite *remove_hosts_suite(void)
{
	Suite *s = suite_create("remove_hosts");
	TCase *tc = tcase_create("hosts");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, what_the_hosts_have_is_removed);
	tcase_add_test(tc,
		       a_host_that_does_not_answer_is_told_and_the_others_are_cleared);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(remove_hosts_suite)
