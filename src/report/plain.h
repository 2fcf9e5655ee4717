/*
 * plain.h - text from anywhere (users' files, nodes' logs) made fit for files that others read.
 *
 * Pure. Owner: the caller of what comes back. Threads: any. Fails: never.
 */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

#include "base/strbuf.h"

/* A copy that is UTF-8 and holds only what XML 1.0 may hold: a byte that is no text becomes U+FFFD, control
 * characters but tab and line end go. NULL gives "". */
char *plain_text(const char *text);

#endif
