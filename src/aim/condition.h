/*
 * condition.h - states of the cluster that can be waited for: `until:` of a phase, the action
 * `wait`.
 *
 * Pure: a copy of the view and the time decide. A condition is a word and what it wants:
 * isr: full | N, quorum: present | absent, leaders: preferred | present, nodes: up.
 * Threads: plain data. Fails: never; unknown words hold never.
 */
#ifndef AIM_CONDITION_H
#define AIM_CONDITION_H

#include "base/field.h"
#include "base/strbuf.h"
#include "model/plan.h"
#include "model/topology.h"
#include "model/view.h"

/* isr, quorum, leaders, nodes: the fields of `until:` besides `timeout` */
struct condition_row {
	const char *name;
	const char *wants; /* "full or a number of replicas" */
	const char *help;
	bool (*is_valid)(const char *want);
};
extern const struct condition_row condition_rows[]; /* ends with name NULL */

const struct condition_row *condition_find(const char *kind); /* or NULL */

struct condition_world {
	const struct topology *topology;
	const struct plan *plan; /* its topics; NULL: those the view knows */
	const struct view *view;
	int64_t now_ns;
};

/* Does it hold? Appends to `seen` (or NULL) how it stands: "isr: 47 of 48 in sync". */
bool condition_holds(const char *kind, const char *want, const struct condition_world *w,
		     struct strbuf *seen);

#endif
