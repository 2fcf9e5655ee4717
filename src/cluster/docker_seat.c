/*
 * A node's own address again. The engine gives the first one that is free, so what is free below it is
 * held by containers of ours (label io.kchaos.role=helper) while the node is started or plugged in.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "cluster/docker_cluster.h"
#include "cluster/docker_faults.h"
#include "cluster/labels.h"

#include <arpa/inet.h>
#include <inttypes.h>

#define HELD_S    "60"
#define MEMBER_NS (30 * NS_PER_S)
enum { MOST_HELD = 250 }; /* as many as a /24 has */

/* One seat in one network. */
struct seat {
	struct docker_cluster *d;
	struct engine *en;
	const struct node *node;
	const char *network;
	const char *address;
	char *held[MOST_HELD]; /* ids */
	size_t n_held;
};

/* ---- which address would be given now? ---- */

static bool number_of(const char *address, uint32_t *out)
{
	struct in_addr a;

	if (inet_pton(AF_INET, address, &a) != 1)
		return false;
	*out = ntohl(a.s_addr);
	return true;
}

static bool is_taken(const struct network *n, uint32_t number)
{
	uint32_t other;

	if (number_of(n->gateway, &other) && other == number)
		return true;
	for (size_t i = 0; i < n->addresses.len; i++)
		if (number_of(n->addresses.items[i], &other) && other == number)
			return true;
	return false;
}

/* Is it the first free one? A guess: the engine may have handed out others to come. */
static bool is_first(const struct network *n, uint32_t want)
{
	char *start = xstrndup(n->subnet, strcspn(n->subnet, "/"));
	uint32_t at;
	bool is = number_of(start, &at);

	free(start);
	for (at++; is && at < want; at++)
		is = is_taken(n, at);
	return is;
}

/* ---- holding what is below it ---- */

static void describe(const struct seat *s, const char *image, struct container_spec *spec)
{
	const char *project = s->d->base.topology.project;

	spec->name = xasprintf("%s-helper-%08" PRIx32, project,
			       (uint32_t)rng_fresh_seed());
	spec->image = xstrdup(image);
	spec->user = xstrdup("0");
	text_list_add(&spec->entrypoint, "sleep");
	text_list_add(&spec->entrypoint, HELD_S); /* then it ends, should we have died */
	container_spec_add_network(spec)->network = xstrdup(s->network);
	text_list_add(&spec->cap_drop, "ALL");
	text_list_add(&spec->health.test, "NONE");
	labels_beside(project, "helper", s->d->opts.run_id, NULL, &spec->labels);
}

static void let_go(const struct seat *s, const char *id)
{
	struct err e = {0};

	if (container_remove(s->en, id, true, true, &e) == ENGINE_FAILED)
		log_warning(CODE_HELPER_STAYS, "cluster",
			    "helper '%.12s' may stay until 'kchaos heal %s': %s", id,
			    s->d->base.topology.project, e.msg);
}

static void let_all_go(struct seat *s)
{
	while (s->n_held > 0) {
		let_go(s, s->held[--s->n_held]);
		free(s->held[s->n_held]);
	}
}

/* *out: the address that it was given. Caller frees. */
static int hold_one(struct seat *s, char **out, struct err *e)
{
	struct container_state is = {0};
	struct container_spec spec = {0};
	const struct endpoint *p;
	char *id = NULL;
	int rc = docker_look(s->en, s->node, &is, e);

	if (rc == 0) {
		describe(s, is.image_id, &spec);
		rc = container_create(s->en, &spec, &id, e);
	}
	container_state_release(&is);
	if (rc == 0) {
		s->held[s->n_held++] = id;
		rc = container_start(s->en, id, e) == ENGINE_FAILED ? -1 : 0;
	}
	if (rc == 0)
		rc = container_inspect(s->en, id, &is, e) == ENGINE_DONE ? 0 : -1;
	p = rc == 0 ? container_state_network(&is, s->network) : NULL;
	*out = p ? xstrdup(p->ipv4) : NULL;
	container_state_release(&is);
	container_spec_release(&spec);
	return rc;
}

