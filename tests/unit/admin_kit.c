#include "admin_kit.h"

#include "base/mem.h"
#include "cluster/cluster_ops.h"
#include "kafka/wire.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

struct door;

/* Each guest has a thread of its own, as with a broker: who talks long keeps nobody waiting. */
struct guest {
	struct door *door;
	int fd;
	pthread_t thread;
};

enum { GUESTS = 64 };

struct door {
	int fd;
	uint16_t port;
	pthread_t thread;
	struct guest guests[GUESTS]; /* the door's thread's, until that is joined */
	size_t n_guests;
	struct says says;
	pthread_mutex_t lock; /* the rest */
	size_t asked[128];
	size_t answers;
	char last[1024];
};

struct admin_kit {
	struct fake_cluster *cluster;
	struct door doors[8][2]; /* by node, from 1, and side */
};

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* ---- listeners ---- */

/* What to answer with: the error comes so often as the script says. */
static int16_t note(struct door *d, int api, const uint8_t *body, size_t n,
		    bool *earliest)
{
	struct strbuf hex = STRBUF_INIT;
	int16_t error = 0;

	for (size_t i = 0; i < n; i++)
		strbuf_addf(&hex, "%02x", body[i]);
	*earliest = strstr(strbuf_text(&hex), "fffffffffffffffe") != NULL;
	(void)pthread_mutex_lock(&d->lock);
	d->asked[api]++;
	if (api != KAPI_API_VERSIONS) {
		(void)snprintf(d->last, sizeof(d->last), "%s", strbuf_text(&hex));
		d->answers++;
		if (!d->says.error_times || d->answers <= d->says.error_times)
			error = d->says.error;
	}
	(void)pthread_mutex_unlock(&d->lock);
	strbuf_release(&hex);
	return error;
}

static void reply(struct door *d, int fd, struct wire_reader *r)
{
	struct strbuf body = STRBUF_INIT, frame = STRBUF_INIT;
	struct says says = d->says;
	bool earliest; /* this offset is wanted */
	int16_t error;
	int api = wire_get_i16(r);
	bool tags = api != KAPI_API_VERSIONS;
	int32_t correlation;

	(void)wire_get_i16(r); /* version */
	correlation = wire_get_i32(r);
	r->at += wire_get_u16(r); /* client id */
	wire_skip_tags(r);
	error = note(d, api, r->bytes + r->at, r->len - r->at, &earliest);
	if (api == KAPI_LIST_OFFSETS && earliest)
		says.log_end = says.log_begin;
	admin_kit_reply(&body, api, &says, error);
	wire_put_i32(&frame, (int32_t)(4 + tags + body.len));
	wire_put_i32(&frame, correlation);
	if (tags)
		wire_put_no_tags(&frame);
	strbuf_add(&frame, body.buf, body.len);
	(void)send(fd, frame.buf, frame.len, MSG_NOSIGNAL); /* or the peer is gone */
	strbuf_release(&frame);
	strbuf_release(&body);
}

static void converse(struct door *d, int fd)
{
	uint8_t bytes[4096];

	for (;;) {
		uint8_t head[4];
		struct wire_reader size = wire_reader_of(head, sizeof(head)), r;
		ssize_t n = recv(fd, head, sizeof(head), MSG_WAITALL);

		if (n != sizeof(head))
			return;
		r = wire_reader_of(bytes, (size_t)wire_get_i32(&size));
		must(r.len <= sizeof(bytes));
		if (recv(fd, bytes, r.len, MSG_WAITALL) != (ssize_t)r.len)
			return;
		if (!d->says.silent)
			reply(d, fd, &r);
	}
}

static void *entertain(void *arg)
{
	struct guest *g = arg;

	converse(g->door, g->fd);
	(void)shutdown(g->fd, SHUT_RDWR); /* the door closes it */
	return NULL;
}

