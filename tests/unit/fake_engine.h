/*
 * fake_engine.h - a Docker engine made of canned replies: in this process, on a socket of its own.
 *
 *     struct fake_engine *f = fake_engine_new();
 *     fake_engine_on(f, "GET", "/info", &(struct fake_reply){.body = "{}"});
 *
 * It answers /version at once (API 1.41, see fake_engine_speaks()), everything else as told, and
 * 404 "page not found" else. It notes every request. Paths are without the version prefix and the
 * query. Owner: the test; fake_engine_free(). Threads: any may ask it; it has its own.
 * Fails: aborts.
 */
#ifndef TESTS_FAKE_ENGINE_H
#define TESTS_FAKE_ENGINE_H

#include "base/base.h"

struct fake_reply {
	int status;       /* 0: 200 */
	const char *body; /* NULL: none */
	size_t len;       /* of body; 0: up to its NUL */
	const char *type; /* NULL: application/json */
	size_t chunk;     /* send chunked, in pieces of so many bytes; 0: with a length */
	int pause_ms;     /* before each chunk but the first */
	size_t repeat;    /* send the body so many times; 0: once */
	bool stays_open;  /* chunked: the last chunk never comes */
	bool until_close; /* neither length nor chunks: the end of the connection ends it */
	bool is_cut;      /* close after half of the body */
	bool never;       /* say nothing, and keep the connection */
	size_t times; /* use this reply so often, then the next one added; 0: for ever */
};

struct fake_engine;
struct fake_engine *fake_engine_new(void);
void fake_engine_free(struct fake_engine *f);

/* A client of it, free of what the environment says about engines. NULL on failure. */
struct engine;
struct err;
struct engine *fake_engine_open(struct fake_engine *f, struct err *e);

/* "unix:///tmp/.../docker.sock" */
const char *fake_engine_host(const struct fake_engine *f);

/* What /version tells. */
void fake_engine_speaks(struct fake_engine *f, const char *version, const char *api_max,
			const char *api_min);

/* From now on it has a clock, so far ahead of ours: answers carry a Date if `has_date`, and /info
 * tells the time and nothing else. */
void fake_engine_clock(struct fake_engine *f, int64_t ahead_ns, bool has_date);

/* ... and gains so many millionths from now on (negative: loses). */
void fake_engine_drift(struct fake_engine *f, int64_t ppm);

/* ... and takes so long for /info, telling a time in the middle. */
void fake_engine_slow_info(struct fake_engine *f, int ms);

/* Everything is copied. */
void fake_engine_on(struct fake_engine *f, const char *method, const char *path,
		    const struct fake_reply *reply);

/* The i-th request from now on (0 is the next) finds its connection closed instead of answered. A client
 * whose connection was not new then tries again by itself. */
void fake_engine_drop(struct fake_engine *f, size_t i);

/* The i-th request from now on (0 is the next, /version counts) is answered with a 500. */
void fake_engine_fail(struct fake_engine *f, size_t i);

/* The engine is gone: nobody listens, every connection is closed. */
void fake_engine_die(struct fake_engine *f);

/* How many requests came, but for /version; and one of them: "POST /v1.41/x/start?t=1 BODY".
 * Valid until fake_engine_free(); NULL when there was none. */
size_t fake_engine_count(struct fake_engine *f);
const char *fake_engine_request(struct fake_engine *f, size_t i);

#endif
