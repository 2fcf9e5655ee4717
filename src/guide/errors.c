/*
 * errors.c - what an error of Kafka or its client takes down, and what heals it.
 *
 * By class, with words of their own for those that outages are made of. Sources: docs/measuring.md "Why"; Kafka's
 * protocol guide for the codes.
 */
#include "guide/term.h"
#include "model/kafka_error.h"

static const struct {
	const char *hits, *heals;
} classes[ERROR_CLASS_COUNT] = {
	[ERROR_CLASS_AVAILABLE] = {"nothing: it works", "nothing has to"},
	[ERROR_CLASS_UNAVAILABLE] =
		{"the plane that was asked, at the broker that was asked",
		 "what is missing comes back: a broker, a controller, a coordinator"},
	[ERROR_CLASS_STALL] =
		{"the plane that was asked; what was sent may have been done all the same",
		 "an answer in time: a living leader, fewer records, a faster machine"},
	[ERROR_CLASS_MOVING] =
		{"one request: the client's picture is old",
		 "the client asks for new metadata and tries again, by itself"},
	[ERROR_CLASS_CLIENT] = {"this client only", "its settings, or its use"},
	[ERROR_CLASS_GROUP] = {"consume, while the group settles", "the rebalance ends"},
	[ERROR_CLASS_OTHER] = {"nothing that says something about availability",
			       "depends on the request"},
};

static const struct advice {
	const char *name;
	const char *hits, *heals;
} advices[] = {
	{"NOT_ENOUGH_REPLICAS",
	 "produce with acks=all, to partitions with fewer replicas in sync than min.insync.replicas; acks=1 and reading go on",
	 "a replica comes back and catches up until the ISR has min.insync.replicas again; never by waiting alone"},
	{"NOT_ENOUGH_REPLICAS_AFTER_APPEND",
	 "produce with acks=all; the record is in the leader's log and may stay there: repeating it can double it",
	 "as NOT_ENOUGH_REPLICAS; an idempotent producer repeats without doubling"},
	{"NOT_LEADER_OR_FOLLOWER",
	 "produce and consume of one partition, until the client knows the new leader",
	 "the client's next metadata; if no leader is elected, an active controller and a replica in sync"},
	{"LEADER_NOT_AVAILABLE", "produce and consume of the partition",
	 "an election: it needs an active controller and a living replica of the ISR (or ELR)"},
	{"COORDINATOR_NOT_AVAILABLE",
	 "group: joining, committing; reading of members that lost their coordinator",
	 "the partition of __consumer_offsets gets a leader"},
	{"NOT_COORDINATOR", "group, one request: the coordinator has moved",
	 "the client looks the coordinator up again, by itself"},
	{"REQUEST_TIMED_OUT",
	 "produce with acks=all: a replica that is still counted as in sync does not fetch; the record may be written",
	 "the silent replica is fenced and leaves the ISR (broker.session.timeout.ms, replica.lag.time.max.ms)"},
	{"NOT_CONTROLLER", "admin: who was asked no longer leads the quorum",
	 "the broker learns who does, and forwards to it"},
	{"BROKER_NOT_AVAILABLE", "the plane that was asked",
	 "the broker registers and is unfenced"},
	{"KAFKA_STORAGE_ERROR", "all partitions in that log directory of that broker",
	 "the disk, and a restart of the broker; other replicas take over meanwhile"},
	{"_MSG_TIMED_OUT",
	 "produce: no acknowledgement within message.timeout.ms; the record may be written",
	 "a leader that answers; the read-back tells which of these records are there"},
	{"_TRANSPORT",
	 "whatever was under way on that connection; what was sent may be done",
	 "the client connects anew, with a growing pause between its attempts"},
	{"_ALL_BROKERS_DOWN", "everything of this client",
	 "a broker of its list answers; it learns of the others from that one"},
	{"_TIMED_OUT", "one request",
	 "an answer in time; the client tries again where it may"},
	{"_PURGE_QUEUE", "records that were still in the client",
	 "nothing: they were never sent"},
};

static const struct advice *advice_for(int code)
{
	const char *name = kafka_error_name(code);

	for (size_t i = 0; i < ARRAY_LEN(advices); i++)
		if (strcmp(advices[i].name, name) == 0)
			return &advices[i];
	return NULL;
}

const char *error_hits(int code)
{
	const struct advice *a = advice_for(code);

	return a ? a->hits : classes[kafka_error_find(code)->class].hits;
}

const char *error_heals(int code)
{
	const struct advice *a = advice_for(code);

	return a ? a->heals : classes[kafka_error_find(code)->class].heals;
}
