/*
 * http.h - one HTTP connection to an engine: a request in, an answer out.
 *
 * Knows of sockets, TLS, timeouts and limits, not of Docker. Everything arriving counts against a
 * limit, and every call ends: by its timeout, or by the cancel flag.
 * Owner: the caller; http_free(). Threads: a struct http belongs to one thread at a time.
 * Fails: kind ERR_ENVIRONMENT (ERR_INTERRUPTED when cancelled); a status of 400 is an answer.
 */
#ifndef DOCKER_HTTP_H
#define DOCKER_HTTP_H

#include "base/strbuf.h"
#include "docker/engine.h"
#include "docker/tunnel.h"

#include <curl/curl.h>
#include <sys/types.h>

enum { HTTP_CONNECT_TIMEOUT_MS = 5000, HTTP_BODY_MAX = 16 * 1024 * 1024 };

/* Returns false to give up the transfer. */
typedef bool http_bytes_fn(void *arg, const char *bytes, size_t n);

/* Fills `buf` with what comes next of a body: how many bytes, 0 at its end, -1 to give up. */
typedef ssize_t http_read_fn(void *arg, char *buf, size_t n);

/* Asked about once a second: has somebody else called the transfer off? */
typedef bool http_off_fn(void *arg);

struct http_request {
	const char *method;
	const char *path; /* "/v1.41/info?x=y" */
	const char *what; /* for errors: "GET /info" */
	const void *body; /* NULL: none */
	size_t body_len;
	http_read_fn *read_body;  /* instead: a body of unknown length; or NULL */
	http_off_fn *is_off;      /* besides the engine's own cancel flag; or NULL */
	void *read_arg;           /* of both */
	const char *content_type; /* of the body; NULL: JSON */
	int64_t timeout_ms;
	bool is_endless;         /* timeout_ms bounds silence, not the whole */
	bool is_last;            /* the connection cannot be used again afterwards */
	size_t max_body;         /* 0: HTTP_BODY_MAX */
	http_bytes_fn *on_bytes; /* takes the body of a 200 instead; or NULL */
	void *arg;
};

struct http_reply {
	long status; /* 0: none came */
	bool timed_out;
	bool given_up;  /* on_bytes returned false: http_do() failed without an err */
	int64_t date_s; /* the engine's clock as the header Date says; 0: it did not */
	struct strbuf body;
};
void http_reply_release(struct http_reply *r);

struct http;
struct http *http_new(const struct engine_where *where); /* borrowed */
void http_free(struct http *h);
void http_set_cancel(struct http *h, const atomic_bool *cancel);
/* Ends calls as well, but they fail then, as with an engine that is gone. Borrowed; NULL: nobody does. */
void http_set_given_up(struct http *h, const atomic_bool *given_up);

bool http_is_cancelled(const struct http *h);

/* Fills *out also when it fails, as far as it got. */
int http_do(struct http *h, const struct http_request *q, struct http_reply *out,
	    struct err *e);

/*
 * http_do() in two halves, for who drives the transfer otherwise: the handle to perform, and what
 * came of it. `q` and `out` stay until the second.
 */
CURL *http_begin(struct http *h, const struct http_request *q, struct http_reply *out);
int http_finish(struct http *h, CURLcode code, struct err *e);

/* Sets a handle up for an engine's address: all that requests and streams have in common. */
void http_prepare(CURL *curl, const struct engine_where *where, struct tunnels *tunnels);

/* Percent-encodes what a path or query cannot hold; '/' and ':' stay. */
void http_escape(struct strbuf *out, const char *text);

/* Why a transfer failed, as an error: unreachable, too slow, or gone in the middle. */
struct http_broken {
	CURL *curl;
	CURLcode code;
	const struct engine_where *where;
	const struct tunnels *tunnels;
	const char *what;   /* "GET /info" */
	const char *detail; /* curl's own words */
};
int http_failure(const struct http_broken *b, struct err *e);

#endif
