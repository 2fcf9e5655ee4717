/*
 * call.h - one call of the Docker API, from path to outcome; private to docker/.
 *
 *     struct call c = CALL("POST");
 *     call_path(&c, "/containers/", id, "/start");
 *     return call_act(en, &c, "no such container", e);
 *
 * Owner: the caller; call_release(), which call_act() does itself. Threads as the engine's.
 */
#ifndef DOCKER_CALL_H
#define DOCKER_CALL_H

#include "docker/http.h"
#include "docker/json.h"

struct call {
	const char *method;
	struct strbuf path;  /* without version and query; "/containers/ab/start" */
	struct strbuf query; /* "?t=10" */
	char *json;          /* body; owned */
	struct http_request req;
	int64_t extra_ms; /* on top of the engine's timeout */
	struct http_reply reply;
	struct strbuf target; /* what req names: made by call_prepare() */
	char *what;
};
#define CALL(how)                              \
	(struct call)                          \
	{                                      \
		.method = (how), .path = { 0 } \
	}
void call_release(struct call *c);

void call_path(struct call *c, const char *before, const char *escaped,
	       const char *after);
void call_query(struct call *c, const char *key, const char *value);
void call_query_int(struct call *c, const char *key, int64_t value);

/* The engine's filters=: every label must be there. `labels` NULL or empty: no filter. */
void call_filter_labels(struct call *c, const struct text_list *labels);
void call_filter_label(struct call *c, const char *label /* or NULL */);

/* Any filters, {"type": ["container"], ...}; taken. */
void call_filters(struct call *c, json_t *take);

/* Of the engine that is asked: has the caller called the whole thing off? */
bool engine_is_cancelled(const struct engine *en);

/* Fills c->req; call_run() does it by itself. */
void call_prepare(const struct engine *en, struct call *c);

/* -1: no answer. Any status is an answer: see c->reply. */
int call_run(struct engine *en, struct call *c, struct err *e);

bool call_ok(const struct call *c); /* 2xx */

/* Does the engine say that the thing itself is missing? `words` as in "no such container", in any
 * case; NULL: every 404 says so. A 404 may also be about another thing the call names. */
extern const char call_never_gone[];
#define NEVER_GONE call_never_gone /* nothing is meant: a 404 is a failure */
bool call_gone(const struct call *c, const char *words /* or NULL */);

/* The engine's own words in a refusal's body, JSON or plain, with ids cut short. Caller frees. */
char *call_message(const struct strbuf *body);

/* "POST /containers/0123456789ab/start", for errors. Caller frees. */
char *call_what(const struct call *c);

/* Sets the error "POST /x: 409 message". Returns -1. */
int call_refused(const struct call *c, struct err *e);

/* Runs and releases: 2xx DONE, 304 ALREADY, 404 GONE, others FAILED. */
enum engine_result call_act(struct engine *en, struct call *c, const char *gone_words,
			    struct err *e);

/* Runs and parses the answer (caller decrefs, also NULL); not released. DONE, GONE or FAILED. */
enum engine_result call_json(struct engine *en, struct call *c, const char *gone_words,
			     json_t **out, struct err *e);

/* Is the API in use at least 1.`minor`? */
bool engine_has_api(const struct engine *en, int minor);

#endif
