/*
 * findings.h - what a run directory says, worked out: the input of verdict and reports.
 *
 * A pure function of the run directory (no clock, no network): the same directory gives the same
 * findings, byte for byte in results.json. Definitions: docs/measuring.md. Instants are ns since
 * run start; lengths are ns. Owner: the caller of findings_make(); const afterwards.
 */
#ifndef ANALYSE_FINDINGS_H
#define ANALYSE_FINDINGS_H

#include "analyse/clocks.h"
#include "analyse/reason.h"
#include "base/err.h"
#include "model/hist.h"
#include "model/plane.h"
#include "model/view.h"
#include "record/reader.h"

struct phase_finding {
	int64_t begin_ns;
	int64_t end_ns; /* the run's end when it was cut off */
	bool begun, ended;
	char *why; /* why it ended: "time", "until", "timeout", "interrupted", ... */
	struct isr_count isr_begin, isr_end;
	int32_t controller_begin, controller_end; /* -1: none */
	double contended; /* share of it in which some program waited for a processor; -1: not told */
};

struct action_finding {
	int phase, action;
	bool is_inner;      /* part of a repetition, a storm, ... of the plan */
	bool is_aimed;      /* its nodes were known when it was asked for */
	char *kind, *label; /* label NULL: none */
	struct ids nodes;
	int64_t requested_ns;
	int64_t first_effective_ns; /* on the first of its nodes; NEVER: not seen */
	int64_t effective_ns;       /* on the last of them */
	int64_t done_ns;            /* NEVER: did not come */
	int64_t undone_ns; /* when its time was over; NEVER: it has none, or it did not come */
	bool failed;
	char *proof; /* or the error; of several nodes joined by "; " */
	char *code;  /* the error's; NULL: none, or an earlier version recorded it */
};
/* For people: its proof, or if it failed why, with the code: "no effect: ... [K607]". Caller frees. */
char *action_words(const struct action_finding *a);

enum { WINDOW_ERRORS = 4 };

struct error_share {
	int code; /* librdkafka's / Kafka's */
	uint64_t count;
};

/*
 * Where a window's seconds went, from the observer's record; NEVER: not seen, not known.
 * cluster share + client share = window_end_ns() - window_start_ns(), when they are known.
 */
struct split {
	int64_t fault_ns;  /* effect of the action that explains it, on its first node */
	int64_t fenced_ns; /* no dead node in the ISR any more */
	int64_t leader_ns; /* a living leader seen */
	int64_t cluster_share_ns; /* from the start until the cluster could serve again */
	int64_t client_share_ns;  /* from then to the first success */
	int cause;                /* index in findings.actions; -1: unexplained */
};

/* Why a window was one, from the observer's record and the errors. */
struct why {
	enum reason reason;       /* the one with the largest share */
	int64_t ns[REASON_COUNT]; /* together window_end_ns() - window_start_ns() */
	char **evidence; /* in words, of the first reason first; never NULL ones */
	size_t n_evidence;
};

/*
 * A stretch in which a partition was not served: [last good, next good].
 * Start lies in [from_ns, from_latest_ns], end in [to_earliest_ns, to_ns];
 * from <= from_latest <= to_earliest <= to. Lengths are taken between the middles of these bars.
 */
struct window {
	enum plane plane;
	size_t workload;
	int32_t partition;
	int64_t from_ns, from_latest_ns;
	int64_t to_earliest_ns, to_ns;
	bool open; /* no good instant came any more: to_ns is the end of the measurement */
	bool unstarted; /* no good instant before it: from_ns is its beginning */
	bool widened;   /* the instrument stalled at an edge: bars include it */
	uint64_t records, unserved;               /* due in it; of which never served */
	struct error_share errors[WINDOW_ERRORS]; /* most frequent first; 0: unused */
	uint64_t other_errors;
	struct split split;
	struct why why;
};
int64_t window_start_ns(const struct window *w); /* middle of its start's bar */
int64_t window_end_ns(const struct window *w);   /* middle of its end's bar */

/* A stretch derived from windows of several partitions (no bars of its own). */
struct span {
	int64_t from_ns, to_ns;
};

/*
 * A workload within a phase, or within the whole run, each record counted by its due time.
 * due = served + late + rejected + unknown.
 */
