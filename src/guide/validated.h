/*
 * validated.h - what `kchaos validate` found in files, for machines. Pure; appends.
 */
#ifndef GUIDE_VALIDATED_H
#define GUIDE_VALIDATED_H

#include "yaml/diag.h"

struct validated {
	const char *file; /* as it was asked for; borrowed */
	struct diags found;
};

/* An array of an object per file, whose members are in guide/schema_answers.c. */
void validated_json(const struct validated *files, size_t n, struct strbuf *out);

#endif
