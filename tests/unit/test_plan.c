#include "base/mem.h"
#include "model/header.h"
#include "unit.h"

static struct run_header h;

/* Everything that is owned is set, so that a leak or a double free shows. */
static void build(void)
{
	struct plan *p = &h.plan;
	struct phase_plan *phase;

	h = (struct run_header){.format = RUN_FORMAT, .kchaos = xstrdup("0.1.0")};
	params_set(&h.environment, "kernel", "6.1", 0);
	params_set(&h.client_defaults, "linger.ms", "5", 5);
	h.topology.project = xstrdup("p");
	p->name = xstrdup("minority-outage");
	p->about = xstrdup("about");
	p->file = xstrdup("x.yaml");
	p->compose = xstrdup("compose.yaml");
	*GROW(p->topics, p->n_topics) = (struct topic_plan){.name = xstrdup("payments")};
	params_set(&p->topics[0].config, "min.insync.replicas", "2", 2);
	*GROW(p->topics, p->n_topics) = (struct topic_plan){.name = xstrdup("clicks")};
	*GROW(p->workloads,
	      p->n_workloads) = (struct workload_plan){.name = xstrdup("checkout"),
						       .topic = xstrdup("payments"),
						       .value_file = xstrdup("{}"),
						       .group = xstrdup("g")};
	params_set(&p->workloads[0].config, "retries", "5", 5);
	phase = GROW(p->phases, p->n_phases);
	*phase = (struct phase_plan){.name = xstrdup("outage"),
				     .until = {xstrdup("isr"), xstrdup("full"), 5}};
	*GROW(phase->actions, phase->n_actions) = (struct action_plan){
		.kind = xstrdup("kill"), .label = xstrdup("first")};
	params_set(&phase->actions[0].params, "target", "minority", 0);
	*GROW(p->expects, p->n_expects) = (struct expect_plan){
		.kind = xstrdup("lost"), .text = xstrdup("lost: 0")};
	params_set(&p->expects[0].params, "at_most", "0", 0);
}

static void release(void)
{
	run_header_release(&h);
}

START_TEST(a_topic_is_found_by_its_name)
{
	ck_assert_uint_eq(plan_topic_index(&h.plan, "clicks"), 1);
	ck_assert_ptr_eq(plan_topic(&h.plan, "payments"), &h.plan.topics[0]);
}
END_TEST

START_TEST(an_unknown_topic_is_not_found)
{
	ck_assert_uint_eq(plan_topic_index(&h.plan, "pay"), 2);
	ck_assert_ptr_null(plan_topic(&h.plan, "pay"));
}
END_TEST

START_TEST(a_workload_is_found_by_its_name)
{
	ck_assert_ptr_eq(plan_workload(&h.plan, "checkout"), &h.plan.workloads[0]);
	ck_assert_ptr_null(plan_workload(&h.plan, "payments"));
}
END_TEST

START_TEST(releasing_twice_is_harmless_and_leaves_nothing)
{
	run_header_release(&h);
	ck_assert_uint_eq(h.plan.n_topics, 0);
	ck_assert_ptr_null(h.plan.topics);
}
END_TEST

static const struct {
	enum acks acks;
	const char *want;
} names[] = {{ACKS_NONE, "0"}, {ACKS_LEADER, "1"}, {ACKS_ALL, "all"}};

START_TEST(acks_are_named_as_kafka_does)
{
	ck_assert_str_eq(acks_name(names[_i].acks), names[_i].want);
}
END_TEST

static Suite *plan_suite(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, build, release);
	tcase_add_test(tc, a_topic_is_found_by_its_name);
	tcase_add_test(tc, an_unknown_topic_is_not_found);
	tcase_add_test(tc, a_workload_is_found_by_its_name);
	tcase_add_test(tc, releasing_twice_is_harmless_and_leaves_nothing);
	tcase_add_loop_test(tc, acks_are_named_as_kafka_does, 0, (int)ARRAY_LEN(names));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(plan_suite)
