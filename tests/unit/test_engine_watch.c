/* The watch of the engine and of the nodes' logs, against canned replies. */
#include "observe/engine_watch.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "fake_engine.h"
#include "observe/instrument.h"
#include "record_kit.h"
#include "unit.h"

#include <inttypes.h>
#include <unistd.h>

/* One node "kafka1" in container "kc-kafka1-1", an engine that knows it, a watch and a record. */
struct rig {
	struct kit kit;
	struct clock clock;
	struct topology topology;
	struct fake_engine *engine;
	struct engine_watch *watch;
	struct run run; /* after rig_read() */
};

/* The reply is chunked in pieces of `line_bytes`: one event to each, 100 ms apart. */
enum { EVENT_BYTES = 256 };

/* An engine event, padded with blanks to EVENT_BYTES. */
static void add_event(struct strbuf *b, const char *type, const char *action,
		      const char *id, const char *attributes, int64_t wall_ns)
{
	size_t end = b->len + EVENT_BYTES;

	strbuf_addf(
		b,
		"{\"Type\":\"%s\",\"Action\":\"%s\",\"Actor\":{\"ID\":\"%s\",\"Attributes\":{%s}},"
		"\"timeNano\":%" PRId64 "}",
		type, action, id, attributes, wall_ns);
	while (b->len < end - 1)
		strbuf_addch(b, ' ');
	strbuf_addch(b, '\n');
}

#define MINE "\"name\":\"kc-kafka1-1\""

static void add_container_event(struct strbuf *b, const char *action, int64_t wall_ns)
{
	add_event(b, "container", action, "c1", MINE, wall_ns);
}

/* What inspect tells of the one container; `times` as struct fake_reply's. */
static void rig_stands(struct rig *r, const char *status, bool running, bool paused,
		       size_t times)
{
	char *body = xasprintf(
		"{\"Id\":\"c1\",\"Name\":\"/kc-kafka1-1\",\"State\":{\"Status\":\"%s\","
		"\"Running\":%s,\"Paused\":%s,\"ExitCode\":137,"
		"\"StartedAt\":\"2026-11-22T04:10:00.5Z\","
		"\"FinishedAt\":\"2026-11-22T04:11:00Z\"},\"Config\":{}}",
		status, running ? "true" : "false", paused ? "true" : "false");

	fake_engine_on(r->engine, "GET", "/containers/kc-kafka1-1/json",
		       &(struct fake_reply){.body = body, .times = times});
	free(body);
}

static void rig_events(struct rig *r, struct strbuf *events, bool stays_open,
		       size_t times)
{
	struct fake_reply reply = {.body = strbuf_text(events),
				   .len = events->len,
				   .chunk = EVENT_BYTES,
				   .pause_ms = 100,
				   .stays_open = stays_open,
				   .times = times};

	fake_engine_on(r->engine, "GET", "/events", &reply);
	strbuf_release(events);
}

static struct rig *rig_new(void)
{
	struct rig *r = xcalloc(1, sizeof(*r));

	(void)unsetenv("DOCKER_API_VERSION");
	r->kit = kit_new();
	r->engine = fake_engine_new();
	clock_start(&r->clock);
	*topology_add(&r->topology) = (struct node){
		.id = 1, .name = xstrdup("kafka1"), .container = xstrdup("kc-kafka1-1")};
	return r;
}

static void rig_start(struct rig *r)
{
	struct engine_watch_opts opts = {.engine = fake_engine_host(r->engine),
					 .logs_since_ns = -NS_PER_S};
	struct err e = {0};

	r->watch = engine_watch_start(&r->topology, &r->clock, r->kit.record,
				      NULL /* no observer */, &opts, &e);
	ck_assert_msg(r->watch != NULL, "%s", e.msg);
}

static void rig_read(struct rig *r)
{
	engine_watch_stop(r->watch);
	kit_close(&r->kit);
	kit_open(&r->kit, &r->run);
}

