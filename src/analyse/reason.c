#include "analyse/reason.h"

#include "model/kafka_error.h"

static const struct {
	const char *name, *meaning;
} rows[] = {
#define REASON_ROW(id, name, meaning) [REASON_##id] = {name, meaning},
	REASONS(REASON_ROW)
#undef REASON_ROW
};
_Static_assert(ARRAY_LEN(rows) == REASON_COUNT, "one row each");

const char *reason_name(enum reason r)
{
	return rows[r].name;
}

const char *reason_meaning(enum reason r)
{
	return rows[r].meaning;
}

static const struct {
	int code;
	enum reason reason;
} tells[] = {
	{-190, REASON_STALE_METADATA},       /* _UNKNOWN_PARTITION */
	{-183, REASON_BELOW_MIN_ISR},        /* _ISR_INSUFF */
	{-180, REASON_COORDINATOR_GONE},     /* _WAIT_COORD */
	{-167, REASON_STALE_METADATA},       /* _OUTDATED */
	{3, REASON_STALE_METADATA},          /* UNKNOWN_TOPIC_OR_PARTITION */
	{5, REASON_NO_LEADER},               /* LEADER_NOT_AVAILABLE */
	{6, REASON_STALE_METADATA},          /* NOT_LEADER_OR_FOLLOWER */
	{14, REASON_COORDINATOR_GONE},       /* COORDINATOR_LOAD_IN_PROGRESS */
	{15, REASON_COORDINATOR_GONE},       /* COORDINATOR_NOT_AVAILABLE */
	{16, REASON_COORDINATOR_GONE},       /* NOT_COORDINATOR */
	{19, REASON_BELOW_MIN_ISR},          /* NOT_ENOUGH_REPLICAS */
	{20, REASON_BELOW_MIN_ISR},          /* NOT_ENOUGH_REPLICAS_AFTER_APPEND */
	{41, REASON_CONTROLLER_NOT_REACHED}, /* NOT_CONTROLLER */
	{74, REASON_STALE_METADATA},         /* FENCED_LEADER_EPOCH */
	{75, REASON_STALE_METADATA},         /* UNKNOWN_LEADER_EPOCH */
};

enum reason reason_of_error(int code)
{
	for (size_t i = 0; i < ARRAY_LEN(tells); i++)
		if (tells[i].code == code)
			return tells[i].reason;
	return code && kafka_error_find(code)->class == ERROR_CLASS_CLIENT
		       ? REASON_CLIENT_ARTEFACT
		       : REASON_UNKNOWN;
}
