/*
 * record_kit.h - a run directory of its own for a test: made, filled, opened, removed.
 */
#ifndef TESTS_RECORD_KIT_H
#define TESTS_RECORD_KIT_H

#include "record/reader.h"
#include "record/writer.h"

struct kit {
	char *dir;
	struct record *record;
};

/* A run header with every member of plan and topology set; release it. Nodes kafka1 to kafka3 with
 * ids 1 to 3, workloads "checkout", "audit-log" and "watchman", phases "steady" and "hurt". */
struct run_header kit_header(void);

struct kit kit_new(void); /* header written, record open */
struct stream *kit_stream(struct kit *k, const char *name);
void kit_put(struct kit *k, const char *name, const void *bytes,
	     size_t n); /* a file as it is */
void kit_put_text(struct kit *k, const char *name, const char *text);
void kit_close(struct kit *k);                       /* the record */
void kit_open(const struct kit *k, struct run *run); /* must succeed */
void kit_remove(struct kit *k); /* its folder goes with the program: scratch.h */

#endif