static void rig_free(struct rig *r)
{
	run_close(&r->run);
	fake_engine_free(r->engine);
	topology_release(&r->topology);
	kit_remove(&r->kit);
	free(r);
}

/* "start die:137 pause(inspected) ": the events in order. */
static char *told(const struct rig *r)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < r->run.timeline.len; i++) {
		const struct event *ev = &r->run.timeline.at[i];

		ck_assert_int_eq(ev->kind, EVENT_ENGINE);
		strbuf_addf(&b, "%s", ev->name);
		if (ev->exit_code >= 0)
			strbuf_addf(&b, ":%d", ev->exit_code);
		if (ev->text)
			strbuf_addf(&b, "(%s)", ev->text);
		strbuf_addch(&b, ' ');
	}
	return strbuf_detach(&b);
}

static void check_told(struct rig *r, const char *want)
{
	char *got = told(r);

	ck_assert_str_eq(got, want);
	free(got);
}

static bool wait_for(struct rig *r, const char *word)
{
	return engine_watch_wait(r->watch, 1, word, 0,
				 clock_now(&r->clock) + 5 * NS_PER_S, NULL);
}

/* Events of the time before the watch are none of its business: all of them come later. */
#define LATER (1000 * NS_PER_S)

static int64_t wall(const struct rig *r, int64_t after_later_ns)
{
	return clock_to_wall(&r->clock, LATER + after_later_ns);
}

/* What inspect tells where there is no such container. */
static void rig_stands_nowhere(struct rig *r)
{
	fake_engine_on(
		r->engine, "GET", "/containers/kc-kafka1-1/json",
		&(struct fake_reply){.status = 404,
				     .body = "{\"message\":\"No such container: x\"}"});
}

START_TEST(a_node_that_runs_is_said_to_have_started_when_it_did)
{
	struct rig *r = rig_new();
	struct strbuf none = STRBUF_INIT;
	int64_t started;

	ck_assert(clock_parse_rfc3339("2026-11-22T04:10:00.5Z", &started));
	rig_events(r, &none, true, 0);
	rig_stands(r, "running", true, false, 0);
	rig_start(r);
	rig_read(r);
	check_told(r, "start(inspected) ");
	ck_assert_int_eq(r->run.timeline.at[0].at_ns,
			 clock_from_wall(&r->clock, started));
	rig_free(r);
}
END_TEST

START_TEST(a_node_that_is_paused_is_said_to_be)
{
	struct rig *r = rig_new();
	struct strbuf none = STRBUF_INIT;

	rig_events(r, &none, true, 0);
	rig_stands(r, "paused", true, true, 0);
	rig_start(r);
	rig_read(r);
	check_told(r, "start(inspected) pause(inspected) ");
	rig_free(r);
}
END_TEST

START_TEST(a_node_that_ended_is_said_to_have_died)
{
	struct rig *r = rig_new();
	struct strbuf none = STRBUF_INIT;

	rig_events(r, &none, true, 0);
	rig_stands(r, "exited", false, false, 0);
	rig_start(r);
	rig_read(r);
	check_told(r, "die:137(inspected) ");
	rig_free(r);
}
END_TEST

START_TEST(a_node_that_ended_for_lack_of_memory_is_said_so)
{
	struct rig *r = rig_new();
	struct strbuf none = STRBUF_INIT;

	rig_events(r, &none, true, 0);
	fake_engine_on(
		r->engine, "GET", "/containers/kc-kafka1-1/json",
		&(struct fake_reply){
			.body = "{\"Id\":\"c1\",\"Name\":\"/kc-kafka1-1\",\"State\":{"
				"\"Status\":\"exited\",\"ExitCode\":137,"
				"\"OOMKilled\":true,"
				"\"StartedAt\":\"2026-11-22T04:10:00.5Z\","
				"\"FinishedAt\":\"2026-11-22T04:11:00Z\"},"
				"\"Config\":{}}"});
	rig_start(r);
	rig_read(r);
	check_told(r, "oom(inspected) die:137(inspected) ");
	rig_free(r);
}
END_TEST