struct demand {
	uint64_t due;               /* records due; for consumers: records acknowledged */
	uint64_t served;            /* within late_after */
	uint64_t late;              /* served, but later */
	uint64_t rejected, unknown; /* consumers: unknown = never received */
	uint64_t missing; /* of the unknown: no outcome row, a gap in seq proves them */
	uint64_t stale;   /* answers that were older than what was known (metadata) */
	uint64_t bytes_served; /* least payload of served and late; 0: not fixed */
	int64_t longest_ns;    /* longest window of any partition, clipped to the phase */
	int64_t longest_bar_ns;    /* half-width of its uncertainty */
	int32_t longest_partition; /* -1: no window */
	int64_t any_ns;            /* time in which at least one partition was out */
	int64_t all_ns;            /* time in which every partition with demand was out */
	struct hist *latency;      /* from due to answer; of served and late */
	int64_t worst_lag_ns;      /* schedule lag: sent - due */
	uint64_t
		redelivered; /* consumers: receipts beyond a record's first, by their time */
	uint64_t rebalances; /* consumers: the most assignments that one member got */
	uint64_t saturated;  /* sent later than late_after, or refused by a full queue */
	struct error_share errors[WINDOW_ERRORS]; /* most frequent first; 0: unused */
};

/* One partition within a phase, or within the whole run. */
struct share {
	uint64_t due, served;
};

/* A workload of so many records as fast as they are taken (model/bulk.h). */
struct bulk_finding {
	int64_t from_ns,
		to_ns; /* the first was handed over, the last answer came; NEVER: it did not begin */
	uint64_t sent, acked, rejected, unknown;
	int64_t full_ns;      /* its thread waited for room in the client's queue */
	double per_s;         /* acknowledged, from from_ns to to_ns */
	double peak_per_s;    /* in the best second; of less than one: as per_s */
	int64_t peak_ns;      /* when that began */
	struct hist *latency; /* from handing over to the answer, all of them */
	bool all_sent;
	bool generator_bound; /* there always was room: our own thread was the limit */
};

/* A workload within one bucket of findings.bucket_ns (rates.c). */
struct rate {
	uint32_t due, served, late, rejected, unknown;
	int64_t p50_ns, p99_ns,
		max_ns; /* from due to answer, of those due in it; -1: no answer */
};

struct workload_finding {
	enum plane plane;
	struct rate *rates;        /* findings.n_buckets */
	struct bulk_finding *bulk; /* NULL: it has due times */
	size_t topic;              /* index in the plan */
	struct demand run;         /* first phase's begin to last phase's end */
	struct demand *phases;     /* as many as the plan's phases */
	struct share *shares; /* [phase * n_partitions + partition]; last row: the run */
	size_t n_partitions;
	struct window *windows; /* by time, then partition */
	size_t n_windows;
	struct span *any, *all; /* unions and intersections over partitions */
	size_t n_any, n_all;
	int64_t steady_p99_ns;     /* of the time before the first action; -1: unknown */
	bool late_after_too_small; /* less than 3 x steady p99: windows may be noise */
	bool measurable;           /* false: acks=0 proves nothing */
};

/* How a node was, as the engine, the node itself and the actions tell; the worst is said. */
enum node_state {
	NODE_UP,     /* it answers */
	NODE_SILENT, /* its process runs, it does not answer (it starts, it hangs) */
	NODE_HIT,    /* its process runs, an action has it: cut off, about to stop */
	NODE_PAUSED,
	NODE_STOPPED,
	NODE_UNKNOWN, /* it does not answer, and neither does its host's engine */
	NODE_STATES
};
const char *node_state_name(
	enum node_state s); /* "up", "silent", "hit", "paused", "stopped", "unknown" */

struct findings;
bool node_state_seen(const struct findings *f, enum node_state s); /* of any node */

struct node_span {
	int64_t from_ns, to_ns;
	size_t node; /* index in the topology */
	enum node_state state;
	const char *by; /* the action that has it (the timeline's text); NULL: none */
};

/* Who was active controller, from when to when; node -1: nobody. */
struct controller_span {
	int64_t from_ns, to_ns;
	int32_t node, epoch;
};

/* A controller that held itself for the leader while another led in a higher epoch (stale.c). */
struct stale_controller {
	int64_t from_ns, to_ns;
	int32_t node, epoch;
	int32_t by, by_epoch; /* who had taken over */
	bool said_so;         /* when asked meanwhile; else it did not answer */
};

/* How a topic's replication stood from one instant to the next (the freshest view). */
struct isr_step {
	int64_t at_ns;
	uint16_t min_isr; /* smallest ISR of its partitions */
	uint16_t leaderless;
	uint32_t in_sync, replicas;
	bool stale; /* no broker answered: this is what was told last */
	uint16_t partitions;
	uint16_t preferred; /* of them, led by their first replica */
};

/* A partition got another leader, or another epoch of the same one (leaders.c). */
struct leader_step {
	int64_t at_ns;
	int32_t partition;
	int32_t node; /* -1: none */
	int32_t epoch;
	bool first;     /* nobody was told before */
	int32_t from;   /* who led before; -1: nobody */
	bool preferred; /* the first of its replicas */
};

struct topic_finding {
	struct isr_step *steps; /* first one: the first snapshot */
	size_t n_steps;
	struct leader_step *leaders; /* by time; first ones: the first snapshot */
	size_t n_leaders;
};

enum { LOST_SHOWN = 20 };

