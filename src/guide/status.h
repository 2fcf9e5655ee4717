/*
 * status.h - what `kchaos status` saw of a running cluster, for machines. Pure; appends.
 */
#ifndef GUIDE_STATUS_H
#define GUIDE_STATUS_H

#include "base/strbuf.h"
#include "model/view.h"

/* Borrowed for the call. */
struct status {
	const struct topology *topology;
	const char
		*missing; /* hosts whose engines did not answer, and why; NULL: all did */
	const struct view *view;
	int64_t now_ns;       /* on the view's axis */
	const char **process; /* of each node: process_word(), or "unknown" */
};

/* An object whose members are in guide/schema_answers.c. */
void status_json(const struct status *s, struct strbuf *out);

#endif
