#include "fake_node.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "fake_topics.h"
#include "kafka/wire.h"
#include "replies.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 32 };

struct peer {
	int fd;
	struct strbuf in;
	bool negotiated;
};

struct fake_node {
	uint16_t port;
	pthread_t thread;
	int wake_fd;
	pthread_mutex_t lock; /* the next four */
	struct fake_words words;
	bool stop, cut;
	size_t counts[128];
	int listen_fd; /* the thread's own, as the next two */
	struct peer peers[MAX_CONNECTIONS];
	size_t n_peers;
};

static void must(bool ok)
{
	if (!ok)
		abort();
}

static int listen_on(uint16_t *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons(*port),
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	must(fd >= 0);
	must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0);
	must(bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0 && listen(fd, 32) == 0);
	must(getsockname(fd, (struct sockaddr *)&a, &len) == 0);
	*port = ntohs(a.sin_port);
	return fd;
}

static int nodes_of(const struct fake_words *w)
{
	return w->n_nodes ? w->n_nodes : 3;
}

/* The first `n` replicas of `p`: after the last node the first one comes again. */
static void put_ids(struct strbuf *b, const struct fake_words *w,
		    const struct fake_partition *p, int n)
{
	wire_put_count(b, (size_t)n);
	for (int i = 0; i < n; i++)
		wire_put_i32(b, (p->behind + i) % nodes_of(w) + 1);
}

static void put_versions(struct strbuf *b, const struct fake_words *w)
{
	static const int16_t apis[][2] = {
		{KAPI_FETCH, 17},           {KAPI_METADATA, 12},
		{KAPI_OFFSET_COMMIT, 8},    {KAPI_JOIN_GROUP, 6},
		{KAPI_SYNC_GROUP, 4},       {KAPI_LEAVE_GROUP, 4},
		{KAPI_OFFSET_FETCH, 7},     {KAPI_FIND_COORDINATOR, 4},
		{KAPI_API_VERSIONS, 4},     {KAPI_CREATE_TOPICS, 7},
		{KAPI_DELETE_TOPICS, 6},    {KAPI_DESCRIBE_QUORUM, 2},
		{KAPI_DESCRIBE_CLUSTER, 2}, {KAPI_DESCRIBE_TOPIC_PARTITIONS, 0}};
	struct strbuf tag = STRBUF_INIT;

	wire_put_i16(b, 0);
	wire_put_count(b, ARRAY_LEN(apis));
	for (size_t i = 0; i < ARRAY_LEN(apis); i++) {
		wire_put_i16(b, apis[i][0]);
		wire_put_i16(b, 0);
		wire_put_i16(b, apis[i][1]);
		wire_put_no_tags(b);
	}
	wire_put_i32(b, 0);
	wire_put_i64(&tag, w->image);
	wire_put_uvarint(b, 1); /* one tagged field: number 1 */
	wire_put_uvarint(b, 1);
	wire_put_uvarint(b, (uint32_t)tag.len);
	strbuf_add(b, tag.buf, tag.len);
	strbuf_release(&tag);
}

static void put_quorum(struct strbuf *b, const struct fake_words *w)
{
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_count(b, 1);
	wire_put_str(b, "__cluster_metadata");
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	wire_put_i16(b, w->leads ? 0 : KERR_NOT_LEADER_OR_FOLLOWER);
	wire_put_str(b, NULL);
	wire_put_i32(b, w->leads ? w->leader : 0);
	wire_put_i32(b, w->leads ? w->epoch : 0);
	wire_put_i64(b, w->leads ? w->high_watermark : 0);
	wire_put_count(b, w->leads ? 3 : 0);
	for (int32_t id = 1; w->leads && id <= 3; id++)
		put_replica(b, id, (struct wire_uuid){{0}},
			    w->high_watermark + (id == w->leader), -1, -1);
	wire_put_count(b, 0);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
	wire_put_count(b, 0);
	wire_put_no_tags(b);
}

