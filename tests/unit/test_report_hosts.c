/* Where nodes were, as reports tell it. */
#include "base/mem.h"
#include "report/answer.h"
#include "report/report.h"
#include "report_kit.h"
#include "unit.h"

#include <jansson.h>

static struct report_kit k;
static struct host over[] = {{.name = (char[]){"a"}, .rack = (char[]){"west"}},
			     {.name = (char[]){"b"}, .rack = (char[]){"b"}}};
static struct node placed[3];

/* kafka1 and kafka3 on a, kafka2 on b. */
static void begin(void)
{
	struct topology *t = &k.run.header.topology;

	report_kit_begin(&k);
	memcpy(placed, t->nodes, sizeof(placed));
	placed[1].host = 1;
	t->nodes = placed;
	t->hosts.at = over;
	t->hosts.len = ARRAY_LEN(over);
}

static void end(void)
{
	report_kit_end(&k);
}

START_TEST(the_setup_says_who_was_where)
{
	struct strbuf out = STRBUF_INIT;

	report_setup(&k.f, &out);
	ck_assert_msg(strstr(strbuf_text(&out),
			     " Host a (rack west): kafka1, kafka3. Host b: kafka2.") !=
			      NULL,
		      "%s", strbuf_text(&out));
	strbuf_release(&out);
}
END_TEST

START_TEST(results_have_host_and_rack_of_each_node)
{
	char *text = report_json(&k.f, &k.v);
	json_t *root = json_loads(text, 0, NULL);
	const json_t *node = json_array_get(json_object_get(root, "nodes"), 2);

	ck_assert_ptr_nonnull(root);
	ck_assert_str_eq(json_string_value(json_object_get(node, "host")), "a");
	ck_assert_str_eq(json_string_value(json_object_get(node, "rack")), "west");
	json_decref(root);
	free(text);
}
END_TEST

START_TEST(results_of_one_engine_have_neither)
{
	char *text;
	json_t *root;

	k.run.header.topology.hosts.len = 0;
	text = report_json(&k.f, &k.v);
	root = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(root);
	ck_assert_ptr_null(json_object_get(
		json_array_get(json_object_get(root, "nodes"), 0), "host"));
	json_decref(root);
	free(text);
}
END_TEST

static Suite *report_hosts_suite(void)
{
	Suite *s = suite_create("report_hosts");
	TCase *tc = tcase_create("hosts");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, the_setup_says_who_was_where);
	tcase_add_test(tc, results_have_host_and_rack_of_each_node);
	tcase_add_test(tc, results_of_one_engine_have_neither);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(report_hosts_suite)
