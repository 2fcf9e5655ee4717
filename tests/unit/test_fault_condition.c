#include "aim/condition.h"

#include "base/mem.h"
#include "unit.h"

/* Three combined nodes that answer; one topic of one partition, as the test says. */
static struct topology topology;
static struct view view;
static struct plan plan;
static struct condition_world world;

static void set_up(void)
{
	topology = (struct topology){0};
	for (int32_t id = 1; id <= 3; id++) {
		struct node *n = topology_add(&topology);

		n->id = id;
		n->roles = ROLE_BROKER | ROLE_CONTROLLER;
	}
	plan = (struct plan){0};
	*GROW(plan.topics, plan.n_topics) = (struct topic_plan){
		.name = xstrdup("payments"), .partitions = 1, .replication = 3};
	view_init(&view, &topology);
	world = (struct condition_world){
		.topology = &topology, .plan = &plan, .view = &view, .now_ns = NS_PER_S};
}

static void tear_down(void)
{
	view_release(&view);
	plan_release(&plan);
	topology_release(&topology);
}

static void tell_reach(int32_t node, enum side side, bool up)
{
	struct event ev = EVENT(REACH, NS_PER_S);

	ev.node = node;
	ev.side = side;
	ev.up = up;
	view_apply(&view, &ev);
}

static void tell_all_up(void)
{
	for (int32_t id = 1; id <= 3; id++) {
		tell_reach(id, SIDE_BROKER, true);
		tell_reach(id, SIDE_CONTROLLER, true);
	}
}

static void tell_partition(int32_t number, int32_t leader, size_t in_sync)
{
	static const int32_t ids[] = {1, 2, 3};
	struct event ev = EVENT(PARTITION, NS_PER_S);

	ev.node = 1;
	ev.topic = (char[]){"payments"};
	ev.partition = number;
	ev.leader = leader;
	ids_set(&ev.replicas, ids, 3);
	ids_set(&ev.isr, ids, in_sync);
	view_apply(&view, &ev);
	ids_release(&ev.replicas);
	ids_release(&ev.isr);
}

static bool holds(const char *kind, const char *want)
{
	return condition_holds(kind, want, &world, NULL);
}

START_TEST(the_isr_is_full_when_every_replica_is_in_it)
{
	tell_all_up();
	tell_partition(0, 1, 3);
	ck_assert(holds("isr", "full"));
}
END_TEST

START_TEST(the_isr_is_not_full_when_one_is_missing)
{
	tell_all_up();
	tell_partition(0, 1, 2);
	ck_assert(!holds("isr", "full"));
	ck_assert(holds("isr", "2"));
}
END_TEST

START_TEST(the_isr_is_not_full_while_a_replica_does_not_answer)
{
	tell_all_up();
	tell_partition(0, 1, 3);
	tell_reach(3, SIDE_BROKER, false);
	ck_assert(!holds("isr", "full"));
}
END_TEST

START_TEST(a_partition_without_a_leader_is_not_in_sync)
{
	tell_all_up();
	tell_partition(0, -1, 3);
	ck_assert(!holds("isr", "full"));
	ck_assert(!holds("isr", "1"));
}
END_TEST

START_TEST(leaders_are_preferred_when_each_leads_that_is_named_first)
{
	tell_all_up();
	tell_partition(0, 1, 3);
	ck_assert(holds("leaders", "preferred"));
	ck_assert(holds("leaders", "present"));
	tell_partition(0, 2, 3);
	ck_assert(!holds("leaders", "preferred"));
	ck_assert(holds("leaders", "present"));
}
END_TEST

START_TEST(a_leader_that_does_not_answer_is_none)
{
	tell_all_up();
	tell_partition(0, 2, 3);
	tell_reach(2, SIDE_BROKER, false);
	ck_assert(!holds("leaders", "present"));
}
END_TEST

START_TEST(a_partition_nobody_has_told_of_is_not_in_sync)
{
	plan.topics[0].partitions = 2;
	tell_all_up();
	tell_partition(0, 1, 3);
	ck_assert(!holds("isr", "full"));
}
END_TEST

START_TEST(an_isr_that_nobody_tells_any_more_does_not_count)
{
	tell_all_up();
	tell_partition(0, 1, 3);
	for (int32_t id = 1; id <= 3; id++)
		tell_reach(id, SIDE_BROKER, false);
	ck_assert(!holds("isr", "1"));
}
END_TEST

START_TEST(the_quorum_is_present_while_somebody_leads_it)
{
	struct event ev = EVENT(CLAIM, NS_PER_S);

	ck_assert(!holds("quorum", "present"));
	ck_assert(holds("quorum", "absent"));
	tell_all_up();
	ev.node = 2;
	ev.up = true;
	ev.epoch = 3;
	view_apply(&view, &ev);
	ck_assert(holds("quorum", "present"));
	ck_assert(!holds("quorum", "absent"));
}
END_TEST

START_TEST(nodes_are_up_when_they_answer_on_every_side)
{
	tell_all_up();
	ck_assert(holds("nodes", "up"));
	tell_reach(2, SIDE_CONTROLLER, false);
	ck_assert(!holds("nodes", "up"));
}
END_TEST

START_TEST(how_it_stands_is_told)
{
	struct strbuf seen = STRBUF_INIT;

	tell_all_up();
	tell_partition(0, 1, 2);
	ck_assert(!condition_holds("isr", "full", &world, &seen));
	ck_assert_str_eq(strbuf_text(&seen), "isr full: 0 of 1 partitions");
	strbuf_release(&seen);
}
END_TEST

START_TEST(a_node_of_one_role_answers_by_that_one)
{
	topology.nodes[0].roles = ROLE_CONTROLLER;
	topology.nodes[1].roles = ROLE_BROKER;
	topology.nodes[2].roles = ROLE_BROKER;
	tell_reach(1, SIDE_CONTROLLER, true);
	tell_reach(2, SIDE_BROKER, true);
	ck_assert(!holds("nodes", "up"));
	tell_reach(3, SIDE_BROKER, true);
	ck_assert(holds("nodes", "up"));
	tell_reach(1, SIDE_CONTROLLER, false);
	ck_assert(!holds("nodes", "up"));
}
END_TEST

static Suite *condition_suite(void)
{
	Suite *s = suite_create("fault_condition");
	TCase *tc = tcase_create("holds");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, the_isr_is_full_when_every_replica_is_in_it);
	tcase_add_test(tc, the_isr_is_not_full_when_one_is_missing);
	tcase_add_test(tc, the_isr_is_not_full_while_a_replica_does_not_answer);
	tcase_add_test(tc, a_partition_without_a_leader_is_not_in_sync);
	tcase_add_test(tc, leaders_are_preferred_when_each_leads_that_is_named_first);
	tcase_add_test(tc, a_leader_that_does_not_answer_is_none);
	tcase_add_test(tc, a_partition_nobody_has_told_of_is_not_in_sync);
	tcase_add_test(tc, an_isr_that_nobody_tells_any_more_does_not_count);
	tcase_add_test(tc, the_quorum_is_present_while_somebody_leads_it);
	tcase_add_test(tc, nodes_are_up_when_they_answer_on_every_side);
	tcase_add_test(tc, how_it_stands_is_told);
	tcase_add_test(tc, a_node_of_one_role_answers_by_that_one);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(condition_suite)
