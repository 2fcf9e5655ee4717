/* What the listeners of admin_kit.h answer. */
#include "admin_kit.h"

#include "kafka/wire.h"

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
					 KAPI_LIST_PARTITION_REASSIGNMENTS};

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

static void put_config(struct strbuf *b, const struct says *s, int16_t error)
{
	wire_put_count(b, 1);
	wire_put_i16(b, error);
	wire_put_str(b, error ? s->message : NULL);
	wire_put_i8(b, 2);
	wire_put_str(b, "t");
	wire_put_count(b, s->value ? 1 : 0);
	if (s->value) {
		wire_put_str(b, "min.insync.replicas");
		wire_put_str(b, s->value);
		wire_put_bool(b, false);
		wire_put_i8(b, s->source);
		wire_put_bool(b, false);
		wire_put_count(b, 0);
		wire_put_i8(b, 3);
		wire_put_str(b, NULL);
		wire_put_no_tags(b);
	}
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
	wire_put_str(b, "t");
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

void admin_kit_reply(struct strbuf *b, int api, const struct says *s, int16_t error)
{
	if (api == KAPI_API_VERSIONS) {
		put_versions(b, s);
		return;
	}
	wire_put_i32(b, 0); /* throttle time */
	switch (api) {
	case KAPI_DESCRIBE_CONFIGS: put_config(b, s, error); break;
	case KAPI_INCREMENTAL_ALTER_CONFIGS: put_altered(b, s, error); break;
	case KAPI_METADATA: put_topic(b, s, error); break;
	case KAPI_ELECT_LEADERS: put_elected(b, s, error); break;
	case KAPI_ALTER_PARTITION_REASSIGNMENTS: put_moved(b, s, error); break;
	case KAPI_LIST_PARTITION_REASSIGNMENTS: put_moving(b, s, error); break;
	case KAPI_FIND_COORDINATOR: put_coordinator(b, s, error); break;
	case KAPI_LIST_OFFSETS: put_log_end(b, s, error); break;
	default: abort(); /* admin.h asks nothing else */
	}
	wire_put_no_tags(b);
}
