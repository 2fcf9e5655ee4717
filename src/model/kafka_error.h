/*
 * kafka_error.h - error codes of Kafka and librdkafka: their names, what they mean, what they say
 * about availability.
 *
 * One number space: Kafka's codes are -1 and up, librdkafka's own lie from -199 to -140. Names are
 * spelled as each of them does (librdkafka's begin with an underscore).
 * Threads: const. Fails: never; an unknown code has a row of its own.
 */
#ifndef MODEL_KAFKA_ERROR_H
#define MODEL_KAFKA_ERROR_H

#include "base/base.h"

/* What an error says about the service that was asked. */
#define ERROR_CLASSES(X)              \
	X(AVAILABLE, "available")     \
	X(UNAVAILABLE, "unavailable") \
	X(STALL, "stall")             \
	X(MOVING, "moving")           \
	X(CLIENT, "client")           \
	X(GROUP, "group")             \
	X(OTHER, "other")

enum error_class {
/* AVAILABLE   it works: no error, or one that says the work was done before
	 * UNAVAILABLE the service refuses or cannot
	 * STALL       no answer in time; the record may be written
	 * MOVING      the client's picture is old; passes by itself
	 * CLIENT      made by the client or its settings
	 * GROUP       churn of a consumer group, not of a broker
	 * OTHER       says nothing about availability */
#define ERROR_CLASS_ENUM(id, name) ERROR_CLASS_##id,
	ERROR_CLASSES(ERROR_CLASS_ENUM)
#undef ERROR_CLASS_ENUM
		ERROR_CLASS_COUNT
};
const char *error_class_name(enum error_class c);

struct kafka_error {
	int code;
	enum error_class class;
	const char *name;
	const char *meaning; /* one line, lower case */
};

/* All known ones, by code. */
const struct kafka_error *kafka_errors(size_t *out_len);

/* Never NULL: an unknown code gives the row named "UNLISTED". */
const struct kafka_error *kafka_error_find(int code);
const char *kafka_error_name(int code);

#endif
