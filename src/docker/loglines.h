/*
 * loglines.h - from the engine's log bytes to lines with an instant, piece by piece.
 *
 * The engine sends frames (or, for a container with a terminal, raw text); frames are cut anywhere
 * by HTTP, one long line may be many frames, and each frame starts with its time. Here that
 * becomes whole lines. Ask for the log with timestamps=1: then the first byte tells frames (0 to 3)
 * from raw text (a digit). A line longer than LOG_LINE_MAX is cut and says so.
 * Owner: the caller; log_lines_release(). Threads: one at a time. Fails: log_lines_feed() on bytes
 * that are no frames.
 */
#ifndef DOCKER_LOGLINES_H
#define DOCKER_LOGLINES_H

#include "base/strbuf.h"
#include "docker/frames.h"

enum { LOG_LINE_MAX = 256 * 1024 };

struct log_line {
	int64_t wall_ns; /* when the engine read it, ns since 1970; NEVER if it did not say */
	bool is_stderr;
	bool is_cut;      /* the rest of the line was dropped */
	const char *text; /* NUL-terminated, without the newline; borrowed for the call */
	size_t len;
};
typedef void log_line_fn(void *arg, const struct log_line *line);

enum { LOG_STAMP_MAX = 40 };

/* A line still being put together, one per stream. */
struct log_part {
	struct strbuf text;
	char stamp[LOG_STAMP_MAX]; /* what may be the time a piece begins with */
	size_t stamp_len;
	bool in_text;    /* past the time */
	int64_t wall_ns; /* of the line */
	bool is_cut;
};

struct log_lines {
	struct frames frames;
	struct log_part part[2]; /* stdout, stderr */
	bool is_begun;
	bool is_raw;     /* a terminal's log: no frames */
	int64_t last_ns; /* instant of the newest line told, NEVER before the first */
	int64_t skip_ns; /* lines up to and at this instant were told before */
	log_line_fn *fn;
	void *arg;
};

/* `since_wall_ns`: the last_ns of the reading that ended; 0 for none. */
void log_lines_init(struct log_lines *l, int64_t since_wall_ns, log_line_fn *fn,
		    void *arg);
int log_lines_feed(struct log_lines *l, const char *bytes, size_t n);
void log_lines_end(struct log_lines *l); /* tells an unfinished last line */
void log_lines_release(struct log_lines *l);

#endif
