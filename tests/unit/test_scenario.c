#include "scenario/scenario.h"

#include "base/file.h"
#include "base/mem.h"
#include "scenario_kit.h"
#include "unit.h"

#include <limits.h>

enum { FILE_MAX = 64 * 1024 };

#define GOLDEN "tests/golden/scenario"

/* ---- golden files ---- */

static const char *const bad[] = {
	"keys",       "workloads", "actions",     "expects", "schedules",  "storms",
	"sides",      "values",    "expects-run", "cluster", "variables",  "syntax",
	"list",       "empty",     "topics",      "asks",    "asks-nodes", "bulk",
	"companions", "questions", "hosts",       "engines"};

START_TEST(a_bad_file_is_told_everything_that_is_wrong_with_it)
{
	char *path = xasprintf(GOLDEN "/%s.yaml", bad[_i]);
	char *want_path = xasprintf(GOLDEN "/%s.expected", bad[_i]);
	struct strbuf got = STRBUF_INIT, want = STRBUF_INIT;
	struct diags d = DIAGS_INIT;
	struct err e = {0};
	struct scenario s;

	ck_assert_int_eq(load_and_check(&s, path, &d), -1);
	diags_text(&d, &got);
	if (getenv("KCHAOS_ACCEPT")) /* the new texts are right: write them down */
		ck_assert_int_eq(
			file_write_atomic(want_path, strbuf_text(&got), got.len, &e), 0);
	ck_assert_int_eq(file_read(want_path, FILE_MAX, &want, &e), 0);
	ck_assert_str_eq(strbuf_text(&got), strbuf_text(&want));
	scenario_release(&s);
	diags_release(&d);
	strbuf_release(&got);
	strbuf_release(&want);
	free(path);
	free(want_path);
}
END_TEST

/* ---- what is read ---- */

#define TOP                             \
	"name: x\n"                     \
	"cluster: {compose: c.yaml}\n"  \
	"topics:\n"                     \
	"  payments: {partitions: 4}\n" \
	"  plain:\n"
#define LOAD   "workloads: {checkout: {produce: payments}}\n"
#define STEADY "phases: [{name: steady, for: 10s}]\n"

static int parse(struct scenario *s, const char *text, struct diags *d)
{
	struct scenario_source src = {
		.path = "x.yaml", .text = text, .len = strlen(text), .trust_files = true};

	return scenario_parse(s, &src, d);
}

/* Must be without mistakes. */
static void parse_good(struct scenario *s, const char *text)
{
	struct diags d = DIAGS_INIT;
	struct strbuf got = STRBUF_INIT;
	int rc = parse(s, text, &d);

	diags_text(&d, &got);
	ck_assert_str_eq(strbuf_text(&got), "");
	ck_assert_int_eq(rc, 0);
	diags_release(&d);
	strbuf_release(&got);
}

START_TEST(a_topic_without_a_value_has_the_defaults)
{
	struct scenario s;

	parse_good(&s, TOP LOAD STEADY);
	ck_assert_int_eq(plan_topic(&s.plan, "plain")->partitions, 3);
	ck_assert_int_eq(plan_topic(&s.plan, "plain")->replication, 3);
	scenario_release(&s);
}
END_TEST

START_TEST(a_producer_waits_for_all_and_is_not_idempotent_unless_told)
{
	struct scenario s;

	parse_good(&s, TOP LOAD STEADY);
	ck_assert_int_eq(s.plan.workloads[0].acks, ACKS_ALL);
	ck_assert(!s.plan.workloads[0].idempotent);
	ck_assert_int_eq(s.plan.workloads[0].rate_mps, 100000);
	ck_assert_int_eq(s.plan.workloads[0].late_after_ns, 250 * NS_PER_MS);
	ck_assert_int_eq(s.plan.workloads[0].spread, SPREAD_ROUND_ROBIN);
	scenario_release(&s);
}
END_TEST

START_TEST(a_producer_is_idempotent_when_asked)
{
	struct scenario s;

	parse_good(&s,
		   TOP "workloads: {x: {produce: payments, idempotent: true}}\n" STEADY);
	ck_assert(s.plan.workloads[0].idempotent);
	scenario_release(&s);
}
END_TEST

START_TEST(a_workload_keeps_the_client_properties_as_they_are_written)
{
	struct scenario s;

	parse_good(
		&s, TOP
		"workloads: {x: {consume: payments, config: {fetch.wait.max.ms: 07}}}\n" STEADY);
	ck_assert_str_eq(
		params_text(&s.plan.workloads[0].config, "fetch.wait.max.ms", ""), "07");
	scenario_release(&s);
}
END_TEST

START_TEST(the_compose_file_is_found_from_the_scenarios_folder)
{
	const char *text = TOP LOAD STEADY;
	struct scenario_source src = {.path = "a/b.yaml",
				      .text = text,
				      .len = strlen(text),
				      .trust_files = true};
	struct diags d = DIAGS_INIT;
	struct scenario s;

	ck_assert_int_eq(scenario_parse(&s, &src, &d), 0);
	ck_assert_str_eq(s.plan.compose, "a/c.yaml");
	scenario_release(&s);
	diags_release(&d);
}
END_TEST

