#include "replies.h"

#include "kafka/wire.h"

bool make_from_the_future;

static void put_tags(struct strbuf *b)
{
	static const uint8_t unknown[] = {2, 90, 3, 1, 2, 3, 200, 1, 0};

	if (make_from_the_future)
		strbuf_add(b, unknown, sizeof(unknown));
	else
		wire_put_no_tags(b);
}

static void put_ids(struct strbuf *b, int32_t first, size_t n)
{
	wire_put_count(b, n);
	for (size_t i = 0; i < n; i++)
		wire_put_i32(b, first + (int32_t)i);
}

void make_versions(struct strbuf *b)
{
	wire_put_i16(b, 0);
	wire_put_count(b, 2);
	for (int16_t api = 3; api <= 4; api++) {
		wire_put_i16(b, api);
		wire_put_i16(b, 0);
		wire_put_i16(b, 13);
		put_tags(b);
	}
	wire_put_i32(b, 0);
	wire_put_uvarint(b, 3);
	wire_put_uvarint(b, 1); /* finalized features epoch */
	wire_put_uvarint(b, 8);
	wire_put_i64(b, 4711);
	wire_put_uvarint(b, 2); /* finalized features */
	wire_put_uvarint(b, 1 + 3 + 4 + 1);
	wire_put_count(b, 1);
	wire_put_str(b, "mv");
	wire_put_i16(b, 30);
	wire_put_i16(b, 1);
	wire_put_no_tags(b);
	wire_put_uvarint(b, 99);
	wire_put_uvarint(b, 1);
	wire_put_i8(b, 1);
}

void make_old_versions(struct strbuf *b)
{
	wire_put_i16(b, KERR_UNSUPPORTED_VERSION);
	wire_put_i32(b, 1);
	wire_put_i16(b, KAPI_API_VERSIONS);
	wire_put_i16(b, 0);
	wire_put_i16(b, 2);
}

void put_replica(struct strbuf *b, int32_t id, struct wire_uuid directory, int64_t end,
		 int64_t fetched_ms, int64_t caught_up_ms)
{
	wire_put_i32(b, id);
	wire_put_uuid(b, directory);
	wire_put_i64(b, end);
	wire_put_i64(b, fetched_ms);
	wire_put_i64(b, caught_up_ms);
	put_tags(b);
}

static void put_quorum_reply(struct strbuf *b, int16_t error, int32_t leader)
{
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_count(b, 1);
	wire_put_str(b, "__cluster_metadata");
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	wire_put_i16(b, error);
	wire_put_str(b, error ? "not me" : NULL);
	wire_put_i32(b, leader);
	wire_put_i32(b, error ? 0 : 5);
	wire_put_i64(b, error ? 0 : 90);
	wire_put_count(b, 2);
	put_replica(b, 1, (struct wire_uuid){{1, 2, 3}}, 100, 1000, 2000);
	put_replica(b, 2, (struct wire_uuid){{1, 2, 3}}, 90, 1000, 2000);
	wire_put_count(b, 1);
	put_replica(b, 7, (struct wire_uuid){{1, 2, 3}}, -1, 1000, 2000);
	put_tags(b);
	put_tags(b);
	wire_put_count(b, 1);
	wire_put_i32(b, 1);
	wire_put_count(b, 1);
	wire_put_str(b, "CONTROLLER");
	wire_put_str(b, "kafka1");
	wire_put_i16(b, 9093);
	put_tags(b);
	put_tags(b);
	put_tags(b);
}

void make_quorum(struct strbuf *b)
{
	put_quorum_reply(b, 0, 1);
}

void make_refusal(struct strbuf *b)
{
	put_quorum_reply(b, KERR_NOT_LEADER_OR_FOLLOWER, 0);
}

