/* Events and followed logs against canned replies. */
#include "base/strbuf.h"
#include "docker/streams.h"
#include "fake_engine.h"
#include "unit.h"

#include <pthread.h>
#include <unistd.h>

static struct fake_engine *f;
static struct streams *s;
static struct err e;
static struct strbuf told; /* everything the callbacks were told */

static void open_streams(void)
{
	struct engine_where w;

	(void)unsetenv("DOCKER_API_VERSION");
	e = (struct err){0};
	f = fake_engine_new();
	ck_assert_int_eq(engine_where_find(fake_engine_host(f), &w, &e), 0);
	s = streams_new(&w, &e);
	ck_assert_msg(s != NULL, "%s", e.msg);
	engine_where_release(&w);
}

static void close_streams(void)
{
	streams_free(s);
	fake_engine_free(f);
	strbuf_release(&told);
}

static void note_news(enum stream_news news, const char *why)
{
	static const char *const words[] = {
		[STREAM_OPENED] = "opened",
		[STREAM_ENDED] = "ended",
		[STREAM_FAILED] = "failed",
	};

	strbuf_addf(&told, "%s%s%s|", words[news], why ? ": " : "", why ? why : "");
}

static void on_event(UNUSED void *arg, const struct events_news *n)
{
	if (n->news != STREAM_ITEM) {
		note_news(n->news, n->why);
		return;
	}
	strbuf_addf(&told, "%s %s %s %s %d|", n->event->type, n->event->action,
		    n->event->container, n->event->name, n->event->exit_code);
}

static void on_log(UNUSED void *arg, const struct logs_news *n)
{
	if (n->news == STREAM_ITEM)
		strbuf_addf(&told, "%d %s|", (int)n->tag, n->line->text);
	else
		note_news(n->news, n->why);
}

/* Runs until all streams have ended or `want` was told; fails after some seconds. */
static void run_until(const char *want)
{
	for (int i = 0; i < 500; i++) {
		int left = streams_run_once(s, 20, &e);

		ck_assert_int_ge(left, 0);
		if (want ? strstr(strbuf_text(&told), want) != NULL : left == 0)
			return;
	}
	ck_abort_msg("still waiting; told: %s", strbuf_text(&told));
}

#define DIE                                                                    \
	"{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"c1\"," \
	"\"Attributes\":{\"exitCode\":\"137\",\"name\":\"kc-1\"}},\"timeNano\":1000}\n"
#define UNPLUG                                                                      \
	"{\"Type\":\"network\",\"Action\":\"disconnect\",\"Actor\":{\"ID\":\"n1\"," \
	"\"Attributes\":{\"container\":\"c1\",\"name\":\"net\"}},\"timeNano\":1001}\n"
#define TOLD_DIE    "container die c1 kc-1 137|"
#define TOLD_UNPLUG "network disconnect c1 net -1|"

START_TEST(events_arrive_whole_wherever_the_stream_is_cut)
{
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.body = DIE UNPLUG, .chunk = (size_t)_i});
	(void)streams_events(s, NULL, on_event, NULL);
	run_until(NULL);
	ck_assert_str_eq(strbuf_text(&told), "opened|" TOLD_DIE TOLD_UNPLUG "ended|");
}
END_TEST

START_TEST(a_subscription_without_events_says_that_it_is_open)
{
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.chunk = 1, .stays_open = true});
	(void)streams_events(s, NULL, on_event, NULL);
	run_until("opened|");
	ck_assert_str_eq(strbuf_text(&told), "opened|");
}
END_TEST

START_TEST(an_engine_that_never_begins_to_answer_is_given_up)
{
	fake_engine_on(f, "GET", "/events", &(struct fake_reply){.never = true});
	streams_set_timeout(s, 100);
	(void)streams_events(s, NULL, on_event, NULL);
	run_until(NULL);
	ck_assert_msg(strstr(strbuf_text(&told), "it does not answer; is it stuck") !=
			      NULL,
		      "%s", strbuf_text(&told));
	ck_assert_ptr_null(strstr(strbuf_text(&told), "opened"));
}
END_TEST

START_TEST(a_reconnected_stream_tells_no_event_twice)
{
	struct events_filter filter = {.since_wall_ns = 1000};

	text_list_add(&filter.types, "container");
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.body = DIE, .chunk = 9, .times = 1});
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.body = DIE UNPLUG, .chunk = 9});
	(void)streams_events(s, NULL, on_event, NULL);
	run_until(NULL);
	(void)streams_events(s, &filter, on_event, NULL);
	run_until(NULL);
	ck_assert_str_eq(strbuf_text(&told),
			 "opened|" TOLD_DIE "ended|opened|" TOLD_UNPLUG "ended|");
	ck_assert_str_eq(fake_engine_request(f, 1),
			 "GET /v1.41/events?since=0.000001000&filters="
			 "%7B%22type%22:%5B%22container%22%5D%7D ");
	text_list_release(&filter.types);
}
END_TEST

START_TEST(a_broken_stream_fails_after_what_it_brought)
{
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.body = DIE "{\"half", .chunk = 5});
	fake_engine_on(
		f, "GET", "/containers/c1/logs",
		&(struct fake_reply){.status = 404,
				     .body = "{\"message\":\"No such container\"}"});
	(void)streams_events(s, NULL, on_event, NULL);
	run_until(NULL);
	ck_assert_str_eq(strbuf_text(&told), "opened|" TOLD_DIE "ended|");
	strbuf_clear(&told);
	(void)streams_logs(s, "c1", 7, 0, on_log, NULL);
	run_until(NULL);
	ck_assert_str_eq(
		strbuf_text(&told),
		"failed: Docker engine: a stream of logs: 404 No such container|");
}
END_TEST

