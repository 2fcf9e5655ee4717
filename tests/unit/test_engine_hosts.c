/* The watch of several engines: each for its own nodes, silent ones, and clocks that are off. */
#include "observe/engine_watch.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "fake_engine.h"
#include "model/view.h"
#include "observe/host_pulse.h"
#include "record_kit.h"
#include "unit.h"

#include <inttypes.h>
#include <unistd.h>

enum { HOSTS = 3 };

/* Hosts a, b and c with a node each: 1, 2 and 3, "kafka1" in container "kc-kafka1-1" and so on. */
struct rig {
	struct kit kit;
	struct clock clock;
	struct topology topology;
	struct fake_engine *engine[HOSTS];
	struct engine_watch *watch;
	struct run run; /* after rig_read() */
};

static void add_host(struct rig *r, size_t i)
{
	struct hosts *h = &r->topology.hosts;
	struct host *host = GROW(h->at, h->len);
	struct node *n = topology_add(&r->topology);

	r->engine[i] = fake_engine_new();
	*host = (struct host){.name = xasprintf("%c", (int)('a' + i)),
			      .engine = xstrdup(fake_engine_host(r->engine[i]))};
	*n = (struct node){.id = (int32_t)i + 1,
			   .name = xasprintf("kafka%zu", i + 1),
			   .container = xasprintf("kc-kafka%zu-1", i + 1),
			   .host = (int32_t)i};
}

/* What inspect tells of host i's container. */
static void stands(struct rig *r, size_t i, bool runs)
{
	char *path = xasprintf("/containers/kc-kafka%zu-1/json", i + 1);
	char *body = xasprintf(
		"{\"Id\":\"c%zu\",\"Name\":\"/kc-kafka%zu-1\",\"State\":{\"Status\":\"%s\","
		"\"Running\":%s,\"ExitCode\":137,\"StartedAt\":\"2026-11-22T04:10:00.5Z\","
		"\"FinishedAt\":\"2026-11-22T04:11:00Z\"},\"Config\":{}}",
		i + 1, i + 1, runs ? "running" : "exited", runs ? "true" : "false");

	fake_engine_on(r->engine[i], "GET", path, &(struct fake_reply){.body = body});
	free(path);
	free(body);
}

/* Its event stream: one event (NULL: none), and then silence without an end. */
static void tells(struct rig *r, size_t i, const char *action, int64_t wall_ns)
{
	char *body = action ? xasprintf("{\"Type\":\"container\",\"Action\":\"%s\","
					"\"Actor\":{\"ID\":\"c%zu\",\"Attributes\":"
					"{\"name\":\"kc-kafka%zu-1\"}},"
					"\"timeNano\":%" PRId64 "}\n",
					action, i + 1, i + 1, wall_ns)
			    : xstrdup("");

	fake_engine_on(
		r->engine[i], "GET", "/events",
		&(struct fake_reply){.body = body, .chunk = 512, .stays_open = true});
	free(body);
}

static struct rig *rig_new(void)
{
	struct rig *r = xcalloc(1, sizeof(*r));

	(void)unsetenv("DOCKER_API_VERSION");
	r->kit = kit_new();
	clock_start(&r->clock);
	for (size_t i = 0; i < HOSTS; i++) {
		add_host(r, i);
		stands(r, i, true);
	}
	return r;
}

/* Events of the time before the watch are none of its business: all of them come later. */
#define LATER (1000 * NS_PER_S)

static void rig_start(struct rig *r)
{
	struct err e = {0};

	r->watch = engine_watch_start(&r->topology, &r->clock, r->kit.record, NULL, NULL,
				      &e);
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
	for (size_t i = 0; i < HOSTS; i++)
		fake_engine_free(r->engine[i]);
	topology_release(&r->topology);
	kit_remove(&r->kit);
	free(r);
}

static bool hear(struct rig *r, int32_t node, const char *word, struct event *out)
{
	return engine_watch_wait(r->watch, node, word, 0,
				 clock_now(&r->clock) + 10 * NS_PER_S, out);
}

/* The n-th event of the kind; NULL: there are not so many. */
static const struct event *nth(const struct rig *r, enum event_kind kind, size_t n)
{
	for (size_t i = 0; i < r->run.timeline.len; i++)
		if (r->run.timeline.at[i].kind == kind && n-- == 0)
			return &r->run.timeline.at[i];
	return NULL;
}

