/*
 * client_conf.h - inside kafka/client*.c only: making librdkafka's configuration, and its log.
 *
 * Owner: client_conf_new() gives the configuration to the caller, rd_kafka_new() takes it when it
 * succeeds. Threads: the caller's; librdkafka's log lines come from any.
 */
#ifndef KAFKA_CLIENT_CONF_H
#define KAFKA_CLIENT_CONF_H

#include "kafka/client.h"

#include <librdkafka/rdkafka.h>

/* Defaults, then the user's properties (may be NULL). `bootstrap` NULL: brokers unknown, for
 * checking only. NULL on failure, kind ERR_USAGE. */
rd_kafka_conf_t *client_conf_new(enum client_kind kind, const char *bootstrap,
				 const struct params *user, struct err *e);

/* Sets one of our own; a property that librdkafka does not have is our bug. */
void client_conf_set(rd_kafka_conf_t *conf, const char *name, const char *value);

/* Takes `conf` in any case. NULL on failure. */
rd_kafka_t *client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, struct err *e);

/* librdkafka borrows `const` data through pointers to non-const. */
void *client_unconst(const void *p);

#endif
