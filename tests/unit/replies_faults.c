#include "replies_faults.h"

#include "kafka/wire.h"
#include "replies.h"

static void put_tags(struct strbuf *b)
{
	static const uint8_t unknown[] = {1, 90, 2, 1, 2};

	if (make_from_the_future)
		strbuf_add(b, unknown, sizeof(unknown));
	else
		wire_put_no_tags(b);
}

static void put_few(struct strbuf *b, int32_t first, size_t n)
{
	wire_put_count(b, n);
	for (size_t i = 0; i < n; i++)
		wire_put_i32(b, first + (int32_t)i);
}

static void put_config_row(struct strbuf *b, const char *name, const char *value,
			   int8_t source)
{
	wire_put_str(b, name);
	wire_put_str(b, value);
	wire_put_bool(b, false);
	wire_put_i8(b, source);
	wire_put_bool(b, false);
	wire_put_count(b, 1);
	wire_put_str(b, name);
	wire_put_str(b, NULL);
	wire_put_i8(b, 5);
	put_tags(b);
	wire_put_i8(b, 3);
	wire_put_str(b, NULL);
	put_tags(b);
}

void make_config(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_i8(b, 2);
	wire_put_str(b, "t");
	wire_put_count(b, 3);
	put_config_row(b, "min.insync.replicas", "2", 1);
	put_config_row(b, "retention.ms", "604800000", 5);
	put_config_row(b, "secret", NULL, 4);
	put_tags(b);
	put_tags(b);
}

void make_no_config(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_i16(b, KERR_UNKNOWN_TOPIC_OR_PARTITION);
	wire_put_str(b, "no such topic");
	wire_put_i8(b, 2);
	wire_put_str(b, "t");
	wire_put_count(b, 0);
	put_tags(b);
	put_tags(b);
}

void make_altered(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_i16(b, KERR_NOT_CONTROLLER);
	wire_put_str(b, "not me");
	wire_put_i8(b, 2);
	wire_put_str(b, "t");
	put_tags(b);
	put_tags(b);
}

static void put_moved(struct strbuf *b, int16_t whole, int16_t error)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, whole);
	wire_put_str(b, whole ? "whole" : NULL);
	wire_put_count(b, whole ? 0 : 1);
	if (!whole) {
		wire_put_str(b, "t");
		wire_put_count(b, 1);
		wire_put_i32(b, 3);
		wire_put_i16(b, error);
		wire_put_str(b, error ? "row" : NULL);
		put_tags(b);
		put_tags(b);
	}
	put_tags(b);
}

void make_moved(struct strbuf *b)
{
	put_moved(b, 0, KERR_NO_REASSIGNMENT_IN_PROGRESS);
}

void make_not_moved(struct strbuf *b)
{
	put_moved(b, KERR_NOT_CONTROLLER, 0);
}

void make_moving(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_count(b, 1);
	wire_put_i32(b, 3);
	put_few(b, 1, 4);
	put_few(b, 4, 1);
	put_few(b, 1, 1);
	put_tags(b);
	put_tags(b);
	put_tags(b);
}

static void put_dir(struct strbuf *b, int version, int16_t error)
{
	wire_put_i16(b, error);
	wire_put_str(b, error ? "/broken" : "/data");
	wire_put_count(b, error ? 0 : 1);
	if (!error) {
		wire_put_str(b, "t");
		wire_put_count(b, 1);
		wire_put_i32(b, 3);
		wire_put_i64(b, 12345);
		wire_put_i64(b, 0);
		wire_put_bool(b, false);
		put_tags(b);
		put_tags(b);
	}
	if (version >= 4) {
		wire_put_i64(b, error ? -1 : 1000);
		wire_put_i64(b, error ? -1 : 400);
	}
	put_tags(b);
}

static void put_dirs_reply(struct strbuf *b, int version)
{
	wire_put_i32(b, 0);
	if (version >= 3)
		wire_put_i16(b, 0);
	wire_put_count(b, 2);
	put_dir(b, version, 0);
	put_dir(b, version, 56); /* KAFKA_STORAGE_ERROR */
	put_tags(b);
}

void make_dirs(struct strbuf *b)
{
	put_dirs_reply(b, 4);
}

void make_old_dirs(struct strbuf *b)
{
	put_dirs_reply(b, 2);
}

static void put_coordinator(struct strbuf *b, int16_t error)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "g");
	wire_put_i32(b, error ? 0 : 2); /* an error need not say -1 */
	wire_put_str(b, "kafka2");
	wire_put_i32(b, 9092);
	wire_put_i16(b, error);
	wire_put_str(b, error ? "not yet" : NULL);
	put_tags(b);
	put_tags(b);
}

void make_coordinator(struct strbuf *b)
{
	put_coordinator(b, 0);
}

void make_no_coordinator(struct strbuf *b)
{
	put_coordinator(b, KERR_COORDINATOR_NOT_AVAILABLE);
}

void make_deleted_group(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "g");
	wire_put_i16(b, KERR_NON_EMPTY_GROUP);
	put_tags(b);
	put_tags(b);
}

static void put_only_partition(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_count(b, 1);
	wire_put_i32(b, 3);
}

void make_commit(struct strbuf *b)
{
	put_only_partition(b);
	wire_put_i16(b, KERR_COORDINATOR_NOT_AVAILABLE);
	put_tags(b);
	put_tags(b);
	put_tags(b);
}

void make_committed(struct strbuf *b)
{
	put_only_partition(b);
	wire_put_i64(b, 42);
	wire_put_i32(b, -1);
	wire_put_str(b, NULL);
	wire_put_i16(b, 0);
	put_tags(b);
	put_tags(b);
	wire_put_i16(b, 0);
	put_tags(b);
}

/* An error of the whole group. */
void make_no_committed(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 0);
	wire_put_i16(b, KERR_COORDINATOR_LOAD_IN_PROGRESS);
	put_tags(b);
}

void make_joined(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_i32(b, 7);
	wire_put_str(b, "ask");
	wire_put_str(b, "m");
	wire_put_str(b, "m");
	wire_put_count(b, 1);
	wire_put_str(b, "m");
	wire_put_str(b, NULL);
	wire_put_str(b, "");
	put_tags(b);
	put_tags(b);
}

/* To who joins without a name. */
void make_member_id(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, KERR_MEMBER_ID_REQUIRED);
	wire_put_i32(b, -1);
	wire_put_str(b, "");
	wire_put_str(b, "");
	wire_put_str(b, "m");
	wire_put_count(b, 0);
	put_tags(b);
}

void make_synced(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, KERR_COORDINATOR_LOAD_IN_PROGRESS);
	wire_put_str(b, "");
	put_tags(b);
}

void make_left(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "m");
	wire_put_str(b, NULL);
	wire_put_i16(b, KERR_COORDINATOR_NOT_AVAILABLE);
	put_tags(b);
	put_tags(b);
}
