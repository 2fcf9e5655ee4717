/* checks.h - what `kchaos doctor` found, for people and for machines. Pure; both append. */
#ifndef GUIDE_CHECKS_H
#define GUIDE_CHECKS_H

#include "base/strbuf.h"
#include "cluster/checkup.h"

void checks_text(const struct checkup *c, int width, struct strbuf *out);

/* An array of {"state", "what", "host" (or null), "found", "mend" (or null), "code" (of an error, or null)}. */
void checks_json(const struct checkup *c, struct strbuf *out);

#endif