static void *serve(void *arg)
{
	struct door *d = arg;
	int fd;

	while ((fd = accept(d->fd, NULL, NULL)) >= 0) {
		struct guest *g = &d->guests[d->n_guests++];

		must(d->n_guests < GUESTS);
		*g = (struct guest){.door = d, .fd = fd};
		must(pthread_create(&g->thread, NULL, entertain, g) == 0);
	}
	return NULL;
}

static void open_door(struct door *d)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);

	d->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(d->fd >= 0 && bind(d->fd, (struct sockaddr *)&a, len) == 0);
	must(listen(d->fd, 8) == 0);
	must(getsockname(d->fd, (struct sockaddr *)&a, &len) == 0);
	d->port = ntohs(a.sin_port);
	(void)pthread_mutex_init(&d->lock, NULL);
	must(pthread_create(&d->thread, NULL, serve, d) == 0);
}

static void close_door(struct door *d)
{
	if (!d->port)
		return;
	(void)shutdown(d->fd, SHUT_RDWR); /* wakes accept() */
	must(pthread_join(d->thread, NULL) == 0);
	for (size_t i = 0; i < d->n_guests; i++) {
		(void)shutdown(d->guests[i].fd, SHUT_RDWR);
		must(pthread_join(d->guests[i].thread, NULL) == 0);
		(void)close(d->guests[i].fd);
	}
	(void)close(d->fd);
	(void)pthread_mutex_destroy(&d->lock);
}

/* ---- the cluster ---- */

static struct door *door(struct admin_kit *k, int32_t id, enum side side)
{
	return &k->doors[id][side];
}

static struct address at(struct admin_kit *k, int32_t id, enum side side, bool has)
{
	if (!has)
		return (struct address){0};
	open_door(door(k, id, side));
	return (struct address){xstrdup("127.0.0.1"), door(k, id, side)->port};
}

struct admin_kit *admin_kit_begin(int n, int brokers, int controllers)
{
	struct admin_kit *k = xcalloc(1, sizeof(*k));
	struct topology t = {0};

	for (int32_t id = 1; id <= n; id++) {
		struct node *node = topology_add(&t);

		node->id = id;
		node->name = xasprintf("kafka%d", id);
		node->roles = (id <= brokers ? ROLE_BROKER : 0U) |
			      (id <= controllers ? ROLE_CONTROLLER : 0U);
		node->broker = at(k, id, SIDE_BROKER, id <= brokers);
		node->controller = at(k, id, SIDE_CONTROLLER, id <= controllers);
	}
	k->cluster = fake_cluster_of(&t);
	topology_release(&t);
	return k;
}

void admin_kit_end(struct admin_kit *k)
{
	for (size_t i = 0; i < ARRAY_LEN(k->doors); i++) {
		close_door(&k->doors[i][SIDE_BROKER]);
		close_door(&k->doors[i][SIDE_CONTROLLER]);
	}
	fake_cluster_free(k->cluster);
	free(k);
}

struct cluster *admin_kit_cluster(struct admin_kit *k)
{
	return fake_cluster(k->cluster);
}

void admin_kit_hide(struct admin_kit *k, int32_t id)
{
	struct topology *t = &fake_cluster(k->cluster)->topology;
	struct address *hidden = &t->nodes[topology_index(t, id)].controller;

	free(hidden->host);
	hidden->host = NULL;
}

struct fake_cluster *admin_kit_fake(struct admin_kit *k)
{
	return k->cluster;
}

struct says *admin_kit_says(struct admin_kit *k, int32_t id, enum side side)
{
	return &door(k, id, side)->says;
}

size_t admin_kit_asked(struct admin_kit *k, int32_t id, enum side side, int api)
{
	struct door *d = door(k, id, side);
	size_t n;

	(void)pthread_mutex_lock(&d->lock);
	n = d->asked[api];
	(void)pthread_mutex_unlock(&d->lock);
	return n;
}

const char *admin_kit_request(struct admin_kit *k, int32_t id, enum side side)
{
	return door(k, id, side)->last;
}
