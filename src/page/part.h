/*
 * part.h - the page's sections of one run, in their order. Each appends itself to p->out.
 */
#ifndef PAGE_PART_H
#define PAGE_PART_H

#include "page/html.h"

/* Verdict, what happened, figures, expectations (first.c). */
void part_first(const struct page *p);
enum word page_verdict_word(enum verdict v);
const char *page_verdict_class(enum verdict v);

/* Lanes on one time axis (timeline.c), among them the workloads' (served_lanes.c) and each one's charts (charts.c). */
void part_timeline(const struct page *p);
void served_lanes(const struct page *p);
void chart_lanes(const struct page *p, size_t workload);
/* What the script needs of them: {"id": ..., columns} in a JSON array's items, without names from outside. */
void chart_data(const struct page *p);

/* Phases and actions as tables (course.c). */
void part_course(const struct page *p);

/* Windows as a table and their evidence (windows.c, evidence.c). */
void part_windows(const struct page *p);

/* Demand by phase, and bulk workloads (served.c). */
void part_served(const struct page *p);

/* Nodes, quorum and topics at the phases' boundaries (cluster.c). */
void part_cluster(const struct page *p);

/* Records and replicas (settled.c). */
void part_settled(const struct page *p);

/* Log digest, measurement, environment, how to reproduce (setup.c). */
void part_logs(const struct page *p);
void part_quality(const struct page *p);
void part_setup(const struct page *p);

#endif
