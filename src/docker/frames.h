/*
 * frames.h - takes the engine's multiplexed stream apart: [stream 0 0 0 length], payload, again.
 *
 * Fed with pieces cut anywhere. Payload is passed on as it comes, not gathered.
 * Owner: the caller; plain data, zeroed is a start. Threads: one at a time.
 * Fails: frames_feed() returns -1 on a header that is none; the stream is useless from there.
 */
#ifndef DOCKER_FRAMES_H
#define DOCKER_FRAMES_H

#include "base/base.h"

enum frame_stream {
	FRAME_STDIN = 0,
	FRAME_STDOUT = 1,
	FRAME_STDERR = 2,
	FRAME_SYSTEM = 3, /* the engine's own error text */
};

struct frames {
	unsigned char head[8];
	size_t head_len; /* bytes of the header seen; 8: inside the payload */
	uint32_t left;   /* payload bytes to come */
};

/* `is_last`: the frame ends with these bytes (n may be 0). */
typedef void frame_fn(void *arg, enum frame_stream stream, const char *bytes, size_t n,
		      bool is_last);

int frames_feed(struct frames *f, const char *bytes, size_t n, frame_fn *fn, void *arg);

#endif
