#include "observe/host_watch.h"

#include "base/log.h"
#include "base/mem.h"
#include "observe/gate.h"
#include "observe/host_events.h"
#include "observe/host_nodes.h"
#include "observe/host_silence.h"

#include <errno.h>
#include <pthread.h>

#define RETRY_NS (500 * NS_PER_MS) /* nobody could be looked at: between two tries */
#define REPLAY_NS \
	(200 * NS_PER_MS) /* opened again: for what it tells of the time between */
#define START_NS (30 * NS_PER_S)

/* Between two measurements, ten seconds apart (CLOCK_DRIFT_PPM). */
#define CLOCK_DRIFT_NS (5 * NS_PER_MS)

enum {
	TURN_MS = 100, /* the loop looks at its other duties so often */
	/* An engine that starts a container tells of it only afterwards. */
	INSPECT_MS = 15000,
};

struct host_watch {
	struct watching *all;    /* borrowed */
	const struct host *host; /* NULL: it is the only engine */
	struct ids ids;          /* of its nodes */
	struct engine_where where;
	int64_t begun_ns, logs_since_ns;
	struct host_pulse *pulse; /* the thread makes it, and ends it when it ends */
	pthread_t thread;
	bool is_running; /* the thread is to be joined */
	atomic_bool stop;
	struct gate gate;

	struct host_silence silence;

	/* The rest is the thread's own. */
	struct streams *streams;
	struct host_nodes nodes;
	struct host_events events;
	bool was_opened; /* once */
	bool must_inspect;
	int64_t inspect_due_ns;
	bool was_silent; /* as of the last turn */
};

static const char *host_name(const struct host_watch *w)
{
	return w->host ? w->host->name : "";
}

static void tell(struct host_watch *w, const struct event *ev)
{
	stream_event(w->all->stream, ev);
	if (w->all->observer)
		observer_apply(w->all->observer, ev);
	if (ev->kind == EVENT_ENGINE)
		heard_add(&w->all->heard, ev);
}

/* ---- the clock ---- */

static void on_clock(void *arg, int64_t offset_ns, int64_t unsure_ns)
{
	struct host_watch *w = arg;
	struct event ev = EVENT(CLOCK, clock_now(w->all->clock));

	ev.name = xstrdup(host_name(w));
	ev.offset = offset_ns;
	ev.unsure_ns = unsure_ns;
	tell(w, &ev);
	event_release(&ev);
}

int64_t host_watch_place(const struct host_watch *w, int64_t wall_ns)
{
	return host_pulse_place(w->pulse, wall_ns, NULL);
}

int64_t host_watch_slack_ns(const struct host_watch *w)
{
	int64_t unsure;

	(void)host_pulse_place(w->pulse, 0, &unsure);
	if (unsure == NEVER || !w->host)
		return ENGINE_CLOCK_SLACK_NS;
	return unsure + CLOCK_DRIFT_NS;
}

/* ---- what it tells ---- */

static void tell_engine(void *arg, const struct node *n, const char *word,
			int64_t wall_ns, int exit_code, const char *detail)
{
	struct host_watch *w = arg;
	int64_t unsure = 0;
	struct event ev = EVENT(ENGINE, host_pulse_place(w->pulse, wall_ns, &unsure));

	ev.node = n->id;
	ev.name = xstrdup(word);
	ev.text = detail[0] ? xstrdup(detail) : NULL;
	ev.exit_code = exit_code;
	ev.unsure_ns = unsure == NEVER ? 0
				       : unsure; /* analysis finds no clock measured */
	tell(w, &ev);
	event_release(&ev);
}

static void on_event(void *arg, const struct engine_event *ev)
{
	struct host_watch *w = arg;

	host_nodes_event(&w->nodes, ev);
}

static void on_events_opened(void *arg)
{
	struct host_watch *w = arg;

	host_silence_heard(&w->silence);
	w->must_inspect = true;
	w->inspect_due_ns = w->was_opened ? clock_now(w->all->clock) + REPLAY_NS
					  : INT64_MIN;
	w->was_opened = true;
}

static void on_events_lost(void *arg, const char *why)
{
	struct host_watch *w = arg;

	host_silence_lost(&w->silence, why);
}

