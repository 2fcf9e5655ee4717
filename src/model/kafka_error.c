#include "model/kafka_error.h"

const char *error_class_name(enum error_class c)
{
	static const char *const names[] = {
#define ERROR_CLASS_NAME(id, name) [ERROR_CLASS_##id] = (name),
		ERROR_CLASSES(ERROR_CLASS_NAME)
#undef ERROR_CLASS_NAME
	};

	_Static_assert(ARRAY_LEN(names) == ERROR_CLASS_COUNT, "one name each");
	return names[c];
}

#define A ERROR_CLASS_AVAILABLE
#define U ERROR_CLASS_UNAVAILABLE
#define S ERROR_CLASS_STALL
#define M ERROR_CLASS_MOVING
#define C ERROR_CLASS_CLIENT
#define G ERROR_CLASS_GROUP
#define O ERROR_CLASS_OTHER

/* By code, for bsearch. A table reads best with a row to a line. */
/* clang-format off */
static const struct kafka_error errors[] = {
	{-199, "_BAD_MSG", "a response could not be read", O},
	{-198, "_BAD_COMPRESSION", "bad or unknown compression", C},
	{-197, "_DESTROY", "the client is being closed", C},
	{-196, "_FAIL", "a failure inside the client", C},
	{-195, "_TRANSPORT", "connection refused or lost; what was sent may be written", M},
	{-194, "_CRIT_SYS_RESOURCE", "the client's machine lacks a resource", C},
	{-193, "_RESOLVE", "a broker's name could not be resolved", U},
	{-192, "_MSG_TIMED_OUT", "not acknowledged within message.timeout.ms", S},
	{-191, "_PARTITION_EOF", "the end of the partition was reached", A},
	{-190, "_UNKNOWN_PARTITION", "the client knows no such partition", M},
	{-189, "_FS", "a file of the client failed", C},
	{-188, "_UNKNOWN_TOPIC", "the client knows no such topic", M},
	{-187, "_ALL_BROKERS_DOWN", "no connection to any broker was left", U},
	{-186, "_INVALID_ARG", "invalid argument or setting", C},
	{-185, "_TIMED_OUT", "a request or call was not answered in time", S},
	{-184, "_QUEUE_FULL", "the client's own queue was full", C},
	{-183, "_ISR_INSUFF", "fewer replicas in sync than acknowledgements wanted", U},
	{-182, "_NODE_UPDATE", "a broker's address changed", M},
	{-181, "_SSL", "TLS failed", C},
	{-180, "_WAIT_COORD", "waiting for the group's coordinator", U},
	{-179, "_UNKNOWN_GROUP", "the client knows no such group", G},
	{-178, "_IN_PROGRESS", "the operation is under way", C},
	{-177, "_PREV_IN_PROGRESS", "the operation before is under way", C},
	{-176, "_EXISTING_SUBSCRIPTION", "in conflict with an existing subscription", C},
	{-175, "_ASSIGN_PARTITIONS", "partitions were assigned", G},
	{-174, "_REVOKE_PARTITIONS", "partitions were revoked", G},
	{-173, "_CONFLICT", "conflicting use of the client", C},
	{-172, "_STATE", "the client is in the wrong state", C},
	{-171, "_UNKNOWN_PROTOCOL", "unknown protocol", C},
	{-170, "_NOT_IMPLEMENTED", "the client does not implement this", C},
	{-169, "_AUTHENTICATION", "authentication failed", C},
	{-168, "_NO_OFFSET", "no stored offset", C},
	{-167, "_OUTDATED", "the answer is of an earlier state", C},
	{-166, "_TIMED_OUT_QUEUE", "timed out in the client's queue: never sent", U},
	{-165, "_UNSUPPORTED_FEATURE", "the broker does not support this", C},
	{-164, "_WAIT_CACHE", "waiting for metadata", M},
	{-163, "_INTR", "interrupted", C},
	{-162, "_KEY_SERIALIZATION", "the key could not be written", C},
	{-161, "_VALUE_SERIALIZATION", "the value could not be written", C},
	{-160, "_KEY_DESERIALIZATION", "the key could not be read", C},
	{-159, "_VALUE_DESERIALIZATION", "the value could not be read", C},
	{-158, "_PARTIAL", "a part of the response is missing", O},
	{-157, "_READ_ONLY", "the object is read-only", C},
	{-156, "_NOENT", "no such thing", C},
	{-155, "_UNDERFLOW", "a response ended too early", O},
	{-154, "_INVALID_TYPE", "wrong type", C},
	{-153, "_RETRY", "to be tried again", C},
	{-152, "_PURGE_QUEUE", "given up before it was sent", C},
	{-151, "_PURGE_INFLIGHT", "given up after it was sent: may be written", C},
	{-150, "_FATAL", "the client cannot go on and must be made anew", C},
	{-149, "_INCONSISTENT", "the client's state is inconsistent", C},
	{-148, "_GAPLESS_GUARANTEE", "going on would leave a gap in the order", C},
	{-147, "_MAX_POLL_EXCEEDED", "the application polled too seldom", G},
	{-146, "_UNKNOWN_BROKER", "the client knows no such broker", M},
	{-145, "_NOT_CONFIGURED", "not configured", C},
	{-144, "_FENCED", "another producer or member took this one's place", C},
	{-143, "_APPLICATION", "an error of the application", C},
	{-142, "_ASSIGNMENT_LOST", "the group took the partitions away", G},
	{-141, "_NOOP", "nothing was done", C},
	{-140, "_AUTO_OFFSET_RESET", "no offset to start from", C},
	{-1, "UNKNOWN_SERVER_ERROR", "an unexpected error of the broker", U},
	{0, "NONE", "no error", A},
	{1, "OFFSET_OUT_OF_RANGE", "the log has no such offset: truncated or expired", O},
	{2, "CORRUPT_MESSAGE", "the record's checksum is wrong", O},
	{3, "UNKNOWN_TOPIC_OR_PARTITION", "not in this broker's metadata, or not yet", M},
	{4, "INVALID_FETCH_SIZE", "invalid fetch size", C},
	{5, "LEADER_NOT_AVAILABLE", "the partition has no leader", U},
	{6, "NOT_LEADER_OR_FOLLOWER", "the leader moved, or the client's metadata is old", M},
	{7, "REQUEST_TIMED_OUT", "a replica or the controller did not answer; may be written", S},
	{8, "BROKER_NOT_AVAILABLE", "the broker is stopping", M},
	{9, "REPLICA_NOT_AVAILABLE", "the replica is not there, or not yet", M},
	{10, "MESSAGE_TOO_LARGE", "the record is larger than the topic allows", C},
	{11, "STALE_CONTROLLER_EPOCH", "the request is of an earlier controller", M},
	{12, "OFFSET_METADATA_TOO_LARGE", "the commit's metadata is too large", C},
	{13, "NETWORK_EXCEPTION", "the server disconnected before it answered", S},
	{14, "COORDINATOR_LOAD_IN_PROGRESS", "the coordinator moved and is loading", M},
	{15, "COORDINATOR_NOT_AVAILABLE", "the group's coordinator has no leader or cannot write", U},
	{16, "NOT_COORDINATOR", "the coordinator moved", M},
	{17, "INVALID_TOPIC_EXCEPTION", "the topic's name is not allowed", C},
	{18, "RECORD_LIST_TOO_LARGE", "the batch is larger than a segment", C},
	{19, "NOT_ENOUGH_REPLICAS", "fewer replicas in sync than min.insync.replicas; not written", U},
	{20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "written, but the ISR fell below min.insync.replicas", U},
	{21, "INVALID_REQUIRED_ACKS", "acks is neither 0, 1 nor all", C},
	{22, "ILLEGAL_GENERATION", "the group has rebalanced since", G},
	{23, "INCONSISTENT_GROUP_PROTOCOL", "the members' protocols do not match", G},
	{24, "INVALID_GROUP_ID", "invalid group id", C},
	{25, "UNKNOWN_MEMBER_ID", "the group does not know this member", G},
	{26, "INVALID_SESSION_TIMEOUT", "the session timeout is out of the broker's bounds", C},
	{27, "REBALANCE_IN_PROGRESS", "the group is rebalancing", G},
	{28, "INVALID_COMMIT_OFFSET_SIZE", "the commit is too large", C},
	{29, "TOPIC_AUTHORIZATION_FAILED", "not allowed on this topic", C},
	{30, "GROUP_AUTHORIZATION_FAILED", "not allowed in this group", C},
	{31, "CLUSTER_AUTHORIZATION_FAILED", "not allowed on this cluster", C},
	{32, "INVALID_TIMESTAMP", "the record's timestamp is out of range", C},
	{33, "UNSUPPORTED_SASL_MECHANISM", "unsupported SASL mechanism", C},
	{34, "ILLEGAL_SASL_STATE", "SASL in the wrong state", C},
	{35, "UNSUPPORTED_VERSION", "the broker does not speak this version", C},
	{36, "TOPIC_ALREADY_EXISTS", "the topic is there: an earlier try may have made it", A},
	{37, "INVALID_PARTITIONS", "invalid number of partitions", C},
	{38, "INVALID_REPLICATION_FACTOR", "more replicas wanted than brokers are unfenced", U},
	{39, "INVALID_REPLICA_ASSIGNMENT", "invalid replica assignment", C},
	{40, "INVALID_CONFIG", "invalid topic setting", C},
	{41, "NOT_CONTROLLER", "the node is not the active controller", M},
	{42, "INVALID_REQUEST", "the request makes no sense to the broker", C},
	{43, "UNSUPPORTED_FOR_MESSAGE_FORMAT", "the message format does not support this", C},
	{44, "POLICY_VIOLATION", "against the broker's policy", C},
	{45, "OUT_OF_ORDER_SEQUENCE_NUMBER", "the idempotent producer's sequence has a gap", C},
	{46, "DUPLICATE_SEQUENCE_NUMBER", "written before: counts as acknowledged", A},
	{47, "INVALID_PRODUCER_EPOCH", "an older incarnation of the producer", C},
	{48, "INVALID_TXN_STATE", "the transaction is in the wrong state", C},
	{49, "INVALID_PRODUCER_ID_MAPPING", "the producer id is not of this transaction", C},
	{50, "INVALID_TRANSACTION_TIMEOUT", "the transaction timeout is too long", C},
	{51, "CONCURRENT_TRANSACTIONS", "another transaction is under way", C},
	{52, "TRANSACTION_COORDINATOR_FENCED", "the transaction's coordinator moved", M},
	{53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "not allowed to use this transactional id", C},
	{54, "SECURITY_DISABLED", "security is off", C},
	{55, "OPERATION_NOT_ATTEMPTED", "not attempted, as another part failed", O},
	{56, "KAFKA_STORAGE_ERROR", "the broker's log directory failed", U},
	{57, "LOG_DIR_NOT_FOUND", "no such log directory", C},
	{58, "SASL_AUTHENTICATION_FAILED", "SASL authentication failed", C},
	{59, "UNKNOWN_PRODUCER_ID", "the broker does not know the producer any more", C},
	{60, "REASSIGNMENT_IN_PROGRESS", "a reassignment is under way", O},
	{61, "DELEGATION_TOKEN_AUTH_DISABLED", "delegation tokens are off", C},
	{62, "DELEGATION_TOKEN_NOT_FOUND", "no such delegation token", C},
	{63, "DELEGATION_TOKEN_OWNER_MISMATCH", "the delegation token is somebody else's", C},
	{64, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", "no delegation tokens on this connection", C},
	{65, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", "not allowed to use delegation tokens", C},
	{66, "DELEGATION_TOKEN_EXPIRED", "the delegation token has expired", C},
	{67, "INVALID_PRINCIPAL_TYPE", "invalid principal type", C},
	{68, "NON_EMPTY_GROUP", "the group has members", G},
	{69, "GROUP_ID_NOT_FOUND", "no such group", G},
	{70, "FETCH_SESSION_ID_NOT_FOUND", "the broker does not know the fetch session", M},
	{71, "INVALID_FETCH_SESSION_EPOCH", "the fetch session is out of step", M},
	{72, "LISTENER_NOT_FOUND", "the leader has no such listener", C},
	{73, "TOPIC_DELETION_DISABLED", "topics may not be deleted", C},
	{74, "FENCED_LEADER_EPOCH", "the request is of an earlier leader epoch", M},
	{75, "UNKNOWN_LEADER_EPOCH", "the broker does not know this leader epoch yet", M},
	{76, "UNSUPPORTED_COMPRESSION_TYPE", "unsupported compression", C},
	{77, "STALE_BROKER_EPOCH", "the broker has registered anew", O},
	{78, "OFFSET_NOT_AVAILABLE", "the new leader's high watermark is not caught up", M},
	{79, "MEMBER_ID_REQUIRED", "the member must join with an id", G},
	{80, "PREFERRED_LEADER_NOT_AVAILABLE", "the preferred leader is not available", O},
	{81, "GROUP_MAX_SIZE_REACHED", "the group is full", G},
	{82, "FENCED_INSTANCE_ID", "another member took this static one's place", G},
	{83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", "no replica may become leader", O},
	{84, "ELECTION_NOT_NEEDED", "the leader is the wanted one", O},
	{85, "NO_REASSIGNMENT_IN_PROGRESS", "no reassignment is under way", O},
	{86, "GROUP_SUBSCRIBED_TO_TOPIC", "the group is subscribed to the topic", G},
	{87, "INVALID_RECORD", "the broker refused the record's form", C},
	{88, "UNSTABLE_OFFSET_COMMIT", "an offset commit is not yet decided", M},
	{89, "THROTTLING_QUOTA_EXCEEDED", "over the quota", C},
	{90, "PRODUCER_FENCED", "a newer producer has this transactional id", C},
	{91, "RESOURCE_NOT_FOUND", "no such thing", C},
	{92, "DUPLICATE_RESOURCE", "named twice", C},
	{93, "UNACCEPTABLE_CREDENTIAL", "the credential was refused", C},
	{94, "INCONSISTENT_VOTER_SET", "not a voter", O},
	{95, "INVALID_UPDATE_VERSION", "the update is of an invalid version", O},
	{96, "FEATURE_UPDATE_FAILED", "a feature could not be changed", U},
	{97, "PRINCIPAL_DESERIALIZATION_FAILURE", "a forwarded request could not be read", O},
	{100, "UNKNOWN_TOPIC_ID", "no topic has this id, or not yet", M},
	{101, "DUPLICATE_BROKER_REGISTRATION", "the broker's old session has not expired", O},
	{102, "BROKER_ID_NOT_REGISTERED", "the broker is not registered", O},
	{103, "INCONSISTENT_TOPIC_ID", "the topic was made anew", M},
	{104, "INCONSISTENT_CLUSTER_ID", "the node is of another cluster", C},
	{106, "FETCH_SESSION_TOPIC_ID_ERROR", "the fetch session mixes topic ids", M},
	{107, "INELIGIBLE_REPLICA", "the replica may not join the ISR", O},
	{108, "NEW_LEADER_ELECTED", "the change of the ISR made a new leader", O},
	{110, "FENCED_MEMBER_EPOCH", "the member is of an earlier epoch", G},
	{111, "UNRELEASED_INSTANCE_ID", "another member still has this static id", G},
	{112, "UNSUPPORTED_ASSIGNOR", "the group has no such assignor", G},
	{113, "STALE_MEMBER_EPOCH", "the member must wait for its new epoch", G},
	{114, "MISMATCHED_ENDPOINT_TYPE", "a broker's listener was meant, not a controller's", C},
	{115, "UNSUPPORTED_ENDPOINT_TYPE", "the listener does not serve this", C},
	{129, "REBOOTSTRAP_REQUIRED", "the client must look the cluster up anew", M},
};
/* clang-format on */

static const struct kafka_error unlisted = {
	0, "UNLISTED", "a code this version does not know", ERROR_CLASS_OTHER};

const struct kafka_error *kafka_errors(size_t *out_len)
{
	*out_len = ARRAY_LEN(errors);
	return errors;
}

static int by_code(const void *key, const void *row)
{
	int a = *(const int *)key, b = ((const struct kafka_error *)row)->code;

	return (a > b) - (a < b);
}

const struct kafka_error *kafka_error_find(int code)
{
	const struct kafka_error *found = bsearch(&code, errors, ARRAY_LEN(errors),
						  sizeof(*errors), by_code);

	return found ? found : &unlisted;
}

const char *kafka_error_name(int code)
{
	return kafka_error_find(code)->name;
}
