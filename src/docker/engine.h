/*
 * engine.h - one connection to one Docker engine, and how its address is found.
 *
 * engine_open() speaks to the engine once, to agree on an API version, so an engine that is open
 * has answered. Connections are kept alive between calls; one closed by the engine is opened anew.
 * Owner: the caller; engine_close(). Threads: a struct engine belongs to one thread at a time, any
 * number of them may work side by side. Fails: kind ERR_ENVIRONMENT, the text names the engine,
 * the cause and what to do; ERR_INTERRUPTED when the cancel flag ended the call.
 */
#ifndef DOCKER_ENGINE_H
#define DOCKER_ENGINE_H

#include "base/base.h"
#include "base/err.h"

#include <stdatomic.h>

/*
 * What a call that changes something came to. Only ENGINE_FAILED has filled the err. The other
 * outcomes are what makes a repeated call harmless: stopping a stopped container is ENGINE_ALREADY,
 * removing a missing one ENGINE_GONE. "< 0" is the test for failure.
 */
enum engine_result {
	ENGINE_FAILED = -1,
	ENGINE_DONE = 0,
	ENGINE_ALREADY, /* it was so before the call */
	ENGINE_GONE,    /* the engine knows no such container, network, volume or image */
	ENGINE_TIMED_OUT, /* container_wait() only */
};

/* Where an engine listens. All texts owned; NULL: not used. */
struct engine_where {
	char *url; /* as shown to people: "unix:///var/run/docker.sock", "tcp://host:2376" */
	char *socket_path; /* unix socket, or NULL for TCP */
	char *base;        /* "http://docker" or "https://host:2376" */
	char *ca_file;     /* TLS */
	char *cert_file;
	char *key_file;
	bool skip_verify; /* TLS without checking the engine's certificate */
	char *ssh_host;   /* through a process `ssh` for each connection, or NULL */
	char *ssh_user;
	char *ssh_port;
	char *ssh_socket; /* of the engine there; NULL: what its own client takes */
	bool is_named;    /* by engine_where_of(): the environment has no part in it */
};

/*
 * Finds the engine: `host` as in DOCKER_HOST, or when NULL: DOCKER_HOST, then DOCKER_CONTEXT, then
 * the docker configuration's currentContext, then unix:///var/run/docker.sock.
 */
int engine_where_find(const char *host, struct engine_where *out, struct err *e);

/* The same for a context by name. */
int engine_where_context(const char *name, struct engine_where *out, struct err *e);

/*
 * An endpoint that is named as such, of one host among several; nothing that the environment says
 * applies to it. `endpoint`: "unix:///path", "tcp://host:port", "ssh://[user@]host[:port][/socket]".
 * With `tls_dir` TCP is TLS, both sides verified by its ca.pem, cert.pem and key.pem; relative to
 * `base_dir`. Fails: ERR_USAGE for the text, ERR_ENVIRONMENT for a missing file. A password that
 * the text has is not repeated in the error.
 */
int engine_where_of(const char *endpoint, const char *tls_dir /* or NULL */,
		    const char *base_dir /* or NULL */, struct engine_where *out,
		    struct err *e);
void engine_where_copy(struct engine_where *to, const struct engine_where *from);
void engine_where_release(struct engine_where *w);

struct engine;

/* `where` NULL: as engine_where_find(NULL). Copied. NULL on failure: at once when nobody listens, after
 * 5 s when a host drops everything (10 s by ssh), after 20 s when who listens does not answer. */
struct engine *engine_open(const struct engine_where *where /* or NULL */, struct err *e);
/* The same with its calls bounded (engine_set_timeout()) and to be called off (engine_set_cancel()) from
 * the first one on. */
struct engine *engine_open_within(const struct engine_where *where, int64_t timeout_ms,
				  const atomic_bool *cancel, struct err *e);
void engine_close(struct engine *en);

const struct engine_where *engine_where(const struct engine *en);
const char *engine_url(const struct engine *en);
const char *engine_api_version(const struct engine *en); /* "1.41": the one in use */

/* Bounds each call from now on (0: the default, 60 s; a stop's grace or a wait's time comes on top). */
void engine_set_timeout(struct engine *en, int64_t timeout_ms);

/* Calls end with ERR_INTERRUPTED within a second or so of *cancel becoming true. The engine may
 * still finish what was asked: inspect again. NULL: not cancellable. Borrowed. */
void engine_set_cancel(struct engine *en, const atomic_bool *cancel);

/* Calls fail within a second or so of *given_up becoming true, as those do that an engine leaves without
 * an answer: whoever watches it knows that none will come. Borrowed; NULL: nobody does. */
void engine_set_given_up(struct engine *en, const atomic_bool *given_up);

/* The engine's place in a swarm. Texts owned. */
struct engine_swarm {
	char *state; /* "inactive", "pending", "active", "error", "locked"; "" if unknown */
	char *error;      /* why, of "error" */
	char *node_id;    /* of this engine's node; "" outside a swarm, as all below */
	char *node_addr;  /* where the other hosts reach it: "10.0.0.1" */
	char *cluster_id; /* told by managers only */
	bool is_manager;  /* overlay networks are made here */
	int managers;     /* of the swarm; told by managers only, else 0 */
	int nodes;
};

/* What the run record says about the engine. Texts owned; "" when it did not say. */
struct engine_info {
	char *id;
	char *host_name;
	char *version;     /* "20.10.24" */
	char *api_version; /* in use */
	char *api_max;
	char *api_min;
	char *os;     /* "Debian GNU/Linux 12 (bookworm)" */
	char *kernel; /* "6.1.0" */
	char *arch;   /* "amd64" as images say it */
	char *cgroup_driver;
	char *cgroup_version; /* "1" or "2" */
	char *storage_driver;
	int ncpu;
	int64_t mem_bytes;
	bool is_rootless;
	bool is_podman;
	struct engine_swarm swarm;
};

/* Is it there? Any answer is one. */
int engine_ping(struct engine *en, struct err *e);

int engine_info(struct engine *en, struct engine_info *out, struct err *e);
void engine_info_release(struct engine_info *i);

#endif