static void put_opinion(struct strbuf *b, const struct fake_words *w)
{
	struct wire_uuid metadata = {{[15] = 1}};

	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_uuid(b, metadata);
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
	wire_put_i16(b, KERR_FENCED_LEADER_EPOCH);
	wire_put_i64(b, -1);
	wire_put_i64(b, -1);
	wire_put_i64(b, 0);
	wire_put_null_array(b);
	wire_put_i32(b, -1);
	wire_put_uvarint(b, 1); /* records: empty */
	wire_put_uvarint(b, 1); /* one tagged field: current_leader */
	wire_put_uvarint(b, 1);
	wire_put_uvarint(b, 9);
	wire_put_i32(b, w->leader);
	wire_put_i32(b, w->epoch);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

static void put_cluster(struct strbuf *b, const struct fake_words *w)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_str(b, NULL);
	wire_put_i8(b, 1);
	wire_put_str(b, "cluster");
	wire_put_i32(b, 1);
	wire_put_count(b, (size_t)nodes_of(w));
	for (int32_t id = 1; id <= nodes_of(w); id++) {
		wire_put_i32(b, id);
		wire_put_str(b, "h");
		wire_put_i32(b, 9092);
		wire_put_str(b, NULL);
		wire_put_bool(b, id > nodes_of(w) - w->n_fenced);
		wire_put_no_tags(b);
	}
	wire_put_i32(b, 0);
	wire_put_no_tags(b);
}

static void put_partition(struct strbuf *b, const struct fake_words *w,
			  const struct fake_partition *p)
{
	wire_put_i16(b, 0);
	wire_put_i32(b, p->partition);
	wire_put_i32(b, p->leader);
	wire_put_i32(b, p->epoch);
	put_ids(b, w, p, 3);
	put_ids(b, w, p, p->n_isr);
	put_ids(b, w, p, p->n_elr);
	put_ids(b, w, p, 0);
	put_ids(b, w, p, 0);
	wire_put_no_tags(b);
}

static size_t topic_end(const struct fake_words *w, size_t from, size_t end)
{
	size_t i = from;

	while (i < end && strcmp(w->partition[i].topic, w->partition[from].topic) == 0)
		i++;
	return i;
}

static void put_topics(struct strbuf *b, const struct fake_words *w, size_t from,
		       size_t end)
{
	size_t n = 0;

	for (size_t i = from; i < end; i = topic_end(w, i, end))
		n++;
	wire_put_count(b, n);
	while (from < end) {
		size_t next = topic_end(w, from, end);

		wire_put_i16(b, 0);
		wire_put_str(b, w->partition[from].topic);
		wire_put_uuid(b, (struct wire_uuid){{0}});
		wire_put_bool(b, false);
		wire_put_count(b, next - from);
		for (; from < next; from++)
			put_partition(b, w, &w->partition[from]);
		wire_put_i32(b, 0);
		wire_put_no_tags(b);
	}
}

static size_t find_cursor(const struct fake_words *w, struct wire_reader *r)
{
	char *topic;
	int32_t partition;
	size_t at = 0;

	for (size_t n = wire_get_count(r, 2); n > 0; n--) {
		wire_skip_bytes(r);
		wire_skip_tags(r);
	}
	(void)wire_get_i32(r);
	if (wire_get_i8(r) < 0)
		return 0;
	topic = wire_get_str(r);
	partition = wire_get_i32(r);
	while (at < w->n_partitions && (strcmp(w->partition[at].topic, topic) != 0 ||
					w->partition[at].partition != partition))
		at++;
	free(topic);
	return at;
}

static void put_page(struct strbuf *b, const struct fake_words *w, struct wire_reader *r)
{
	size_t from = find_cursor(w, r);
	size_t end = w->page && from + w->page < w->n_partitions ? from + w->page
								 : w->n_partitions;

	wire_put_i32(b, 0);
	put_topics(b, w, from, end);
	if (end < w->n_partitions) {
		wire_put_i8(b, 1);
		wire_put_str(b, w->partition[end].topic);
		wire_put_i32(b, w->partition[end].partition);
		wire_put_no_tags(b);
	} else {
		wire_put_i8(b, -1);
	}
	wire_put_no_tags(b);
}