/* Until the next one to be given is the node's. */
static int hold_below(struct seat *s, struct err *e)
{
	while (s->n_held < MOST_HELD) {
		char *given = NULL;
		int rc = hold_one(s, &given, e);
		bool is_it = given && strcmp(given, s->address) == 0;

		free(given);
		if (rc < 0)
			return -1;
		if (!is_it)
			continue;
		let_go(s, s->held[--s->n_held]);
		free(s->held[s->n_held]);
		return 0;
	}
	return err_set(e, CODE_NODE_ADDRESS,
		       "address %s of network '%s' was not given again in %d tries",
		       s->address, s->network, MOST_HELD);
}

static int prepare(struct seat *s, struct err *e)
{
	struct network n = {0};
	enum engine_result got = network_inspect(s->en, s->network, &n, e);
	bool is_next = false, is_free = false;
	uint32_t want;

	if (got == ENGINE_GONE)
		return err_set(e, CODE_NODE_ADDRESS, "network '%s' is gone", s->network);
	if (got != ENGINE_DONE)
		return -1;
	is_free = number_of(s->address, &want) && !is_taken(&n, want);
	is_next = is_free && is_first(&n, want);
	network_release(&n);
	if (!is_free)
		return err_set(e, CODE_NODE_ADDRESS, "somebody else has it now");
	return is_next ? 0 : hold_below(s, e);
}

/* What cannot be had is not worth failing for: docker_restore() looks again, and fails. */
static void try_to_prepare(struct seat *s)
{
	struct err e = {0};

	if (prepare(s, &e) < 0)
		log_warning(CODE_ADDRESS_MAY_CHANGE, "cluster",
			    "node %d (%s) may get another address than %s: %s",
			    (int)s->node->id, s->node->name, s->address, e.msg);
}

/* ---- with it ---- */

static enum engine_result start_seated(struct docker_cluster *d, struct engine *en,
				       const struct node *n, struct err *e)
{
	const struct found *f = docker_found(d, n->id);
	size_t len = f ? f->plugs.len : 0;
	struct seat *seats = xcalloc(len, sizeof(*seats));
	enum engine_result result;

	(void)pthread_mutex_lock(&d->found.seats); /* fails on misuse only */
	for (size_t i = 0; i < len; i++) {
		seats[i] = (struct seat){d,
					 en,
					 n,
					 f->plugs.items[i].network,
					 found_address(f, f->plugs.items[i].network),
					 {NULL},
					 0};
		if (seats[i].address)
			try_to_prepare(&seats[i]);
	}
	result = container_start(en, n->container, e);
	for (size_t i = 0; i < len; i++)
		let_all_go(&seats[i]);
	(void)pthread_mutex_unlock(&d->found.seats);
	free(seats);
	return result;
}

/* By its words only: "network ... not found", "attaching to network failed", "Could not attach to network". */
static bool is_no_member_yet(const struct err *e)
{
	return strstr(e->msg, "network") &&
	       (strstr(e->msg, "not found") || strstr(e->msg, "attach"));
}

enum engine_result seat_start(struct docker_cluster *d, struct engine *en,
			      const struct node *n, struct err *e)
{
	struct clock clock;

	clock_start(&clock);
	for (;;) {
		enum engine_result result = start_seated(d, en, n, e);

		if (result != ENGINE_FAILED || d->base.topology.hosts.len == 0 ||
		    !is_no_member_yet(e) || clock_now(&clock) > MEMBER_NS ||
		    cluster_is_cancelled(&d->base))
			return result;
		*e = (struct err){0};
		clock_sleep_until(&clock, clock_now(&clock) + 500 * NS_PER_MS);
	}
}

