/*
 * codes.h - of each family of messages (base/codes.h) why it happens and what to do.
 *
 * Owner: const texts. Threads: any. Fails: never.
 */
#ifndef GUIDE_CODES_H
#define GUIDE_CODES_H

#include "base/codes.h"

struct code_advice {
	enum code code;
	const char *why;
	const char *mend; /* what to do */
};

/* In two files, as it is much text; each ends with CODE_NONE. */
extern const struct code_advice advice_files[], advice_world[];

/* Never NULL: a test sees to it that each code has its row. */
const struct code_advice *code_advice(enum code code);

#endif
