#include "kafka/api_quorum.h"

/* ---- DescribeQuorum --------------------------------------------------------------------- */

enum {
	MIN_REPLICA = 4 + 8 + 1,
	MIN_PARTITION = 4 + 2 + 4 + 4 + 8 + 1 + 1 + 1,
	MIN_TOPIC = 1 + 1 + 1,
	MIN_LISTENER = 1 + 1 + 2 + 1,
	MIN_NODE = 4 + 1 + 1,
};

void quorum_view_request(struct strbuf *body)
{
	wire_put_count(body, 1);
	wire_put_str(body, "__cluster_metadata"); /* the only topic it accepts */
	wire_put_count(body, 1);
	wire_put_i32(body, 0);
	wire_put_no_tags(body);
	wire_put_no_tags(body);
	wire_put_no_tags(body);
}

static void get_replica(struct quorum_replica *q, int version, struct wire_reader *r)
{
	q->id = wire_get_i32(r);
	if (version >= 2)
		q->directory = wire_get_uuid(r);
	q->log_end_offset = wire_get_i64(r);
	q->last_fetch_wall_ms = version >= 1 ? wire_get_i64(r) : -1;
	q->last_caught_up_wall_ms = version >= 1 ? wire_get_i64(r) : -1;
	wire_skip_tags(r);
}

static struct quorum_replica *get_replicas(size_t *n, int version, struct wire_reader *r)
{
	struct quorum_replica *list;

	WIRE_GET_ARRAY(r, list, *n, MIN_REPLICA);
	for (size_t i = 0; i < *n && !r->bad; i++)
		get_replica(&list[i], version, r);
	return list;
}

static char *get_message(int version, struct wire_reader *r)
{
	return version >= 2 ? wire_get_nullable_str(r) : NULL;
}

/* Keeps the first message that says something; takes `text`. */
static void note_message(struct quorum_view *v, char *text)
{
	if (v->message)
		free(text);
	else
		v->message = text;
}

static void get_partition(struct quorum_view *v, int version, struct wire_reader *r)
{
	int16_t error;

	(void)wire_get_i32(r); /* partition index: 0 is the only one */
	error = wire_get_i16(r);
	if (!v->error)
		v->error = error;
	note_message(v, get_message(version, r));
	v->leader = wire_get_i32(r);
	v->epoch = wire_get_i32(r);
	v->high_watermark = wire_get_i64(r);
	v->voters = get_replicas(&v->n_voters, version, r);
	v->observers = get_replicas(&v->n_observers, version, r);
	wire_skip_tags(r);
}

/* One topic with one partition was asked for: none on a top-level error, never more than one. */
static void get_partitions(struct quorum_view *v, int version, struct wire_reader *r)
{
	size_t topics = wire_get_count(r, MIN_TOPIC);
	size_t partitions;

	if (topics == 0)
		return;
	wire_skip_bytes(r); /* topic name */
	partitions = wire_get_count(r, MIN_PARTITION);
	r->bad = r->bad || topics > 1 || partitions > 1;
	if (partitions == 1 && !r->bad)
		get_partition(v, version, r);
	wire_skip_tags(r);
}

/* v2 lists the controllers' listeners; the topology is known from elsewhere. */
static void skip_nodes(struct wire_reader *r)
{
	for (size_t n = wire_get_count(r, MIN_NODE); n > 0 && !r->bad; n--) {
		(void)wire_get_i32(r); /* node id */
		for (size_t m = wire_get_count(r, MIN_LISTENER); m > 0 && !r->bad; m--) {
			wire_skip_bytes(r); /* name */
			wire_skip_bytes(r); /* host */
			(void)wire_get_u16(r);
			wire_skip_tags(r);
		}
		wire_skip_tags(r);
	}
}

int quorum_view_decode(struct quorum_view *out, int version, struct wire_reader *r,
		       struct err *e)
{
	struct quorum_view v = {.leader = -1, .epoch = -1, .high_watermark = -1};

	v.error = wire_get_i16(r);
	note_message(&v, get_message(version, r));
	get_partitions(&v, version, r);
	if (version >= 2)
		skip_nodes(r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_DESCRIBE_QUORUM, e) < 0) {
		quorum_view_release(&v);
		return -1;
	}
	if (v.error) {
		v.leader = v.epoch = -1;
		v.high_watermark = -1;
	}
	*out = v;
	return 0;
}

