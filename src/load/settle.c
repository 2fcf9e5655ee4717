#include "load/settle.h"

#include "base/mem.h"
#include "kafka/client_consumer.h"
#include "load/copies.h"

enum { GLANCE_MS = 100, PROGRESS_MS = 250 };

/* One partition being read. */
struct reading {
	int64_t begin; /* first offset there is; -1: not known yet */
	int64_t next;  /* the offset that must come next */
	int64_t end;   /* where the log ended when we last came there; -1: not yet */
	int64_t read;
	int64_t foreign;
	int64_t ended_ns; /* when we came there */
	bool has_gap;     /* an offset was missing, or came twice */
};

struct settling {
	const struct settle *s;
	size_t topic;
	struct kconsumer *client;
	struct stream *rows;
	struct copies *copies; /* of bulk workloads, instead of rows */
	struct reading *at;    /* per partition */
	int partitions;
	bool has_moved;   /* something arrived just now */
	int64_t moved_ns; /* when something last arrived, or an end was reached */
	int64_t began_ns; /* of the first topic */
	int64_t told_ns;
	struct settle_progress *progress;
	bool is_stopped;
};

static int64_t now_of(const struct settling *t)
{
	return clock_now(t->s->clock);
}

static bool is_known(const struct settling *t, int32_t partition)
{
	return partition >= 0 && partition < t->partitions;
}

static bool is_of_this_run(const struct settle *s, const struct kmessage *m,
			   struct stamp *out)
{
	return stamp_read(m->value, m->value_len, out) && out->run == s->run_id &&
	       out->producer < s->plan->n_workloads;
}

static void take(struct settling *t, const struct kmessage *m)
{
	struct reading *r = &t->at[m->partition];
	struct stamp stamp;

	if (r->read > 0 && r->next != m->offset)
		r->has_gap = true;
	if (r->begin < 0)
		r->begin = m->offset;
	r->next = m->offset + 1;
	r->read++;
	r->end = -1; /* it goes on after what looked like its end */
	t->progress->read++;
	if (!is_of_this_run(t->s, m, &stamp)) {
		r->foreign++;
		return;
	}
	if (copies_take(t->copies, stamp.producer, m->partition, stamp.seq))
		return;
	stream_found(t->rows, &(struct found){.offset = m->offset,
					      .seq = stamp.seq,
					      .producer = stamp.producer,
					      .partition = (uint16_t)m->partition,
					      .topic = (uint16_t)t->topic});
}

static void reach_end(struct settling *t, const struct kmessage *m)
{
	struct reading *r = &t->at[m->partition];

	r->end = m->offset;
	r->ended_ns = now_of(t);
	if (r->begin < 0)
		r->begin = m->offset; /* nothing to read: it begins where it ends */
}

/* The log does not begin at 0: read what there is; the partition cannot be complete. */
static void start_later(struct settling *t, int32_t partition)
{
	struct err e = {0};

	t->at[partition].has_gap = true;
	(void)kconsumer_assign(t->client, partition, KOFFSET_BEGIN,
			       &e); /* else it never ends: incomplete all the same */
}

static size_t count_ended(const struct settling *t)
{
	size_t n = 0;

	for (int p = 0; p < t->partitions; p++)
		n += t->at[p].end >= 0;
	return n;
}

static void tell(struct settling *t, size_t ended_before)
{
	struct settle_progress p = *t->progress;

	if (!t->s->progress || now_of(t) - t->told_ns < PROGRESS_MS * NS_PER_MS)
		return;
	t->told_ns = now_of(t);
	p.at_end = ended_before + count_ended(t);
	for (int i = 0; i < t->partitions; i++) {
		int64_t high = kconsumer_high_watermark(t->client, i);

		p.in_sum += high > 0 ? high : 0;
	}
	t->is_stopped = !t->s->progress(t->s->arg, &p);
}

static void on_read(void *arg, enum kpoll what, const struct kmessage *m, int error)
{
	struct settling *t = arg;

	switch (what) {
	case KPOLL_NOTHING: return;
	case KPOLL_MESSAGE:
		if (is_known(t, m->partition))
			take(t, m);
		break;
	case KPOLL_END:
		if (is_known(t, m->partition))
			reach_end(t, m);
		break;
	case KPOLL_ERROR:
		if (error == CLIENT_ERR_NO_START && is_known(t, m->partition))
			start_later(t, m->partition);
		return;
	}
	t->has_moved = true;
}

static void read_some(struct settling *t)
{
	t->has_moved = false;
	(void)kconsumer_read(t->client, GLANCE_MS, on_read, t);
	if (t->has_moved)
		t->moved_ns = now_of(t);
}

