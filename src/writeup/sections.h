/*
 * sections.h - inside this room: the parts of a write-up, each in a file of its own.
 *
 * Each appends itself to w->out, in blocks. Only what was observed is said.
 * Owner: document.c. Threads: one. Fails: never.
 */
#ifndef WRITEUP_SECTIONS_H
#define WRITEUP_SECTIONS_H

#include "model/answer_kind.h"
#include "writeup/writer.h"

/* What analysis, verdict or an error's table says, in the document's language; escaped. */
const char *w_heard(struct writer *w, const char *text);
const char *w_reason_said(struct writer *w, enum reason r);
const char *w_verdict_said(struct writer *w, enum verdict v);

/* goal.c */
void write_title(struct writer *w);
void write_goal(struct writer *w);
/* setup.c */
void write_setup(struct writer *w);
/* method.c */
void write_method(struct writer *w);
/* phases.c: what was done and seen in each; before them the chart. */
void write_course(struct writer *w);
/* chronology.c */
void write_chronology(struct writer *w);
/* data.c */
void write_data(struct writer *w);
void write_settled(struct writer *w, const struct settlement *s); /* in sentences */
void write_replicas(struct writer *w);
/* questions.c; nothing where the scenario asks none */
void write_questions(struct writer *w);
/* conclusions.c */
void write_expectations(struct writer *w);
void write_conclusions(struct writer *w);
void write_appendix(struct writer *w);

/* tables.c: the cluster's tables, as Kafka's tools show them. */
void write_nodes_table(struct writer *w, const struct description *d);
void write_tables(struct writer *w, const struct description *d);
/* Those of the boundary at which phase `i` began (n_phases: the last one had ended); NULL: not recorded. */
const struct description *tables_at(const struct writer *w, size_t phase);

/* seen.c: parts of a phase's own section, which answers use as well. */
struct scope {
	int64_t from_ns, to_ns;
};
void write_seen(struct writer *w, size_t phase);
void write_controllers(struct writer *w, struct scope s);
void write_leaders(struct writer *w, size_t topic, struct scope s);
void write_isr(struct writer *w, const struct phase_finding *p);
/* Without a controller at its end no ISR can change: says so. */
void write_isr_frozen(struct writer *w, const struct phase_finding *p);
/* spans.c: does a stretch of `any` or `all` last to the end of the measurement? A window without an end ends in the middle of a bar. */
bool is_open_span(const struct writer *w, size_t workload, struct span s);
/* bulk.c */
void write_bulk(struct writer *w, size_t workload);
/* why.c */
void write_why(struct writer *w, size_t phase);
/* logs.c: rows of the digest in [from, to), of one node or of ANY_NODE; how many there were. */
enum { ANY_NODE = -1 };
size_t write_log_rows(struct writer *w, struct scope s, int32_t node);
void write_logs(struct writer *w, size_t phase);

#endif