static void wait_s(struct rig *r, double s)
{
	clock_sleep_until(&r->clock, clock_now(&r->clock) + (int64_t)(s * 1e9));
}

static enum process_state stood(const struct rig *r, int32_t node, const struct event *at)
{
	enum process_state s;
	struct view v;

	view_init(&v, &r->topology);
	for (const struct event *ev = r->run.timeline.at; ev <= at; ev++)
		view_apply(&v, ev);
	s = view_node(&v, node)->process;
	view_release(&v);
	return s;
}

static bool was_asked(const struct rig *r, size_t i, const char *what)
{
	for (size_t k = 0; k < fake_engine_count(r->engine[i]); k++)
		if (strstr(fake_engine_request(r->engine[i], k), what))
			return true;
	return false;
}

START_TEST(each_engine_tells_of_its_own_nodes)
{
	struct rig *r = rig_new();

	for (size_t i = 0; i < HOSTS; i++)
		tells(r, i, "pause", clock_to_wall(&r->clock, LATER));
	rig_start(r);
	for (int32_t node = 1; node <= HOSTS; node++)
		ck_assert(hear(r, node, "pause", NULL));
	for (size_t i = 0; i < HOSTS; i++)
		for (size_t k = 0; k < HOSTS; k++) {
			char *path = xasprintf("/containers/kc-kafka%zu-1/", k + 1);

			ck_assert(was_asked(r, i, path) == (i == k));
			free(path);
		}
	rig_read(r);
	ck_assert_ptr_null(nth(r, EVENT_HOST, 0));
	rig_free(r);
}
END_TEST

START_TEST(all_engines_must_be_there_at_the_start)
{
	struct rig *r = rig_new();
	struct err e = {0};

	for (size_t i = 0; i < HOSTS; i++)
		tells(r, i, NULL, 0);
	fake_engine_die(r->engine[1]);
	ck_assert_ptr_null(engine_watch_start(&r->topology, &r->clock, r->kit.record,
					      NULL, NULL, &e));
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_msg(strstr(e.msg, "host 'b'"), "%s", e.msg);
	rig_read(r);
	rig_free(r);
}
END_TEST

START_TEST(the_nodes_of_an_engine_that_dies_are_unknown_and_the_others_are_watched)
{
	struct rig *r = rig_new();
	const struct event *ev;

	for (size_t i = 0; i < HOSTS; i++)
		tells(r, i, NULL, 0);
	rig_start(r);
	fake_engine_die(r->engine[1]);
	wait_s(r, 3.5);
	ck_assert_int_eq(engine_watch_lost_ns(r->watch, NULL), 0);
	ck_assert_int_gt(engine_watch_host_lost_ns(r->watch, 1), 2 * NS_PER_S);
	ck_assert_int_eq(engine_watch_host_lost_ns(r->watch, 2), 0);
	ck_assert(engine_watch_is_silent(r->watch, 2));
	ck_assert(!engine_watch_is_silent(r->watch, 3));
	rig_read(r);
	ev = nth(r, EVENT_HOST, 0);
	ck_assert_ptr_nonnull(ev);
	ck_assert_str_eq(ev->name, "b");
	ck_assert(!ev->up);
	ck_assert_ptr_nonnull(ev->text);
	ck_assert_uint_eq(ev->ids.len, 1);
	ck_assert_int_eq(ev->ids.id[0], 2);
	ck_assert_int_eq(stood(r, 2, ev - 1), PROCESS_RUNNING);
	ck_assert_int_eq(stood(r, 2, ev), PROCESS_UNKNOWN);
	ck_assert_int_eq(stood(r, 1, ev), PROCESS_RUNNING);
	ck_assert_ptr_null(nth(r, EVENT_HOST, 1));
	rig_free(r);
}
END_TEST

START_TEST(a_run_has_no_engine_left_when_all_are_gone)
{
	struct rig *r = rig_new();
	struct ids without = {0}; /* those that were ended by an action */

	for (size_t i = 0; i < HOSTS; i++)
		tells(r, i, NULL, 0);
	rig_start(r);
	for (size_t i = 0; i < HOSTS; i++)
		fake_engine_die(r->engine[i]);
	wait_s(r, 1);
	ck_assert_int_gt(engine_watch_lost_ns(r->watch, NULL), NS_PER_S / 10);
	ids_add(&without, 1);
	ck_assert_int_gt(engine_watch_lost_ns(r->watch, &without), NS_PER_S / 10);
	ids_add(&without, 0);
	ids_add(&without, 2);
	ck_assert_int_eq(engine_watch_lost_ns(r->watch, &without), 0);
	ids_release(&without);
	rig_read(r);
	rig_free(r);
}
END_TEST