START_TEST(variables_of_the_compose_file_are_kept)
{
	struct scenario s;

	parse_good(&s,
		   "name: t\n"
		   "cluster: {compose: c.yaml, variables: {REBALANCE: 'false', N: 3}}\n"
		   "topics: {payments: {}}\n" LOAD STEADY);
	ck_assert_uint_eq(s.plan.variables.len, 2);
	ck_assert_str_eq(params_text(&s.plan.variables, "REBALANCE", ""), "false");
	ck_assert_str_eq(params_text(&s.plan.variables, "N", ""), "3");
	scenario_release(&s);
}
END_TEST

static char *read_adopted(const char *cluster)
{
	char *text = xasprintf(
		"name: t\ncluster: %s\ntopics: {payments: {}}\n" LOAD STEADY, cluster);
	struct scenario_source src = {
		.path = "x.yaml", .text = text, .len = strlen(text), .is_adopted = true};
	struct strbuf got = STRBUF_INIT;
	struct diags d = DIAGS_INIT;
	struct scenario s;

	ck_assert_int_eq(scenario_parse(&s, &src, &d), 0);
	diags_text(&d, &got);
	scenario_release(&s);
	diags_release(&d);
	free(text);
	return strbuf_detach(&got);
}

START_TEST(variables_are_warned_of_where_they_change_nothing)
{
	char *got = read_adopted("{compose: c.yaml, variables: {LAG: 10, N: 3}}");
	char *none = read_adopted("{compose: c.yaml}");

	ck_assert_msg(strstr(got, "warning: 'variables' changes nothing in an adopted "
				  "cluster") != NULL,
		      "%s", got);
	ck_assert_ptr_nonnull(strstr(got, "(LAG, N) [K234]\n"));
	ck_assert_str_eq(none, "");
	free(got);
	free(none);
}
END_TEST

START_TEST(a_seed_is_kept_and_known_to_be_given)
{
	struct scenario s;

	parse_good(&s, TOP LOAD STEADY "seed: 9223372036854775807\n");
	ck_assert(s.seed_given);
	ck_assert_uint_eq(s.plan.seed, INT64_MAX);
	scenario_release(&s);
}
END_TEST

START_TEST(a_fresh_seed_can_be_written_back_into_the_file)
{
	struct scenario s;

	parse_good(&s, TOP LOAD STEADY);
	ck_assert(!s.seed_given);
	ck_assert_uint_le(s.plan.seed, INT64_MAX);
	scenario_release(&s);
}
END_TEST

#define ONE_PHASE(items) "phases: [{name: p, for: 10s, " items "}]\n"

START_TEST(the_shorthand_of_an_action_is_its_target)
{
	struct scenario s;
	const struct action_plan *a;

	parse_good(&s, TOP LOAD ONE_PHASE("do: [stop: minority]"));
	a = &s.plan.phases[0].actions[0];
	ck_assert_str_eq(a->kind, "stop");
	ck_assert_str_eq(params_text(&a->params, "target", ""), "minority");
	scenario_release(&s);
}
END_TEST

START_TEST(the_long_form_of_an_action_has_everything)
{
	struct scenario s;
	const struct action_plan *a;

	parse_good(
		&s,
		TOP LOAD ONE_PHASE(
			"do: [stop: {node: [node 1, kafka2], timeout: 30s, at: 2s, as: a}]"));
	a = &s.plan.phases[0].actions[0];
	ck_assert_str_eq(params_text(&a->params, "target", ""), "node 1, kafka2");
	ck_assert_int_eq(params_num(&a->params, "timeout", 0), 30 * NS_PER_S);
	ck_assert_int_eq(a->at_ns, 2 * NS_PER_S);
	ck_assert_str_eq(a->label, "a");
	scenario_release(&s);
}
END_TEST

START_TEST(an_action_that_needs_nothing_is_a_word)
{
	struct scenario s;

	parse_good(&s, TOP LOAD ONE_PHASE("do: [heal, wait: 5s]"));
	ck_assert_str_eq(s.plan.phases[0].actions[0].kind, "heal");
	ck_assert_int_eq(params_num(&s.plan.phases[0].actions[1].params, "for", 0),
			 5 * NS_PER_S);
	scenario_release(&s);
}
END_TEST

START_TEST(a_phase_can_last_until_something_is_true)
{
	struct scenario s;

	parse_good(&s, TOP LOAD "phases: [{name: p, until: {isr: 2}}]\n");
	ck_assert_str_eq(s.plan.phases[0].until.kind, "isr");
	ck_assert_str_eq(s.plan.phases[0].until.want, "2");
	ck_assert_int_eq(s.plan.phases[0].until.timeout_ns, 60 * NS_PER_S);
	scenario_release(&s);
}
END_TEST

