/*
 * build.h - what the readers of a scenario's parts share while the plan is being built.
 *
 * Every reader says all it finds wrong and goes on with what is usable, so that one mistake does not
 * hide the next. Private to scenario/.
 * Owner: scenario_parse(). Threads: one. Fails: errors go to the diags.
 */
#ifndef SCENARIO_BUILD_H
#define SCENARIO_BUILD_H

#include "fault/action.h"
#include "scenario/scenario.h"
#include "yaml/fields.h"

/* More of anything is a mistake, or an attack. */
enum { MAX_TOPICS = 100, MAX_WORKLOADS = 100, MAX_PHASES = 200, MAX_ITEMS = 200 };

struct labels {
	char **name; /* borrowed from the plan's actions */
	size_t len;
};

struct build {
	struct plan *plan;
	struct diags *diags;
	const struct scenario_source *src;
	char *dir;            /* of the scenario: relative paths start here */
	struct labels labels; /* `as:` so far */
};

extern const struct field scenario_fields[];
extern const struct field cluster_fields[];
extern const struct field hosts_fields[];
extern const struct field host_fields[];
extern const struct field topic_fields[];
extern const struct field produce_fields[];
extern const struct field consume_fields[];
extern const struct field ask_fields[];
extern const struct field value_fields[];
extern const struct field phase_fields[];
extern const struct field until_fields[];
extern const struct field stroke_fields[];
extern const struct field question_fields[];
extern const struct field asked_fields[];

/* The values of `network`, as HOST_NETWORKS has them. */
#define HOST_NETWORK_CHOICES "auto|overlay|host"

/* What a number may be; the words say it with its unit. */
struct bound {
	const char *name;
	int64_t min, max;
	const char *words; /* "1 to 10000" */
};

/*
 * Checks a mapping and takes its values, defaults included, as params. `map` may be NULL or a null:
 * all defaults. `bounds` ends with name NULL, or is NULL. Returns false when something was wrong.
 */
bool read_fields(struct build *b, const struct ynode *map, const struct field *rows,
		 const struct bound *bounds, const char *what, struct params *out);

/* The same for a shorthand: `value` fills the field called `name`. */
bool read_shorthand(struct build *b, const struct ynode *value, const struct field *rows,
		    const struct bound *bounds, const char *name, struct params *out);

/* "a|b": exactly one of these keys, or at least one. `at` is pointed at. */
bool read_one_of(struct build *b, const struct ynode *map, const struct ynode *at,
		 const char *names, const char *what);
bool read_some_of(struct build *b, const struct ynode *map, const struct ynode *at,
		  const char *names, const char *what);

/* A mapping of texts to texts, verbatim. */
void read_config(struct build *b, const struct ynode *map, const char *what,
		 struct params *out);

/* Letters, digits, '.', '_' and '-', at most `max` of them, beginning with no '.' or '-'. */
bool read_name(struct build *b, const struct ynode *at, const char *name,
	       const char *what, size_t max);

/* "(did you mean 'x'?)" with a space in front, or "". `rows`: structs that begin with a name. */
const char *did_you_mean(const char *text, const void *rows, size_t n, size_t stride,
			 struct strbuf *scratch);

/* How many items may be in here; says so when there are more. */
bool read_count(struct build *b, const struct ynode *list, size_t max, const char *what);

/* "{a: 1, b: [x, y]}": a value as it would be written on one line. */
void flow_text(const struct ynode *n, struct strbuf *out);

/* "- stop: minority": the only key of a list's item, and its value; a bare word has no value. */
struct item {
	const struct ynode *key;
	const struct ynode *value; /* NULL: none */
};
bool read_item(struct build *b, const struct ynode *n, const char *what,
	       const char *example, struct item *out);

/* hosts.c: `map` is `cluster` or a hosts file; `hosts` in it may be the path of one. */
void read_hosts(struct build *b, const struct ynode *map, const struct params *p,
		struct hosts *out);

/* Variables of files that are read on their own. */
const char *scenario_environment(void *arg, const char *name);

void read_topics(struct build *b, const struct ynode *map);
void read_workloads(struct build *b, const struct ynode *map);
/* workload_asks.c: `map` has the key `ask`. */
void read_ask(struct build *b, const struct ynode *map, const char *what,
	      struct workload_plan *w);
/* workload_bulk.c: `records` of a workload that writes, and what only the whole file can tell of it. */
void read_bulk(struct build *b, const struct ynode *map, const struct params *p,
	       struct workload_plan *w);
void check_bulks(struct build *b, const struct ynode *workloads,
		 const struct ynode *phases);
/* What only the whole list of workloads can tell. */
void check_asks(struct build *b, const struct ynode *workloads);
/* Says so when the plan has no such topic. */
void check_plan_topic(struct build *b, const struct ynode *at, const char *topic);
void read_phases(struct build *b, const struct ynode *list);
void read_actions(struct build *b, const struct ynode *list, struct phase_plan *ph);
/* action_parts.c: what only some actions have. */
void read_special(struct build *b, const struct item *it, const struct action_row *row,
		  struct action_plan *a);

/* An item of a storm: `{kill: random 1, weight: 3}` is the action without its weight. */
struct stroke {
	int64_t weight;
	struct ynode rest; /* the item without it; its nodes are the tree's */
};
const struct ynode *read_stroke(struct build *b, const struct ynode *item,
				struct stroke *out); /* NULL: it said what is wrong */
void stroke_release(struct stroke *s);

/* The entry of a list's item that is its action: `{weight: 3, kill: random 1}`; NULL: none. */
const struct yentry *action_entry(const struct ynode *item);

/* `until: {isr: full, timeout: 60s}`; left as it is when something is wrong. Of an action, it cannot be
 * `written`. */
void read_until(struct build *b, const struct ynode *map, struct until_plan *u,
		bool is_phase);
/* The value of an isr/quorum/nodes key among `map`, if there is one. */
bool read_condition(struct build *b, const struct ynode *map, const struct params *p,
		    const char **out_kind, const char **out_want);
/* `phase` -1: about the whole run. */
void read_expects(struct build *b, const struct ynode *list, int phase);
/* questions.c; the workloads and phases they name have been read. */
void read_questions(struct build *b, const struct ynode *list);

/* Every selector of an action, `value` being what stands behind its name: parsed, and checked against
 * the cluster when `t` is not NULL, against the labels when `labels` is not. */
void check_selectors(struct diags *d, const struct action_row *row,
		     const struct ynode *value, const struct topology *t,
		     const struct plan *plan, const struct labels *labels);

#endif
