/*
 * episode.h - a stretch in which some part of a workload was out, with the windows that make it up: what one bar
 * of the timeline is, and what evidence is told of.
 *
 * Owner: the caller of episodes_of(), frees the array with free(). Threads: one. Fails: never.
 */
#ifndef PAGE_EPISODE_H
#define PAGE_EPISODE_H

#include "page/html.h"

enum {
	EPISODES_TOLD =
		40 /* of a workload: the longest ones have their evidence on the page */
};

struct episode {
	size_t workload, number; /* number: from 0, by time; part of its anchor */
	int64_t from_ns, to_ns;
	const struct window *windows; /* those that begin in it, by time; borrowed */
	size_t len;
	const struct window *longest; /* of them; NULL: none */
	bool told;
};

struct episode *episodes_of(const struct page *p, size_t workload, size_t *out_len);

/* id="..." or href="#..." of its evidence. */
void episode_anchor(const struct page *p, const struct episode *x);

/* "checkout (produce)". Caller frees. */
char *page_workload(const struct page *p, size_t workload);

/* Its evidence, folded (evidence.c). `lines`: of the nodes' logs, by time. */
void episode_tell(const struct page *p, const struct episode *x,
		  const struct log_line *lines, size_t n_lines);

#endif
