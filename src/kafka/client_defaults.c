#include "kafka/client.h"

#include <ctype.h>

enum {
	PRODUCER = CLIENT_PRODUCER,
	CONSUMERS = CLIENT_CONSUMER | CLIENT_GROUP,
	OURS = CLIENT_READER | CLIENT_ADMIN,
	ALL = PRODUCER | CONSUMERS | OURS,
};

/*
 * Only what measuring needs. Time-outs, back-offs, batching and retries of the workloads stay as
 * librdkafka has them: they are part of what is measured, and a user who sets them says so in
 * the scenario (facts about each: docs/measuring.md).
 */
static const struct client_default defaults[] = {
	{"client.id", "kchaos", ALL, "the name in the brokers' logs, metrics and quotas"},
	{"socket.nagle.disable", "true", ALL,
	 "Nagle's algorithm holds small requests back by up to 40 ms; off by default since librdkafka "
	 "2.10"},
	{"allow.auto.create.topics", "false", ALL,
	 "a topic that is gone must be an error, not a new and empty topic"},
	{"queue.buffering.max.messages", "1000000", PRODUCER,
	 "an outage queues up all demand; a full queue would be our limit, not the cluster's"},
	{"auto.offset.reset", "earliest", CONSUMERS,
	 "topics are fresh: the first start of a consumer must not skip the first records"},
	{"auto.offset.reset", "error", CLIENT_READER,
	 "a log that does not begin where it should is a finding, not a reason to start elsewhere"},
	{"enable.partition.eof", "true", CLIENT_READER,
	 "the reader must know when it is done"},
	{"check.crcs", "true", CLIENT_READER, "a damaged record must not count as found"},
	/* A queue of only four answers' length stands still most of the time: a third of the speed. */
	{"queued.max.messages.kbytes", "16384", CLIENT_READER,
	 "reading back needs little memory, whatever there is to read"},
	{"fetch.max.bytes", "16777216", CLIENT_READER, "the same, for each answer"},
	{"fetch.message.max.bytes", "1048576", CLIENT_READER,
	 "the same, for each partition"},
};

const struct client_default *client_defaults(size_t *out_len)
{
	*out_len = ARRAY_LEN(defaults);
	return defaults;
}

/* From librdkafka's CHANGELOG; only what shows in availability numbers. Oldest fix first. */
static const struct client_artefact artefacts[] = {
	{"2.3.0",
	 "an idempotent producer can become fatal after a disconnect or time-out; it is made anew "
	 "and its records in flight are of unknown outcome",
	 "librdkafka#4438"},
	{"2.10.0",
	 "a metadata request waiting on an unreachable broker holds up finding new leaders and "
	 "coordinators",
	 "librdkafka#4970"},
	{"2.10.0",
	 "a consumer waits fetch.error.backoff.ms (500 ms) after a change of leader",
	 "CHANGELOG 2.10.0"},
	{"2.10.0", "the topic cache is dropped on transient metadata errors",
	 "CHANGELOG 2.10.0"},
	{"2.10.1",
	 "the first record to a partition waits up to 1 s for its leader; hence the warm-up",
	 "CHANGELOG 2.10.1"},
	{NULL,
	 "when records of an idempotent producer time out (message.timeout.ms), the client starts a new "
	 "epoch and sends again what was in flight: duplicates, without any defect of the cluster",
	 "seen with 2.0.2 in a majority outage"},
	{NULL,
	 "the threads of an idempotent producer turn without waiting while five records of a partition "
	 "are unanswered and more are waiting: up to a core of CPU in an outage, or when the brokers are "
	 "slow",
	 "librdkafka#3692, #2565; seen with 2.0.2 and 2.15.0"},
};

/* One number of a version; false at its end. */
static bool next_number(const char **at, unsigned *out)
{
	if (!isdigit((unsigned char)**at))
		return false;
	for (*out = 0; isdigit((unsigned char)**at); (*at)++)
		*out = *out * 10 + (unsigned)(**at - '0');
	if (**at == '.')
		(*at)++;
	return true;
}

/* Compares number by number; missing ones are 0, so text without any is the oldest. */
static bool is_older(const char *a, const char *b)
{
	for (int i = 0; i < 4; i++) {
		unsigned x = 0, y = 0;

		(void)next_number(&a, &x);
		(void)next_number(&b, &y);
		if (x != y)
			return x < y;
	}
	return false;
}

size_t client_artefacts(const char *version, const struct client_artefact **out,
			size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(artefacts); i++) {
		if (artefacts[i].fixed_in && !is_older(version, artefacts[i].fixed_in))
			continue;
		if (n < cap)
			out[n] = &artefacts[i];
		n++;
	}
	return n;
}
