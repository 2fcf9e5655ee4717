/*
 * api_key.h - the requests we speak, as a table: number, name, first flexible version, and the
 * versions we can write and read. Also the names of Kafka's error codes.
 *
 * Source: the request schemas of Kafka (clients/src/main/resources/common/message). All const.
 */
#ifndef KAFKA_API_KEY_H
#define KAFKA_API_KEY_H

#include "base/base.h"

enum kapi {
	KAPI_FETCH = 1,
	KAPI_LIST_OFFSETS = 2,
	KAPI_METADATA = 3,
	KAPI_OFFSET_COMMIT = 8,
	KAPI_OFFSET_FETCH = 9,
	KAPI_FIND_COORDINATOR = 10,
	KAPI_JOIN_GROUP = 11,
	KAPI_LEAVE_GROUP = 13,
	KAPI_SYNC_GROUP = 14,
	KAPI_API_VERSIONS = 18,
	KAPI_CREATE_TOPICS = 19,
	KAPI_DELETE_TOPICS = 20,
	KAPI_DESCRIBE_CONFIGS = 32,
	KAPI_DESCRIBE_LOG_DIRS = 35,
	KAPI_DELETE_GROUPS = 42,
	KAPI_ELECT_LEADERS = 43,
	KAPI_INCREMENTAL_ALTER_CONFIGS = 44,
	KAPI_ALTER_PARTITION_REASSIGNMENTS = 45,
	KAPI_LIST_PARTITION_REASSIGNMENTS = 46,
	KAPI_DESCRIBE_QUORUM = 55,
	KAPI_DESCRIBE_CLUSTER = 60,
	KAPI_DESCRIBE_TOPIC_PARTITIONS = 75,
};

struct kapi_row {
	const char *name;
	enum kapi api;
	int first_flexible;
	int min_version; /* the versions we speak, both included */
	int max_version;
};

/* The row of `api`; every enum value has one. */
const struct kapi_row *kapi_row(enum kapi api);

/* Error codes a probe must tell apart; everything else only needs its name. */
enum {
	KERR_NONE = 0,
	KERR_UNKNOWN_TOPIC_OR_PARTITION = 3,
	KERR_LEADER_NOT_AVAILABLE = 5,
	KERR_NOT_LEADER_OR_FOLLOWER = 6,
	KERR_REQUEST_TIMED_OUT = 7,
	KERR_BROKER_NOT_AVAILABLE = 8,
	KERR_COORDINATOR_LOAD_IN_PROGRESS = 14,
	KERR_COORDINATOR_NOT_AVAILABLE = 15,
	KERR_NOT_COORDINATOR = 16,
	KERR_UNSUPPORTED_VERSION = 35,
	KERR_TOPIC_ALREADY_EXISTS = 36,
	KERR_NOT_CONTROLLER = 41,
	KERR_NON_EMPTY_GROUP = 68,
	KERR_GROUP_ID_NOT_FOUND = 69,
	KERR_FENCED_LEADER_EPOCH = 74,
	KERR_MEMBER_ID_REQUIRED = 79,
	KERR_ELECTION_NOT_NEEDED = 84,
	KERR_NO_REASSIGNMENT_IN_PROGRESS = 85,
	KERR_MISMATCHED_ENDPOINT_TYPE = 114,
};

/* "NOT_LEADER_OR_FOLLOWER"; NULL for a code that is not in our table. */
const char *kerr_name(int code);

/* The same for people: the name, or "error 12345". Returns buf. */
char *kerr_text(char *buf, size_t cap, int code);
#define KERR_TEXT(code) kerr_text((char[48]){0}, 48, (code))

#endif
