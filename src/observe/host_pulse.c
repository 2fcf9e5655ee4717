#include "observe/host_pulse.h"

#include "base/log.h"
#include "base/mem.h"
#include "docker/engineclock.h"

#include <errno.h>
#include <pthread.h>

#define BEAT_NS    (500 * NS_PER_MS)
#define MEASURE_NS (10 * NS_PER_S)
#define NAP_NS     (50 * NS_PER_MS)

enum { ANSWER_MS = 2000 };

struct host_pulse {
	struct pulse_opts opts;
	pthread_t thread;
	bool is_running;    /* it is to be joined */
	atomic_bool stop;   /* ends the loop */
	atomic_bool cancel; /* ends what is under way as well */
	atomic_int_fast64_t unanswered_since;

	pthread_mutex_t lock; /* over the next three */
	int64_t offset_ns;
	int64_t unsure_ns; /* NEVER: not known */
	struct err why;

	/* The thread's own. */
	struct engine *engine;
	int64_t measure_due_ns;
	struct clock_bounds bounds; /* as of the last measurement */
	int64_t measured_ns;
};

void host_pulse_settle(int64_t *offset_ns, int64_t *unsure_ns)
{
	int64_t offset = *offset_ns;

	if (offset > *unsure_ns || offset < -*unsure_ns)
		return;
	*unsure_ns += offset < 0 ? -offset : offset;
	*offset_ns = 0;
}

static void set_clock(struct host_pulse *p, const struct engine_clock *c)
{
	int64_t middle = c->offset_ns + clock_wall_drift(p->opts.clock);
	struct clock_bounds b = {middle - c->error_ns, middle + c->error_ns, true};
	int64_t now = clock_now(p->opts.clock), offset, unsure;

	if (p->bounds.is_known)
		clock_bounds_join(&b, &p->bounds, now - p->measured_ns);
	p->bounds = b;
	p->measured_ns = now;
	offset = b.low_ns + (b.high_ns - b.low_ns) / 2;
	unsure = (b.high_ns - b.low_ns + 1) / 2;
	host_pulse_settle(&offset, &unsure);
	(void)pthread_mutex_lock(&p->lock); /* fails on misuse only */
	p->offset_ns = offset;
	p->unsure_ns = p->opts.is_ours && offset == 0 ? 0 : unsure;
	(void)pthread_mutex_unlock(&p->lock);
	p->opts.on_clock(p->opts.arg, offset, unsure);
}

int64_t host_pulse_place(struct host_pulse *p, int64_t wall_ns, int64_t *out_unsure_ns)
{
	int64_t offset;

	(void)pthread_mutex_lock(&p->lock);
	offset = p->offset_ns;
	if (out_unsure_ns)
		*out_unsure_ns = p->unsure_ns;
	(void)pthread_mutex_unlock(&p->lock);
	return clock_from_wall(p->opts.clock, wall_ns - offset);
}

int64_t host_pulse_stamp(struct host_pulse *p, int64_t run_ns)
{
	int64_t offset;

	(void)pthread_mutex_lock(&p->lock);
	offset = p->offset_ns;
	(void)pthread_mutex_unlock(&p->lock);
	return clock_to_wall(p->opts.clock, run_ns) + offset;
}

int64_t host_pulse_unanswered_since(const struct host_pulse *p)
{
	return atomic_load(&p->unanswered_since);
}

void host_pulse_why(struct host_pulse *p, struct err *out)
{
	(void)pthread_mutex_lock(&p->lock);
	*out = p->why;
	(void)pthread_mutex_unlock(&p->lock);
}

/* A connection that failed once is not trusted again. */
static void note_failure(struct host_pulse *p, const struct err *why)
{
	(void)pthread_mutex_lock(&p->lock);
	p->why = *why;
	(void)pthread_mutex_unlock(&p->lock);
	engine_close(p->engine);
	p->engine = NULL;
}

static bool open_engine(struct host_pulse *p, struct err *e)
{
	if (!p->engine)
		p->engine = engine_open_within(p->opts.where, ANSWER_MS, &p->cancel, e);
	return p->engine != NULL;
}

static void ask(struct host_pulse *p)
{
	struct err e = {0};

	if (atomic_load(&p->unanswered_since) == NEVER)
		atomic_store(&p->unanswered_since, clock_now(p->opts.clock));
	if (open_engine(p, &e) && engine_ping(p->engine, &e) == 0)
		atomic_store(&p->unanswered_since, NEVER);
	else
		note_failure(p, &e);
}

/* An engine that tells no time is asked again: it may only be busy. */
static void measure(struct host_pulse *p)
{
	struct engine_clock c;
	struct err e = {0};

	p->measure_due_ns = clock_now(p->opts.clock) + MEASURE_NS;
	if (open_engine(p, &e) && engine_clock(p->engine, &c, &e) == 0)
		set_clock(p, &c);
	else
		log_debug("engine", "%s", e.msg);
}

static void rest(const struct host_pulse *p)
{
	int64_t until = clock_now(p->opts.clock) + BEAT_NS;

	while (!atomic_load(&p->stop) && clock_now(p->opts.clock) < until)
		clock_sleep_until(p->opts.clock, clock_now(p->opts.clock) + NAP_NS);
}

static void *beat(void *arg)
{
	struct host_pulse *p = arg;

	while (!atomic_load(&p->stop)) {
		ask(p);
		p->opts.on_beat(p->opts.arg);
		if (atomic_load(&p->unanswered_since) == NEVER &&
		    clock_now(p->opts.clock) >= p->measure_due_ns)
			measure(p);
		rest(p);
	}
	if (p->opts.measures_at_end && atomic_load(&p->unanswered_since) == NEVER)
		measure(p);
	return NULL;
}

struct host_pulse *host_pulse_new(const struct pulse_opts *opts)
{
	struct host_pulse *p = xcalloc(1, sizeof(*p));

	p->opts = *opts;
	p->unsure_ns = NEVER;
	atomic_init(&p->unanswered_since, NEVER);
	(void)pthread_mutex_init(&p->lock, NULL); /* cannot fail on Linux */
	return p;
}

int host_pulse_start(struct host_pulse *p, struct err *e)
{
	measure(p);
	errno = pthread_create(&p->thread, NULL, beat, p);
	p->is_running = errno == 0;
	return p->is_running
		       ? 0
		       : err_set_errno(e, CODE_NO_RESOURCE, "cannot ask the engine");
}

void host_pulse_free(struct host_pulse *p)
{
	if (!p)
		return;
	atomic_store(&p->stop, true);
	if (!p->opts.measures_at_end) /* else its last words are waited for */
		atomic_store(&p->cancel, true);
	if (p->is_running)
		(void)pthread_join(p->thread, NULL); /* not joined yet */
	engine_close(p->engine);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}
