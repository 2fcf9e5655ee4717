#include "observe/engine_watch.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "docker/streams.h"
#include "observe/gate.h"
#include "observe/heard.h"
#include "observe/inspect.h"
#include "observe/node_log.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#define RETRY_NS (500 * NS_PER_MS) /* the engine is gone: between two tries */
#define REPLAY_NS \
	(200 * NS_PER_MS) /* opened again: for what it tells of the time between */
#define START_NS (30 * NS_PER_S)
enum { TURN_MS = 100 }; /* the loop looks at its other duties so often */

/* What is known of one node's container. */
struct watched {
	const struct node *node; /* borrowed */
	char *container_id;      /* NULL: not known */
	enum standing standing;  /* as told */
	struct node_log log;     /* to NULL: of a companion, which nobody reads */
};

struct engine_watch {
	const struct clock *clock;
	struct observer *observer; /* or NULL */
	struct stream *stream;
	struct engine_where where;
	pthread_t thread;
	atomic_bool stop;

	struct heard heard;
	atomic_int_fast64_t lost_since_ns; /* NEVER: it tells its events */

	struct gate gate;

	/* The rest is the thread's own. */
	struct streams *streams;
	struct watched *nodes;
	size_t n_nodes;
	int events_stream; /* 0: not subscribed */
	int64_t events_retry_ns;
	int64_t events_last_wall_ns;
	bool was_opened; /* once */
	bool must_inspect;
	int64_t inspect_due_ns;
};

static void tell(struct engine_watch *w, const struct event *ev)
{
	stream_event(w->stream, ev);
	if (w->observer)
		observer_apply(w->observer, ev);
	heard_add(&w->heard, ev);
}

/* `word` and `detail` ("" is none) are borrowed for the call. */
static void tell_engine(struct engine_watch *w, const struct watched *n, const char *word,
			int64_t wall_ns, int exit_code, const char *detail)
{
	struct event ev = EVENT(ENGINE, clock_from_wall(w->clock, wall_ns));

	ev.node = n->node->id;
	ev.name = xstrdup(word);
	ev.text = detail[0] ? xstrdup(detail) : NULL;
	ev.exit_code = exit_code;
	tell(w, &ev);
	event_release(&ev);
}

static void note_standing(struct watched *n, const char *word)
{
	static const struct {
		const char *word;
		enum standing standing;
	} moves[] = {
		{"start", STANDS_RUNNING},  {"unpause", STANDS_RUNNING},
		{"pause", STANDS_PAUSED},   {"die", STANDS_EXITED},
		{"destroy", STANDS_EXITED},
	};

	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (strcmp(moves[i].word, word) == 0)
			n->standing = moves[i].standing;
}

/* Containers by name, for a node that is made anew keeps it; network events carry the id only. */
static struct watched *find_node(struct engine_watch *w, const struct engine_event *ev)
{
	for (size_t i = 0; i < w->n_nodes; i++) {
		struct watched *n = &w->nodes[i];

		if (strcmp(ev->type, "container") == 0 &&
		    strcmp(ev->name, n->node->container) == 0)
			return n;
		if (n->container_id && strcmp(ev->container, n->container_id) == 0)
			return n;
	}
	return NULL;
}

static void remember_id(struct watched *n, const char *id)
{
	if (n->container_id && strcmp(n->container_id, id) == 0)
		return;
	free(n->container_id);
	n->container_id = xstrdup(id);
}

static void on_engine_event(struct engine_watch *w, const struct engine_event *ev)
{
	struct watched *n = find_node(w, ev);
	bool is_network = strcmp(ev->type, "network") == 0;

	if (ev->time_ns > w->events_last_wall_ns)
		w->events_last_wall_ns = ev->time_ns;
	if (!n || str_starts(ev->action, "exec_"))
		return; /* health checks come as three of those every few seconds */
	if (!is_network) {
		remember_id(n, ev->id);
		note_standing(n, ev->action);
	}
	if (strcmp(ev->action, "start") == 0)
		node_log_started(&n->log);
	tell_engine(w, n, ev->action, ev->time_ns, ev->exit_code,
		    is_network ? ev->name : ev->signal);
}

static void on_events_lost(struct engine_watch *w, const char *why)
{
	w->events_stream = 0;
	w->events_retry_ns = clock_now(w->clock) + RETRY_NS;
	if (atomic_load(&w->lost_since_ns) == NEVER)
		atomic_store(&w->lost_since_ns, clock_now(w->clock));
	log_debug("engine", "events broke off (%s), opening them again", why);
}

