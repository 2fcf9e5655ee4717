/* Files to begin with, for any number of nodes: read as any other. */
#include "base/file.h"
#include "base/mem.h"
#include "guide/template.h"
#include "scenario/scenario.h"
#include "scratch.h"
#include "unit.h"

enum { FILE_MAX = 64 * 1024 };

static struct strbuf text, out;
static struct err e;

static void setup(void)
{
	text = out = (struct strbuf)STRBUF_INIT;
	e = (struct err){0};
}

static void teardown(void)
{
	strbuf_release(&text);
	strbuf_release(&out);
}

static const char *compose_for(int nodes)
{
	ck_assert_int_eq(file_read("compose/combined-3.yaml", FILE_MAX, &text, &e), 0);
	ck_assert_int_eq(template_compose(strbuf_text(&text), nodes, &out, &e), 0);
	return strbuf_text(&out);
}

static const char *scenario_for(const char *name, int nodes)
{
	char *path = xasprintf("scenarios/%s.yaml", template_find(name)->scenario);

	ck_assert_int_eq(file_read(path, FILE_MAX, &text, &e), 0);
	template_scenario(strbuf_text(&text), nodes, &out);
	free(path);
	return strbuf_text(&out);
}

static size_t times(const char *haystack, const char *needle)
{
	size_t n = 0;

	for (const char *at = haystack; (at = strstr(at, needle)); at++)
		n++;
	return n;
}

START_TEST(three_nodes_are_the_shipped_file_itself)
{
	const char *made = compose_for(3);

	ck_assert_str_eq(made, strbuf_text(&text));
}
END_TEST

START_TEST(each_node_has_a_service_with_its_own_id_ports_and_voters)
{
	const char *made = compose_for(7);

	for (int i = 1; i <= 7; i++) {
		char *service = xasprintf("\n  kafka%d:\n", i);
		char *id = xasprintf("KAFKA_NODE_ID: %d\n", i);
		char *port = xasprintf("${KAFKA%d_PORT:-%d}:9092", i, 29090 + i);
		char *voter = xasprintf("%d@kafka%d:9093", i, i);

		ck_assert_uint_eq(times(made, service), 1);
		ck_assert_uint_eq(times(made, id), 1);
		ck_assert_uint_eq(times(made, port), 1);
		ck_assert_uint_eq(times(made, voter), 1);
		free(service);
		free(id);
		free(port);
		free(voter);
	}
	ck_assert_ptr_null(strstr(made, "kafka8"));
}
END_TEST

/* Of five two may be down: three must be in sync. */
START_TEST(replicas_and_their_minimum_follow_the_number_of_nodes)
{
	const char *made = compose_for(5);

	ck_assert_ptr_nonnull(strstr(made, "KAFKA_MIN_INSYNC_REPLICAS: 3\n"));
	ck_assert_ptr_nonnull(
		strstr(made, "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 5\n"));
	ck_assert_ptr_null(strstr(made, "FACTOR: 3"));
	strbuf_release(&text);
	strbuf_release(&out);
	made = scenario_for("minority", 5);
	ck_assert_ptr_nonnull(
		strstr(made, "replication: 5, config: {min.insync.replicas: 3}"));
	ck_assert_ptr_nonnull(
		strstr(made, "isr: {topic: payments, at_least: 3, within: 10s}"));
	ck_assert_ptr_nonnull(strstr(made, "A minority of the nodes is stopped"));
}
END_TEST

START_TEST(a_compose_file_of_another_shape_is_refused)
{
	ck_assert_int_eq(template_compose("services:\n  web: {}\n", 5, &out, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "kafka1"));
}
END_TEST

/* As a user would have it: both files in one folder, read with nothing else there. */
START_TEST(every_template_is_a_valid_scenario)
{
	for (const struct template_row *r = template_rows; r->name; r++)
		for (int n = TEMPLATE_LEAST; n <= (r->any_number ? 6 : TEMPLATE_LEAST);
		     n++) {
			char *dir = scratch_dir(), *path = path_join(dir, "s.yaml");
			char *beside = path_join(dir, "compose.yaml");
			struct diags d = {0};
			struct scenario s;

			strbuf_release(&out);
			strbuf_release(&text);
			ck_assert_int_eq(file_write_atomic(beside, "", 0, &e), 0);
			(void)scenario_for(r->name, n);
			ck_assert_int_eq(file_write_atomic(path, out.buf, out.len, &e),
					 0);
			ck_assert_msg(scenario_load(&s, path, &d) == 0, "%s of %d",
				      r->name, n);
			ck_assert_int_eq(s.plan.topics[0].replication, n);
			scenario_release(&s);
			diags_release(&d);
			free(dir);
			free(path);
			free(beside);
		}
}
END_TEST

static Suite *template_suite(void)
{
	Suite *s = suite_create("template");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, three_nodes_are_the_shipped_file_itself);
	tcase_add_test(tc, each_node_has_a_service_with_its_own_id_ports_and_voters);
	tcase_add_test(tc, replicas_and_their_minimum_follow_the_number_of_nodes);
	tcase_add_test(tc, a_compose_file_of_another_shape_is_refused);
	tcase_add_test(tc, every_template_is_a_valid_scenario);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(template_suite)
