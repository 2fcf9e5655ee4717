/*
 * ask.h - inside load/: one question of each kind, asked once and waited for.
 *
 *     ask_open(&a, control, plan, place);
 *     ask_one(&a, part, until, &answer);      as often as is wished
 *     ask_close(&a);
 *
 * Outcomes: acked, it was answered; rejected, it was answered with an error, or never asked; unknown,
 * no answer came. An answer that came in time counts, however the next question fares.
 *
 *   metadata    Metadata to one broker about the topic. offset: the sum of the leader epochs of its
 *               partitions, -1 for one that was not told
 *   describe    DescribeQuorum through one broker, which forwards it to the active controller and holds
 *               it back while there is none. offset: the quorum's epoch
 *   admin       CreateTopics, then DeleteTopics, of a topic of its own, through whichever broker can be
 *               reached; the broker that failed is not the first one next time. offset: -1
 *   group       FindCoordinator through whichever broker can be reached; there JoinGroup, SyncGroup,
 *               OffsetCommit and OffsetFetch for a group of its own, which it then leaves. What was
 *               committed must come back. offset: that
 *   new client  a librdkafka consumer that starts from nothing and wants the first record of one partition.
 *               offset: that record's
 *
 * Owner and thread: one asker. Fails: never; what goes wrong is the answer. A question ends when the
 * load gives up, at LOAD_GLANCE_MS of notice.
 */
#ifndef LOAD_ASK_H
#define LOAD_ASK_H

#include "kafka/call.h"
#include "load/control.h"
#include "model/ledger.h"

struct answer {
	enum outcome outcome;
	int error;       /* Kafka's or librdkafka's code; 0: none */
	int64_t offset;  /* what the answer is told by; -1: nothing */
	int64_t done_ns; /* when it was known */
};

struct ask {
	struct control *control;
	const struct workload_plan *plan;
	struct kconn *conns; /* to the brokers that are asked; none: not by wire */
	size_t n_conns;
	size_t at;     /* whom to ask first */
	bool leftover; /* admin: its topic may be there */
	char *own;     /* admin: its topic; group: its name */
	int64_t count; /* group: of commits */
	bool is_final; /* nothing makes it give up any more */
};

/* `place` in the topology of the one broker to be asked; ASK_ANY: whichever serves. */
enum { ASK_ANY = -1 };
void ask_open(struct ask *a, struct control *control, const struct workload_plan *plan,
	      int place);
/* Also removes what may be left, in at most ASK_CLEAN_NS. */
#define ASK_CLEAN_NS (1 * NS_PER_S)
void ask_close(struct ask *a);

/* `partition`: new client only. */
void ask_one(struct ask *a, int32_t partition, int64_t until_ns, struct answer *out);

/* ---- ask_wire.c ---- */

/* A connection that stands, by `until_ns`; false: `out` says why not. */
bool ask_connect(struct ask *a, struct kconn *c, int64_t until_ns, struct answer *out);

/* Sends and waits, on a connection that stands; `body` is released. `r` is behind the reply's head. */
bool ask_wire(struct ask *a, struct kconn *c, enum kapi api, struct strbuf *body,
	      int64_t until_ns, struct wire_reader *r, struct answer *out);

/* A connection to the first broker that can be reached, from the one whose turn it is; or NULL. */
struct kconn *ask_reach(struct ask *a, int64_t until_ns, struct answer *out);
/* Next time another broker's turn comes first. */
void ask_next_broker(struct ask *a);

/* The reply could not be read: no answer, and the connection is of no more use. */
void ask_garbled(struct kconn *c, struct answer *out);

/* Answered with that error; 0: without. */
void ask_answered(struct answer *out, int error, int64_t offset);

bool ask_must_end(const struct ask *a);

/* ---- ask_admin.c, ask_client.c, ask_group.c ---- */

void ask_admin(struct ask *a, int64_t until_ns, struct answer *out);
void ask_admin_clean(struct ask *a);
void ask_group(struct ask *a, int64_t until_ns, struct answer *out);
void ask_new_client(struct ask *a, int32_t partition, int64_t until_ns,
		    struct answer *out);

#endif
