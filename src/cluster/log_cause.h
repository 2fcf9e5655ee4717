/*
 * log_cause.h - the line of a node's log that most likely says why it ended; private to cluster/.
 *
 * Only what the log itself says: an exception of Kafka's, a line at FATAL or ERROR, a message of
 * the entrypoint; else the last line. Pure.
 */
#ifndef CLUSTER_LOG_CAUSE_H
#define CLUSTER_LOG_CAUSE_H

#include "base/base.h"

/* Writes "" when the log is empty; what does not fit is cut. */
void log_cause(const char *log, char *out, size_t cap);

#endif
