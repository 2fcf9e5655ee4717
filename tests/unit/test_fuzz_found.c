/* What fuzzing, and making its targets, found in what an engine says. Runs: test_fuzz_found_run.c. */
#include "cluster/project.h"
#include "docker/containers.h"
#include "docker/eventjson.h"
#include "docker/volumes.h"
#include "fake_engine.h"
#include "unit.h"

static struct fake_engine *fake;
static struct engine *en;
static struct err e;

static void begin_engine(void)
{
	e = (struct err){0};
	fake = fake_engine_new();
	en = fake_engine_open(fake, &e);
	ck_assert_msg(en != NULL, "%s", e.msg);
}

static void end_engine(void)
{
	engine_close(en);
	fake_engine_free(fake);
}

static void on(const char *path, int status, const char *body)
{
	fake_engine_on(fake, "GET", path,
		       &(struct fake_reply){.status = status, .body = body});
}

#define ONE_IS_OURS                                                                      \
	"[{\"Id\":\"c1\",\"Name\":\"v1\",\"Labels\":{\"io.kchaos.project\":\"ours\"}},"  \
	"{\"Id\":\"c2\",\"Name\":\"v2\",\"Labels\":{\"io.kchaos.project\":\"theirs\"}}," \
	"{\"Id\":\"c3\",\"Name\":\"v3\",\"Labels\":null}]"

/* What is listed is removed: an engine that shows too much must not cost anybody's containers. */
START_TEST(only_what_carries_the_label_is_listed)
{
	static const char label[] = "io.kchaos.project=ours";
	struct text_list labels = {0};
	struct container_list containers;
	struct network_list networks;
	struct volume_list volumes;

	on("/containers/json", 200, ONE_IS_OURS);
	on("/networks", 200, ONE_IS_OURS);
	on("/volumes", 200, "{\"Volumes\":" ONE_IS_OURS "}");
	text_list_add(&labels, label);
	ck_assert_int_eq(container_list(en, &labels, &containers, &e), 0);
	ck_assert_uint_eq(containers.len, 1);
	ck_assert_str_eq(containers.items[0].id, "c1");
	ck_assert_int_eq(network_list(en, label, &networks, &e), 0);
	ck_assert_uint_eq(networks.len, 1);
	ck_assert_int_eq(volume_list(en, label, &volumes, &e), 0);
	ck_assert_uint_eq(volumes.len, 1);
	ck_assert_str_eq(volumes.items[0].name, "v1");
	container_list_release(&containers);
	network_list_release(&networks);
	volume_list_release(&volumes);
	text_list_release(&labels);
}
END_TEST

START_TEST(without_a_label_everything_is_listed)
{
	struct container_list containers;

	on("/containers/json", 200, ONE_IS_OURS);
	ck_assert_int_eq(container_list(en, NULL, &containers, &e), 0);
	ck_assert_uint_eq(containers.len, 3);
	container_list_release(&containers);
}
END_TEST

START_TEST(a_container_without_our_label_is_no_project)
{
	struct project_list l;

	on("/containers/json", 200, ONE_IS_OURS);
	on("/networks", 200, "[{\"Id\":\"n\"}]");
	on("/volumes", 200, "{\"Volumes\":[{\"Name\":\"v\"}]}");
	ck_assert_int_eq(project_list(fake_engine_host(fake), NULL, &l, &e), 0);
	ck_assert_uint_eq(l.len, 2);
	ck_assert_str_eq(l.items[0].name, "ours");
	ck_assert_uint_eq(l.items[0].networks + l.items[0].volumes, 0);
	ck_assert_str_eq(l.items[1].name, "theirs");
	project_list_release(&l);
}
END_TEST

/* The word that stood for "never gone" was one an engine could say. */
START_TEST(a_list_that_is_not_there_is_a_failure_with_a_text)
{
	struct container_list l;

	on("/containers/json", 404, "\x01");
	ck_assert_int_eq(container_list(en, NULL, &l, &e), -1);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_ptr_nonnull(strstr(e.msg, "GET /containers/json: 404"));
}
END_TEST

static const struct {
	const char *text;
	int64_t want;
} event_times[] = {
	{"{\"timeNano\":1795320600123456789}", INT64_C(1795320600123456789)},
	{"{\"timeNano\":-1}", 0},
	{"{\"timeNano\":9223372036854775807}", 0},
	{"{\"timeNano\":-9223372036854775808}", 0},
	{"{}", 0},
};

START_TEST(an_event_time_that_cannot_be_meant_is_none)
{
	json_t *o = json_loads(event_times[_i].text, 0, NULL);
	struct engine_event ev;

	event_read(o, &ev);
	ck_assert_int_eq(ev.time_ns, event_times[_i].want);
	pair_list_release(&ev.attributes);
	json_decref(o);
}
END_TEST

static Suite *fuzz_found_suite(void)
{
	Suite *s = suite_create("fuzz_found");
	TCase *tc = tcase_create("engine");

	tcase_add_checked_fixture(tc, begin_engine, end_engine);
	tcase_add_test(tc, only_what_carries_the_label_is_listed);
	tcase_add_test(tc, without_a_label_everything_is_listed);
	tcase_add_test(tc, a_container_without_our_label_is_no_project);
	tcase_add_test(tc, a_list_that_is_not_there_is_a_failure_with_a_text);
	tcase_add_loop_test(tc, an_event_time_that_cannot_be_meant_is_none, 0,
			    (int)ARRAY_LEN(event_times));
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(fuzz_found_suite)