static void on_events(void *arg, const struct events_news *news)
{
	struct engine_watch *w = arg;

	switch (news->news) {
	case STREAM_OPENED:
		atomic_store(&w->lost_since_ns, NEVER);
		w->must_inspect = true;
		w->inspect_due_ns = w->was_opened ? clock_now(w->clock) + REPLAY_NS
						  : INT64_MIN;
		w->was_opened = true;
		break;
	case STREAM_ITEM: on_engine_event(w, news->event); break;
	case STREAM_ENDED: on_events_lost(w, "ended"); break;
	case STREAM_FAILED: on_events_lost(w, news->why); break;
	}
}

static void follow_events(struct engine_watch *w)
{
	struct events_filter filter = {.since_wall_ns = w->events_last_wall_ns};

	if (w->events_stream || clock_now(w->clock) < w->events_retry_ns)
		return;
	text_list_add(&filter.types, "container");
	text_list_add(&filter.types, "network");
	w->events_stream = streams_events(w->streams, &filter, on_events, w);
	text_list_release(&filter.types);
}

static void follow_logs(struct engine_watch *w)
{
	for (size_t i = 0; i < w->n_nodes; i++) {
		struct watched *n = &w->nodes[i];
		bool runs = n->standing == STANDS_RUNNING || n->standing == STANDS_PAUSED;

		if (n->log.to)
			node_log_turn(&n->log, w->streams, runs);
	}
}

/* As events do: why before what. */
static void tell_death(struct engine_watch *w, struct watched *n,
		       const struct inspected *is, int64_t now)
{
	int64_t at = is->finished_wall_ns == NEVER ? now : is->finished_wall_ns;

	if (is->oom_killed)
		tell_engine(w, n, "oom", at, -1, "inspected");
	tell_engine(w, n, "die", at, is->exit_code, "inspected");
}

static void tell_inspected(struct engine_watch *w, struct watched *n,
			   const struct inspected *is)
{
	int64_t now = clock_to_wall(w->clock, clock_now(w->clock));
	bool ran = n->standing == STANDS_RUNNING || n->standing == STANDS_PAUSED;

	switch (is->standing) {
	case STANDS_UNKNOWN: return;
	case STANDS_EXITED: tell_death(w, n, is, now); break;
	case STANDS_PAUSED:
	case STANDS_RUNNING:
		if (!ran)
			tell_engine(w, n, "start",
				    is->started_wall_ns == NEVER ? now
								 : is->started_wall_ns,
				    -1, "inspected");
		if (is->standing == STANDS_PAUSED)
			tell_engine(w, n, "pause", now, -1, "inspected");
		else if (n->standing == STANDS_PAUSED)
			tell_engine(w, n, "unpause", now, -1, "inspected");
		break;
	}
	n->standing = is->standing;
}

static int inspect_node(struct engine_watch *w, struct engine *en, struct watched *n,
			struct err *e)
{
	struct inspected is;

	if (inspect_container(en, n->node->container, &is, e) < 0)
		return -1;
	if (is.id)
		remember_id(n, is.id);
	if (is.standing != n->standing)
		tell_inspected(w, n, &is);
	inspected_release(&is);
	return 0;
}

static int inspect_all(struct engine_watch *w, struct err *e)
{
	struct engine *en = engine_open(&w->where, e);
	int rc = en ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < w->n_nodes; i++)
		rc = inspect_node(w, en, &w->nodes[i], e);
	engine_close(en);
	return rc;
}

/* Before the events are opened: network events know containers by id only. What goes wrong here
 * goes wrong again in inspect_if_due(), and is told there. */
static void learn_ids(struct engine_watch *w)
{
	struct err e = {0};
	struct engine *en = engine_open(&w->where, &e);

	for (size_t i = 0; en && i < w->n_nodes && e.kind == ERR_NONE; i++) {
		struct inspected is;

		if (inspect_container(en, w->nodes[i].node->container, &is, &e) == 0 &&
		    is.id)
			remember_id(&w->nodes[i], is.id);
		inspected_release(&is);
	}
	engine_close(en);
}

/* Events are a trigger, inspect is the truth: the engine drops events for slow readers. */
static void inspect_if_due(struct engine_watch *w)
{
	struct err e = {0};

	if (!w->must_inspect || clock_now(w->clock) < w->inspect_due_ns)
		return;
	if (inspect_all(w, &e) < 0) {
		w->inspect_due_ns = clock_now(w->clock) + RETRY_NS;
		gate_trouble(&w->gate, e.msg);
		log_debug("engine", "%s, trying again", e.msg);
		return;
	}
	w->must_inspect = false;
	gate_open(&w->gate);
}

