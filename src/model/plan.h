/*
 * plan.h - a checked scenario as plain data: what to start, load, do, wait for and expect.
 *
 * Built by scenario/, written to and read back from the run directory by record/. Texts are owned.
 * Selectors stay text here: they are resolved when the action runs (aim/selector.h).
 */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include "base/base.h"
#include "model/hosts.h"
#include "model/ids.h"
#include "model/params.h"
#include "model/plane.h"

struct topic_plan {
	char *name;
	int partitions;
	int replication;
	struct params config; /* topic configs, verbatim */
};

#define ACKS(X)           \
	X(NONE, "0", 0)   \
	X(LEADER, "1", 1) \
	X(ALL, "all", -1)

enum acks {
#define ACKS_ENUM(id, name, num) ACKS_##id,
	ACKS(ACKS_ENUM)
#undef ACKS_ENUM
};
const char *acks_name(enum acks a); /* "0", "1", "all" */

enum workload_kind { WORKLOAD_PRODUCE, WORKLOAD_CONSUME, WORKLOAD_ASK };

enum value_kind { VALUE_PAYMENT, VALUE_CLICK, VALUE_LOG, VALUE_SIZE, VALUE_FILE };

enum spread { SPREAD_ROUND_ROBIN, SPREAD_KEY, SPREAD_PARTITION };

struct workload_plan {
	char *name;
	enum workload_kind kind;
	char *topic;          /* "": asking for something that has none */
	struct params config; /* librdkafka properties the user set, verbatim */

	/* produce */
	int64_t rate_mps; /* thousandths of a record per second, for the whole workload */
	int64_t records;  /* bulk: so many, as fast as they are taken; 0: by rate_mps */
	int begin_phase;  /* bulk: index of the phase in which it begins */
	enum acks acks;
	bool idempotent;
	enum spread spread; /* by key, in turn over partitions, or to `partition` only */
	int64_t keys;       /* SPREAD_KEY: how many distinct keys */
	int partition;
	enum value_kind value;
	int64_t value_bytes;   /* VALUE_SIZE: size; else least size, 0: as it comes */
	char *value_file;      /* VALUE_FILE: template's text, already read */
	int64_t late_after_ns; /* all kinds: an answer later than this is late */

	/* consume */
	char *group; /* NULL: partitions are assigned */
	int members; /* clients, each with a share of the partitions */

	/* ask; `partition` -1: partitions take turns */
	enum plane ask;
	int64_t every_ns;   /* a question of each asker is due so often */
	int64_t timeout_ns; /* what is not answered by then never will be */
	bool fresh;         /* an answer older than what was known is none */
};

struct action_plan {
	char *kind;           /* row of the action table */
	char *label;          /* `as:`; NULL: none */
	struct params params; /* its row's fields; "target": the selector's text */
	int64_t at_ns; /* after the phase's start; 0: in turn after the action before */
	int line;      /* in the scenario file */
	struct action_plan *inner; /* of a `repeat` or `storm`: what it does */
	size_t n_inner;
	int64_t weight; /* in a storm: how often, against the others; else 1 */
};

struct expect_plan {
	char *kind; /* row of the expectation table */
	struct params params;
	char *text; /* as the user wrote it, on one line */
	int phase;  /* index, or -1: about the whole run */
	int line;
};

/* What a phase waits for; empty kind: nothing. */
struct until_plan {
	char *kind; /* "isr", "quorum", "nodes", "written"; NULL: the phase lasts for_ns */
	char *want; /* "full", "present", "up"; of "written" the workload */
	int64_t timeout_ns;
};

struct phase_plan {
	char *name;
	int64_t for_ns;
	struct until_plan until;
	struct action_plan *actions;
	size_t n_actions;
};

/* What answers a question: a row of the write-up's table of answers, and whom it is about. */
struct answer_plan {
	char *kind; /* "outage", "controller", ... */
	char *of;   /* a workload, a plane, a topic, a node; NULL: whatever there is */
};

/* A question of the user, answered by the write-up from the findings. */
struct question_plan {
	char *id;     /* "5a"; NULL: its number in the list */
	char *ask;    /* in English, or in whatever language it was written */
	char *ask_ru; /* NULL: only the one above was written */
	struct answer_plan *answers;
	size_t n_answers;
	struct ids phases; /* indices; empty: about the whole run */
	int line;
};

struct plan {
	char *name;
	char *about;
	char *question; /* that the run answers; NULL or "": none is stated */
	char *file;     /* the scenario's path as given */
	char *compose; /* path of the Compose file, resolved against the scenario's folder */
	struct hosts hosts;      /* none: one engine, that of the environment */
	struct params variables; /* of the Compose file, instead of the environment's */
	uint64_t seed;
	struct topic_plan *topics;
	size_t n_topics;
	struct workload_plan *workloads;
	size_t n_workloads;
	struct phase_plan *phases;
	size_t n_phases;
	struct expect_plan *expects; /* in file order; phase ones and run ones */
	size_t n_expects;
	struct question_plan *questions; /* in file order */
	size_t n_questions;
};

void plan_release(struct plan *p);
const struct topic_plan *plan_topic(const struct plan *p, const char *name); /* or NULL */
const struct workload_plan *plan_workload(const struct plan *p,
					  const char *name); /* or NULL */
/* What an asking workload calls its own in the cluster: "kchaos-group-NAME". Caller frees. */
char *workload_own_name(const struct workload_plan *w);
/* Does it write a number of records as fast as they are taken, instead of by a schedule? */
static inline bool workload_is_bulk(const struct workload_plan *w)
{
	return w->kind == WORKLOAD_PRODUCE && w->records > 0;
}
/* Which plane the workload measures. */
enum plane workload_plane(const struct workload_plan *w);
size_t plan_topic_index(const struct plan *p,
			const char *name); /* n_topics when unknown */

#endif
