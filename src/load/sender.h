/*
 * sender.h - the hand of a producing workload: sends a record and writes down what became of it.
 *
 * Each record sent (or refused) gets one row, when its outcome is known: at the latest in
 * sender_give_up(). Outcomes:
 *   acked     the broker said so
 *   rejected  librdkafka vouches that it was never written
 *   unknown   everything else; also every record of an acks=0 workload that left without an error,
 *             because a delivery report proves nothing then but that bytes were handed over
 *
 * A producer that librdkafka declares useless (fatal error, idempotence) is replaced by a new one;
 * what it had in flight is settled by librdkafka's word, or unknown.
 *
 * Owner and thread: one producer thread, from sender_init() on. Fails: sender_init() only.
 */
#ifndef LOAD_SENDER_H
#define LOAD_SENDER_H

#include "kafka/client_producer.h"
#include "load/control.h"
#include "load/inflight.h"
#include "load/value.h"
#include "model/tally.h"

enum { SENDER_PURGE_MS = 2000 };

/* Told of each row just written. */
typedef void answer_fn(void *arg, const struct produced *row);

struct sender {
	struct control *control;
	const struct workload_plan *plan;
	uint16_t index; /* of the workload in the plan */
	size_t topic;   /* index in the plan */
	struct kproducer *client;
	struct stream *rows;
	struct value_maker values;
	struct inflight inflight;
	answer_fn *on_answer; /* or NULL */
	void *arg;
	bool is_fatal;  /* the client is to be replaced */
	bool said_down; /* that no broker is reachable, since the last acknowledgement */
	int64_t not_before_ns; /* but not before then, should replacing fail */
	struct tally *tally;
	delivery_fn
		*diverted; /* told of the answers from record `divert_from` on; or NULL */
	void *diverted_arg;
	uint32_t divert_from;
};

int sender_init(struct sender *s, struct control *control, size_t workload,
		struct err *e);
void sender_release(struct sender *s);

/* Sends the next record. SEND_FULL: not taken; nothing happened, try again later. Otherwise it has
 * its sequence number, and SEND_ERROR its row already. */
enum send_result sender_send(struct sender *s, int32_t partition, int64_t due_ns,
			     bool warm);

/* A record that was due and could not be handed over before the end: rejected, never sent. */
void sender_skip(struct sender *s, int32_t partition, int64_t due_ns);

/* Takes in outcomes, waiting up to `timeout_ms` for the first; replaces a fatal client. */
void sender_poll(struct sender *s, int timeout_ms);

/* From now on somebody else hands records over, numbered from `first` on, and takes their answers. */
void sender_divert(struct sender *s, uint32_t first, delivery_fn *fn, void *arg);

/* What an answer says about its record. */
enum outcome sender_outcome(const struct sender *s, const struct delivery *d);

/* Gives every unanswered record its row. Returns how many there were. */
int64_t sender_give_up(struct sender *s);

#endif