START_TEST(an_event_of_too_little_memory_is_told_as_the_engine_calls_it)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;

	rig_stands(r, "running", true, false, 0);
	add_container_event(&b, "oom", wall(r, 0));
	rig_events(r, &b, true, 0);
	rig_start(r);
	ck_assert(wait_for(r, "oom"));
	rig_read(r);
	check_told(r, "start(inspected) oom ");
	rig_free(r);
}
END_TEST

START_TEST(events_carry_the_engines_time)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;
	struct event ev;

	add_container_event(&b, "pause", wall(r, 123456789));
	rig_events(r, &b, true, 0);
	rig_stands_nowhere(r);
	rig_start(r);
	ck_assert(engine_watch_wait(r->watch, 1, "pause", 0, 5 * NS_PER_S, &ev));
	ck_assert_int_eq(ev.at_ns, LATER + 123456789);
	event_release(&ev);
	rig_read(r);
	rig_free(r);
}
END_TEST

START_TEST(a_kill_comes_with_its_signal_and_a_death_with_its_code)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;

	add_event(&b, "container", "kill", "c1", MINE ",\"signal\":\"9\"", wall(r, 10));
	add_event(&b, "container", "die", "c1", MINE ",\"exitCode\":\"137\"",
		  wall(r, 20));
	rig_events(r, &b, true, 0);
	rig_stands_nowhere(r);
	rig_start(r);
	ck_assert(wait_for(r, "die"));
	rig_read(r);
	check_told(r, "kill(9) die:137 ");
	rig_free(r);
}
END_TEST

START_TEST(other_containers_and_health_checks_are_not_told)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;

	add_event(&b, "container", "die", "c9", "\"name\":\"somebody\"", wall(r, 10));
	add_container_event(&b, "exec_start: sh", wall(r, 20));
	add_container_event(&b, "unpause", wall(r, 30));
	rig_events(r, &b, true, 0);
	rig_stands_nowhere(r);
	rig_start(r);
	ck_assert(wait_for(r, "unpause"));
	rig_read(r);
	check_told(r, "unpause ");
	rig_free(r);
}
END_TEST

/* Its starts and ends are told like a node's; its log is nobody's business. */
START_TEST(a_companion_is_told_by_its_own_id)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;

	topology_add_companion(&r->topology, "ui")->container = xstrdup("kc-ui-1");
	topology_add_companion(&r->topology, "gone")->left_out = xstrdup("no image");
	add_event(&b, "container", "die", "c2", "\"name\":\"kc-ui-1\"", wall(r, 10));
	add_container_event(&b, "pause", wall(r, 20));
	rig_events(r, &b, true, 0);
	rig_stands_nowhere(r);
	fake_engine_on(
		r->engine, "GET", "/containers/kc-ui-1/json",
		&(struct fake_reply){.status = 404,
				     .body = "{\"message\":\"No such container\"}"});
	rig_start(r);
	ck_assert(wait_for(r, "pause"));
	rig_read(r);
	check_told(r, "die pause ");
	ck_assert_int_eq(r->run.timeline.at[0].node,
			 topology_any_by_name(&r->topology, "ui")->id);
	ck_assert_int_eq(r->run.timeline.at[1].node, 1);
	for (size_t i = 0; i < fake_engine_count(r->engine); i++)
		ck_assert_ptr_null(
			strstr(fake_engine_request(r->engine, i), "kc-ui-1/logs"));
	rig_free(r);
}
END_TEST

START_TEST(a_network_is_told_of_the_container_with_the_id)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;

	add_event(&b, "network", "disconnect", "n1",
		  "\"name\":\"kc_default\",\"container\":\"c1\"", wall(r, 10));
	rig_events(r, &b, true, 0);
	rig_stands(r, "running", true, false, 0);
	rig_start(r);
	ck_assert(wait_for(r, "disconnect"));
	rig_read(r);
	ck_assert_uint_eq(r->run.timeline.len, 2);
	ck_assert_str_eq(r->run.timeline.at[1].text, "kc_default");
	rig_free(r);
}
END_TEST

