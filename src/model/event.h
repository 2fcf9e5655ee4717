/*
 * event.h - one thing that happened or was seen, with the moment it was.
 *
 * The run directory's *.jsonl streams are lists of these; a timeline is their merge by time.
 * Nothing is ever changed or removed; spans such as "node 2 down" are derived (view.h), never
 * stored. Instants: ns since run start; negative before it.
 *
 * Owner: texts and lists belong to the event (event_release); writers may fill in borrowed ones
 * and simply not release.
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "base/base.h"
#include "model/ids.h"

enum { NO_NODE = -1, NO_PHASE = -1 };

#define EVENT_KINDS(X)                                                                                     \
	/* the conductor: events.jsonl */                                                                  \
	X(RUN, "run") /* text: "start", "ready", "loaded", "healed", "settled", "end" */                   \
	X(PHASE,                                                                                           \
	  "phase") /* phase, begin, text: why it ended ("time", "until", "timeout", ...) */                \
	X(ACTION,                                                                                          \
	  "action") /* phase, action, step, ids, text: proof or error, code: of the error */               \
	X(WORKLOAD,                                                                                        \
	  "workload") /* name, member, text: "start", "warm", "stop", "fatal: ..." */                      \
	X(INSTRUMENT,                                                                                      \
	  "instrument") /* each second: late_ns, cpu_ns, rss_kib, contended_ns */                          \
	X(SETTLED,                                                                                         \
	  "settled") /* topic, partition, begin..: the read-back of a partition */                         \
	X(REPLICA,                                                                                         \
	  "replica") /* node, topic, partition, leader.., up: the same as the others' */                   \
	X(NOTE, "note") /* text */                                                                         \
	/* the observer: observer.jsonl */                                                                 \
	X(REACH, "reach") /* node, plane, up, text: why not */                                             \
	X(CLAIM,                                                                                           \
	  "claim") /* node, up: claims to lead the quorum; epoch, offset: high watermark, voters */        \
	X(BELIEF,                                                                                          \
	  "belief") /* node, leader, epoch: whom a controller holds for the leader */                      \
	X(PARTITION,                                                                                       \
	  "partition") /* node: whose view; topic, partition, leader, epoch, replicas, isr, elr */         \
	X(REGISTERED,                                                                                      \
	  "registered") /* node: whose view; ids: unfenced brokers, fenced: registered but fenced */       \
	X(METADATA, "metadata") /* node, offset: how far its metadata image has come */                    \
	X(GAP, "gap") /* late_ns: the observer itself did not look for so long */                          \
	/* the engine: engine.jsonl */                                                                     \
	X(ENGINE,                                                                                          \
	  "engine") /* node, name: the engine's word ("die", "pause"), exit_code, signal */                \
	X(HOST,                                                                                            \
	  "host") /* name: the host's, "" the one engine; up: it answers, text: why not, ids: its nodes */ \
	X(CLOCK,                                                                                           \
	  "clock") /* name: as of HOST, offset: its clock minus the run's, unsure_ns: at most so far off */

enum event_kind {
#define EVENT_ENUM(id, name) EVENT_##id,
	EVENT_KINDS(EVENT_ENUM)
#undef EVENT_ENUM
		EVENT_COUNT
};
const char *event_name(enum event_kind k);
bool event_kind_from(const char *name, enum event_kind *out);

/* An action's way: asked for, seen to have taken effect, returned; or not. And undone, when its time
 * was over. */
#define STEPS(X)                  \
	X(REQUESTED, "requested") \
	X(EFFECTIVE, "effective") \
	X(DONE, "done")           \
	X(FAILED, "failed")       \
	X(UNDONE, "undone")

enum step {
#define STEP_ENUM(id, name) STEP_##id,
	STEPS(STEP_ENUM)
#undef STEP_ENUM
};
const char *step_name(enum step s);

/* Ways to reach a node. */
enum side { SIDE_BROKER, SIDE_CONTROLLER };
const char *side_name(enum side s);

struct voter_lag {
	int32_t id;
	int64_t log_end_offset; /* -1: unknown */
};

/* One flat struct: each kind uses the members its row above names; the rest stay zero. */
struct event {
	int64_t at_ns;
	enum event_kind kind;
	int32_t node; /* NO_NODE: none */
	int phase;    /* index in the plan; NO_PHASE */
	int action;   /* index in the phase; heal and such: -1 */
	bool up;      /* REACH, CLAIM, HOST; PHASE: begin; REPLICA: it is as the others */
	enum step step;
	enum side side;
	char *name; /* ACTION: kind; WORKLOAD: its name; ENGINE: the engine's word; HOST, CLOCK: the host */
	char *text;
	char *code; /* ACTION that failed: "K607", also one that this version does not know */
	struct ids ids;    /* ACTION, HOST: nodes; REGISTERED: unfenced */
	struct ids fenced; /* REGISTERED */

	char *topic; /* PARTITION, SETTLED, REPLICA */
	int32_t partition;
	int32_t leader; /* -1: none; REPLICA: whose log it was held against, -1: its own */
	int32_t epoch;
	struct ids replicas, isr, elr;

	struct voter_lag *voters; /* CLAIM */
	size_t n_voters;
	int64_t offset; /* CLAIM: high watermark; METADATA: image offset; REPLICA: first that differs, -1;
			   CLOCK: ns */
	int64_t unsure_ns; /* ENGINE, CLOCK: the time, or the offset, is at most so far off; 0: no further
			      than our own */

	int member;      /* WORKLOAD */
	int64_t late_ns; /* INSTRUMENT: the ticker's worst lateness; GAP */
	int64_t cpu_ns;  /* INSTRUMENT: kchaos' own CPU time so far */
	int64_t rss_kib; /* INSTRUMENT: its memory now */
	int64_t contended_ns; /* INSTRUMENT: time so far in which some program waited for a processor; 0: not told */
	int exit_code; /* ENGINE */

	/* SETTLED, REPLICA: offsets of the partition, what was read, and whether that was everything */
	int64_t begin_offset, end_offset, high_watermark, read, foreign;
	bool complete;
};

/* A zeroed event has the wrong defaults; start from this. */
#define EVENT(kind_id, at)                                               \
	{                                                                \
		.kind = EVENT_##kind_id, .at_ns = (at), .node = NO_NODE, \
		.phase = NO_PHASE, .action = -1                          \
	}

void event_release(struct event *ev);
void event_copy(struct event *to,
		const struct event *from); /* deep; `to` is overwritten */

struct timeline {
	struct event
		*at; /* sorted by at_ns; equal times keep the order they were added in */
	size_t len;
};

void timeline_release(struct timeline *t);
struct event *timeline_add(
	struct timeline *t); /* at the end; zeroed; call timeline_sort() after */
void timeline_sort(struct timeline *t);

#endif