static int64_t place_line(void *arg, int64_t wall_ns)
{
	struct host_watch *w = arg;

	return host_pulse_place(w->pulse, wall_ns, NULL);
}

static int inspect_all(struct host_watch *w, struct err *e)
{
	struct engine *en = engine_open_within(&w->where, INSPECT_MS, &w->stop, e);
	int64_t now = host_pulse_stamp(w->pulse, clock_now(w->all->clock));
	int rc = en ? host_nodes_inspect(&w->nodes, en, now, e) : -1;

	engine_close(en);
	return rc;
}

/* What goes wrong here goes wrong again in inspect_if_due(), and is told there. */
static void learn_ids(struct host_watch *w)
{
	struct err ignored = {0};
	struct engine *en = engine_open_within(&w->where, INSPECT_MS, &w->stop, &ignored);

	if (en)
		(void)host_nodes_learn(&w->nodes, en, &ignored);
	engine_close(en);
}

/* ---- silence ---- */

static void tell_host(void *arg, bool up, const char *why /* or NULL */)
{
	struct host_watch *w = arg;
	struct event ev = EVENT(HOST, clock_now(w->all->clock));

	ev.name = xstrdup(host_name(w));
	ev.up = up;
	ev.text = why ? xstrdup(why) : NULL;
	ids_copy(&ev.ids, &w->ids);
	tell(w, &ev);
	event_release(&ev);
}

static void on_beat(void *arg)
{
	struct host_watch *w = arg;

	host_silence_judge(&w->silence);
}

bool host_watch_is_silent(struct host_watch *w)
{
	return host_silence_is(&w->silence);
}

/* Is it to be told that it is back? Not as long as it owes an answer to anything. */
static bool is_still_silent(struct host_watch *w)
{
	return host_watch_is_silent(w) && host_silence_since(&w->silence) != NEVER;
}

/* Events are a trigger, inspect is the truth: the engine drops events for slow readers. */
static void inspect_if_due(struct host_watch *w)
{
	struct err e = {0};

	if (!w->must_inspect || clock_now(w->all->clock) < w->inspect_due_ns)
		return;
	if (is_still_silent(w)) {
		w->inspect_due_ns = clock_now(w->all->clock) + RETRY_NS;
		return;
	}
	if (inspect_all(w, &e) < 0) {
		w->inspect_due_ns = clock_now(w->all->clock) + RETRY_NS;
		gate_trouble(&w->gate, e.msg);
		log_debug("engine", "%s, trying again", e.msg);
		return;
	}
	w->must_inspect = false;
	host_silence_found(&w->silence);
	gate_open(&w->gate);
}

/* Nothing that it was asked before it fell silent will be answered for sure. */
static void begin_anew_after_silence(struct host_watch *w)
{
	bool is_silent = host_watch_is_silent(w);

	if (is_silent && !w->was_silent) {
		host_nodes_logs_break(&w->nodes, w->streams);
		host_events_break(&w->events, "it does not answer");
	}
	w->was_silent = is_silent;
}

/* What is asked for, from when on, is asked in the engine's time. */
static void set_begin(struct host_watch *w)
{
	w->events.last_wall_ns = host_pulse_stamp(w->pulse, w->begun_ns);
	host_nodes_logs_since(&w->nodes, host_pulse_stamp(w->pulse, w->logs_since_ns));
}

static void run(struct host_watch *w)
{
	set_begin(w);
	learn_ids(w);
	while (!atomic_load(&w->stop)) {
		struct err e = {0};

		host_events_turn(&w->events);
		inspect_if_due(w);
		host_silence_judge(&w->silence);
		begin_anew_after_silence(w);
		host_nodes_logs_turn(&w->nodes, w->streams);
		if (streams_run_once(w->streams, TURN_MS, &e) < 0) {
			log_debug("engine", "%s", e.msg);
			clock_sleep_until(w->all->clock,
					  clock_now(w->all->clock) + TURN_MS * NS_PER_MS);
		}
	}
}