START_TEST(a_wait_takes_no_event_of_before)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;

	add_container_event(&b, "pause", wall(r, NS_PER_S));
	add_container_event(&b, "unpause", wall(r, 2 * NS_PER_S));
	rig_events(r, &b, true, 0);
	rig_stands_nowhere(r);
	rig_start(r);
	ck_assert(wait_for(r, "unpause"));
	ck_assert(!engine_watch_wait(r->watch, 1, "pause", LATER + 2 * NS_PER_S,
				     clock_now(&r->clock) + 50 * NS_PER_MS, NULL));
	rig_read(r);
	rig_free(r);
}
END_TEST

START_TEST(lost_events_are_asked_for_again_from_the_last_one_on)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;
	char *want = xasprintf("GET /v1.41/events?since=%" PRId64 ".%09" PRId64 "&",
			       wall(r, 10) / NS_PER_S, wall(r, 10) % NS_PER_S);
	bool found = false;

	add_container_event(&b, "pause", wall(r, 10));
	rig_events(r, &b, false, 1);
	add_container_event(&b, "pause", wall(r, 10)); /* told before */
	add_container_event(&b, "unpause", wall(r, 20));
	rig_events(r, &b, true, 0);
	rig_stands_nowhere(r);
	rig_start(r);
	ck_assert(wait_for(r, "unpause"));
	for (size_t i = 0; i < fake_engine_count(r->engine); i++)
		found |= strncmp(fake_engine_request(r->engine, i), want, strlen(want)) ==
			 0;
	ck_assert(found);
	rig_read(r);
	check_told(r, "pause unpause ");
	free(want);
	rig_free(r);
}
END_TEST

START_TEST(what_events_did_not_tell_is_found_by_inspecting)
{
	struct rig *r = rig_new();
	struct strbuf none = STRBUF_INIT;

	rig_events(r, &none, false, 1);
	rig_events(r, &none, true, 0);
	rig_stands(r, "running", true, false, 2); /* for its id, and at the start */
	rig_stands(r, "exited", false, false, 0);
	rig_start(r);
	ck_assert(engine_watch_wait(r->watch, 1, "die", INT64_MIN / 2,
				    clock_now(&r->clock) + 5 * NS_PER_S, NULL));
	rig_read(r);
	check_told(r, "start(inspected) die:137(inspected) ");
	rig_free(r);
}
END_TEST

START_TEST(what_the_engine_said_reaches_the_observers_view)
{
	struct rig *r = rig_new();
	struct engine_watch_opts opts = {.engine = fake_engine_host(r->engine)};
	struct strbuf none = STRBUF_INIT;
	struct err e = {0};
	struct observer *o = observer_start(&r->topology, &r->clock, r->kit.record, NULL,
					    &e);
	struct view v;

	rig_events(r, &none, true, 0);
	rig_stands(r, "paused", true, true, 0);
	r->watch = engine_watch_start(&r->topology, &r->clock, r->kit.record, o, &opts,
				      &e);
	ck_assert_msg(r->watch != NULL, "%s", e.msg);
	observer_view(o, &v);
	ck_assert_int_eq(v.nodes[0].process, PROCESS_PAUSED);
	view_release(&v);
	engine_watch_stop(r->watch);
	r->watch = NULL;
	observer_stop(o);
	rig_read(r);
	rig_free(r);
}
END_TEST

/* A frame of the engine's log stream: one line with its time. */
static void add_line(struct strbuf *b, int stream, int64_t wall_ns, const char *text)
{
	char *stamp = clock_format_wall((char[64]){0}, 64, wall_ns);
	char *line = xasprintf("%s %s\n", stamp, text);
	char head[8] = {(char)stream, 0, 0, 0, 0, 0, 0, (char)strlen(line)};

	strbuf_add(b, head, sizeof(head));
	strbuf_addstr(b, line);
	free(line);
}

