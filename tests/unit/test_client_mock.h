/*
 * test_client_mock.h - librdkafka's own mock cluster: brokers in this process that answer as they
 * are told. It knows no ISR and no topics but those made here; it never moves a leader by itself.
 */
#ifndef TESTS_CLIENT_MOCK_H
#define TESTS_CLIENT_MOCK_H

#include "base/base.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

enum { MOCK_PRODUCE = 0, MOCK_FETCH = 1, MOCK_METADATA = 3, MOCK_INIT_PRODUCER_ID = 22 };

struct mock {
	rd_kafka_t *rk; /* only carries the cluster */
	rd_kafka_mock_cluster_t *cluster;
	const char *bootstrap;
};

void mock_start(struct mock *m, int brokers);
void mock_stop(struct mock *m);
void mock_topic(struct mock *m, const char *name, int partitions);

/* The next `n` requests of this kind are answered with `error` (_TRANSPORT: disconnect). */
void mock_errors(struct mock *m, int16_t api, int n, rd_kafka_resp_err_t error);

#endif
