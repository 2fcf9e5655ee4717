/*
 * term.h - everything a user can name, as rows: actions, selectors, expectations, planes, reasons, errors, keys of a
 * scenario, outcomes, verdicts, exit codes, units, our own messages.
 *
 * Taken from the tables that parsing and judging use, so that no explanation can drift from what is done; words
 * that have no table elsewhere have one here (words.c). Commands and options are rows of cli/.
 * Owner: the caller of terms_all(); the texts are const. Threads: any. Fails: never.
 */
#ifndef GUIDE_TERM_H
#define GUIDE_TERM_H

#include "base/field.h"

#define TERM_KINDS(X)                                                                 \
	X(ACTION, "action", "what a phase can do, under `do:`")                       \
	X(SELECTOR, "selector", "words that pick nodes at the moment an action runs") \
	X(EXPECTATION, "expectation", "what must hold, under `expect:`")              \
	X(SECTION, "section", "a mapping of the scenario file, with its keys")        \
	X(PLANE, "plane", "a way of using the cluster, measured apart")               \
	X(REASON, "reason", "why a window of unavailability was one")                 \
	X(OUTCOME, "outcome", "what became of a record")                              \
	X(STATE, "state", "how a node was")                                           \
	X(VERDICT, "verdict", "what an expectation, or a whole run, came to")         \
	X(EXIT_CODE, "exit code", "how kchaos ends")                                  \
	X(GENERATOR, "generator", "what the records of a workload are filled with")   \
	X(UNIT, "unit", "how values are written")                                     \
	X(ERROR, "error", "an error of Kafka, or of its client (with an underscore)") \
	X(MESSAGE, "message", "a family of kchaos' own messages, by the code behind them")

enum term_kind {
#define TERM_KIND_ENUM(id, name, help) TERM_##id,
	TERM_KINDS(TERM_KIND_ENUM)
#undef TERM_KIND_ENUM
		TERM_KINDS_COUNT
};
const char *term_kind_name(enum term_kind k);
const char *term_kind_help(enum term_kind k);

struct term {
	const char *name; /* first member: str_nearest() walks these */
	enum term_kind kind;
	const char *usage; /* how it is written; NULL: as `name` */
	const char *help;
	const struct field *fields; /* its keys; NULL: none */
	const void *row;            /* of the kind's own table; NULL: words.c */
};

struct terms {
	struct term *at; /* kind by kind, in the tables' order */
	size_t len;
};

/* Everything there is. The caller releases it. */
void terms_all(struct terms *t);
void terms_release(struct terms *t);

/* Is it what the user means by `name`? Case, '-', '_' and blanks make no difference. */
bool term_is(const struct term *t, const char *name);

/* A row of words.c. */
struct word {
	enum term_kind kind;
	const char *name;
	const char *usage;
	const char *help;
};
extern const struct word guide_words[]; /* ends with name NULL */

/* errors.c: what an error takes down, and what heals it; never NULL. */
const char *error_hits(int code);
const char *error_heals(int code);

#endif
