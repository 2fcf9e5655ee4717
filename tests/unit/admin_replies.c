/* What the listeners of admin_kit.h answer. */
#include "admin_kit.h"

#include "kafka/wire.h"
#include "replies.h"

static void put_str_ids(struct strbuf *b, const char *digits)
{
	wire_put_count(b, strlen(digits));
	for (; *digits; digits++)
		wire_put_i32(b, *digits - '0');
}

static void put_versions(struct strbuf *b, const struct says *s)
{
	static const enum kapi apis[] = {KAPI_LIST_OFFSETS,
					 KAPI_METADATA,
					 KAPI_FIND_COORDINATOR,
					 KAPI_DESCRIBE_CONFIGS,
					 KAPI_ELECT_LEADERS,
					 KAPI_INCREMENTAL_ALTER_CONFIGS,
					 KAPI_ALTER_PARTITION_REASSIGNMENTS,
					 KAPI_LIST_PARTITION_REASSIGNMENTS,
					 KAPI_DESCRIBE_LOG_DIRS,
					 KAPI_DESCRIBE_QUORUM,
					 KAPI_DESCRIBE_CLUSTER,
					 KAPI_DESCRIBE_TOPIC_PARTITIONS,
					 KAPI_DELETE_TOPICS,
					 KAPI_DELETE_GROUPS};

	wire_put_i16(b, 0);
	wire_put_count(b, ARRAY_LEN(apis));
	for (size_t i = 0; i < ARRAY_LEN(apis); i++) {
		wire_put_i16(b, (int16_t)apis[i]);
		wire_put_i16(b, 0);
		wire_put_i16(b, 20);
		wire_put_no_tags(b);
	}
	wire_put_i32(b, 0);
	wire_put_uvarint(b, 1); /* one tagged field: how far its metadata is */
	wire_put_uvarint(b, 1);
	wire_put_uvarint(b, 8);
	wire_put_i64(b, s->freshness);
}

static void put_setting(struct strbuf *b, const struct says *s, const char *name,
			const char *value)
{
	wire_put_str(b, name);
	wire_put_str(b, value);
	wire_put_bool(b, false);
	wire_put_i8(b, s->source);
	wire_put_bool(b, false);
	wire_put_count(b, 0);
	wire_put_i8(b, 3);
	wire_put_str(b, NULL);
	wire_put_no_tags(b);
}

static void put_config(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_count(b, 1);
	wire_put_i16(b, error);
	wire_put_str(b, error ? s->message : NULL);
	wire_put_i8(b, 2);
	wire_put_str(b, "t");
	wire_put_count(b, (s->value ? 1U : 0U) + (s->policy ? 1U : 0U));
	if (s->value)
		put_setting(b, s, "min.insync.replicas", s->value);
	if (s->policy)
		put_setting(b, s, "cleanup.policy", s->policy);
	wire_put_no_tags(b);
}

static void put_altered(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_count(b, 1);
	wire_put_i16(b, error);
	wire_put_str(b, error ? s->message : NULL);
	wire_put_i8(b, 2);
	wire_put_str(b, "t");
	wire_put_no_tags(b);
}

static void put_topic(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_count(b, 0); /* brokers */
	wire_put_str(b, NULL);
	wire_put_i32(b, 1);
	wire_put_count(b, 1);
	wire_put_i16(b, error);
	wire_put_str(b, s->topic ? s->topic : "t");
	wire_put_uuid(b, (struct wire_uuid){{0}});
	wire_put_bool(b, false);
	wire_put_count(b, s->replicas ? 2 : 0);
	for (int32_t i = 0; s->replicas && i < 2; i++) {
		wire_put_i16(b, 0);
		wire_put_i32(b, i);
		wire_put_i32(b, 1);
		wire_put_i32(b, 1);
		put_str_ids(b, s->replicas);
		put_str_ids(b, s->replicas);
		wire_put_count(b, 0);
		wire_put_no_tags(b);
	}
	wire_put_i32(b, 0);
	wire_put_no_tags(b);
}

static void put_elected(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_i16(b, error);
	wire_put_count(b, error ? 0 : 1);
	if (error)
		return;
	wire_put_str(b, "t");
	wire_put_count(b, 2);
	for (int32_t i = 0; i < 2; i++) {
		wire_put_i32(b, i);
		wire_put_i16(b, s->elected[i]);
		wire_put_str(b, NULL);
		wire_put_no_tags(b);
	}
	wire_put_no_tags(b);
}