static void put_answer(struct strbuf *b, int api, const struct fake_words *w,
		       struct wire_reader *r)
{
	switch (api) {
	case KAPI_API_VERSIONS: put_versions(b, w); break;
	case KAPI_DESCRIBE_QUORUM: put_quorum(b, w); break;
	case KAPI_FETCH: put_opinion(b, w); break;
	case KAPI_DESCRIBE_CLUSTER: put_cluster(b, w); break;
	case KAPI_DESCRIBE_TOPIC_PARTITIONS: put_page(b, w, r); break;
	case KAPI_METADATA: fake_put_metadata(b, w); break;
	case KAPI_CREATE_TOPICS: fake_put_created(b, w); break;
	case KAPI_DELETE_TOPICS: fake_put_deleted(b, w); break;
	case KAPI_FIND_COORDINATOR: fake_put_coordinator(b, w); break;
	case KAPI_OFFSET_COMMIT: fake_put_commit(b, w, r); break;
	case KAPI_JOIN_GROUP: fake_put_joined(b, w, r); break;
	case KAPI_SYNC_GROUP: fake_put_synced(b, w); break;
	case KAPI_LEAVE_GROUP: fake_put_left(b); break;
	case KAPI_OFFSET_FETCH: fake_put_committed(b, w); break;
	default: abort(); /* nobody asks anything else */
	}
}

static void answer(struct peer *p, int api, int32_t correlation,
		   const struct fake_words *w, struct wire_reader *r)
{
	struct strbuf body = STRBUF_INIT, frame = STRBUF_INIT;
	bool tags = api != KAPI_API_VERSIONS;

	if (w->mood == FAKE_BABBLES && p->negotiated)
		strbuf_addstr(&body, "\x7f\x7f\x7f\x7f\x7f");
	else
		put_answer(&body, api, w, r);
	p->negotiated = true;
	wire_put_i32(&frame, (int32_t)(4 + tags + body.len));
	wire_put_i32(&frame, correlation);
	if (tags)
		wire_put_no_tags(&frame);
	strbuf_add(&frame, body.buf, body.len);
	(void)send(p->fd, frame.buf, frame.len, MSG_NOSIGNAL); /* or the peer is gone */
	strbuf_release(&frame);
	strbuf_release(&body);
}

/* Takes one whole request off p->in and answers it; false: there is none. */
static bool serve(struct fake_node *f, struct peer *p, const struct fake_words *w)
{
	struct wire_reader r = wire_reader_of(p->in.buf, p->in.len);
	size_t size = p->in.len < 4 ? 0 : (size_t)wire_get_i32(&r);
	int api;
	int32_t correlation;

	if (w->mood == FAKE_SILENT || p->in.len < 4 || p->in.len - 4 < size)
		return false;
	api = wire_get_i16(&r);
	(void)wire_get_i16(&r); /* version */
	correlation = wire_get_i32(&r);
	r.at += wire_get_u16(&r); /* client id */
	wire_skip_tags(&r);
	(void)pthread_mutex_lock(&f->lock);
	f->counts[api]++;
	(void)pthread_mutex_unlock(&f->lock);
	answer(p, api, correlation, w, &r);
	strbuf_drop_front(&p->in, 4 + size);
	return true;
}

static void drop_peer(struct fake_node *f, size_t i)
{
	(void)close(f->peers[i].fd);
	strbuf_release(&f->peers[i].in);
	f->peers[i] = f->peers[--f->n_peers];
}

static void read_peer(struct fake_node *f, size_t i)
{
	char bytes[4096];
	ssize_t n = recv(f->peers[i].fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n > 0)
		strbuf_add(&f->peers[i].in, bytes, (size_t)n);
	else
		drop_peer(f, i);
}

static void accept_peer(struct fake_node *f)
{
	int fd = accept4(f->listen_fd, NULL, NULL, SOCK_CLOEXEC);

	must(f->n_peers < MAX_CONNECTIONS);
	if (fd >= 0)
		f->peers[f->n_peers++] = (struct peer){.fd = fd};
}

