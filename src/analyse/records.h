/*
 * records.h - what one producing workload sent, or one asking workload asked, from its ledgers: by
 * partition (of a producer; else what the plane has parts: model/plane.h) and due time, and by sequence
 * number.
 *
 * Ledgers are in the order of the answers. Here they are laid out by partition (counting), each
 * partition by due time, without an allocation per row.
 *
 * Owner: the caller of records_load(). Items change in their flags only (demand, found).
 * Fails: when sequence numbers cannot belong to so few rows (a damaged ledger), kind ERR_USAGE.
 */
#ifndef ANALYSE_RECORDS_H
#define ANALYSE_RECORDS_H

#include "record/reader.h"

enum item_flag {
	ITEM_WARM = 1 << 0,   /* sent before the first phase: no demand */
	ITEM_TWICE = 1 << 1,  /* its sequence number had a row before: not counted */
	ITEM_DEMAND = 1 << 2, /* due within the measurement, and its fate can be judged */
	ITEM_FOUND = 1 << 3,  /* read back */
	ITEM_STALE = 1 << 4,  /* answered, but older than what was known */
};

/* One record that was due; of consumers: one that was acknowledged to its producer. */
struct item {
	int64_t due_ns;
	int64_t sent_ns;
	int64_t done_ns; /* when the outcome was known; NEVER: no answer */
	uint32_t seq;
	int32_t partition;
	int16_t error;
	uint8_t outcome; /* enum outcome */
	uint8_t flags;
};

struct records {
	struct item *items;
	size_t len;
	size_t n_partitions; /* as the plan, or more if rows name more */
	size_t *first;       /* partition p: items[first[p]] to items[first[p + 1]] - 1;
				p = n_partitions: never assigned to a partition */
	uint32_t *by_seq;    /* index in items + 1; 0: no row has this sequence number */
	size_t n_seqs;       /* highest sequence number + 1 */
	uint64_t twice;      /* rows whose sequence number had one before */
};

/* Of which ledgers the rows are. */
enum ledger_kind records_kind(const struct workload_plan *w);

int records_load(struct records *r, const struct run *run, size_t workload,
		 struct err *e);
void records_release(struct records *r);

/* The record with this sequence number, or NULL. */
struct item *records_find(const struct records *r, uint32_t seq);

/* Sorts items of one partition by due time, then sequence number. */
void items_sort(struct item *items, size_t n);

/* Index of the first item due at or after `at_ns`. */
size_t items_from(const struct item *items, size_t n, int64_t at_ns);

#endif
