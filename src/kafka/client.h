/*
 * client.h - what every Kafka client of ours has in common: properties, versions, error names.
 *
 * kafka/client*.c is the only user of librdkafka; nobody else needs its header. A client is made
 * from three layers: our defaults (a table, each row with its reason), then what the user wrote
 * under `config:` of the workload, then what the scenario's own keys say (acks, group, ...). The
 * last may not be set under `config:`: client_check() refuses that and any unknown property before
 * anything is started.
 *
 * Threads: one handle, one thread. Callbacks run inside that thread's poll call; librdkafka's own
 * threads reach none of our code but the debug log.
 */
#ifndef KAFKA_CLIENT_H
#define KAFKA_CLIENT_H

#include "base/err.h"
#include "model/params.h"

/* Who a default is for. A bit mask. */
enum client_kind {
	CLIENT_PRODUCER = 1 << 0,
	CLIENT_CONSUMER = 1 << 1, /* of assigned partitions */
	CLIENT_GROUP = 1 << 2,    /* member of a consumer group */
	CLIENT_READER = 1 << 3,   /* our own: reads everything back */
	CLIENT_ADMIN = 1 << 4,    /* our own: creates topics */
};

struct client_default {
	const char *property;
	const char *value;
	unsigned kinds;
	const char *why; /* one sentence, for the report */
};

/* The table; everything that is not in it keeps librdkafka's own default. */
const struct client_default *client_defaults(size_t *out_len);

/* A known defect of old versions that shows in an outage's numbers. */
struct client_artefact {
	const char *fixed_in; /* first version without it; NULL: none known */
	const char *what;
	const char *source; /* "librdkafka#4438" */
};

/* The rows that apply to `version` ("2.0.2"), newest fix last; a version that cannot be read has
 * them all. Fills up to `cap` pointers and returns how many apply. */
size_t client_artefacts(const char *version, const struct client_artefact **out,
			size_t cap);

/* The version of the library in use, "2.0.2". */
const char *client_version(void);

/* "_MSG_TIMED_OUT", "NOT_ENOUGH_REPLICAS"; a static text. Negative codes are librdkafka's own. */
const char *client_error_name(int code);

/* Codes the workloads must tell apart. */
enum {
	CLIENT_ERR_NONE = 0,
	CLIENT_ERR_QUEUE_FULL = -184,
	CLIENT_ERR_ALL_BROKERS_DOWN = -187,
	CLIENT_ERR_FATAL = -150,
	CLIENT_ERR_PURGE_INFLIGHT = -151,
	CLIENT_ERR_NO_START = -140, /* a reader's start offset is not in the log */
};

/* A client's own troubles ("2/2 brokers are down"): informational, edge-triggered. */
typedef void client_error_fn(void *arg, int code, const char *text);

#endif