/* Nobody writes any more, so an end that was seen that long after reading began will not move. */
static bool ended_late(const struct settling *t)
{
	for (int p = 0; p < t->partitions; p++)
		if (t->at[p].ended_ns - t->began_ns < SETTLE_QUIET_NS)
			return false;
	return true;
}

static bool is_settled(const struct settling *t)
{
	return count_ended(t) == (size_t)t->partitions &&
	       (ended_late(t) || now_of(t) - t->moved_ns >= SETTLE_QUIET_NS);
}

static void read_all(struct settling *t, size_t ended_before)
{
	t->moved_ns = now_of(t);
	while (!is_settled(t) && !t->is_stopped && now_of(t) < t->s->until_ns) {
		read_some(t);
		tell(t, ended_before);
	}
}

static bool is_complete(const struct reading *r, int64_t high)
{
	return !r->has_gap && r->begin == 0 && r->end >= 0 && r->next == r->end &&
	       r->read == r->end && high == r->end;
}

static bool report(struct settling *t)
{
	bool all = true;

	for (int p = 0; p < t->partitions; p++) {
		const struct reading *r = &t->at[p];
		int64_t high = kconsumer_high_watermark(t->client, p);
		struct event ev = EVENT(SETTLED, now_of(t));

		ev.topic = t->s->plan->topics[t->topic].name; /* borrowed */
		ev.partition = p;
		ev.begin_offset = r->begin;
		ev.end_offset = r->end;
		ev.high_watermark = high;
		ev.read = r->read;
		ev.foreign = r->foreign;
		ev.complete = is_complete(r, high);
		all = all && ev.complete;
		stream_event(t->s->events, &ev);
		if (t->s->told)
			t->s->told(t->s->arg, &ev);
	}
	return all;
}

static int open_reader(struct settling *t, struct err *e)
{
	const struct topic_plan *topic = &t->s->plan->topics[t->topic];
	struct kconsumer_params p = {
		.bootstrap = t->s->bootstrap, .topic = topic->name, .is_reader = true};

	t->client = kconsumer_new(&p, e);
	if (!t->client)
		return -1;
	t->partitions = topic->partitions;
	t->at = xcalloc((size_t)t->partitions, sizeof(*t->at));
	for (int i = 0; i < t->partitions; i++) {
		t->at[i] = (struct reading){.begin = -1, .end = -1};
		if (kconsumer_assign(t->client, i, 0, e) < 0)
			return -1;
	}
	return 0;
}

static int settle_topic(struct settling *t, size_t *ended_before, bool *io_complete,
			struct err *e)
{
	int rc = open_reader(t, e);

	if (rc == 0) {
		read_all(t, *ended_before);
		if (!report(t))
			*io_complete = false;
		*ended_before += count_ended(t);
	}
	kconsumer_free(t->client);
	free(t->at);
	return rc;
}

static int settle_topics(const struct settle *s, struct copies *copies, bool *io_complete,
			 struct err *e)
{
	struct stream *rows = record_stream(s->record, "settle/found", e);
	struct settle_progress progress = {0};
	int64_t began = clock_now(s->clock);

	if (!rows)
		return -1;
	for (size_t i = 0; i < s->plan->n_topics; i++)
		progress.partitions += (size_t)s->plan->topics[i].partitions;
	for (size_t i = 0; i < s->plan->n_topics; i++) {
		struct settling t = {.s = s,
				     .topic = i,
				     .rows = rows,
				     .began_ns = began,
				     .copies = copies,
				     .progress = &progress};

		if (settle_topic(&t, &progress.at_end, io_complete, e) < 0)
			return err_wrap(e, "cannot read back topic '%s'",
					s->plan->topics[i].name);
	}
	return 0;
}

static bool has_bulk(const struct plan *p)
{
	for (size_t i = 0; i < p->n_workloads; i++)
		if (workload_is_bulk(&p->workloads[i]))
			return true;
	return false;
}

static int write_copies(const struct settle *s, const struct copies *copies,
			struct err *e)
{
	struct stream *runs, *order;

	if (!has_bulk(s->plan))
		return 0;
	runs = record_stream(s->record, "settle/copies", e);
	order = record_stream(s->record, "settle/order", e);
	if (!runs || !order)
		return -1;
	copies_write(copies, runs, order);
	return 0;
}

int settle_run(const struct settle *s, bool *out_complete, struct err *e)
{
	struct copies *copies = copies_new(s->plan);
	bool complete = true;
	int rc = settle_topics(s, copies, &complete, e);

	if (rc == 0)
		rc = write_copies(s, copies, e);
	copies_free(copies);
	if (rc == 0)
		*out_complete = complete;
	return rc;
}
