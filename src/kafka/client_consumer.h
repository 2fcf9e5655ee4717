/*
 * client_consumer.h - one librdkafka consumer: of partitions told to it, or in a group.
 *
 * With assigned partitions no group coordinator is involved at all (librdkafka's plain consumer),
 * so such a workload measures fetching and nothing else.
 *
 * Owner: the thread that polls; all calls from that thread, the callbacks run inside
 * kconsumer_poll(). A message is borrowed until the next poll.
 * Fails: kconsumer_new() and _assign() with struct err; later trouble comes out of poll.
 */
#ifndef KAFKA_CLIENT_CONSUMER_H
#define KAFKA_CLIENT_CONSUMER_H

#include "kafka/client.h"

/* `n` partitions given to or taken from a group member; `text` is "payments/0,1" or "nothing". */
typedef void rebalance_fn(void *arg, bool assigned, int n, const char *text);

struct kconsumer_params {
	const char
		*bootstrap; /* "host:port,host:port"; NULL: contacts nobody, to check */
	const char *topic;
	const char *group; /* NULL: partitions are assigned by kconsumer_assign */
	bool is_reader;    /* reads to the end and says when; see KPOLL_END */
	const struct params *config; /* the user's properties, or NULL */
	rebalance_fn *on_rebalance;  /* group only; or NULL */
	client_error_fn *on_error;   /* or NULL */
	void *arg;                   /* of both */
};

struct kconsumer;

/* Returns at once; a group member starts joining. */
struct kconsumer *kconsumer_new(const struct kconsumer_params *p, struct err *e);
/* Does not say good-bye to the group: that could hang in an outage. Takes NULL. */
void kconsumer_free(struct kconsumer *c);

enum { KOFFSET_BEGIN = -2 }; /* the first offset there is */

/* Adds a partition, read from `offset` on; a partition already read starts over there. */
int kconsumer_assign(struct kconsumer *c, int32_t partition, int64_t offset,
		     struct err *e);

struct kmessage {
	int32_t partition;
	int64_t offset;
	const void *value;
	size_t value_len;
};

enum kpoll {
	KPOLL_NOTHING,
	KPOLL_MESSAGE,
	KPOLL_END,   /* reader: caught up; `partition`, and `offset` would be the next */
	KPOLL_ERROR, /* *out_error says why; partition is -1 unless it is about one */
};

/* One at a time. */
enum kpoll kconsumer_poll(struct kconsumer *c, int timeout_ms, struct kmessage *out,
			  int *out_error);

/* What arrives within `timeout_ms`, at most KREAD_MOST of it, in one go; assigned partitions only. `m` and
 * `error` as kconsumer_poll() gives them; borrowed until `fn` returns. Returns how many. */
enum { KREAD_MOST = 2000 };
typedef void kread_fn(void *arg, enum kpoll what, const struct kmessage *m, int error);
size_t kconsumer_read(struct kconsumer *c, int timeout_ms, kread_fn *fn, void *arg);

/* The high watermark the last fetch of the partition told; -1: none yet. */
int64_t kconsumer_high_watermark(struct kconsumer *c, int32_t partition);

#endif
