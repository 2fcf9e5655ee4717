#include "observe/observer.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "observe/probe.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Later than this the loop itself was kept from looking, and says so. */
#define GAP_NS (250 * NS_PER_MS)

struct observer {
	const struct clock *clock;
	struct stream *stream;
	pthread_t thread;
	int wake_fd; /* an eventfd: stop or snapshot is set */
	atomic_bool stop;
	atomic_bool snapshot;
	pthread_mutex_t lock; /* `view` */
	struct view view;
	struct probe *probes; /* the thread's own, as the two below */
	size_t n_probes;
	struct pollfd *polled; /* one per probe, then wake_fd */
};

/* Under the lock even while released readers wait: a copy of the view must be of one moment. */
void observer_apply(struct observer *o, const struct event *ev)
{
	(void)pthread_mutex_lock(&o->lock); /* fails on misuse only */
	view_apply(&o->view, ev);
	(void)pthread_mutex_unlock(&o->lock);
}

void observer_view(struct observer *o, struct view *out)
{
	(void)pthread_mutex_lock(&o->lock);
	view_copy(out, &o->view);
	(void)pthread_mutex_unlock(&o->lock);
}

static void wake(struct observer *o)
{
	uint64_t one = 1;

	/* It can only fail when it is full of wake-ups already. */
	if (write(o->wake_fd, &one, sizeof(one)) < 0)
		log_debug("observer", "wake-up: %s", strerrordesc_np(errno));
}

void observer_snapshot(struct observer *o)
{
	atomic_store(&o->snapshot, true);
	wake(o);
}

static void tell(void *arg, const struct event *ev)
{
	struct observer *o = arg;

	observer_apply(o, ev);
	if (o->stream)
		stream_event(o->stream, ev);
}

/* Returns when the next question is due at the latest. */
static int64_t prepare(struct observer *o)
{
	int64_t deadline = INT64_MAX;

	for (size_t i = 0; i < o->n_probes; i++) {
		int64_t at = probe_deadline(&o->probes[i]);

		o->polled[i] = (struct pollfd){0};
		o->polled[i].fd = probe_want(&o->probes[i], &o->polled[i].events);
		if (at < deadline)
			deadline = at;
	}
	o->polled[o->n_probes] = (struct pollfd){.fd = o->wake_fd, .events = POLLIN};
	return deadline;
}

static void wait_until(struct observer *o, int64_t deadline)
{
	int64_t left = deadline - clock_now(o->clock);
	struct timespec for_ns = {0};

	if (left > 0)
		for_ns = (struct timespec){.tv_sec = left / NS_PER_S,
					   .tv_nsec = left % NS_PER_S};
	if (ppoll(o->polled, o->n_probes + 1, &for_ns, NULL) > 0)
		return;
	for (size_t i = 0; i <= o->n_probes; i++)
		o->polled[i].revents = 0; /* a signal: nothing was found out */
}

static void note_gap(struct observer *o, int64_t deadline, int64_t now_ns)
{
	struct event ev = EVENT(GAP, now_ns);

	if (now_ns - deadline <= GAP_NS)
		return;
	ev.late_ns = now_ns - deadline;
	tell(o, &ev);
	log_debug("observer", "did not look for %s", DURATION_TEXT(ev.late_ns));
}

static void take_orders(struct observer *o)
{
	uint64_t n;

	if (!(o->polled[o->n_probes].revents & POLLIN))
		return;
	if (read(o->wake_fd, &n, sizeof(n)) < 0)
		return; /* somebody's wake-up was read before */
	if (atomic_exchange(&o->snapshot, false))
		for (size_t i = 0; i < o->n_probes; i++)
			probe_forget(&o->probes[i]);
}

static void *observe(void *arg)
{
	struct observer *o = arg;

	while (!atomic_load(&o->stop)) {
		int64_t deadline = prepare(o), now;

		wait_until(o, deadline);
		now = clock_now(o->clock);
		note_gap(o, deadline, now);
		take_orders(o);
		for (size_t i = 0; i < o->n_probes; i++)
			probe_run(&o->probes[i], o->polled[i].revents,
				  clock_now(o->clock));
	}
	return NULL;
}

static void add_probe(struct observer *o, int32_t node, enum side side,
		      const struct address *to, const struct pace *pace)
{
	struct probe *p;

	if (!to->host)
		return; /* not reachable from here: nothing is known, nothing claimed */
	p = GROW(o->probes, o->n_probes);
	p->node = node;
	p->side = side;
	p->pace = *pace;
	p->tell = tell;
	p->arg = o;
	probe_init(p, to->host, (uint16_t)to->port);
}

static void add_probes(struct observer *o, const struct topology *t,
		       const struct pace *pace)
{
	int64_t now = clock_now(o->clock);

	for (size_t i = 0; i < t->len; i++) {
		const struct node *n = &t->nodes[i];

		if (n->roles & ROLE_CONTROLLER)
			add_probe(o, n->id, SIDE_CONTROLLER, &n->controller, pace);
		if (n->roles & ROLE_BROKER)
			add_probe(o, n->id, SIDE_BROKER, &n->broker, pace);
	}
	for (size_t i = 0; i < o->n_probes; i++)
		probe_first(&o->probes[i],
			    now + (int64_t)i * pace->every_ns / (int64_t)o->n_probes);
	o->polled = xcalloc(o->n_probes + 1, sizeof(*o->polled));
}

static struct pace pace_of(const struct observer_opts *opts)
{
	struct pace p = {100 * NS_PER_MS, 500 * NS_PER_MS, NS_PER_S};

	if (opts && opts->every_ns)
		p.every_ns = opts->every_ns;
	if (opts && opts->registered_every_ns)
		p.registered_every_ns = opts->registered_every_ns;
	if (opts && opts->timeout_ns)
		p.timeout_ns = opts->timeout_ns;
	return p;
}

static void observer_free(struct observer *o)
{
	for (size_t i = 0; i < o->n_probes; i++)
		probe_release(&o->probes[i]);
	free(o->probes);
	free(o->polled);
	view_release(&o->view);
	(void)pthread_mutex_destroy(&o->lock);
	if (o->wake_fd >= 0)
		(void)close(o->wake_fd);
	free(o);
}

static int start(struct observer *o, struct err *e)
{
	int why;

	if (o->wake_fd < 0)
		return err_set_errno(e, CODE_NO_RESOURCE, "cannot start the observer");
	why = pthread_create(&o->thread, NULL, observe, o);
	errno = why;
	return why ? err_set_errno(e, CODE_NO_RESOURCE, "cannot start the observer") : 0;
}

struct observer *observer_start(const struct topology *t, const struct clock *c,
				struct record *r,
				const struct observer_opts *opts /* or NULL */,
				struct err *e)
{
	struct observer *o = xcalloc(1, sizeof(*o));
	struct pace pace = pace_of(opts);

	o->clock = c;
	(void)pthread_mutex_init(&o->lock, NULL); /* cannot fail on Linux */
	view_init(&o->view, t);
	add_probes(o, t, &pace);
	o->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r)
		o->stream = record_stream(r, "observer.jsonl", e);
	if ((!r || o->stream) && start(o, e) == 0)
		return o;
	observer_free(o);
	return NULL;
}

void observer_stop(struct observer *o)
{
	if (!o)
		return;
	atomic_store(&o->stop, true);
	wake(o);
	(void)pthread_join(o->thread, NULL); /* it is ours and not joined yet */
	observer_free(o);
}