/* Moods that concern the sockets. */
static void follow_mood(struct fake_node *f, enum fake_mood mood, bool cut)
{
	bool quiet = mood == FAKE_REFUSES || mood == FAKE_HANGS_UP || cut;

	while (quiet && f->n_peers > 0)
		drop_peer(f, 0);
	if (mood == FAKE_REFUSES && f->listen_fd >= 0) {
		(void)close(f->listen_fd);
		f->listen_fd = -1;
	}
	if (mood != FAKE_REFUSES && f->listen_fd < 0)
		f->listen_fd = listen_on(&f->port);
}

static void poll_all(struct fake_node *f)
{
	struct pollfd polled[MAX_CONNECTIONS + 2];
	uint64_t n;

	for (size_t i = 0; i < f->n_peers; i++)
		polled[i] = (struct pollfd){.fd = f->peers[i].fd, .events = POLLIN};
	polled[f->n_peers] = (struct pollfd){.fd = f->listen_fd, .events = POLLIN};
	polled[f->n_peers + 1] = (struct pollfd){.fd = f->wake_fd, .events = POLLIN};
	must(poll(polled, f->n_peers + 2, -1) > 0);
	if (polled[f->n_peers + 1].revents)
		must(read(f->wake_fd, &n, sizeof(n)) == sizeof(n));
	bool is_new = polled[f->n_peers].revents != 0;
	for (size_t i = f->n_peers; i-- > 0;) /* backwards: dropping moves the last one */
		if (polled[i].revents)
			read_peer(f, i);
	if (is_new)
		accept_peer(f);
}

static void *run(void *arg)
{
	struct fake_node *f = arg;
	bool stop = false;

	while (!stop) {
		struct fake_words words;
		bool cut;

		poll_all(f);
		(void)pthread_mutex_lock(&f->lock);
		words = f->words;
		stop = f->stop;
		cut = f->cut;
		f->cut = false;
		(void)pthread_mutex_unlock(&f->lock);
		follow_mood(f, words.mood, cut);
		for (size_t i = 0; i < f->n_peers; i++)
			while (serve(f, &f->peers[i], &words))
				;
	}
	return NULL;
}

static void wake(struct fake_node *f)
{
	uint64_t one = 1;

	must(write(f->wake_fd, &one, sizeof(one)) == sizeof(one));
}

struct fake_node *fake_node_new(const struct fake_words *words)
{
	struct fake_node *f = xcalloc(1, sizeof(*f));

	f->words = *words;
	f->listen_fd = listen_on(&f->port);
	f->wake_fd = eventfd(0, EFD_CLOEXEC);
	must(f->wake_fd >= 0);
	(void)pthread_mutex_init(&f->lock, NULL);
	if (words->mood == FAKE_REFUSES)
		follow_mood(f, words->mood, false);
	must(pthread_create(&f->thread, NULL, run, f) == 0);
	return f;
}

void fake_node_free(struct fake_node *f)
{
	(void)pthread_mutex_lock(&f->lock);
	f->stop = true;
	(void)pthread_mutex_unlock(&f->lock);
	wake(f);
	must(pthread_join(f->thread, NULL) == 0);
	while (f->n_peers > 0)
		drop_peer(f, 0);
	if (f->listen_fd >= 0)
		(void)close(f->listen_fd);
	(void)close(f->wake_fd);
	(void)pthread_mutex_destroy(&f->lock);
	free(f);
}

uint16_t fake_node_port(const struct fake_node *f)
{
	return f->port;
}

void fake_node_say(struct fake_node *f, const struct fake_words *words)
{
	(void)pthread_mutex_lock(&f->lock);
	f->words = *words;
	(void)pthread_mutex_unlock(&f->lock);
	wake(f);
}

void fake_node_cut(struct fake_node *f)
{
	(void)pthread_mutex_lock(&f->lock);
	f->cut = true;
	(void)pthread_mutex_unlock(&f->lock);
	wake(f);
}

size_t fake_node_count(struct fake_node *f, int api)
{
	size_t n;

	(void)pthread_mutex_lock(&f->lock);
	n = f->counts[api];
	(void)pthread_mutex_unlock(&f->lock);
	return n;
}
