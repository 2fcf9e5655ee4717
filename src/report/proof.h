/*
 * proof.h - what an expectation's verdict rests on, in lines of plain text: expected, observed, and of one
 * that does not hold the windows with their reasons, errors, lost records and failed actions.
 *
 * Pure. Owner: the caller of the buffer, to which is appended. Threads: any. Fails: never.
 */
#ifndef REPORT_PROOF_H
#define REPORT_PROOF_H

#include "report/told.h"

/* "one node down", or "whole run". Borrowed. */
const char *proof_scope(const struct told *t, const struct judged *j);

/* "observed 97.41 % ..., expected at least 99 % ...": one line without its end. */
void proof_line(const struct judged *j, struct strbuf *out);

/* Of what does not hold: windows, errors, lost records, failed actions; each line ended. */
void proof_evidence(const struct told *t, const struct judged *j, struct strbuf *out);

/* Expected, observed, and the evidence. */
void proof_lines(const struct told *t, const struct judged *j, struct strbuf *out);

#endif