static void rig_log(struct rig *r, struct strbuf *lines, bool stays_open, size_t times)
{
	struct fake_reply reply = {.body = strbuf_text(lines),
				   .len = lines->len,
				   .chunk = 8192,
				   .stays_open = stays_open,
				   .times = times};

	fake_engine_on(r->engine, "GET", "/containers/kc-kafka1-1/logs", &reply);
	strbuf_release(lines);
}

static size_t count_asked(struct rig *r, const char *start)
{
	size_t n = 0;

	for (size_t i = 0; i < fake_engine_count(r->engine); i++)
		n += strncmp(fake_engine_request(r->engine, i), start, strlen(start)) ==
		     0;
	return n;
}

static void await_asked(struct rig *r, const char *start, size_t want)
{
	for (int i = 0; i < 5000 && count_asked(r, start) < want; i++)
		(void)usleep(1000);
	ck_assert_uint_ge(count_asked(r, start), want);
}

static char *read_log(const struct rig *r)
{
	struct strbuf b = STRBUF_INIT;
	struct log_line *lines;
	struct err e = {0};
	size_t n;

	ck_assert_int_eq(run_log_lines(&r->run, INT64_MIN, INT64_MAX, &lines, &n, &e), 0);
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&b, "%" PRId64 "%s%s|", lines[i].at_ns / NS_PER_MS,
			    lines[i].is_stderr ? "!" : " ", lines[i].text);
	run_log_lines_free(lines, n);
	return strbuf_detach(&b);
}

static void check_log(struct rig *r, const char *want)
{
	char *got = read_log(r);

	ck_assert_str_eq(got, want);
	free(got);
}

/* A wall-clock instant of whole ms, so that three decimals tell it all. */
static int64_t whole_ms(struct rig *r)
{
	r->clock.wall_start_ns -= r->clock.wall_start_ns % NS_PER_MS;
	return r->clock.wall_start_ns;
}

#define LOGS "GET /v1.41/containers/kc-kafka1-1/logs"

START_TEST(a_log_is_written_with_run_time)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;
	int64_t zero = whole_ms(r);

	rig_events(r, &b, true, 0);
	rig_stands(r, "running", true, false, 0);
	add_line(&b, 1, zero + 5 * NS_PER_MS, "hello");
	add_line(&b, 2, zero + 7 * NS_PER_MS, "oops");
	rig_log(r, &b, false, 1);
	rig_log(r, &b, true, 0);
	rig_start(r);
	await_asked(r, LOGS, 2); /* the first one has ended: it is read */
	rig_read(r);
	check_log(r, "5 hello|7!oops|");
	rig_free(r);
}
END_TEST

START_TEST(a_log_goes_on_after_its_node_started_again_without_doubles)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;
	int64_t zero = whole_ms(r);

	for (int i = 0; i < 5; i++) /* half a second: inspect must say "exited" before */
		add_event(&b, "container", "die", "c9", "\"name\":\"somebody\"",
			  wall(r, 0));
	add_container_event(&b, "start", wall(r, 0));
	rig_events(r, &b, true, 0);
	rig_stands(r, "exited", false, false, 0);
	add_line(&b, 1, zero + 5 * NS_PER_MS, "one");
	rig_log(r, &b, false, 1);
	add_line(&b, 1, zero + 5 * NS_PER_MS, "one");
	add_line(&b, 1, zero + 30 * NS_PER_MS, "two");
	rig_log(r, &b, false, 1);
	rig_log(r, &b, true, 0);
	rig_start(r);
	await_asked(r, LOGS, 3);
	rig_read(r);
	check_log(r, "5 one|30 two|");
	rig_free(r);
}
END_TEST

START_TEST(the_log_of_a_node_that_is_down_is_read_once)
{
	struct rig *r = rig_new();
	struct strbuf b = STRBUF_INIT;

	rig_events(r, &b, true, 0);
	rig_stands(r, "exited", false, false, 0);
	add_line(&b, 1, whole_ms(r), "last words");
	rig_log(r, &b, false, 0);
	rig_start(r);
	await_asked(r, LOGS, 1);
	(void)usleep(350000); /* three tries' time: none is to come */
	ck_assert_uint_eq(count_asked(r, LOGS), 1);
	rig_read(r);
	check_log(r, "0 last words|");
	rig_free(r);
}
END_TEST

