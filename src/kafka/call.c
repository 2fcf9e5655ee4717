#include "kafka/call.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>

static int64_t now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail with this clock */
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static int fail(const struct kconn *c, struct err *e)
{
	return err_set(e, CODE_KAFKA_UNREACHABLE, "%s:%u: %s", c->host, (unsigned)c->port,
		       c->why);
}

/* Until `at_ns`, as poll() wants it: rounded up, so that it is not called too early and again. */
static int ms_until(int64_t at_ns)
{
	int64_t ms = (at_ns - now_ns() + NS_PER_MS - 1) / NS_PER_MS;

	if (ms < 0)
		return 0;
	return ms > INT32_MAX ? INT32_MAX : (int)ms;
}

/* Waits for the end of what is under way; `got` is how it began. */
static int finish(struct kconn *c, enum kconn_event got, struct err *e)
{
	while (got == KCONN_NOTHING) {
		struct pollfd p = {0};

		p.fd = kconn_want(c, &p.events);
		if (poll(&p, 1, ms_until(kconn_deadline(c))) < 0)
			p.revents = 0; /* a signal: only time has passed */
		got = kconn_ready(c, p.revents, now_ns());
	}
	return got == KCONN_FAILED ? fail(c, e) : 0;
}

int kcall_open(struct kconn *c, int64_t timeout_ms, struct err *e)
{
	/* Brokers hang up on idle connections: look before it is relied on. */
	if (c->state == KCONN_READY)
		(void)kconn_ready(c, POLLIN, now_ns());
	if (c->state == KCONN_READY)
		return 0;
	return finish(c, kconn_open(c, now_ns(), timeout_ms * NS_PER_MS), e);
}

int kcall(struct kconn *c, enum kapi api, int version, const struct strbuf *body,
	  int64_t timeout_ms, struct wire_reader *out_reply, struct err *e)
{
	int64_t timeout_ns = timeout_ms * NS_PER_MS;

	if (finish(c, kconn_send(c, api, version, body, now_ns(), timeout_ns), e) < 0)
		return -1;
	*out_reply = kconn_reply(c);
	return 0;
}

/* The newest version both speak, or the error. */
static int version_of(const struct kconn *c, enum kapi api, struct err *e)
{
	const struct kapi_row *row = kapi_row(api);
	int version = kconn_version(c, api, row->max_version);

	if (c->state != KCONN_READY)
		return err_set(e, CODE_KAFKA_UNREACHABLE, "%s:%u: not connected", c->host,
			       (unsigned)c->port);
	if (version >= 0)
		return version;
	return err_set(e, CODE_KAFKA_GARBLED,
		       "%s:%u: answers no version of %s that we speak (%d to %d)",
		       c->host, (unsigned)c->port, row->name, row->min_version,
		       row->max_version);
}

/* Like kcall(); releases `body` whatever happens. */
static int ask(struct kconn *c, enum kapi api, int version, struct strbuf *body,
	       int64_t timeout_ms, struct wire_reader *out_reply, struct err *e)
{
	int rc = kcall(c, api, version, body, timeout_ms, out_reply, e);

	strbuf_release(body);
	return rc;
}

