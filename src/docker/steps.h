/*
 * steps.h - the report that the engine sends while it pulls or loads an image: objects one after the
 * other, of which one may say that it failed; private to docker/.
 *
 * Owner: the caller; steps_release(). Threads as the engine's.
 */
#ifndef DOCKER_STEPS_H
#define DOCKER_STEPS_H

#include "docker/call.h"
#include "docker/images.h"
#include "docker/jsonsplit.h"

struct steps {
	struct json_split split;
	pull_progress_fn *fn;
	void *arg;
	char *failure; /* what the report says went wrong, or NULL */
};
void steps_init(struct steps *s, pull_progress_fn *fn /* or NULL */, void *arg);
void steps_release(struct steps *s);

/* An http_bytes_fn for a struct steps. */
bool steps_feed(void *arg, const char *bytes, size_t n);

/* What the call came to, of which call_run() returned `rc`. */
int steps_outcome(const struct steps *s, const struct call *c, int rc, struct err *e);

#endif
