/* The shipped scenarios, and how actions made of actions are read. */
#include "base/mem.h"
#include "scenario_kit.h"
#include "unit.h"

#include <dirent.h>

static void check_shipped(const char *name)
{
	char *path = xasprintf("scenarios/%s", name);
	struct strbuf got = STRBUF_INIT;
	struct diags d = DIAGS_INIT;
	struct scenario s;
	int rc = load_and_check(&s, path, &d);

	diags_text(&d, &got);
	ck_assert_str_eq(strbuf_text(&got), "");
	ck_assert_int_eq(rc, 0);
	ck_assert_uint_eq(strlen(s.plan.name), strcspn(name, "."));
	ck_assert_int_eq(strncmp(s.plan.name, name, strlen(s.plan.name)), 0);
	scenario_release(&s);
	diags_release(&d);
	strbuf_release(&got);
	free(path);
}

START_TEST(a_shipped_scenario_has_nothing_wrong_and_is_called_like_its_file)
{
	DIR *dir = opendir("scenarios");
	const struct dirent *entry;
	size_t n = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir))) {
		if (!strstr(entry->d_name, ".yaml"))
			continue;
		check_shipped(entry->d_name);
		n++;
	}
	ck_assert_int_eq(closedir(dir), 0);
	ck_assert_uint_ge(n, 6);
}
END_TEST

/* ---- what is read ---- */

static struct scenario loaded;

static void release(void)
{
	scenario_release(&loaded);
}

/* The only action of a scenario. */
static const struct action_plan *action(const char *text)
{
	char *file = xasprintf("name: x\ncluster: {compose: c.yaml}\n"
			       "topics: {payments: {}}\n"
			       "workloads: {w: {produce: payments}}\n"
			       "phases: [{name: p, for: 60s, do: [%s]}]\n",
			       text);
	struct scenario_source src = {
		.path = "x.yaml", .text = file, .len = strlen(file), .trust_files = true};
	struct strbuf wrong = STRBUF_INIT;
	struct diags d = DIAGS_INIT;

	(void)scenario_parse(&loaded, &src, &d); /* what is wrong is shown */
	diags_text(&d, &wrong);
	ck_assert_str_eq(strbuf_text(&wrong), "");
	strbuf_release(&wrong);
	diags_release(&d);
	free(file);
	return &loaded.plan.phases[0].actions[0];
}

static const char *text_of(const struct action_plan *a, const char *name)
{
	return params_text(&a->params, name, "(none)");
}

START_TEST(what_is_repeated_is_kept_in_turn)
{
	const struct action_plan *a = action(
		"repeat: {every: 5s, jitter: 1s, times: 3, "
		"do: [kill: {node: random 1, for: 2s}, heal]}");

	ck_assert_uint_eq(a->n_inner, 2);
	ck_assert_str_eq(a->inner[0].kind, "kill");
	ck_assert_str_eq(text_of(&a->inner[0], "target"), "random 1");
	ck_assert_int_eq(params_num(&a->inner[0].params, "for", 0), 2 * NS_PER_S);
	ck_assert_int_eq(a->inner[0].line, 5);
	ck_assert_str_eq(a->inner[1].kind, "heal");
	ck_assert_int_eq(params_num(&a->params, "times", 0), 3);
	ck_assert_int_eq(params_num(&a->params, "jitter", 0), NS_PER_S);
	ck_assert_ptr_null(params_get(&a->params, "do"));
}
END_TEST

START_TEST(what_a_repetition_waits_for_has_a_name_of_its_own)
{
	const struct action_plan *a = action(
		"repeat: {every: 5s, until: {isr: full, timeout: 30s}, do: [heal]}");

	ck_assert_str_eq(text_of(a, "until:isr"), "full");
	ck_assert_int_eq(params_num(&a->params, "until:timeout", 0), 30 * NS_PER_S);
	ck_assert_str_eq(text_of(a, "isr"), "(none)");
}
END_TEST

START_TEST(a_stroke_weighs_one_unless_it_is_said)
{
	const struct action_plan *a = action(
		"storm: {for: 30s, every: 5s, of: [{weight: 3, kill: random 1}, "
		"{pause: {node: random 1, for: 1s}, weight: 2}, stop: controller, heal]}");
	static const int64_t weights[] = {3, 2, 1, 1};
	static const char *const kinds[] = {"kill", "pause", "stop", "heal"};

	ck_assert_uint_eq(a->n_inner, ARRAY_LEN(weights));
	for (size_t i = 0; i < ARRAY_LEN(weights); i++) {
		ck_assert_int_eq(a->inner[i].weight, weights[i]);
		ck_assert_str_eq(a->inner[i].kind, kinds[i]);
	}
	ck_assert_str_eq(text_of(a, "at_once"), "minority");
}
END_TEST

START_TEST(a_configuration_is_kept_key_by_key)
{
	const struct action_plan *a = action(
		"configure: {topic: payments, config: {min.insync.replicas: 1, "
		"retention.ms: 60000}}");

	ck_assert_str_eq(text_of(a, "config:min.insync.replicas"), "1");
	ck_assert_str_eq(text_of(a, "config:retention.ms"), "60000");
	ck_assert_ptr_null(params_get(&a->params, "config"));
}
END_TEST

START_TEST(some_selectors_take_a_word_besides)
{
	ck_assert_str_eq(
		text_of(action("partition: {node: kafka1, from: clients}"), "from"),
		"clients");
}
END_TEST

static Suite *scenario_schedule_suite(void)
{
	Suite *s = suite_create("scenario_schedule");
	TCase *tc = tcase_create("read");

	tcase_add_checked_fixture(tc, NULL, release);
	tcase_add_test(tc,
		       a_shipped_scenario_has_nothing_wrong_and_is_called_like_its_file);
	tcase_add_test(tc, what_is_repeated_is_kept_in_turn);
	tcase_add_test(tc, what_a_repetition_waits_for_has_a_name_of_its_own);
	tcase_add_test(tc, a_stroke_weighs_one_unless_it_is_said);
	tcase_add_test(tc, a_configuration_is_kept_key_by_key);
	tcase_add_test(tc, some_selectors_take_a_word_besides);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(scenario_schedule_suite)
