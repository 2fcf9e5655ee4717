/* fake_remote_line.h - what both sides of fake_remote.h share. */
#ifndef TESTS_FAKE_REMOTE_LINE_H
#define TESTS_FAKE_REMOTE_LINE_H

#include "base/rng.h"
#include "cluster/admin.h"
#include "cluster/cluster_ops.h"
#include "fake_remote.h"
#include "pack.h"

#include <pthread.h>

enum { LINES = 4 };

/* One connection, and the thread that serves it. */
struct line {
	struct fake_remote *remote;
	int near, far; /* the child's and the parent's end */
	bool is_busy;  /* in the child; locked */
	bool is_served;
	pthread_t thread;
	struct rng rng;
};

struct fake_remote {
	struct cluster base; /* first: the ops get its address; in the child */
	struct fake_cluster *fake;
	struct line lines[LINES];
	pthread_mutex_t lock;
	pthread_cond_t freed;
};

void fake_remote_init(struct fake_remote *r); /* what the child needs */

#endif
