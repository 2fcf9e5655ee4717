/*
 * params.h - the named values of an action or expectation, as its table row defines them.
 *
 * A value keeps what the user wrote (`text`) and its canonical number (`num`: ns, bytes,
 * thousandths per second, parts per million; 0 for texts). Generic on purpose: a new fault needs
 * a row and a file, not a new struct and its reader and writer.
 */
#ifndef MODEL_PARAMS_H
#define MODEL_PARAMS_H

#include "base/base.h"

struct param {
	char *name;
	char *text;
	int64_t num;
};

struct params {
	struct param *item;
	size_t len;
};

void params_release(struct params *p);
void params_set(struct params *p, const char *name, const char *text,
		int64_t num);                                             /* copies */
const struct param *params_get(const struct params *p, const char *name); /* or NULL */
const char *params_text(const struct params *p, const char *name, const char *fallback);
int64_t params_num(const struct params *p, const char *name, int64_t fallback);

#endif