static enum engine_result connect_locked(struct docker_cluster *d, struct engine *en,
					 const struct node *n, const struct endpoint *p,
					 struct err *e)
{
	const struct found *f = docker_found(d, n->id);
	struct seat s = {.d = d,
			 .en = en,
			 .node = n,
			 .network = p->network,
			 .address = f ? found_address(f, p->network) : NULL};
	enum engine_result result;

	if (s.address)
		try_to_prepare(&s);
	result = network_connect(en, n->container, p, e);
	let_all_go(&s);
	return result;
}

enum engine_result seat_connect(struct docker_cluster *d, struct engine *en,
				const struct node *n, const struct endpoint *p,
				struct err *e)
{
	enum engine_result result;

	(void)pthread_mutex_lock(&d->found.seats);
	result = connect_locked(d, en, n, p, e);
	(void)pthread_mutex_unlock(&d->found.seats);
	return result;
}

/* ---- somewhere else ---- */

/* Which other node has that address now, or NULL. */
static const struct node *who_has(struct seat *s, struct err *e)
{
	const struct topology *t = &s->d->base.topology;

	for (size_t i = 0; i < t->len; i++) {
		struct container_state is = {0};
		const struct endpoint *p;
		bool has = false;

		if (&t->nodes[i] == s->node ||
		    container_inspect(s->en, t->nodes[i].container, &is, e) !=
			    ENGINE_DONE)
			continue;
		p = container_state_network(&is, s->network);
		has = p && is.running && strcmp(p->ipv4, s->address) == 0;
		container_state_release(&is);
		if (has)
			return &t->nodes[i];
	}
	return NULL;
}

static const struct endpoint *plug_of(const struct found *f, const char *network)
{
	for (size_t i = 0; f && i < f->plugs.len; i++)
		if (strcmp(f->plugs.items[i].network, network) == 0)
			return &f->plugs.items[i];
	return NULL;
}

/* It is out of the network, with whoever sits in its place: both come back, each to its own. */
static int move_out(struct seat *s, const struct node **out_other, struct err *e)
{
	struct err ignored = {0}; /* what cannot be seen does not move */
	const struct node *other = who_has(s, &ignored);

	*out_other = other;
	if (network_disconnect(s->en, s->network, s->node->container, e) == ENGINE_FAILED)
		return -1;
	if (!other)
		return 0;
	return network_disconnect(s->en, s->network, other->container, e) == ENGINE_FAILED
		       ? -1
		       : 0;
}

static int check_address(const struct seat *s, struct err *e)
{
	struct container_state is = {0};
	const struct endpoint *p;
	int rc = docker_look(s->en, s->node, &is, e);

	p = rc == 0 ? container_state_network(&is, s->network) : NULL;
	if (rc == 0 && is.running && (!p || strcmp(p->ipv4, s->address) != 0))
		rc = err_set(
			e, CODE_NODE_ADDRESS,
			"its address in network '%s' was %s and is %s; perhaps another "
			"container has it now: 'docker network inspect %s' shows",
			s->network, s->address, p && *p->ipv4 ? p->ipv4 : "none",
			s->network);
	container_state_release(&is);
	return rc;
}

int seat_move(struct docker_cluster *d, struct engine *en, const struct node *n,
	      const struct endpoint *p, struct err *e)
{
	struct seat s = {.d = d,
			 .en = en,
			 .node = n,
			 .network = p->network,
			 .address = found_address(docker_found(d, n->id), p->network)};
	const struct node *other = NULL;
	const struct endpoint *its;
	int rc;

	(void)pthread_mutex_lock(&d->found.seats);
	rc = move_out(&s, &other, e);
	if (connect_locked(d, en, n, p, e) == ENGINE_FAILED)
		rc = -1;
	its = other ? plug_of(docker_found(d, other->id), p->network) : NULL;
	if (its && connect_locked(d, en, other, its, e) == ENGINE_FAILED)
		rc = -1;
	(void)pthread_mutex_unlock(&d->found.seats);
	return rc < 0 ? -1 : check_address(&s, e);
}
