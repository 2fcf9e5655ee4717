/*
 * template.h - files to begin with: a shipped scenario and its Compose file, made to fit another number of nodes.
 *
 * Texts in, texts out: the shipped files are the only copies. With N nodes each topic has N replicas, and as many must be
 * in sync as are left when a minority is down, so that what a template shows of three nodes holds of N.
 * Owner: the caller of the buffers. Threads: one. Fails: when a Compose file is not of the shape of ours.
 */
#ifndef GUIDE_TEMPLATE_H
#define GUIDE_TEMPLATE_H

#include "base/err.h"
#include "base/strbuf.h"

enum { TEMPLATE_LEAST = 3, TEMPLATE_MOST = 9 };

struct template_row {
	const char *name; /* first member: str_nearest() walks these */
	const char *scenario;
	const char *about;
	bool any_number; /* holds of other numbers of nodes than three */
	bool dedicated;  /* holds where the controllers are nodes of their own */
};
extern const struct template_row template_rows[];           /* ends with name NULL */
const struct template_row *template_find(const char *name); /* or NULL */

/* The scenario's text for `nodes`, its Compose file beside it as "compose.yaml". Appends. */
void template_scenario(const char *text, int nodes, struct strbuf *out);

/* A Compose file of three combined nodes kafka1 to kafka3, for `nodes`. Appends. */
int template_compose(const char *text, int nodes, struct strbuf *out, struct err *e);

#endif