static void *watch(void *arg)
{
	struct engine_watch *w = arg;

	struct err why = {0};

	w->streams = streams_new(&w->where, &why);
	if (!w->streams) {
		gate_shut(&w->gate, why.msg);
		return NULL;
	}
	learn_ids(w);
	while (!atomic_load(&w->stop)) {
		struct err e = {0};

		follow_events(w);
		inspect_if_due(w);
		follow_logs(w);
		if (streams_run_once(w->streams, TURN_MS, &e) < 0) {
			log_debug("engine", "%s", e.msg);
			clock_sleep_until(w->clock,
					  clock_now(w->clock) + TURN_MS * NS_PER_MS);
		}
	}
	streams_free(w->streams);
	return NULL;
}

static void add_companions(struct engine_watch *w, const struct topology *t)
{
	for (size_t i = 0; i < t->n_companions; i++)
		if (!t->companions[i].left_out)
			GROW(w->nodes, w->n_nodes)->node = &t->companions[i];
}

static int add_nodes(struct engine_watch *w, const struct topology *t, struct record *r,
		     int64_t logs_since_ns, struct err *e)
{
	for (size_t i = 0; i < t->len; i++) {
		char *name = xasprintf("logs/%s.log", t->nodes[i].name);
		struct watched *n = GROW(w->nodes, w->n_nodes);

		n->node = &t->nodes[i];
		n->log.container = n->node->container;
		n->log.clock = w->clock;
		n->log.last_wall_ns = clock_to_wall(w->clock, logs_since_ns);
		n->log.retry_ns = INT64_MIN;
		n->log.to = record_stream(r, name, e);
		free(name);
		if (!n->log.to)
			return -1;
	}
	add_companions(w, t);
	w->stream = record_stream(r, "engine.jsonl", e);
	return w->stream ? 0 : -1;
}

static void watch_free(struct engine_watch *w)
{
	for (size_t i = 0; i < w->n_nodes; i++)
		free(w->nodes[i].container_id);
	free(w->nodes);
	heard_release(&w->heard);
	engine_where_release(&w->where);
	gate_release(&w->gate);
	free(w);
}

static struct engine_watch *watch_new(const struct clock *c, struct observer *o)
{
	struct engine_watch *w = xcalloc(1, sizeof(*w));

	w->clock = c;
	w->observer = o;
	w->events_last_wall_ns = clock_to_wall(c, clock_now(c));
	atomic_init(&w->lost_since_ns, NEVER);
	heard_init(&w->heard);
	gate_init(&w->gate);
	return w;
}

static int start(struct engine_watch *w, struct err *e)
{
	errno = pthread_create(&w->thread, NULL, watch, w);
	if (errno)
		return err_set_errno(e, CODE_NO_RESOURCE, "cannot watch the engine");
	if (gate_wait(&w->gate, w->clock, clock_now(w->clock) + START_NS, e) == 0)
		return 0;
	err_wrap(e, "cannot watch the engine");
	atomic_store(&w->stop, true);
	(void)pthread_join(w->thread, NULL); /* it is ours and not joined yet */
	return -1;
}

struct engine_watch *engine_watch_start(
	const struct topology *t, const struct clock *c, struct record *r,
	struct observer *o /* or NULL */,
	const struct engine_watch_opts *opts /* or NULL */, struct err *e)
{
	struct engine_watch *w = watch_new(c, o);

	if (engine_where_find(opts ? opts->engine : NULL, &w->where, e) == 0 &&
	    add_nodes(w, t, r, opts ? opts->logs_since_ns : 0, e) == 0 &&
	    start(w, e) == 0)
		return w;
	watch_free(w);
	return NULL;
}

void engine_watch_stop(struct engine_watch *w)
{
	if (!w)
		return;
	atomic_store(&w->stop, true);
	(void)pthread_join(w->thread, NULL); /* it looks every TURN_MS */
	watch_free(w);
}

bool engine_watch_wait(struct engine_watch *w, int32_t node, const char *word,
		       int64_t since_ns, int64_t until_ns, struct event *out)
{
	struct heard_what what = {node, word, since_ns - ENGINE_CLOCK_SLACK_NS};

	return heard_wait(&w->heard, &what, w->clock, until_ns, out);
}

int64_t engine_watch_lost_ns(const struct engine_watch *w)
{
	int64_t since = atomic_load(&w->lost_since_ns);

	return since == NEVER ? 0 : clock_now(w->clock) - since;
}
