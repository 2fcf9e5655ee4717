/*
 * strip.h - the run as rows of characters on one time axis: who was served, who was controller.
 *
 * A cell covers `cell_ns`; what was worst in it is shown, so that a short outage never vanishes
 * between two columns.
 */
#ifndef REPORT_STRIP_H
#define REPORT_STRIP_H

#include "analyse/findings.h"
#include "base/strbuf.h"

struct strip {
	const struct findings *f;
	int64_t cell_ns;
	size_t cells;
};

/* A strip of at most `columns` (> 0) cells over the measurement; the cell is a round length. */
struct strip strip_fit(const struct findings *f, size_t columns);

/* Each appends a row: a character per cell. */

/* Seconds, at every tenth cell. */
void strip_axis(const struct strip *s, struct strbuf *out);
/* A phase's number where it begins; '+': past 9, or several in the cell. */
void strip_phases(const struct strip *s, struct strbuf *out);
/* Served, some partitions out, all out; '?': not measurable. */
void strip_workload(const struct strip *s, size_t workload, struct strbuf *out);
/* Last digit of the node's id; '-': nobody. */
void strip_controller(const struct strip *s, struct strbuf *out);
/* The smallest ISR of the topic's partitions; '?': no broker answered. */
void strip_isr(const struct strip *s, size_t topic, struct strbuf *out);
/* How many nodes' processes ran, at least. */
void strip_nodes_up(const struct strip *s, struct strbuf *out);

#endif