/* Its connections stay, and nothing comes: only a question tells. */
START_TEST(an_engine_that_is_frozen_is_silent_and_known_again_once_it_was_looked_at)
{
	static const struct fake_reply answers = {.body = "OK", .times = 2};
	static const struct fake_reply frozen = {.never = true, .times = 2};
	struct rig *r = rig_new();
	const struct event *down, *up;

	for (size_t i = 0; i < HOSTS; i++)
		tells(r, i, NULL, 0);
	fake_engine_on(r->engine[2], "GET", "/_ping", &answers);
	fake_engine_on(r->engine[2], "GET", "/_ping", &frozen);
	rig_start(r);
	wait_s(r, 9);
	rig_read(r);
	down = nth(r, EVENT_HOST, 0);
	up = nth(r, EVENT_HOST, 1);
	ck_assert(down && up);
	ck_assert(!down->up && up->up);
	ck_assert_str_eq(down->name, "c");
	ck_assert_str_eq(up->name, "c");
	ck_assert_int_eq(stood(r, 3, down), PROCESS_UNKNOWN);
	ck_assert_int_eq(stood(r, 3, up), PROCESS_RUNNING);
	ck_assert_ptr_null(nth(r, EVENT_HOST, 2));
	rig_free(r);
}
END_TEST

START_TEST(a_clock_that_is_off_is_corrected_and_what_is_unsure_of_it_is_told)
{
	struct rig *r = rig_new();
	const struct event *clock;
	struct event ev;

	for (size_t i = 0; i < HOSTS; i++)
		tells(r, i, i == 1 ? "pause" : NULL,
		      clock_to_wall(&r->clock, LATER + 3 * NS_PER_S));
	fake_engine_clock(r->engine[1], 3 * NS_PER_S, true);
	fake_engine_on(r->engine[1], "GET", "/_ping", &(struct fake_reply){.body = "OK"});
	rig_start(r);
	ck_assert(hear(r, 2, "pause", &ev));
	ck_assert_int_gt(ev.unsure_ns, 0);
	ck_assert_int_le(llabs(ev.at_ns - LATER), ev.unsure_ns);
	rig_read(r);
	clock = nth(r, EVENT_CLOCK, 0);
	ck_assert_ptr_nonnull(clock);
	ck_assert_str_eq(clock->name, "b");
	ck_assert_int_le(llabs(clock->offset - 3 * NS_PER_S), clock->unsure_ns);
	ck_assert_int_eq(ev.unsure_ns, clock->unsure_ns);
	ck_assert_ptr_nonnull(nth(r, EVENT_CLOCK, 1)); /* and again at the end */
	event_release(&ev);
	rig_free(r);
}
END_TEST

START_TEST(an_offset_that_may_be_none_is_none)
{
	int64_t offset = 200, unsure = 300;

	host_pulse_settle(&offset, &unsure);
	ck_assert_int_eq(offset, 0);
	ck_assert_int_eq(unsure, 500);
	offset = -301, unsure = 300;
	host_pulse_settle(&offset, &unsure);
	ck_assert_int_eq(offset, -301);
	ck_assert_int_eq(unsure, 300);
}
END_TEST

static Suite *engine_hosts_suite(void)
{
	Suite *s = suite_create("engine_hosts");
	TCase *tc = tcase_create("hosts");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, each_engine_tells_of_its_own_nodes);
	tcase_add_test(tc, all_engines_must_be_there_at_the_start);
	tcase_add_test(
		tc,
		the_nodes_of_an_engine_that_dies_are_unknown_and_the_others_are_watched);
	tcase_add_test(tc, a_run_has_no_engine_left_when_all_are_gone);
	tcase_add_test(
		tc,
		an_engine_that_is_frozen_is_silent_and_known_again_once_it_was_looked_at);
	tcase_add_test(tc,
		       a_clock_that_is_off_is_corrected_and_what_is_unsure_of_it_is_told);
	tcase_add_test(tc, an_offset_that_may_be_none_is_none);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(engine_hosts_suite)
