/*
 * api_moves.h - replicas that move to other brokers: AlterPartitionReassignments v0,
 * ListPartitionReassignments v0.
 *
 * Both are the active controller's business (see api_config.h). A move is begun, not done, when
 * the reply comes: the new replicas copy the partition first, and only then the old ones go.
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_MOVES_H
#define KAFKA_API_MOVES_H

#include "kafka/wire.h"

struct move_answer {
	int16_t error; /* of the partition, else of the whole request */
	char *message; /* or NULL */
};

/* One partition onto these brokers, the first one being its preferred leader; `to` NULL: gives up
 * the move that is under way (NO_REASSIGNMENT_IN_PROGRESS when there is none). */
void move_request(struct strbuf *body, const char *topic, int32_t partition,
		  const struct ids *to /* or NULL */, int32_t timeout_ms);
int move_decode(struct move_answer *out, struct wire_reader *r, struct err *e);
void move_answer_release(struct move_answer *a);

struct moving_row {
	int32_t partition;
	struct ids replicas; /* all: those that stay, come and go */
	struct ids adding, removing;
};

struct moving_topic {
	char *name;
	struct moving_row *rows;
	size_t n_rows;
};

/* What is under way; a partition that does not move is not listed. */
struct moving_view {
	int16_t error;
	char *message; /* or NULL */
	struct moving_topic *topics;
	size_t n_topics;
};

/* One partition; topic NULL: all. */
void moving_view_request(struct strbuf *body, const char *topic /* or NULL */,
			 int32_t partition, int32_t timeout_ms);
int moving_view_decode(struct moving_view *out, struct wire_reader *r, struct err *e);
void moving_view_release(struct moving_view *v);

/* NULL: it does not move. */
const struct moving_row *moving_view_find(const struct moving_view *v, const char *topic,
					  int32_t partition);

#endif
