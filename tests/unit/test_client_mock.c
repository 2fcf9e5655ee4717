#include "test_client_mock.h"

#include <stdlib.h>

/* Not a check of the tests' library: a benchmark has the same mock, without a test around it. */
static void must(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "mock cluster: %s\n", what);
	abort();
}

void mock_start(struct mock *m, int brokers)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char why[256];

	rd_kafka_conf_set_log_cb(conf, NULL);
	m->rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	must(m->rk != NULL, why);
	m->cluster = rd_kafka_mock_cluster_new(m->rk, brokers);
	must(m->cluster != NULL, "no cluster");
	m->bootstrap = rd_kafka_mock_cluster_bootstraps(m->cluster);
}

void mock_stop(struct mock *m)
{
	rd_kafka_mock_cluster_destroy(m->cluster);
	rd_kafka_destroy(m->rk);
}

void mock_topic(struct mock *m, const char *name, int partitions)
{
	must(rd_kafka_mock_topic_create(m->cluster, name, partitions, 1) ==
		     RD_KAFKA_RESP_ERR_NO_ERROR,
	     name);
}

void mock_errors(struct mock *m, int16_t api, int n, rd_kafka_resp_err_t error)
{
	for (int i = 0; i < n; i++)
		rd_kafka_mock_push_request_errors(m->cluster, api, 1, error);
}
