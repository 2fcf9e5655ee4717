/*
 * call.h - asking one node one thing and waiting for it: for readiness, status and settling.
 * What must go on while a node is silent uses conn.h in a poll() loop instead.
 *
 *     kconn_init(&c, "127.0.0.1", 9092, "kchaos");
 *     if (kcall_open(&c, 2000, e) < 0 || kcall_metadata(&c, NULL, 0, &view, 2000, e) < 0)
 *             ...
 *     kconn_release(&c);
 *
 * Timeouts are for the whole call, in ms. A failed call leaves the connection closed unless only
 * the content could not be read; kcall_open() does nothing on an open one, so it can precede
 * every call. Error codes inside a reply are not failures here: look at the result's `error`.
 * Owner: results are the caller's to release. Threads: one at a time per connection.
 * Fails: -1, kind ERR_ENVIRONMENT; c->reason tells the sort; outputs untouched.
 */
#ifndef KAFKA_CALL_H
#define KAFKA_CALL_H

#include "kafka/api_admin.h"
#include "kafka/api_offsets.h"
#include "kafka/api_quorum.h"
#include "kafka/api_topics.h"
#include "kafka/conn.h"

int kcall_open(struct kconn *c, int64_t timeout_ms, struct err *e);

/* One request of any kind; the reply is borrowed until the next call on `c`. */
int kcall(struct kconn *c, enum kapi api, int version, const struct strbuf *body,
	  int64_t timeout_ms, struct wire_reader *out_reply, struct err *e);

/* To a controller's listener. */
int kcall_quorum_view(struct kconn *c, struct quorum_view *out, int64_t timeout_ms,
		      struct err *e);
int kcall_quorum_opinion(struct kconn *c, struct quorum_opinion *out, int64_t timeout_ms,
			 struct err *e);

/* To either, with the type that fits the listener. */
int kcall_cluster(struct kconn *c, enum endpoint_type type, struct cluster_view *out,
		  int64_t timeout_ms, struct err *e);

/* To a broker. names NULL and n 0: all topics. */
int kcall_metadata(struct kconn *c, const char *const *names, size_t n,
		   struct metadata_view *out, int64_t timeout_ms, struct err *e);
int kcall_topics(struct kconn *c, const char *const *names, size_t n,
		 struct topic_list *out, int64_t timeout_ms,
		 struct err *e); /* with ELR; all pages */
int kcall_offsets(struct kconn *c, enum offsets_as who,
		  const struct offset_query *queries, size_t n, struct offset_view *out,
		  int64_t timeout_ms, struct err *e);

/* To a broker, which forwards them. The node is given a little less time than we wait, so that
 * its own "timed out" arrives rather than our silence. */
int kcall_create_topics(struct kconn *c, const struct new_topic *topics, size_t n,
			struct topic_results *out, int64_t timeout_ms, struct err *e);
int kcall_delete_topics(struct kconn *c, const char *const *names, size_t n,
			struct topic_results *out, int64_t timeout_ms, struct err *e);
int kcall_elect(struct kconn *c, enum election type, const struct election_topic *topics,
		size_t n, struct election_view *out, int64_t timeout_ms, struct err *e);

#endif