int kcall_quorum_view(struct kconn *c, struct quorum_view *out, int64_t timeout_ms,
		      struct err *e)
{
	int version = version_of(c, KAPI_DESCRIBE_QUORUM, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	quorum_view_request(&body);
	if (ask(c, KAPI_DESCRIBE_QUORUM, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return quorum_view_decode(out, version, &r, e);
}

int kcall_quorum_opinion(struct kconn *c, struct quorum_opinion *out, int64_t timeout_ms,
			 struct err *e)
{
	int version = version_of(c, KAPI_FETCH, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	quorum_opinion_request(&body);
	if (ask(c, KAPI_FETCH, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return quorum_opinion_decode(out, &r, e);
}

int kcall_cluster(struct kconn *c, enum endpoint_type type, struct cluster_view *out,
		  int64_t timeout_ms, struct err *e)
{
	int version = version_of(c, KAPI_DESCRIBE_CLUSTER, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	cluster_view_request(&body, version, type, true);
	if (ask(c, KAPI_DESCRIBE_CLUSTER, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return cluster_view_decode(out, version, &r, e);
}

int kcall_metadata(struct kconn *c, const char *const *names, size_t n,
		   struct metadata_view *out, int64_t timeout_ms, struct err *e)
{
	int version = version_of(c, KAPI_METADATA, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	metadata_request(&body, names, n);
	if (ask(c, KAPI_METADATA, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return metadata_decode(out, &r, e);
}

enum { PAGE_PARTITIONS = 2000, MAX_PAGES = 1000 };

static int ask_page(struct kconn *c, const char *const *names, size_t n,
		    struct topic_page *page, int64_t until_ns, struct err *e)
{
	int version = version_of(c, KAPI_DESCRIBE_TOPIC_PARTITIONS, e);
	struct topic_cursor from = page->next;
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	int rc;

	if (version < 0)
		return -1;
	topic_page_request(&body, names, n, PAGE_PARTITIONS, &from);
	rc = ask(c, KAPI_DESCRIBE_TOPIC_PARTITIONS, version, &body, ms_until(until_ns),
		 &r, e);
	if (rc == 0)
		rc = topic_page_decode(page, &r, e);
	if (rc == 0)
		free(from.topic); /* `page` has the next one */
	return rc;
}

int kcall_topics(struct kconn *c, const char *const *names, size_t n,
		 struct topic_list *out, int64_t timeout_ms, struct err *e)
{
	int64_t until_ns = now_ns() + timeout_ms * NS_PER_MS;
	struct topic_list all = {0};
	struct topic_page page = {0};
	int rc;

	for (int pages = 1;; pages++) {
		rc = ask_page(c, names, n, &page, until_ns, e);
		if (rc < 0)
			break;
		topic_list_append(&all, &page.topics);
		if (!page.next.topic)
			break;
		if (pages == MAX_PAGES) { /* a cursor that goes round */
			rc = err_set(e, CODE_KAFKA_GARBLED,
				     "%s:%u: more than %d pages of topics", c->host,
				     (unsigned)c->port, MAX_PAGES);
			break;
		}
	}
	topic_page_release(&page);
	if (rc < 0)
		topic_list_release(&all);
	else
		*out = all;
	return rc;
}

int kcall_offsets(struct kconn *c, enum offsets_as who,
		  const struct offset_query *queries, size_t n, struct offset_view *out,
		  int64_t timeout_ms, struct err *e)
{
	int version = version_of(c, KAPI_LIST_OFFSETS, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	offset_view_request(&body, who, queries, n);
	if (ask(c, KAPI_LIST_OFFSETS, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return offset_view_decode(out, &r, e);
}

/* ---- changes ---------------------------------------------------------------------------- */

static int32_t node_timeout(int64_t timeout_ms)
{
	int64_t ms = timeout_ms - timeout_ms / 10;

	return ms > INT32_MAX ? INT32_MAX : (int32_t)ms;
}

int kcall_create_topics(struct kconn *c, const struct new_topic *topics, size_t n,
			struct topic_results *out, int64_t timeout_ms, struct err *e)
{
	int version = version_of(c, KAPI_CREATE_TOPICS, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	create_topics_request(&body, topics, n, node_timeout(timeout_ms), false);
	if (ask(c, KAPI_CREATE_TOPICS, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return create_topics_decode(out, version, &r, e);
}

int kcall_delete_topics(struct kconn *c, const char *const *names, size_t n,
			struct topic_results *out, int64_t timeout_ms, struct err *e)
{
	int version = version_of(c, KAPI_DELETE_TOPICS, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	delete_topics_request(&body, names, n, node_timeout(timeout_ms));
	if (ask(c, KAPI_DELETE_TOPICS, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return delete_topics_decode(out, &r, e);
}

int kcall_elect(struct kconn *c, enum election type, const struct election_topic *topics,
		size_t n, struct election_view *out, int64_t timeout_ms, struct err *e)
{
	int version = version_of(c, KAPI_ELECT_LEADERS, e);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	if (version < 0)
		return -1;
	election_request(&body, type, topics, n, node_timeout(timeout_ms));
	if (ask(c, KAPI_ELECT_LEADERS, version, &body, timeout_ms, &r, e) < 0)
		return -1;
	return election_decode(out, &r, e);
}
