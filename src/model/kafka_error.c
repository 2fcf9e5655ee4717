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
	{-199, O, "_BAD_MSG", "a response could not be read"},
	{-198, C, "_BAD_COMPRESSION", "bad or unknown compression"},
	{-197, C, "_DESTROY", "the client is being closed"},
	{-196, C, "_FAIL", "a failure inside the client"},
	{-195, M, "_TRANSPORT", "connection refused or lost; what was sent may be written"},
	{-194, C, "_CRIT_SYS_RESOURCE", "the client's machine lacks a resource"},
	{-193, U, "_RESOLVE", "a broker's name could not be resolved"},
	{-192, S, "_MSG_TIMED_OUT", "not acknowledged within message.timeout.ms"},
	{-191, A, "_PARTITION_EOF", "the end of the partition was reached"},
	{-190, M, "_UNKNOWN_PARTITION", "the client knows no such partition"},
	{-189, C, "_FS", "a file of the client failed"},
	{-188, M, "_UNKNOWN_TOPIC", "the client knows no such topic"},
	{-187, U, "_ALL_BROKERS_DOWN", "no connection to any broker was left"},
	{-186, C, "_INVALID_ARG", "invalid argument or setting"},
	{-185, S, "_TIMED_OUT", "a request or call was not answered in time"},
	{-184, C, "_QUEUE_FULL", "the client's own queue was full"},
	{-183, U, "_ISR_INSUFF", "fewer replicas in sync than acknowledgements wanted"},
	{-182, M, "_NODE_UPDATE", "a broker's address changed"},
	{-181, C, "_SSL", "TLS failed"},
	{-180, U, "_WAIT_COORD", "waiting for the group's coordinator"},
	{-179, G, "_UNKNOWN_GROUP", "the client knows no such group"},
	{-178, C, "_IN_PROGRESS", "the operation is under way"},
	{-177, C, "_PREV_IN_PROGRESS", "the operation before is under way"},
	{-176, C, "_EXISTING_SUBSCRIPTION", "in conflict with an existing subscription"},
	{-175, G, "_ASSIGN_PARTITIONS", "partitions were assigned"},
	{-174, G, "_REVOKE_PARTITIONS", "partitions were revoked"},
	{-173, C, "_CONFLICT", "conflicting use of the client"},
	{-172, C, "_STATE", "the client is in the wrong state"},
	{-171, C, "_UNKNOWN_PROTOCOL", "unknown protocol"},
	{-170, C, "_NOT_IMPLEMENTED", "the client does not implement this"},
	{-169, C, "_AUTHENTICATION", "authentication failed"},
	{-168, C, "_NO_OFFSET", "no stored offset"},
	{-167, C, "_OUTDATED", "the answer is of an earlier state"},
	{-166, U, "_TIMED_OUT_QUEUE", "timed out in the client's queue: never sent"},
	{-165, C, "_UNSUPPORTED_FEATURE", "the broker does not support this"},
	{-164, M, "_WAIT_CACHE", "waiting for metadata"},
	{-163, C, "_INTR", "interrupted"},
	{-162, C, "_KEY_SERIALIZATION", "the key could not be written"},
	{-161, C, "_VALUE_SERIALIZATION", "the value could not be written"},
	{-160, C, "_KEY_DESERIALIZATION", "the key could not be read"},
	{-159, C, "_VALUE_DESERIALIZATION", "the value could not be read"},
	{-158, O, "_PARTIAL", "a part of the response is missing"},
	{-157, C, "_READ_ONLY", "the object is read-only"},
	{-156, C, "_NOENT", "no such thing"},
	{-155, O, "_UNDERFLOW", "a response ended too early"},
	{-154, C, "_INVALID_TYPE", "wrong type"},
	{-153, C, "_RETRY", "to be tried again"},
	{-152, C, "_PURGE_QUEUE", "given up before it was sent"},
	{-151, C, "_PURGE_INFLIGHT", "given up after it was sent: may be written"},
	{-150, C, "_FATAL", "the client cannot go on and must be made anew"},
	{-149, C, "_INCONSISTENT", "the client's state is inconsistent"},
	{-148, C, "_GAPLESS_GUARANTEE", "going on would leave a gap in the order"},
	{-147, G, "_MAX_POLL_EXCEEDED", "the application polled too seldom"},
	{-146, M, "_UNKNOWN_BROKER", "the client knows no such broker"},
	{-145, C, "_NOT_CONFIGURED", "not configured"},
	{-144, C, "_FENCED", "another producer or member took this one's place"},
	{-143, C, "_APPLICATION", "an error of the application"},
	{-142, G, "_ASSIGNMENT_LOST", "the group took the partitions away"},
	{-141, C, "_NOOP", "nothing was done"},
	{-140, C, "_AUTO_OFFSET_RESET", "no offset to start from"},
	{-1, U, "UNKNOWN_SERVER_ERROR", "an unexpected error of the broker"},
	{0, A, "NONE", "no error"},
	{1, O, "OFFSET_OUT_OF_RANGE", "the log has no such offset: truncated or expired"},
	{2, O, "CORRUPT_MESSAGE", "the record's checksum is wrong"},
	{3, M, "UNKNOWN_TOPIC_OR_PARTITION", "not in this broker's metadata, or not yet"},
	{4, C, "INVALID_FETCH_SIZE", "invalid fetch size"},
	{5, U, "LEADER_NOT_AVAILABLE", "the partition has no leader"},
	{6, M, "NOT_LEADER_OR_FOLLOWER", "the leader moved, or the client's metadata is old"},
	{7, S, "REQUEST_TIMED_OUT", "a replica or the controller did not answer; may be written"},
	{8, M, "BROKER_NOT_AVAILABLE", "the broker is stopping"},
	{9, M, "REPLICA_NOT_AVAILABLE", "the replica is not there, or not yet"},
	{10, C, "MESSAGE_TOO_LARGE", "the record is larger than the topic allows"},
	{11, M, "STALE_CONTROLLER_EPOCH", "the request is of an earlier controller"},
	{12, C, "OFFSET_METADATA_TOO_LARGE", "the commit's metadata is too large"},
	{13, S, "NETWORK_EXCEPTION", "the server disconnected before it answered"},
	{14, M, "COORDINATOR_LOAD_IN_PROGRESS", "the coordinator moved and is loading"},
	{15, U, "COORDINATOR_NOT_AVAILABLE", "the group's coordinator has no leader or cannot write"},
	{16, M, "NOT_COORDINATOR", "the coordinator moved"},
	{17, C, "INVALID_TOPIC_EXCEPTION", "the topic's name is not allowed"},
	{18, C, "RECORD_LIST_TOO_LARGE", "the batch is larger than a segment"},
	{19, U, "NOT_ENOUGH_REPLICAS", "fewer replicas in sync than min.insync.replicas; not written"},
	{20, U, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "written, but the ISR fell below min.insync.replicas"},
	{21, C, "INVALID_REQUIRED_ACKS", "acks is neither 0, 1 nor all"},
	{22, G, "ILLEGAL_GENERATION", "the group has rebalanced since"},
	{23, G, "INCONSISTENT_GROUP_PROTOCOL", "the members' protocols do not match"},
	{24, C, "INVALID_GROUP_ID", "invalid group id"},
	{25, G, "UNKNOWN_MEMBER_ID", "the group does not know this member"},
	{26, C, "INVALID_SESSION_TIMEOUT", "the session timeout is out of the broker's bounds"},
	{27, G, "REBALANCE_IN_PROGRESS", "the group is rebalancing"},
	{28, C, "INVALID_COMMIT_OFFSET_SIZE", "the commit is too large"},
	{29, C, "TOPIC_AUTHORIZATION_FAILED", "not allowed on this topic"},
	{30, C, "GROUP_AUTHORIZATION_FAILED", "not allowed in this group"},
	{31, C, "CLUSTER_AUTHORIZATION_FAILED", "not allowed on this cluster"},
	{32, C, "INVALID_TIMESTAMP", "the record's timestamp is out of range"},
	{33, C, "UNSUPPORTED_SASL_MECHANISM", "unsupported SASL mechanism"},
	{34, C, "ILLEGAL_SASL_STATE", "SASL in the wrong state"},
	{35, C, "UNSUPPORTED_VERSION", "the broker does not speak this version"},
	{36, A, "TOPIC_ALREADY_EXISTS", "the topic is there: an earlier try may have made it"},
	{37, C, "INVALID_PARTITIONS", "invalid number of partitions"},
	{38, U, "INVALID_REPLICATION_FACTOR", "more replicas wanted than brokers are unfenced"},
	{39, C, "INVALID_REPLICA_ASSIGNMENT", "invalid replica assignment"},
	{40, C, "INVALID_CONFIG", "invalid topic setting"},
	{41, M, "NOT_CONTROLLER", "the node is not the active controller"},
	{42, C, "INVALID_REQUEST", "the request makes no sense to the broker"},
	{43, C, "UNSUPPORTED_FOR_MESSAGE_FORMAT", "the message format does not support this"},
	{44, C, "POLICY_VIOLATION", "against the broker's policy"},
	{45, C, "OUT_OF_ORDER_SEQUENCE_NUMBER", "the idempotent producer's sequence has a gap"},
	{46, A, "DUPLICATE_SEQUENCE_NUMBER", "written before: counts as acknowledged"},
	{47, C, "INVALID_PRODUCER_EPOCH", "an older incarnation of the producer"},
	{48, C, "INVALID_TXN_STATE", "the transaction is in the wrong state"},
	{49, C, "INVALID_PRODUCER_ID_MAPPING", "the producer id is not of this transaction"},
	{50, C, "INVALID_TRANSACTION_TIMEOUT", "the transaction timeout is too long"},
	{51, C, "CONCURRENT_TRANSACTIONS", "another transaction is under way"},
	{52, M, "TRANSACTION_COORDINATOR_FENCED", "the transaction's coordinator moved"},
	{53, C, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "not allowed to use this transactional id"},
	{54, C, "SECURITY_DISABLED", "security is off"},
	{55, O, "OPERATION_NOT_ATTEMPTED", "not attempted, as another part failed"},
	{56, U, "KAFKA_STORAGE_ERROR", "the broker's log directory failed"},
	{57, C, "LOG_DIR_NOT_FOUND", "no such log directory"},
	{58, C, "SASL_AUTHENTICATION_FAILED", "SASL authentication failed"},
	{59, C, "UNKNOWN_PRODUCER_ID", "the broker does not know the producer any more"},
	{60, O, "REASSIGNMENT_IN_PROGRESS", "a reassignment is under way"},
	{61, C, "DELEGATION_TOKEN_AUTH_DISABLED", "delegation tokens are off"},
	{62, C, "DELEGATION_TOKEN_NOT_FOUND", "no such delegation token"},
	{63, C, "DELEGATION_TOKEN_OWNER_MISMATCH", "the delegation token is somebody else's"},
	{64, C, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", "no delegation tokens on this connection"},
	{65, C, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", "not allowed to use delegation tokens"},
	{66, C, "DELEGATION_TOKEN_EXPIRED", "the delegation token has expired"},
	{67, C, "INVALID_PRINCIPAL_TYPE", "invalid principal type"},
	{68, G, "NON_EMPTY_GROUP", "the group has members"},
	{69, G, "GROUP_ID_NOT_FOUND", "no such group"},
	{70, M, "FETCH_SESSION_ID_NOT_FOUND", "the broker does not know the fetch session"},
	{71, M, "INVALID_FETCH_SESSION_EPOCH", "the fetch session is out of step"},
	{72, C, "LISTENER_NOT_FOUND", "the leader has no such listener"},
	{73, C, "TOPIC_DELETION_DISABLED", "topics may not be deleted"},
	{74, M, "FENCED_LEADER_EPOCH", "the request is of an earlier leader epoch"},
	{75, M, "UNKNOWN_LEADER_EPOCH", "the broker does not know this leader epoch yet"},
	{76, C, "UNSUPPORTED_COMPRESSION_TYPE", "unsupported compression"},
	{77, O, "STALE_BROKER_EPOCH", "the broker has registered anew"},
	{78, M, "OFFSET_NOT_AVAILABLE", "the new leader's high watermark is not caught up"},
	{79, G, "MEMBER_ID_REQUIRED", "the member must join with an id"},
	{80, O, "PREFERRED_LEADER_NOT_AVAILABLE", "the preferred leader is not available"},
	{81, G, "GROUP_MAX_SIZE_REACHED", "the group is full"},
	{82, G, "FENCED_INSTANCE_ID", "another member took this static one's place"},
	{83, O, "ELIGIBLE_LEADERS_NOT_AVAILABLE", "no replica may become leader"},
	{84, O, "ELECTION_NOT_NEEDED", "the leader is the wanted one"},
	{85, O, "NO_REASSIGNMENT_IN_PROGRESS", "no reassignment is under way"},
	{86, G, "GROUP_SUBSCRIBED_TO_TOPIC", "the group is subscribed to the topic"},
	{87, C, "INVALID_RECORD", "the broker refused the record's form"},
	{88, M, "UNSTABLE_OFFSET_COMMIT", "an offset commit is not yet decided"},
	{89, C, "THROTTLING_QUOTA_EXCEEDED", "over the quota"},
	{90, C, "PRODUCER_FENCED", "a newer producer has this transactional id"},
	{91, C, "RESOURCE_NOT_FOUND", "no such thing"},
	{92, C, "DUPLICATE_RESOURCE", "named twice"},
	{93, C, "UNACCEPTABLE_CREDENTIAL", "the credential was refused"},
	{94, O, "INCONSISTENT_VOTER_SET", "not a voter"},
	{95, O, "INVALID_UPDATE_VERSION", "the update is of an invalid version"},
	{96, U, "FEATURE_UPDATE_FAILED", "a feature could not be changed"},
	{97, O, "PRINCIPAL_DESERIALIZATION_FAILURE", "a forwarded request could not be read"},
	{100, M, "UNKNOWN_TOPIC_ID", "no topic has this id, or not yet"},
	{101, O, "DUPLICATE_BROKER_REGISTRATION", "the broker's old session has not expired"},
	{102, O, "BROKER_ID_NOT_REGISTERED", "the broker is not registered"},
	{103, M, "INCONSISTENT_TOPIC_ID", "the topic was made anew"},
	{104, C, "INCONSISTENT_CLUSTER_ID", "the node is of another cluster"},
	{106, M, "FETCH_SESSION_TOPIC_ID_ERROR", "the fetch session mixes topic ids"},
	{107, O, "INELIGIBLE_REPLICA", "the replica may not join the ISR"},
	{108, O, "NEW_LEADER_ELECTED", "the change of the ISR made a new leader"},
	{110, G, "FENCED_MEMBER_EPOCH", "the member is of an earlier epoch"},
	{111, G, "UNRELEASED_INSTANCE_ID", "another member still has this static id"},
	{112, G, "UNSUPPORTED_ASSIGNOR", "the group has no such assignor"},
	{113, G, "STALE_MEMBER_EPOCH", "the member must wait for its new epoch"},
	{114, C, "MISMATCHED_ENDPOINT_TYPE", "a broker's listener was meant, not a controller's"},
	{115, C, "UNSUPPORTED_ENDPOINT_TYPE", "the listener does not serve this"},
	{129, M, "REBOOTSTRAP_REQUIRED", "the client must look the cluster up anew"},
};
/* clang-format on */

static const struct kafka_error unlisted = {0, ERROR_CLASS_OTHER, "UNLISTED",
					    "a code this version does not know"};

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
