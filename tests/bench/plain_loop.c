/*
 * plain_loop.c - what one would write with librdkafka and nothing else: a loop that sends, and a callback
 * that counts. The reference for bench_load.c; it accounts for nothing.
 *
 *     plain_loop BOOTSTRAP TOPIC RECORDS BYTES ACKS
 *
 * BATCH in the environment is batch.size; 16384 when it is not there.
 *
 * Prints records a second, from the first record handed over to the last answer; before that it has sent one
 * record and waited, so that connections and metadata are there.
 */
#include <librdkafka/rdkafka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long acked, failed;

static void on_answer(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
	(void)rk;
	(void)opaque;
	if (m->err)
		failed++;
	else
		acked++;
}

static double now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
	char why[256];

	if (rd_kafka_conf_set(conf, name, value, why, sizeof(why)) == RD_KAFKA_CONF_OK)
		return;
	(void)fprintf(stderr, "plain_loop: %s\n", why);
	exit(2);
}

static rd_kafka_t *connect_to(char **argv)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	const char *batch = getenv("BATCH");
	char why[256];
	rd_kafka_t *rk;

	set(conf, "bootstrap.servers", argv[1]);
	set(conf, "acks", argv[5]);
	set(conf, "linger.ms", "50");
	set(conf, "batch.size", batch ? batch : "16384");
	rd_kafka_conf_set_dr_msg_cb(conf, on_answer);
	rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (!rk) {
		(void)fprintf(stderr, "plain_loop: %s\n", why);
		exit(2);
	}
	return rk;
}

static void send_one(rd_kafka_t *rk, rd_kafka_topic_t *topic, char *value, size_t bytes)
{
	while (rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value,
				bytes, NULL, 0, NULL) != 0)
		(void)rd_kafka_poll(rk, 100); /* the queue is full */
	(void)rd_kafka_poll(rk, 0);
}

static void drain(rd_kafka_t *rk)
{
	while (rd_kafka_outq_len(rk) > 0)
		(void)rd_kafka_poll(rk, 100);
}

int main(int argc, char **argv)
{
	long records = argc == 6 ? atol(argv[3]) : 0;
	size_t bytes = argc == 6 ? (size_t)atol(argv[4]) : 0;
	char *value = malloc(bytes ? bytes : 1);
	rd_kafka_topic_t *topic;
	rd_kafka_t *rk;
	double began, took;

	if (records <= 0 || bytes == 0 || !value) {
		(void)fprintf(stderr,
			      "usage: plain_loop BOOTSTRAP TOPIC RECORDS BYTES ACKS\n");
		return 2;
	}
	memset(value, 'x', bytes);
	rk = connect_to(argv);
	topic = rd_kafka_topic_new(rk, argv[2], NULL);
	send_one(rk, topic, value, bytes);
	drain(rk);
	acked = 0;
	began = now_s();
	for (long i = 0; i < records; i++)
		send_one(rk, topic, value, bytes);
	drain(rk);
	took = now_s() - began;
	(void)printf("%.1f\n", (double)acked / took);
	if (failed)
		(void)fprintf(stderr, "plain_loop: %ld records failed\n", failed);
	rd_kafka_topic_destroy(topic);
	rd_kafka_destroy(rk);
	free(value);
	return failed ? 1 : 0;
}