START_TEST(an_expectation_keeps_its_text_and_canonical_numbers)
{
	struct scenario s;
	const struct expect_plan *x;

	parse_good(&s, TOP LOAD ONE_PHASE("expect: [available: {at_least: 99.9%}]"));
	x = &s.plan.expects[0];
	ck_assert_str_eq(x->text, "available: {at_least: 99.9%}");
	ck_assert_int_eq(params_num(&x->params, "at_least", 0), 999000);
	ck_assert_str_eq(params_text(&x->params, "plane", ""), "produce");
	ck_assert_int_eq(x->phase, 0);
	scenario_release(&s);
}
END_TEST

START_TEST(a_bare_number_of_lost_records_is_the_most_there_may_be)
{
	struct scenario s;

	parse_good(&s, TOP LOAD STEADY "expect: [lost: 3]\n");
	ck_assert_int_eq(params_num(&s.plan.expects[0].params, "at_most", -1), 3);
	ck_assert_int_eq(s.plan.expects[0].phase, -1);
	scenario_release(&s);
}
END_TEST

START_TEST(naming_a_consumer_is_naming_its_plane)
{
	struct scenario s;

	parse_good(&s, TOP "workloads: {ledger: {consume: payments}}\n" ONE_PHASE(
			       "expect: [outage: {workload: ledger, at_most: 5s}]"));
	ck_assert_str_eq(params_text(&s.plan.expects[0].params, "plane", ""), "consume");
	scenario_release(&s);
}
END_TEST

START_TEST(the_plan_outlives_the_file_it_was_taken_from)
{
	struct scenario s;
	struct plan p;

	parse_good(&s, TOP LOAD STEADY);
	scenario_take_plan(&s, &p);
	scenario_release(&s);
	ck_assert_str_eq(p.phases[0].name, "steady");
	plan_release(&p);
}
END_TEST

/* ---- finding ---- */

START_TEST(a_scenario_is_found_by_its_name)
{
	struct err e = {0};
	char *path = scenario_find("minority-outage", &e);

	ck_assert_str_eq(path, "scenarios/minority-outage.yaml");
	free(path);
}
END_TEST

START_TEST(a_scenario_that_is_not_there_is_told_with_a_suggestion)
{
	struct err e = {0};

	ck_assert_ptr_null(scenario_find("minority-outgae", &e));
	ck_assert_ptr_nonnull(strstr(e.msg, "(did you mean 'minority-outage'?)"));
	ck_assert_int_eq(e.kind, ERR_USAGE);
}
END_TEST

START_TEST(a_folder_is_no_scenario)
{
	struct err e = {0};

	ck_assert_ptr_null(scenario_find("scenarios", &e));
}
END_TEST

static Suite *scenario_suite(void)
{
	Suite *s = suite_create("scenario");
	TCase *files = tcase_create("files"), *read = tcase_create("read");
	TCase *find = tcase_create("find");

	tcase_add_loop_test(files, a_bad_file_is_told_everything_that_is_wrong_with_it, 0,
			    (int)ARRAY_LEN(bad));
	tcase_add_test(read, a_topic_without_a_value_has_the_defaults);
	tcase_add_test(read, a_producer_waits_for_all_and_is_not_idempotent_unless_told);
	tcase_add_test(read, a_producer_is_idempotent_when_asked);
	tcase_add_test(read, a_workload_keeps_the_client_properties_as_they_are_written);
	tcase_add_test(read, the_compose_file_is_found_from_the_scenarios_folder);
	tcase_add_test(read, variables_of_the_compose_file_are_kept);
	tcase_add_test(read, variables_are_warned_of_where_they_change_nothing);
	tcase_add_test(read, a_seed_is_kept_and_known_to_be_given);
	tcase_add_test(read, a_fresh_seed_can_be_written_back_into_the_file);
	tcase_add_test(read, the_shorthand_of_an_action_is_its_target);
	tcase_add_test(read, the_long_form_of_an_action_has_everything);
	tcase_add_test(read, an_action_that_needs_nothing_is_a_word);
	tcase_add_test(read, a_phase_can_last_until_something_is_true);
	tcase_add_test(read, an_expectation_keeps_its_text_and_canonical_numbers);
	tcase_add_test(read, a_bare_number_of_lost_records_is_the_most_there_may_be);
	tcase_add_test(read, naming_a_consumer_is_naming_its_plane);
	tcase_add_test(read, the_plan_outlives_the_file_it_was_taken_from);
	tcase_add_test(find, a_scenario_is_found_by_its_name);
	tcase_add_test(find, a_scenario_that_is_not_there_is_told_with_a_suggestion);
	tcase_add_test(find, a_folder_is_no_scenario);
	suite_add_tcase(s, files);
	suite_add_tcase(s, read);
	suite_add_tcase(s, find);
	return s;
}

UNIT_SUITE(scenario_suite)
