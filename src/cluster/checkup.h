/*
 * checkup.h - is what a cluster needs there? The engine's part of `kchaos doctor`.
 *
 * Looks and changes nothing. Owner: the caller; checkup_release(). Threads: one.
 * Fails: never: what cannot be found out is a line that says so.
 */
#ifndef CLUSTER_CHECKUP_H
#define CLUSTER_CHECKUP_H

#include "base/err.h"
#include "model/hosts.h"

enum check_state {
	CHECK_OK,
	CHECK_WARNING, /* runs work, with less */
	CHECK_MISSING, /* runs do not work */
};
const char *check_state_name(enum check_state s); /* "ok", "warning", "missing" */

struct check {
	enum check_state state;
	const char *what; /* "engine" */
	char *found;      /* "Docker 20.10.24, API 1.41" */
	char *mend;       /* the command that mends it; NULL: nothing to mend */
	enum code code;   /* of an error that `found` is; else CODE_NONE */
	char *host;       /* whose engine it is about; NULL: there are no hosts */
};

struct checkup {
	struct check *at;
	size_t len;
};

/* Appends a line; `found` and `mend` (or NULL) are taken. */
void checkup_add(struct checkup *c, enum check_state state, const char *what, char *found,
		 char *mend);
/* The same of an error, with its code. */
void checkup_add_err(struct checkup *c, enum check_state state, const char *what,
		     const struct err *e, char *mend);
void checkup_release(struct checkup *c);

/* Engine, its machine, the Kafka image `image`, an image for helper containers. */
void checkup_engine(struct checkup *c, const char *image);
/* The same of each host's engine, side by side, with its clock; and what they are to each other. */
void checkup_hosts(struct checkup *c, const struct hosts *hosts, const char *image);

#endif
