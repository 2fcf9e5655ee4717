#include "run/snapshots.h"

#include "base/mem.h"
#include "cluster/describing.h"

#include <pthread.h>

/* Nodes that are well answer in a tenth of it. */
#define LOOK_NS (2 * NS_PER_S)

struct snapshots {
	struct cluster *cluster;
	struct observer *observer;
	const struct clock *clock;
	struct stream *stream;
	pthread_t thread;
	pthread_mutex_t lock; /* the rest */
	pthread_cond_t changed;
	bool is_wanted; /* a snapshot, */
	int phase;      /* of the begin of this one, */
	int64_t at_ns;  /* asked for then */
	bool is_ending;
};

/* How the processes are, the engine's watch knows already. */
static void add_processes(struct snapshots *s, struct description *d)
{
	struct view view;

	observer_view(s->observer, &view);
	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node_view *n = view_node(&view, d->nodes[i].id);

		if (n && n->host_is_silent)
			d->nodes[i].process = xstrdup("unknown");
		else if (n && n->process != PROCESS_UNKNOWN)
			d->nodes[i].process = xstrdup(process_word(n->process));
	}
	view_release(&view);
}

static void take(struct snapshots *s, int phase, int64_t at_ns)
{
	struct description d = {0};

	cluster_tables(s->cluster, LOOK_NS, &d);
	add_processes(s, &d);
	d.phase = phase;
	d.at_ns = at_ns;
	d.took_ns = clock_now(s->clock) - at_ns;
	stream_description(s->stream, &d);
	description_release(&d);
}

static void *work(void *arg)
{
	struct snapshots *s = arg;

	(void)pthread_mutex_lock(&s->lock); /* these fail on misuse only */
	while (s->is_wanted || !s->is_ending) {
		int phase = s->phase;
		int64_t at_ns = s->at_ns;

		if (!s->is_wanted) {
			(void)pthread_cond_wait(&s->changed, &s->lock);
			continue;
		}
		s->is_wanted = false;
		(void)pthread_mutex_unlock(&s->lock);
		take(s, phase, at_ns);
		(void)pthread_mutex_lock(&s->lock);
	}
	(void)pthread_mutex_unlock(&s->lock);
	return NULL;
}

static void release(struct snapshots *s)
{
	(void)pthread_cond_destroy(&s->changed);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}

struct snapshots *snapshots_begin(struct cluster *cluster, struct observer *observer,
				  const struct clock *clock, struct record *record,
				  struct err *e)
{
	struct snapshots *s = xcalloc(1, sizeof(*s));

	s->cluster = cluster;
	s->observer = observer;
	s->clock = clock;
	(void)pthread_mutex_init(&s->lock, NULL); /* neither fails on Linux */
	(void)pthread_cond_init(&s->changed, NULL);
	s->stream = record_stream(record, "snapshots.jsonl", e);
	if (s->stream && pthread_create(&s->thread, NULL, work, s) == 0)
		return s;
	if (s->stream)
		(void)err_set(e, CODE_NO_RESOURCE,
			      "cannot start the thread that takes snapshots");
	release(s);
	return NULL;
}

void snapshots_take(struct snapshots *s, int phase)
{
	(void)pthread_mutex_lock(&s->lock);
	s->is_wanted = true;
	s->phase = phase;
	s->at_ns = clock_now(s->clock);
	(void)pthread_cond_signal(&s->changed);
	(void)pthread_mutex_unlock(&s->lock);
}

void snapshots_end(struct snapshots *s)
{
	if (!s)
		return;
	(void)pthread_mutex_lock(&s->lock);
	s->is_ending = true;
	(void)pthread_cond_signal(&s->changed);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->thread, NULL);
	release(s);
}
