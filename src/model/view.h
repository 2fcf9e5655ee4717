/*
 * view.h - the cluster as told so far: what each node itself says, and which view to believe.
 *
 * A view is a fold over events (view_apply), so the live display, the selectors and the analysis
 * of a finished run see the same cluster by the same rules (docs/measuring.md). It never asks
 * anything itself.
 *
 * Owner: one thread; readers elsewhere get a copy under the owner's lock (observe/observer.h).
 */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "model/partition_view.h"
#include "model/topology.h"

enum process_state { PROCESS_UNKNOWN, PROCESS_RUNNING, PROCESS_PAUSED, PROCESS_EXITED };
const char *process_word(
	enum process_state s); /* "gone", "running", "paused", "stopped" */

struct node_view {
	int32_t id;
	unsigned roles;
	enum process_state
		process; /* as the engine tells it; unknown while it does not answer */
	enum process_state told_process; /* the same, as it was told last */
	bool host_is_silent;             /* its engine does not answer */
	bool answers[2];                 /* by enum side */
	int64_t answers_since[2];
	bool claims; /* to be the quorum's leader */
	int32_t claim_epoch;
	int64_t claim_since_ns;
	int64_t high_watermark;
	int64_t hw_moved_ns; /* when the high watermark was last seen to move */
	struct voter_lag *voters;
	size_t n_voters;
	int32_t belief_leader; /* -1: none */
	int32_t belief_epoch;
	int64_t metadata_offset; /* -1: unknown */
	int64_t metadata_moved_ns;
	struct ids unfenced, fenced; /* brokers as this broker knows them */
	struct partition_views partitions;
};

struct view {
	int64_t now_ns;          /* time of the last event applied */
	struct node_view *nodes; /* as the topology's */
	size_t len;
	size_t n_voters;
	int32_t claimant; /* who claimed the highest epoch so far; -1: nobody yet */
	int32_t claimant_epoch;
	int32_t former_claimant; /* the last one before that was somebody else; -1 */
};

void view_init(struct view *v, const struct topology *t);
void view_release(struct view *v);
/* `to` is overwritten, and from then on it may be another thread's. */
void view_copy(struct view *to, const struct view *from);
void view_apply(struct view *v, const struct event *ev);

struct node_view *view_node(const struct view *v, int32_t id); /* or NULL */

/*
 * The active controller: the one that claims leadership in the highest epoch ever claimed, as
 * long as it answers and the claim holds at `now_ns` (its high watermark moved within
 * CLAIM_HOLDS_NS, or the claim is younger than that). -1: none. A lower claim is that of a
 * leader voted out, which may not know it yet.
 */
#define CLAIM_HOLDS_NS (1500 * NS_PER_MS)
int32_t view_controller(const struct view *v, int64_t now_ns, int32_t *out_epoch);

/* Who was active controller before the present one; while there is none, who was last. -1: nobody
 * before has been seen. */
int32_t view_former_controller(const struct view *v, int64_t now_ns);

/* Highest quorum epoch any controller told; -1: none yet. */
int32_t view_quorum_epoch(const struct view *v);

/*
 * The broker whose metadata to believe: it answers and has the highest metadata offset. -1: none
 * answers (then the last told state of the broker that was freshest is still in its view).
 */
int32_t view_freshest(const struct view *v);

/* The broker whose partitions the next three are of: the freshest one, and when no broker answers the one that was
 * freshest. NULL: none has told any. */
const struct node_view *view_believed(const struct view *v);

/* The partition in the freshest view; when no broker answers, in the view that was freshest.
 * NULL: never seen. */
const struct partition_view *view_partition(const struct view *v, const char *topic,
					    int32_t partition);

/* The partitions known to the freshest view: array of pointers, caller frees the array. */
const struct partition_view **view_partitions(const struct view *v, size_t *out_len);

struct isr_count {
	size_t in_sync; /* replicas in the ISR, summed over partitions: the "48" of "48 of 48" */
	size_t replicas;
	size_t leaderless;
	size_t under_replicated; /* partitions with ISR smaller than replicas */
};
/* Over all topics, or one (topic not NULL). */
struct isr_count view_isr(const struct view *v, const char *topic);

/* How many partitions a broker leads. */
size_t view_leads(const struct view *v, int32_t broker);

/* Lag of a voter behind the active controller's log end, in records; -1: unknown. */
int64_t view_voter_lag(const struct view *v, int32_t controller, int32_t voter);

#endif