void make_opinion(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_uuid(b, (struct wire_uuid){{[15] = 1}});
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	wire_put_i16(b, KERR_FENCED_LEADER_EPOCH);
	wire_put_i64(b, -1);
	wire_put_i64(b, -1);
	wire_put_i64(b, 3);
	wire_put_null_array(b);
	wire_put_i32(b, -1);
	wire_put_str(b, "");
	wire_put_uvarint(b, 1);
	wire_put_uvarint(b, 1); /* current leader */
	wire_put_uvarint(b, 9);
	wire_put_i32(b, 2);
	wire_put_i32(b, 8);
	wire_put_no_tags(b);
	put_tags(b);
	put_tags(b);
}

static void put_node(struct strbuf *b, int32_t id)
{
	wire_put_i32(b, id);
	wire_put_str(b, "host");
	wire_put_i32(b, 9092);
	wire_put_str(b, id == 1 ? "rack" : NULL);
}

void make_cluster(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_i8(b, 1);
	wire_put_str(b, "cluster");
	wire_put_i32(b, 2);
	wire_put_count(b, 2);
	put_node(b, 1);
	wire_put_bool(b, false);
	put_tags(b);
	put_node(b, 2);
	wire_put_bool(b, true);
	put_tags(b);
	wire_put_i32(b, INT32_MIN);
	put_tags(b);
}

static void put_topic_start(struct strbuf *b)
{
	wire_put_i16(b, 0);
	wire_put_str(b, "t");
	wire_put_uuid(b, (struct wire_uuid){{9}});
	wire_put_bool(b, false);
	wire_put_count(b, 1);
	wire_put_i16(b, KERR_LEADER_NOT_AVAILABLE);
	wire_put_i32(b, 4);
	wire_put_i32(b, -1);
	wire_put_i32(b, 6);
}

void make_metadata(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	put_node(b, 1);
	put_tags(b);
	wire_put_str(b, "cluster");
	wire_put_i32(b, 1);
	wire_put_count(b, 1);
	put_topic_start(b);
	put_ids(b, 1, 3);
	put_ids(b, 1, 2);
	put_ids(b, 3, 1);
	put_tags(b);
	wire_put_i32(b, 0);
	put_tags(b);
	put_tags(b);
}

void make_page(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	put_topic_start(b);
	put_ids(b, 1, 3);
	put_ids(b, 1, 0);
	put_ids(b, 1, 2);
	wire_put_null_array(b);
	put_ids(b, 1, 3);
	put_tags(b);
	wire_put_i32(b, 0);
	put_tags(b);
	wire_put_i8(b, 1);
	wire_put_str(b, "t");
	wire_put_i32(b, 5);
	put_tags(b);
	put_tags(b);
}

void make_offsets(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_count(b, 2);
	for (int32_t i = 0; i < 2; i++) {
		wire_put_i32(b, i);
		wire_put_i16(b, i ? KERR_NOT_LEADER_OR_FOLLOWER : 0);
		wire_put_i64(b, -1);
		wire_put_i64(b, i ? -1 : 500);
		wire_put_i32(b, 3);
		put_tags(b);
	}
	put_tags(b);
	put_tags(b);
}

void make_created(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_uuid(b, (struct wire_uuid){{9}});
	wire_put_i16(b, KERR_TOPIC_ALREADY_EXISTS);
	wire_put_str(b, "exists");
	wire_put_i32(b, -1);
	wire_put_i16(b, -1);
	wire_put_count(b, 1);
	wire_put_str(b, "retention.ms");
	wire_put_str(b, NULL);
	wire_put_bool(b, false);
	wire_put_i8(b, 5);
	wire_put_bool(b, false);
	put_tags(b);
	put_tags(b);
	put_tags(b);
}

void make_deleted(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_uuid(b, (struct wire_uuid){{9}});
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	put_tags(b);
	put_tags(b);
}

void make_elected(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_count(b, 1);
	wire_put_i32(b, 3);
	wire_put_i16(b, KERR_ELECTION_NOT_NEEDED);
	wire_put_str(b, "no need");
	put_tags(b);
	put_tags(b);
	put_tags(b);
}
