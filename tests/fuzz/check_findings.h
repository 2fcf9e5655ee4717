/*
 * check_findings.h - a run worked out to the end, verdict and reports included, and held against
 * what must be so in any run.
 */
#ifndef FUZZ_CHECK_FINDINGS_H
#define FUZZ_CHECK_FINDINGS_H

#include "kit.h"

#include "record/reader.h"

/* `way`: bit 0 strict, 1 colours, 2 a narrow terminal, 4 no text, 5 no JSON (both take time). */
void check_findings(const struct run *run, unsigned way);

#endif
