/*
 * hosts.h - the machines that the nodes of a cluster are spread over: an engine each, a rack, the address
 * that clients reach.
 *
 * Plain data, as a hosts file or `cluster.hosts` says it (scenario/hosts.h). No hosts: everything is on one
 * engine. Owner: plan and topology have copies of their own; hosts_release(). Threads: const once read.
 */
#ifndef MODEL_HOSTS_H
#define MODEL_HOSTS_H

#include "base/err.h"
#include "model/params.h"

struct host {
	char *name;
	char *engine;  /* "unix:///run/a.sock", "tcp://10.0.0.1:2376", "ssh://ops@a" */
	char *tls;     /* folder with ca.pem, cert.pem, key.pem; NULL: none */
	char *rack;    /* its name when the user gave none */
	char *address; /* where clients and the other hosts reach it */
	/* Commands, run where kchaos runs, for what an engine cannot do to itself; or NULL. */
	char *engine_stop;
	char *engine_kill;
	char *engine_start;
};

/* How nodes on different hosts reach each other. */
#define HOST_NETWORKS(X)      \
	X(AUTO, "auto")       \
	X(OVERLAY, "overlay") \
	X(HOST, "host")

enum host_network {
#define HOST_NETWORK_ENUM(id, name) HOST_NETWORK_##id,
	HOST_NETWORKS(HOST_NETWORK_ENUM)
#undef HOST_NETWORK_ENUM
		HOST_NETWORK_COUNT
};
const char *host_network_name(enum host_network n);
bool host_network_from(const char *name, enum host_network *out);

struct hosts {
	struct host *at; /* in the order of the file */
	size_t len;
	enum host_network network;
	bool quorum_on_one_host; /* asked for: one host's loss may take the quorum */
	struct params place;     /* service name -> host or rack */
};

void hosts_release(struct hosts *h);
void hosts_copy(struct hosts *to, const struct hosts *from); /* deep; overwrites */
void host_release(struct host *h);
struct host host_copy(const struct host *from);

size_t hosts_index(const struct hosts *h, const char *name); /* h->len: unknown */
bool hosts_have_rack(const struct hosts *h, const char *rack);

struct topology;

/*
 * Gives every node and companion of `t` its host: where `place` says, else spread so that no rack, and then
 * no host, has more nodes of a role than it must; voters are seated first. `t` gets its copy of the hosts.
 * Fails: a name in `place` that is nobody's; a host whose loss would take the quorum, unless that was
 * asked for or there is but one host (ERR_USAGE).
 */
int hosts_place(const struct hosts *h, struct topology *t, struct err *e);

#endif
