/*
 * api_quorum.h - what one controller thinks of the metadata quorum, asked on its own listener.
 *
 * quorum_view (DescribeQuorum): only the leader answers with content; the others say
 * NOT_LEADER_OR_FOLLOWER. Two nodes can claim leadership for up to ~3 s after a partition: the
 * higher epoch is the real one. Through a broker the request is forwarded, and without a leader
 * parked for 60 s: do not ask there.
 *
 * quorum_opinion (Fetch v13 of the metadata log, nothing fetched): followers, candidates and
 * nodes without a leader answer too, with the leader and epoch they believe in. Epoch 0 is sent
 * on purpose: it is refused (FENCED_LEADER_EPOCH) before anything is touched, and the refusal
 * carries current_leader (KafkaRaftClient.validateLeaderOnlyRequest).
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_QUORUM_H
#define KAFKA_API_QUORUM_H

#include "kafka/wire.h"

struct quorum_replica {
	int32_t id;
	struct wire_uuid directory; /* zero before v2 and in a static quorum */
	int64_t log_end_offset;     /* -1: not known */
	int64_t last_fetch_wall_ms; /* since 1970; -1: not known; the leader's own: now */
	int64_t last_caught_up_wall_ms;
};

struct quorum_view {
	int16_t error; /* the node's, else the partition's; 0: this node leads */
	char *message; /* or NULL */
	/* All three are -1 when error is set: the wire says 0 then, which would look like node 0. */
	int32_t leader;
	int32_t epoch;
	int64_t high_watermark; /* also -1 until the new leader committed something */
	struct quorum_replica *voters;
	size_t n_voters;
	struct quorum_replica *observers; /* brokers; a dead one stays listed for 300 s */
	size_t n_observers;
};

void quorum_view_request(struct strbuf *body);
int quorum_view_decode(struct quorum_view *out, int version, struct wire_reader *r,
		       struct err *e);
void quorum_view_release(struct quorum_view *v);

struct quorum_opinion {
	int16_t error;  /* normally FENCED_LEADER_EPOCH (74), or 6 while the epoch is 0 */
	int32_t leader; /* -1: this node knows of none */
	int32_t epoch;  /* -1: not told */
	int64_t log_start_offset;
};

void quorum_opinion_request(struct strbuf *body);
int quorum_opinion_decode(struct quorum_opinion *out, struct wire_reader *r,
			  struct err *e);

#endif
