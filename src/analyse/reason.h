/*
 * reason.h - why a part was not served, beside which action began it.
 *
 * In the order in which equal shares are named. How each is decided: docs/measuring.md "Why".
 * Threads: const. Fails: never.
 */
#ifndef ANALYSE_REASON_H
#define ANALYSE_REASON_H

#include "base/base.h"

#define REASONS(X)                                                                                              \
	X(NO_QUORUM, "no quorum",                                                                               \
	  "nobody led the quorum, and without that nothing could be mended")                                    \
	X(NO_LEADER, "no leader", "the partition had no leader that lived")                                     \
	X(DEAD_IN_ISR, "dead node in the ISR",                                                                  \
	  "a node that did not live was still in sync by the metadata, so that every write waited for it")      \
	X(BELOW_MIN_ISR, "below min ISR",                                                                       \
	  "fewer replicas were in sync than min.insync.replicas")                                               \
	X(NODE_DOWN, "node down", "the broker that was asked did not live")                                     \
	X(COORDINATOR_GONE, "coordinator gone",                                                                 \
	  "the group had no coordinator that could serve")                                                      \
	X(REBALANCE, "rebalance", "no member of the group had the partition")                                   \
	X(CONTROLLER_NOT_REACHED, "controller not reached",                                                     \
	  "there was an active controller, but the broker that was asked did not come through to it")           \
	X(STALE_METADATA, "stale metadata",                                                                     \
	  "there was a leader, but who asked was led to an earlier one")                                        \
	X(CLIENT_ARTEFACT, "client artefact",                                                                   \
	  "the cluster could serve again; the rest is the client's time to notice, to connect and to try anew") \
	X(ANSWERS_LATE, "answers late",                                                                         \
	  "it could be served, as far as was seen, and all was answered, but late")                             \
	X(UNKNOWN, "unknown", "neither the observer's record nor the errors tell")

enum reason {
#define REASON_ENUM(id, name, meaning) REASON_##id,
	REASONS(REASON_ENUM)
#undef REASON_ENUM
		REASON_COUNT
};
const char *reason_name(enum reason r);
const char *reason_meaning(enum reason r);

/* What an error code says by itself; REASON_UNKNOWN: nothing (a time-out may have any reason). */
enum reason reason_of_error(int code);

#endif
