/*
 * client_admin.h - creating and deleting topics, and waiting until it is true; looking for topics and
 * groups.
 *
 * Repeating is safe: a topic that is there already is no error (a create that timed out may have
 * worked), but one with another number of partitions is.
 * Owner and thread: the caller's. Fails: kind ERR_ENVIRONMENT, with the broker's own words.
 */
#ifndef KAFKA_CLIENT_ADMIN_H
#define KAFKA_CLIENT_ADMIN_H

#include "kafka/client.h"
#include "model/plan.h"

struct kadmin;

struct kadmin *kadmin_new(const char *bootstrap, struct err *e);
void kadmin_free(struct kadmin *a); /* takes NULL */

/* Creates the topic and waits until every partition has a leader; `timeout_ns` for it all. */
int kadmin_create_topic(struct kadmin *a, const struct topic_plan *t, int64_t timeout_ns,
			bool *out_existed, struct err *e);

/* Is there such a topic, or group? Creates none by asking. */
int kadmin_has_topic(struct kadmin *a, const char *name, int64_t timeout_ns, bool *out,
		     struct err *e);
int kadmin_has_group(struct kadmin *a, const char *name, int64_t timeout_ns, bool *out,
		     struct err *e);

/* Deletes the topic; one that is not there is no error. */
int kadmin_delete_topic(struct kadmin *a, const char *name, int64_t timeout_ns,
			struct err *e);

#endif
