/*
 * scenario.h - a scenario file -> a checked plan, or everything that is wrong with it.
 *
 * Two stages. scenario_load() needs the file only; scenario_check() needs the nodes that the
 * Compose file names (selectors, replication factors), and can point into the file because the
 * scenario keeps its tree. Both report all they find; nothing is printed.
 * Owner: the caller; scenario_release() in any case. Not to be moved while the tree is needed:
 * take the plan out (scenario_take_plan) to keep it.
 * Threads: one. Fails: -1 with errors in the diags.
 */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include "base/err.h"
#include "base/field.h"
#include "base/rng.h"
#include "model/plan.h"
#include "model/topology.h"
#include "yaml/interpolate.h"
#include "yaml/tree.h"

struct scenario {
	struct plan plan; /* complete only after a load without errors */
	struct yaml_doc doc;
	bool seed_given; /* else plan.seed is fresh */
};

/* Reads the file, replaces ${NAME:-default} from the environment, checks that the files it names
 * exist. */
int scenario_load(struct scenario *s, const char *path, struct diags *d);

/* The same for a cluster that is there already: its Compose file need not be. */
int scenario_load_adopted(struct scenario *s, const char *path, struct diags *d);

struct scenario_source {
	const char *path; /* for diagnostics; relative paths start from its folder */
	const char *text;
	size_t len;
	yaml_lookup_fn *lookup; /* variables; NULL: none is set */
	void *lookup_arg;
	bool trust_files; /* do not look whether the Compose file exists */
	bool is_adopted;  /* the cluster is there: nor here */
};
int scenario_parse(struct scenario *s, const struct scenario_source *src,
		   struct diags *d);

void scenario_release(struct scenario *s);

/* Second stage, with the cluster's nodes. Returns -1 when it added errors. */
int scenario_check(const struct scenario *s, const struct topology *t, struct diags *d);

/*
 * A hosts file (model/hosts.h) on its own: `kchaos run --hosts FILE`. `out` is overwritten; the caller
 * releases it, also after a failure.
 */
int hosts_load(struct hosts *out, const char *path, struct diags *d);

/* Moves the plan out; the caller releases it. */
void scenario_take_plan(struct scenario *s, struct plan *out);

/*
 * Where is the scenario called `name`? The path as given, ./scenarios/NAME[.yaml], then the
 * installed ones. NULL: err says where it looked and what is near. Caller frees.
 */
char *scenario_find(const char *name, struct err *e);

/* The tables the file is read by: for the schema and the reference. */
struct scenario_table {
	const char *name; /* "topics.NAME" */
	const char *help;
	const struct field *fields;
};
extern const struct scenario_table scenario_tables[]; /* ends with name NULL */

#endif
