#include "base/mem.h"
#include "model/event.h"
#include "unit.h"

START_TEST(every_kind_is_found_by_its_name)
{
	enum event_kind got = EVENT_COUNT;

	ck_assert(event_kind_from(event_name((enum event_kind)_i), &got));
	ck_assert_int_eq(got, _i);
}
END_TEST

static const char *const strangers[] = {"", "Run", "runs", "ru", "*"};

START_TEST(an_unknown_kind_leaves_the_output_alone)
{
	enum event_kind got = EVENT_NOTE;

	ck_assert(!event_kind_from(strangers[_i], &got));
	ck_assert_int_eq(got, EVENT_NOTE);
}
END_TEST

START_TEST(steps_and_sides_have_names)
{
	ck_assert_str_eq(step_name(STEP_REQUESTED), "requested");
	ck_assert_str_eq(step_name(STEP_FAILED), "failed");
	ck_assert_str_eq(side_name(SIDE_BROKER), "broker");
	ck_assert_str_eq(side_name(SIDE_CONTROLLER), "controller");
}
END_TEST

START_TEST(a_fresh_event_is_about_no_node_and_no_phase)
{
	struct event ev = EVENT(RUN, 5);

	ck_assert_int_eq(ev.node, NO_NODE);
	ck_assert_int_eq(ev.phase, NO_PHASE);
	ck_assert_int_eq(ev.action, -1);
	ck_assert_int_eq(ev.at_ns, 5);
}
END_TEST

static void fill(struct event *ev)
{
	*ev = (struct event)EVENT(CLAIM, 7);
	ev->name = xstrdup("name");
	ev->text = xstrdup("text");
	ev->topic = xstrdup("topic");
	ids_add(&ev->ids, 1);
	ids_add(&ev->fenced, 2);
	ids_add(&ev->replicas, 3);
	ids_add(&ev->isr, 4);
	ids_add(&ev->elr, 5);
	*GROW(ev->voters, ev->n_voters) = (struct voter_lag){6, 60};
}

/* The original is released before the copy is looked at: sanitizers see what was shared. */
START_TEST(a_copy_shares_nothing_with_its_original)
{
	struct event original, copy;

	fill(&original);
	event_copy(&copy, &original);
	event_release(&original);
	ck_assert_str_eq(copy.name, "name");
	ck_assert_str_eq(copy.text, "text");
	ck_assert_str_eq(copy.topic, "topic");
	ck_assert(ids_has(&copy.ids, 1) && ids_has(&copy.fenced, 2));
	ck_assert(ids_has(&copy.replicas, 3) && ids_has(&copy.isr, 4) &&
		  ids_has(&copy.elr, 5));
	ck_assert_int_eq(copy.voters[0].log_end_offset, 60);
	event_release(&copy);
}
END_TEST

START_TEST(an_event_without_texts_copies_without_texts)
{
	struct event ev = EVENT(NOTE, 0), copy;

	event_copy(&copy, &ev);
	ck_assert_ptr_null(copy.name);
	ck_assert_ptr_null(copy.text);
	ck_assert_ptr_null(copy.topic);
	ck_assert_ptr_null(copy.voters);
}
END_TEST

START_TEST(a_released_event_can_be_released_again)
{
	struct event ev;

	fill(&ev);
	event_release(&ev);
	event_release(&ev);
	ck_assert_int_eq(ev.node, NO_NODE);
}
END_TEST

static Suite *event_suite(void)
{
	Suite *s = suite_create("event");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, every_kind_is_found_by_its_name, 0, EVENT_COUNT);
	tcase_add_loop_test(tc, an_unknown_kind_leaves_the_output_alone, 0,
			    (int)ARRAY_LEN(strangers));
	tcase_add_test(tc, steps_and_sides_have_names);
	tcase_add_test(tc, a_fresh_event_is_about_no_node_and_no_phase);
	tcase_add_test(tc, a_copy_shares_nothing_with_its_original);
	tcase_add_test(tc, an_event_without_texts_copies_without_texts);
	tcase_add_test(tc, a_released_event_can_be_released_again);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(event_suite)