void quorum_view_release(struct quorum_view *v)
{
	free(v->message);
	free(v->voters);
	free(v->observers);
	*v = (struct quorum_view){.leader = -1, .epoch = -1, .high_watermark = -1};
}

/* ---- Fetch v13 as a question ------------------------------------------------------------ */

enum { TAG_CURRENT_LEADER = 1 };
enum {
	MIN_ABORTED = 8 + 8 + 1,
	MIN_FETCHED = 4 + 2 + 8 + 8 + 8 + 1 + 4 + 1 + 1,
	MIN_FETCH_TOPIC = 16 + 1 + 1,
};

/* Uuid(0, 1) is Kafka's METADATA_TOPIC_ID: Fetch names topics by id since v13. */
static const struct wire_uuid metadata_topic = {.bytes = {[15] = 1}};

static void put_fetch_partition(struct strbuf *body)
{
	wire_put_i32(body, 0);  /* partition */
	wire_put_i32(body, 0);  /* current leader epoch: old on purpose */
	wire_put_i64(body, 0);  /* fetch offset */
	wire_put_i32(body, 0);  /* last fetched epoch: not above the current one */
	wire_put_i64(body, -1); /* log start offset */
	wire_put_i32(body, 0);  /* partition max bytes */
	wire_put_no_tags(body);
}

void quorum_opinion_request(struct strbuf *body)
{
	wire_put_i32(
		body,
		-1); /* replica id: no replica, so the leader keeps no record of us */
	wire_put_i32(body, 0);  /* max wait */
	wire_put_i32(body, 0);  /* min bytes */
	wire_put_i32(body, 1);  /* max bytes */
	wire_put_i8(body, 0);   /* isolation level */
	wire_put_i32(body, 0);  /* session id */
	wire_put_i32(body, -1); /* session epoch: no session */
	wire_put_count(body, 1);
	wire_put_uuid(body, metadata_topic);
	wire_put_count(body, 1);
	put_fetch_partition(body);
	wire_put_no_tags(body);
	wire_put_count(body, 0); /* forgotten topics */
	wire_put_str(body, "");  /* rack */
	wire_put_no_tags(body);
}

static void get_current_leader(struct quorum_opinion *q, struct wire_reader *r)
{
	for (size_t n = wire_get_tag_count(r); n > 0 && !r->bad; n--) {
		uint32_t tag;
		struct wire_reader field = wire_get_tag(r, &tag);

		if (tag == TAG_CURRENT_LEADER) {
			q->leader = wire_get_i32(&field);
			q->epoch = wire_get_i32(&field);
		}
		r->bad = r->bad || field.bad;
	}
}

static void get_fetched(struct quorum_opinion *q, struct wire_reader *r)
{
	int16_t error;

	(void)wire_get_i32(r); /* partition index */
	error = wire_get_i16(r);
	if (!q->error)
		q->error = error;
	(void)wire_get_i64(r); /* high watermark */
	(void)wire_get_i64(r); /* last stable offset */
	q->log_start_offset = wire_get_i64(r);
	for (size_t n = wire_get_count(r, MIN_ABORTED); n > 0 && !r->bad; n--) {
		(void)wire_get_i64(r);
		(void)wire_get_i64(r);
		wire_skip_tags(r);
	}
	(void)wire_get_i32(r); /* preferred read replica */
	wire_skip_bytes(r);    /* records: none, normally */
	get_current_leader(q, r);
}

static void get_responses(struct quorum_opinion *q, struct wire_reader *r)
{
	size_t topics = wire_get_count(r, MIN_FETCH_TOPIC);
	size_t partitions;

	if (topics == 0)
		return;
	(void)wire_get_uuid(r);
	partitions = wire_get_count(r, MIN_FETCHED);
	r->bad = r->bad || topics > 1 || partitions > 1;
	if (partitions == 1 && !r->bad)
		get_fetched(q, r);
	wire_skip_tags(r);
}

int quorum_opinion_decode(struct quorum_opinion *out, struct wire_reader *r,
			  struct err *e)
{
	struct quorum_opinion q = {.leader = -1, .epoch = -1, .log_start_offset = -1};

	(void)wire_get_i32(r); /* throttle time */
	q.error = wire_get_i16(r);
	(void)wire_get_i32(r); /* session id */
	get_responses(&q, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_FETCH, e) < 0)
		return -1;
	*out = q;
	return 0;
}
