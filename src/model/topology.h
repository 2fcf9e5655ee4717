/*
 * topology.h - the nodes of the cluster under test, as the Compose file and the engine tell them; and
 * its companions, the project's other services.
 *
 * `nodes` are what everything counts, asks and picks from. A companion is in a list of its own: only
 * who looks for somebody that was named (topology_any_...) or walks over both (topology_each) ever
 * meets one.
 *
 * Owner: the cluster; everyone else borrows const. Built once, before any thread starts.
 */
#ifndef MODEL_TOPOLOGY_H
#define MODEL_TOPOLOGY_H

#include "base/base.h"
#include "model/hosts.h"

enum role { ROLE_BROKER = 1 << 0, ROLE_CONTROLLER = 1 << 1 };

/* Who may vote: fixed in every node's settings, or part of the cluster's own metadata. */
enum quorum_kind { QUORUM_UNKNOWN, QUORUM_STATIC, QUORUM_DYNAMIC };

struct address {
	char *host; /* as reached from where kchaos runs; NULL: not reachable from here */
	int port;
};

/* Where a node listens in its container; 0: it does not, or it is not known. */
struct listens {
	int clients;     /* the listener that `broker` is published for */
	int replication; /* among the brokers */
	int controller;
};

struct node {
	int32_t id;                /* node.id; of a companion: COMPANION_IDS or below */
	char *name;                /* Compose service: what the user calls it */
	char *container;           /* container name: project-service-1 */
	unsigned roles;            /* enum role */
	struct address broker;     /* client listener, if a broker */
	struct address controller; /* controller listener, if a controller */
	struct listens listens;
	char *left_out; /* of a companion that was not started: why; else NULL */
	int32_t host;   /* index in the topology's hosts; 0 when there are none */
};

/*
 * A companion's id follows from its name, so that whoever comes after a crash, and finds the containers
 * that are left, knows it by the same one.
 */
enum { COMPANION_IDS = -1000 };
bool is_companion(int32_t id);

struct topology {
	char *project;
	char *image;        /* as named */
	char *image_id;     /* as used */
	struct node *nodes; /* sorted by id */
	size_t len;
	struct node
		*companions; /* in the order of the file; without roles and addresses */
	size_t n_companions;
	enum quorum_kind quorum;
	struct hosts hosts; /* none: all of it is on one engine */
};

void topology_release(struct topology *t);
struct node *topology_add(struct topology *t); /* zeroed; valid until the next add */
void topology_sort(struct topology *t);

/* With its id and a copy of its name; valid until the next one. NULL: another one's name has the same
 * id. */
struct node *topology_add_companion(struct topology *t, const char *name);

const struct node *topology_by_id(const struct topology *t, int32_t id);     /* or NULL */
const struct node *topology_by_name(const struct topology *t, const char *); /* or NULL */
size_t topology_index(const struct topology *t, int32_t id); /* t->len when unknown */

/* The same among nodes and companions. */
const struct node *topology_any_by_id(const struct topology *t, int32_t id);
const struct node *topology_any_by_name(const struct topology *t, const char *);
const struct node *topology_each(const struct topology *t, size_t i); /* NULL: no more */

/* The host it is on; NULL: there is but one engine. */
const struct host *topology_host(const struct topology *t, const struct node *n);

/* What people call it, for texts that are made at once: node_title(n).text is "node 2 (kafka2)" or
 * "companion web-ui", node_word(n).text "node 2" or the same. */
struct node_text {
	char text[160]; /* a longer name is cut: it is for messages */
};
struct node_text node_title(const struct node *n);
struct node_text node_word(const struct node *n);

size_t topology_voters(const struct topology *t);  /* nodes with ROLE_CONTROLLER */
size_t topology_brokers(const struct topology *t); /* nodes with ROLE_BROKER */

const char *quorum_kind_name(enum quorum_kind k); /* "static", "dynamic", "unknown" */

/* Votes that make a quorum of n voters: floor(n/2) + 1; and the most that may be lost. */
size_t quorum_majority(size_t voters);
size_t quorum_minority(size_t voters);

/* "host:port,host:port" of the brokers, for clients. Caller frees. */
char *topology_bootstrap(const struct topology *t);

#endif
