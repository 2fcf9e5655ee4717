/*
 * live.h - what a run shows while it goes on: one block that is redrawn on a terminal, plain lines
 * elsewhere, JSON lines with --json, nothing with --quiet.
 *
 * Everything goes to stderr, except the JSON events, which are the result then.
 * Threads: the watch's callbacks come from the main thread; log lines may come from any (locked).
 */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include "run/run.h"

#include <pthread.h>

enum live_mode { LIVE_QUIET, LIVE_PLAIN, LIVE_BLOCK, LIVE_JSON };

struct live {
	enum live_mode mode;
	bool colour;
	const char *name; /* scenario */
	pthread_mutex_t lock;
	int drawn_lines; /* of the block on the screen now */
};

/* Chooses the mode from options and terminal (NO_COLOR, TERM=dumb) and takes over the log. */
void live_begin(struct live *l, const char *name, bool quiet, bool json);
void live_end(struct live *l);
struct run_watch live_watch(struct live *l);

/* May colours go to this stream? */
bool live_may_colour(FILE *stream);
int live_columns(void);

#endif