START_TEST(an_engine_that_dies_fails_its_streams)
{
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.chunk = 1, .stays_open = true});
	(void)streams_events(s, NULL, on_event, NULL);
	run_until("opened|");
	fake_engine_die(f);
	run_until("failed: ");
	strbuf_clear(&told);
	(void)streams_events(s, NULL, on_event, NULL);
	run_until("failed: cannot reach the Docker engine");
}
END_TEST

START_TEST(garbage_in_a_stream_fails_it)
{
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.body = "not json", .chunk = 8});
	fake_engine_on(f, "GET", "/containers/c1/logs",
		       &(struct fake_reply){.body = "\1\1\1\1\1\1\1\1\1", .chunk = 9});
	(void)streams_events(s, NULL, on_event, NULL);
	run_until("what it sends makes no sense|");
	strbuf_clear(&told);
	(void)streams_logs(s, "c1", 7, 0, on_log, NULL);
	run_until("what it sends makes no sense|");
}
END_TEST

#define LOG_A                \
	"\1\0\0\0\0\0\0\x21" \
	"2026-11-22T04:10:00.000000001Z a\n"
#define LOG_B                \
	"\1\0\0\0\0\0\0\x21" \
	"2026-11-22T04:10:00.000000002Z b\n"

START_TEST(followed_logs_of_several_containers_come_line_by_line)
{
	static const char body[] = LOG_A LOG_B;

	fake_engine_on(
		f, "GET", "/containers/c1/logs",
		&(struct fake_reply){.body = body, .len = sizeof(body) - 1, .chunk = 5});
	fake_engine_on(
		f, "GET", "/containers/c2/logs",
		&(struct fake_reply){.body = body, .len = sizeof(body) - 1, .chunk = 50});
	(void)streams_logs(s, "c1", 1, 0, on_log, NULL);
	(void)streams_logs(s, "c2", 2, INT64_C(1795320600000000001), on_log, NULL);
	run_until(NULL);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&told), "1 a|"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&told), "1 b|"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&told), "2 b|"));
	ck_assert_ptr_null(strstr(strbuf_text(&told), "2 a|"));
}
END_TEST

/* Opens the log again from inside the callback that tells its end. */
static void reopen(UNUSED void *arg, const struct logs_news *n)
{
	on_log(NULL, n);
	if (n->news == STREAM_ENDED && n->tag < 3)
		(void)streams_logs(s, "c1", n->tag + 1, 0, reopen, NULL);
}

START_TEST(a_callback_may_open_the_next_stream)
{
	static const char body[] = LOG_A;

	fake_engine_on(
		f, "GET", "/containers/c1/logs",
		&(struct fake_reply){.body = body, .len = sizeof(body) - 1, .chunk = 50});
	(void)streams_logs(s, "c1", 1, 0, reopen, NULL);
	run_until(NULL);
	ck_assert_str_eq(strbuf_text(&told),
			 "opened|1 a|ended|opened|2 a|ended|opened|3 a|ended|");
}
END_TEST

static int number;

static void stop_itself(UNUSED void *arg, const struct events_news *n)
{
	on_event(NULL, n);
	if (n->news == STREAM_ITEM)
		streams_stop(s, number);
}

START_TEST(a_callback_may_stop_its_own_stream)
{
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.body = DIE UNPLUG, .chunk = 999});
	number = streams_events(s, NULL, stop_itself, NULL);
	run_until(NULL);
	ck_assert_str_eq(strbuf_text(&told), "opened|" TOLD_DIE);
}
END_TEST

static void *wake(void *arg)
{
	streams_wakeup(arg);
	return NULL;
}

START_TEST(waiting_is_woken_from_another_thread)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, wake, s), 0);
	ck_assert_int_eq(streams_run_once(s, 60000, &e), 0); /* the test would time out */
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

static Suite *docker_streams_suite(void)
{
	Suite *suite = suite_create("docker_streams");
	TCase *tc = tcase_create("streams");

	tcase_add_checked_fixture(tc, open_streams, close_streams);
	tcase_set_timeout(tc, 20);
	tcase_add_loop_test(tc, events_arrive_whole_wherever_the_stream_is_cut, 1,
			    (int)sizeof(DIE));
	tcase_add_test(tc, a_subscription_without_events_says_that_it_is_open);
	tcase_add_test(tc, an_engine_that_never_begins_to_answer_is_given_up);
	tcase_add_test(tc, a_reconnected_stream_tells_no_event_twice);
	tcase_add_test(tc, a_broken_stream_fails_after_what_it_brought);
	tcase_add_test(tc, an_engine_that_dies_fails_its_streams);
	tcase_add_test(tc, garbage_in_a_stream_fails_it);
	tcase_add_test(tc, followed_logs_of_several_containers_come_line_by_line);
	tcase_add_test(tc, a_callback_may_open_the_next_stream);
	tcase_add_test(tc, a_callback_may_stop_its_own_stream);
	tcase_add_test(tc, waiting_is_woken_from_another_thread);
	suite_add_tcase(suite, tc);
	return suite;
}

UNIT_SUITE(docker_streams_suite)
