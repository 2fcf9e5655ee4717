/*
 * describe.h - the tables of one moment as text: nodes in one of our own, quorum and topics in the
 * shapes of kafka-metadata-quorum and kafka-topics, so that who knows those can read these.
 *
 * Pure. Owner: the caller of the buffer, to which is appended. Threads: one. Fails: never.
 */
#ifndef REPORT_DESCRIBE_H
#define REPORT_DESCRIBE_H

#include "model/description.h"
#include "report/layout.h"

/* The table of nodes alone. */
void report_nodes(const struct description *d, int width, struct strbuf *out);

/* `width`: columns of the terminal; 0: 100. */
void report_description(const struct description *d, int width, struct strbuf *out);

/* The cells of the tables of nodes and of the quorum's replicas, their heads first. The caller empties them. */
struct table report_node_cells(const struct description *d);
struct table report_quorum_cells(const struct description *d);

/* What kafka-metadata-quorum --status tells, a label and a value in a row. */
struct table report_status_cells(const struct description *d);

#endif
