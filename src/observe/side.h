/*
 * side.h - what is asked of a broker and what of a controller: a table of questions each, and what
 * was told last. Between probe.c and side_*.c only.
 *
 * Owner: the probe owns what made() returned. Threads: the probe's. Fails: a reply that makes no
 * sense is ASK_GARBLED with err filled; the probe treats it as a failed connection.
 */
#ifndef OBSERVE_SIDE_H
#define OBSERVE_SIDE_H

#include "observe/probe.h"

enum answer {
	ASK_GARBLED = -1,
	ASK_DONE = 0,
	ASK_AGAIN, /* the same question once more, for the next page */
};

struct ask {
	enum kapi api;
	int min_version, max_version; /* a node that speaks none of them is not asked */
	bool (*wanted)(const struct probe *p, int64_t now_ns); /* NULL: in every round */
	void (*request)(const struct probe *p, int version, struct strbuf *body);
	enum answer (*reply)(struct probe *p, struct wire_reader *r, int64_t now_ns,
			     struct err *e);
};

struct side_ops {
	const struct ask *asks;
	size_t n_asks;
	void *(*made)(void);
	void (*freed)(void *told);
	void (*forget)(void *told); /* as if nothing had been told yet */
};

extern const struct side_ops side_broker;
extern const struct side_ops side_controller;

/* A moving offset is told at most this often; a change of state at once. */
#define TELL_EVERY_NS (250 * NS_PER_MS)

#endif