START_TEST(an_engine_that_is_not_there_is_a_failure_at_the_start)
{
	struct rig *r = rig_new();
	struct engine_watch_opts opts = {.engine = fake_engine_host(r->engine)};
	struct err e = {0};

	fake_engine_die(r->engine);
	ck_assert_ptr_null(engine_watch_start(&r->topology, &r->clock, r->kit.record,
					      NULL, &opts, &e));
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	rig_read(r);
	rig_free(r);
}
END_TEST

START_TEST(an_engine_that_dies_is_survived)
{
	struct rig *r = rig_new();
	struct strbuf none = STRBUF_INIT;

	rig_events(r, &none, true, 0);
	rig_stands_nowhere(r);
	rig_start(r);
	fake_engine_die(r->engine);
	(void)usleep(300000); /* for the watch to find out */
	rig_read(r);
	rig_free(r);
}
END_TEST

START_TEST(our_own_lateness_is_told_each_second)
{
	struct kit k = kit_new();
	struct err e = {0};
	struct clock c;
	struct instrument *i;
	struct run run;

	clock_start(&c);
	i = instrument_start(&c, k.record, &e);
	ck_assert_msg(i != NULL, "%s", e.msg);
	clock_sleep_until(&c, 1500 * NS_PER_MS);
	instrument_stop(i);
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_uint_ge(run.timeline.len, 2); /* the whole second and the rest */
	ck_assert_int_gt(run.timeline.at[0].late_ns, 0);
	ck_assert_int_gt(run.timeline.at[0].cpu_ns, 0);
	ck_assert_int_gt(run.timeline.at[0].rss_kib, 100);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

static Suite *engine_watch_suite(void)
{
	Suite *s = suite_create("engine_watch");
	TCase *events = tcase_create("events");
	TCase *logs = tcase_create("logs");
	TCase *ends = tcase_create("ends");

	tcase_set_timeout(events, 30);
	tcase_add_test(events, a_node_that_runs_is_said_to_have_started_when_it_did);
	tcase_add_test(events, a_node_that_is_paused_is_said_to_be);
	tcase_add_test(events, a_node_that_ended_is_said_to_have_died);
	tcase_add_test(events, a_node_that_ended_for_lack_of_memory_is_said_so);
	tcase_add_test(events,
		       an_event_of_too_little_memory_is_told_as_the_engine_calls_it);
	tcase_add_test(events, events_carry_the_engines_time);
	tcase_add_test(events, a_kill_comes_with_its_signal_and_a_death_with_its_code);
	tcase_add_test(events, other_containers_and_health_checks_are_not_told);
	tcase_add_test(events, a_companion_is_told_by_its_own_id);
	tcase_add_test(events, a_network_is_told_of_the_container_with_the_id);
	tcase_add_test(events, a_wait_takes_no_event_of_before);
	tcase_add_test(events, lost_events_are_asked_for_again_from_the_last_one_on);
	tcase_add_test(events, what_events_did_not_tell_is_found_by_inspecting);
	tcase_add_test(events, what_the_engine_said_reaches_the_observers_view);
	suite_add_tcase(s, events);
	tcase_set_timeout(logs, 30);
	tcase_add_test(logs, a_log_is_written_with_run_time);
	tcase_add_test(logs, a_log_goes_on_after_its_node_started_again_without_doubles);
	tcase_add_test(logs, the_log_of_a_node_that_is_down_is_read_once);
	suite_add_tcase(s, logs);
	tcase_set_timeout(ends, 30);
	tcase_add_test(ends, an_engine_that_is_not_there_is_a_failure_at_the_start);
	tcase_add_test(ends, an_engine_that_dies_is_survived);
	tcase_add_test(ends, our_own_lateness_is_told_each_second);
	suite_add_tcase(s, ends);
	return s;
}

UNIT_SUITE(engine_watch_suite)
