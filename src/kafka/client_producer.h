/*
 * client_producer.h - one librdkafka producer for one topic.
 *
 * Every record handed over (SEND_OK) is told of exactly once by the delivery callback, at the
 * latest by kproducer_purge(). Sending never waits.
 *
 * Owner: the thread that polls; all calls from that thread, the callbacks run inside
 * kproducer_poll() and kproducer_purge().
 * Fails: kproducer_new() with struct err; later trouble comes as delivery errors. An idempotent
 * producer can become useless (kproducer_fatal): purge it, free it and make a new one.
 */
#ifndef KAFKA_CLIENT_PRODUCER_H
#define KAFKA_CLIENT_PRODUCER_H

#include "kafka/client.h"
#include "model/plan.h"

enum delivery_status {
	DELIVERY_NOT_WRITTEN,      /* definitely */
	DELIVERY_POSSIBLY_WRITTEN, /* sent, but no answer that tells */
	DELIVERY_WRITTEN,          /* acknowledged (acks=0: handed to the socket) */
};

struct delivery {
	uintptr_t tag; /* as given to kproducer_send */
	int error;     /* 0: none */
	enum delivery_status status;
	int32_t partition; /* -1: never assigned */
	int64_t offset;    /* -1: none told */
	void *value;       /* of a borrowed one: it is the caller's again */
};

typedef void delivery_fn(void *arg, const struct delivery *d);

struct kproducer_params {
	const char
		*bootstrap; /* "host:port,host:port"; NULL: contacts nobody, to check */
	const char *topic;
	enum acks acks;
	bool idempotent;
	const struct params *config; /* the user's properties, or NULL */
	delivery_fn *on_delivery;
	client_error_fn *on_error; /* or NULL */
	void *arg;                 /* of both */
};

struct kproducer;

/* Returns at once, whether the cluster answers or not. */
struct kproducer *kproducer_new(const struct kproducer_params *p, struct err *e);
/* Whatever was not purged before is dropped without a word. Takes NULL. */
void kproducer_free(struct kproducer *p);

struct krecord {
	int32_t partition; /* -1: by the key's hash */
	const void *key;   /* or NULL */
	size_t key_len;
	const void *value;
	size_t value_len;
	uintptr_t tag;
	bool is_borrowed; /* the value is not copied: it must stay until its delivery is told */
};

enum send_result {
	SEND_OK,
	SEND_FULL,  /* the client's queue is full: poll, and try again later */
	SEND_ERROR, /* will never be accepted; *out_error says why */
};

/* Copies the key, and the value unless it is borrowed. */
enum send_result kproducer_send(struct kproducer *p, const struct krecord *r,
				int *out_error);

/* Runs the callbacks that are due, waiting up to `timeout_ms` for the first. Returns how many. */
int kproducer_poll(struct kproducer *p, int timeout_ms);

/* The fatal error (negative code) and its text, or 0. */
int kproducer_fatal(struct kproducer *p, char *text, size_t cap);

/* Gives up on every record not yet answered: each is delivered with an error, here. Returns how
 * many are still missing after `timeout_ms` (0 but for a defect of the library). */
int kproducer_purge(struct kproducer *p, int timeout_ms);

#endif