/* Whole errors come as those of the row, as the controller's own do. */
static void put_moved(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	wire_put_i16(b, error);
	wire_put_str(b, error ? s->message : NULL);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

static void put_moving(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_i16(b, error);
	wire_put_str(b, error ? s->message : NULL);
	wire_put_count(b, s->moves ? 1 : 0);
	if (!s->moves)
		return;
	wire_put_str(b, "t");
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	put_str_ids(b, "1234");
	put_str_ids(b, "4");
	put_str_ids(b, "1");
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

static void put_coordinator(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_count(b, 1);
	wire_put_str(b, "g");
	wire_put_i32(b, error ? -1 : s->node);
	wire_put_str(b, "");
	wire_put_i32(b, -1);
	wire_put_i16(b, error);
	wire_put_str(b, NULL);
	wire_put_no_tags(b);
}

static void put_deleted_topic(struct strbuf *b, int16_t error)
{
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_uuid(b, (struct wire_uuid){{0}});
	wire_put_i16(b, error);
	wire_put_str(b, NULL);
	wire_put_no_tags(b);
}

static void put_deleted_group(struct strbuf *b, const struct says *s)
{
	wire_put_count(b, 1);
	wire_put_str(b, "g");
	wire_put_i16(b, s->undeleted);
	wire_put_no_tags(b);
}

static void put_log_end(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	wire_put_i16(b, error);
	wire_put_i64(b, -1);
	wire_put_i64(b, error ? -1 : s->log_end);
	wire_put_i32(b, 1);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

static const struct wire_uuid an_id = {{0xfb, 0xf0, 0x00, 0x01}};

static void put_page(struct strbuf *b, const struct says *s, int16_t error)
{
	const char *isr = s->isr ? s->isr : s->replicas;

	wire_put_count(b, s->replicas ? 1 : 0);
	if (s->replicas) {
		wire_put_i16(b, error);
		wire_put_str(b, "t");
		wire_put_uuid(b, an_id);
		wire_put_bool(b, false);
		wire_put_count(b, 2);
		for (int32_t i = 1; i >= 0; i--) { /* in no order */
			wire_put_i16(b, 0);
			wire_put_i32(b, i);
			wire_put_i32(b, *isr ? *isr - '0' : -1);
			wire_put_i32(b, 4);
			put_str_ids(b, s->replicas);
			put_str_ids(b, isr);
			put_str_ids(b, "");
			put_str_ids(b, "3");
			put_str_ids(b, "");
			wire_put_no_tags(b);
		}
		wire_put_i32(b, 0);
		wire_put_no_tags(b);
	}
	wire_put_i8(b, -1); /* no further page */
}

static void put_dirs(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_i16(b, error);
	wire_put_count(b, 1);
	wire_put_i16(b, 0);
	wire_put_str(b, s->dir ? s->dir : "/data");
	wire_put_count(b, s->dir ? 1 : 0);
	if (s->dir) {
		wire_put_str(b, "t");
		wire_put_count(b, 1);
		wire_put_i32(b, 0);
		wire_put_i64(b, s->bytes);
		wire_put_i64(b, 0);
		wire_put_bool(b, false);
		wire_put_no_tags(b);
		wire_put_no_tags(b);
	}
	wire_put_i64(b, -1);
	wire_put_i64(b, -1);
	wire_put_no_tags(b);
}

static void put_brokers(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_i16(b, error);
	wire_put_str(b, NULL);
	wire_put_i8(b, 1);
	wire_put_str(b, "cluster");
	wire_put_i32(b, 2);
	wire_put_count(b, 2); /* node 3 is not registered */
	for (int32_t id = 1; id <= 2; id++) {
		wire_put_i32(b, id);
		wire_put_str(b, "kafka");
		wire_put_i32(b, 9092);
		wire_put_str(b, id == 1 ? s->rack : NULL);
		wire_put_bool(b, id == 2);
		wire_put_no_tags(b);
	}
	wire_put_i32(b, 0);
}

static void put_member(struct strbuf *b, int32_t id, int64_t end, int64_t caught_up_ms)
{
	put_replica(b, id, (struct wire_uuid){{0}}, end, caught_up_ms + 1, caught_up_ms);
}

/* Node 2 is 5 records and 40 ms behind the leader, node 3 is an observer. */
static void put_quorum(struct strbuf *b, const struct says *s)
{
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_count(b, 1);
	wire_put_str(b, "__cluster_metadata");
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	wire_put_i16(b, s->leads ? 0 : KERR_NOT_LEADER_OR_FOLLOWER);
	wire_put_str(b, NULL);
	wire_put_i32(b, s->leads ? 1 : 0);
	wire_put_i32(b, s->leads ? s->epoch : 0);
	wire_put_i64(b, s->leads ? 95 : 0);
	wire_put_count(b, s->leads ? 2 : 0);
	if (s->leads) {
		put_member(b, 1, 100, 1000);
		put_member(b, 2, 95, 960);
	}
	wire_put_count(b, s->leads ? 1 : 0);
	if (s->leads)
		put_member(b, 3, 90, 990);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
	wire_put_count(b, 0); /* nodes */
}

void admin_kit_reply(struct strbuf *b, int api, const struct says *s, int16_t error)
{
	if (api == KAPI_API_VERSIONS) {
		put_versions(b, s);
		return;
	}
	if (api != KAPI_DESCRIBE_QUORUM)
		wire_put_i32(b, 0); /* throttle time */
	switch (api) {
	case KAPI_DESCRIBE_CONFIGS: put_config(b, s, error); break;
	case KAPI_INCREMENTAL_ALTER_CONFIGS: put_altered(b, s, error); break;
	case KAPI_METADATA: put_topic(b, s, error); break;
	case KAPI_ELECT_LEADERS: put_elected(b, s, error); break;
	case KAPI_ALTER_PARTITION_REASSIGNMENTS: put_moved(b, s, error); break;
	case KAPI_LIST_PARTITION_REASSIGNMENTS: put_moving(b, s, error); break;
	case KAPI_FIND_COORDINATOR: put_coordinator(b, s, error); break;
	case KAPI_DELETE_TOPICS: put_deleted_topic(b, error); break;
	case KAPI_DELETE_GROUPS: put_deleted_group(b, s); break;
	case KAPI_LIST_OFFSETS: put_log_end(b, s, error); break;
	case KAPI_DESCRIBE_TOPIC_PARTITIONS: put_page(b, s, error); break;
	case KAPI_DESCRIBE_LOG_DIRS: put_dirs(b, s, error); break;
	case KAPI_DESCRIBE_CLUSTER: put_brokers(b, s, error); break;
	case KAPI_DESCRIBE_QUORUM: put_quorum(b, s); break;
	default: abort(); /* admin.h asks nothing else */
	}
	wire_put_no_tags(b);
}
