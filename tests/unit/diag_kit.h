/* diag_kit.h - diagnostics as their texts alone: which code each has is held by tests/golden/scenario and compose. */
#ifndef UNIT_DIAG_KIT_H
#define UNIT_DIAG_KIT_H

#include "yaml/diag.h"

/* diags_text() without " [K205]" at the end of a line. */
void diags_plain(const struct diags *d, struct strbuf *out);

#endif