struct lost_record {
	uint32_t seq;
	int32_t partition;
	int64_t offset;          /* the broker had told */
	int64_t due_ns, done_ns; /* NEVER: of a bulk workload, not kept */
};

/*
 * Every record of one producer settled, warm-up included. produced = acked + rejected + unknown.
 * With acks=0 nothing was acknowledged: what the client calls a success counts as unknown.
 */
struct settlement {
	size_t workload;
	uint64_t produced, acked, rejected, unknown;
	uint64_t acked_found, lost; /* acked = acked_found + lost + unverified */
	uint64_t unverified;     /* acked, absent, and the reading was incomplete there */
	uint64_t unknown_found;  /* timed out, but written */
	uint64_t rejected_found; /* a contradiction: a defect of someone */
	uint64_t duplicated;     /* copies beyond the first */
	uint64_t reordered; /* first copies behind a higher sequence of their partition */
	uint64_t unaccounted; /* no outcome row: a gap in seq, or found without */
	struct lost_record first_lost[LOST_SHOWN];
	size_t n_first_lost;
};

/* Every replica held against the others of its partition: same + differ + unread = len. */
struct replicas_finding {
	const struct event **all; /* EVENT_REPLICA, as told; the events are the run's */
	size_t len;               /* 0: nothing was compared */
	size_t same, differ, unread;
};

/* What a node's log said in a phase, in plain words (digest.c). */
struct digest_row {
	int phase;
	int32_t node;
	char *words;
	uint64_t count; /* lines that mean this */
	int64_t first_ns, last_ns;
};

struct instrument_finding {
	int64_t worst_late_ns; /* the ticker's */
	int64_t worst_late_at_ns;
	int64_t observer_gap_ns; /* the longest */
	double cpu_share;        /* kchaos' own CPU, of one core */
	double contended;        /* as a phase's, of the whole measurement */
	int64_t peak_rss_kib;
};

/* What a node's partitions take on its disk, as it told when the last phase had ended. */
struct disk_finding {
	int32_t node;
	int64_t bytes; /* -1: not told */
};

struct findings {
	const struct run *run; /* borrowed */
	int64_t begin_ns,
		end_ns; /* the measurement: first phase's begin, last one's end */
	struct phase_finding *phases; /* as the plan's */
	struct action_finding *actions;
	size_t n_actions;
	struct workload_finding *workloads; /* as the plan's */
	int64_t bucket_ns;                  /* of every workload's rates */
	size_t n_buckets;
	struct node_span *node_spans; /* covering begin..end, node by node, by time */
	size_t n_node_spans;
	struct controller_span *controllers; /* covering begin..end */
	size_t n_controllers;
	size_t controller_changes;                  /* to another node or epoch */
	struct stale_controller *stale_controllers; /* by their end */
	size_t n_stale_controllers;
	bool observed; /* the observer told something: absence means something */
	struct topic_finding *topics;   /* as the plan's */
	struct settlement *settlements; /* one per producing workload, plan order */
	size_t n_settlements;
	bool settled;     /* the read-back took place and was complete */
	uint64_t foreign; /* records in the topics that were not ours */
	struct replicas_finding replicas;
	struct instrument_finding instrument;
	struct disk_finding *disks; /* as the last snapshot's nodes */
	size_t n_disks;
	int64_t read_back_ns; /* how long the read-back took; -1: not told */
	uint64_t read_back;   /* records read */
	struct span *gaps;    /* in which the observer did not look, in time order */
	size_t n_gaps;
	struct clock_finding
		*clocks; /* of the hosts' engines, as they were first measured */
	size_t n_clocks;
	struct digest_row *digest; /* by the time of their first line */
	size_t n_digest;
	char **notes; /* e.g. "librdkafka 2.0.2: ...", "observer did not look for 0.4 s at ..." */
	size_t n_notes;
};

/* -1: a ledger contradicts itself (kind ERR_USAGE); nothing is left to release. */
int findings_make(struct findings *f, const struct run *run, struct err *e);
void findings_release(struct findings *f);

/* The longest window of a workload within [from, to), clipped to it. */
struct longest {
	int64_t ns, bar_ns;          /* 0: none */
	const struct window *window; /* NULL: none */
};
enum { ANY_PARTITION = -1 };
struct longest findings_longest(const struct workload_finding *w, int32_t partition,
				int64_t from_ns, int64_t to_ns);

/* What a window's partition is: "payments/3", of other planes "kafka2" or "any broker". Caller frees. */
char *findings_part_name(const struct findings *f, size_t workload, int32_t part);

/* Changes of the active controller that fall into [from, to). */
size_t findings_controller_changes(const struct findings *f, int64_t from_ns,
				   int64_t to_ns);

/* The longest time within [from, to) that a controller was stale; *out: which, NULL: none. */
int64_t findings_stale_ns(const struct findings *f, int64_t from_ns, int64_t to_ns,
			  const struct stale_controller **out);

#endif