static void *watch(void *arg)
{
	struct host_watch *w = arg;
	struct pulse_opts opts = {.clock = w->all->clock,
				  .where = &w->where,
				  .measures_at_end = w->host != NULL,
				  .is_ours = w->host == NULL,
				  .on_beat = on_beat,
				  .on_clock = on_clock,
				  .arg = w};
	struct err why = {0};

	w->pulse = w->silence.pulse = host_pulse_new(&opts);
	w->streams = w->events.streams = streams_new(&w->where, &why);
	if (w->streams && host_pulse_start(w->pulse, &why) == 0)
		run(w);
	else
		gate_shut(&w->gate, why.msg);
	host_pulse_free(w->pulse);
	streams_free(w->streams);
	return NULL;
}

/* ---- a host's watch ---- */

/* Without a name: of a companion, whose log nobody reads. */
static int add_node(struct host_watch *w, const struct node *node,
		    const char *log_name /* or NULL */, struct err *e)
{
	struct node_log log = {.container = node->container,
			       .clock = w->all->clock,
			       .place = place_line,
			       .arg = w,
			       .retry_ns = INT64_MIN};

	if (log_name) {
		ids_add(&w->ids, node->id);
		log.to = record_stream(w->all->record, log_name, e);
		if (!log.to)
			return -1;
	}
	host_nodes_add(&w->nodes, node, log_name ? &log : NULL);
	return 0;
}

static int add_nodes(struct host_watch *w, int32_t host, struct err *e)
{
	const struct topology *t = w->all->topology;
	const struct node *node;
	int rc = 0;

	for (size_t i = 0; rc == 0 && (node = topology_each(t, i)); i++) {
		char *name = is_companion(node->id)
				     ? NULL
				     : xasprintf("logs/%s.log", node->name);

		if (!node->left_out && (!w->host || node->host == host))
			rc = add_node(w, node, name, e);
		free(name);
	}
	return rc;
}

void host_watch_free(struct host_watch *w)
{
	if (!w)
		return;
	host_watch_ask_to_end(w);
	if (w->is_running)
		(void)pthread_join(w->thread, NULL); /* it looks every TURN_MS */
	host_nodes_release(&w->nodes);
	ids_release(&w->ids);
	engine_where_release(&w->where);
	gate_release(&w->gate);
	host_silence_release(&w->silence);
	free(w);
}

static int find_where(struct host_watch *w, const char *engine, struct err *e)
{
	return w->host ? engine_where_of(w->host->engine, w->host->tls, NULL, &w->where,
					 e)
		       : engine_where_find(engine, &w->where, e);
}

struct host_watch *host_watch_new(struct watching *all, int32_t host, const char *engine,
				  int64_t logs_since_ns, struct err *e)
{
	const struct hosts *hosts = &all->topology->hosts;
	struct host_watch *w = xcalloc(1, sizeof(*w));

	w->all = all;
	w->nodes = (struct host_nodes){.tell = tell_engine, .arg = w};
	w->events = (struct host_events){.clock = all->clock,
					 .on_opened = on_events_opened,
					 .on_event = on_event,
					 .on_lost = on_events_lost,
					 .arg = w};
	w->silence = (struct host_silence){
		.clock = all->clock, .tell = tell_host, .arg = w};
	host_silence_init(&w->silence);
	w->host = hosts->len ? &hosts->at[host] : NULL;
	w->begun_ns = clock_now(all->clock);
	w->logs_since_ns = logs_since_ns;
	gate_init(&w->gate);
	if (find_where(w, engine, e) == 0 && add_nodes(w, host, e) == 0) {
		errno = pthread_create(&w->thread, NULL, watch, w);
		w->is_running = errno == 0;
		if (w->is_running)
			return w;
		err_set_errno(e, CODE_NO_RESOURCE, "no thread");
	}
	host_watch_free(w);
	return NULL;
}

int host_watch_wait(struct host_watch *w, struct err *e)
{
	const struct clock *c = w->all->clock;

	if (gate_wait(&w->gate, c, clock_now(c) + START_NS, e) == 0)
		return 0;
	return w->host ? err_wrap(e, "host '%s'", w->host->name) : -1;
}

void host_watch_ask_to_end(struct host_watch *w)
{
	if (w)
		atomic_store(&w->stop, true);
}

bool host_watch_has(const struct host_watch *w, int32_t node)
{
	return host_nodes_has(&w->nodes, node);
}

int64_t host_watch_lost_ns(const struct host_watch *w)
{
	int64_t since = host_silence_since(&w->silence);

	return since == NEVER ? 0 : clock_now(w->all->clock) - since;
}
