#include "base/mem.h"
#include "run/inbox.h"
#include "unit.h"

START_TEST(events_come_out_in_the_order_they_were_put)
{
	struct inbox b;
	struct timeline got;

	inbox_init(&b);
	for (int i = 0; i < 100; i++) {
		struct event ev = EVENT(NOTE, 100 - i); /* not in order of time */

		ev.action = i;
		inbox_put(&b, &ev);
	}
	got = inbox_take(&b);
	ck_assert_uint_eq(got.len, 100);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(got.at[i].action, i);
	timeline_release(&got);
	inbox_release(&b);
}
END_TEST

START_TEST(what_was_taken_is_not_there_again)
{
	struct event ev = EVENT(NOTE, 0);
	struct timeline got;
	struct inbox b;

	inbox_init(&b);
	inbox_put(&b, &ev);
	got = inbox_take(&b);
	timeline_release(&got);
	got = inbox_take(&b);
	ck_assert_uint_eq(got.len, 0);
	timeline_release(&got);
	inbox_release(&b);
}
END_TEST

START_TEST(an_event_put_is_a_copy)
{
	struct event ev = EVENT(NOTE, 0);
	char text[] = "told";
	struct timeline got;
	struct inbox b;

	inbox_init(&b);
	ev.text = text;
	inbox_put(&b, &ev);
	text[0] = 'c';
	got = inbox_take(&b);
	ck_assert_str_eq(got.at[0].text, "told");
	timeline_release(&got);
	inbox_release(&b);
}
END_TEST

START_TEST(what_was_never_taken_is_released)
{
	struct event ev = EVENT(NOTE, 0);
	char text[] = "told";
	struct inbox b;

	inbox_init(&b);
	ev.text = text;
	inbox_put(&b, &ev);
	inbox_release(&b); /* the leak checker looks */
	ck_assert_uint_eq(b.waiting.len, 0);
}
END_TEST

enum { HELPERS = 4, EACH = 500 };

struct helper {
	pthread_t thread;
	struct inbox *inbox;
	int32_t id;
};

static void *put_many(void *arg)
{
	struct helper *h = arg;
	char text[] = "from a helper";

	for (int i = 0; i < EACH; i++) {
		struct event ev = EVENT(NOTE, i);

		ev.node = h->id;
		ev.action = i;
		ev.text = text;
		inbox_put(h->inbox, &ev);
	}
	return NULL;
}

/* Each helper's events in its order, none lost. */
static int check_off(struct timeline *got, int next[HELPERS])
{
	int n = (int)got->len;

	for (size_t i = 0; i < got->len; i++)
		ck_assert_int_eq(got->at[i].action, next[got->at[i].node]++);
	timeline_release(got);
	return n;
}

START_TEST(nothing_is_lost_between_threads)
{
	struct helper helpers[HELPERS];
	int next[HELPERS] = {0}, n = 0;
	struct timeline got;
	struct inbox b;

	inbox_init(&b);
	for (int32_t i = 0; i < HELPERS; i++) {
		helpers[i] = (struct helper){.inbox = &b, .id = i};
		ck_assert_int_eq(
			pthread_create(&helpers[i].thread, NULL, put_many, &helpers[i]),
			0);
	}
	while (n < HELPERS * EACH / 2) {
		got = inbox_take(&b);
		n += check_off(&got, next);
	}
	for (size_t i = 0; i < HELPERS; i++)
		(void)pthread_join(helpers[i].thread, NULL);
	got = inbox_take(&b);
	n += check_off(&got, next);
	ck_assert_int_eq(n, HELPERS * EACH);
	inbox_release(&b);
}
END_TEST

static Suite *inbox_suite(void)
{
	Suite *s = suite_create("inbox");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, events_come_out_in_the_order_they_were_put);
	tcase_add_test(tc, what_was_taken_is_not_there_again);
	tcase_add_test(tc, an_event_put_is_a_copy);
	tcase_add_test(tc, what_was_never_taken_is_released);
	tcase_add_test(tc, nothing_is_lost_between_threads);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(inbox_suite)
