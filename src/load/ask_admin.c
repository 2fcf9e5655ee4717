/* ask_admin.c - a write that needs the active controller: a topic is created and deleted. */
#include "load/ask.h"

/* The broker gives up a little before we do, so that its answer can still be seen. */
static int32_t broker_timeout_ms(const struct ask *a, int64_t until_ns)
{
	int64_t left = (until_ns - control_now(a->control)) / NS_PER_MS;

	return left > 10 ? (int32_t)(left - left / 10) : 1;
}

/* The first row's error, -1 when there is none; takes `results`. */
static int error_of(struct topic_results *results)
{
	int error = results->len ? results->rows[0].error : -1;

	topic_results_release(results);
	return error;
}

static bool create(struct ask *a, struct kconn *c, int64_t until_ns, struct answer *out)
{
	struct new_topic topic = {.name = a->own, .partitions = 1, .replicas = 1};
	int version = kconn_version(c, KAPI_CREATE_TOPICS,
				    kapi_row(KAPI_CREATE_TOPICS)->max_version);
	struct strbuf body = STRBUF_INIT;
	struct topic_results results;
	struct wire_reader r;
	struct err e = {0};
	int error;

	create_topics_request(&body, &topic, 1, broker_timeout_ms(a, until_ns), false);
	a->leftover = true;
	if (!ask_wire(a, c, KAPI_CREATE_TOPICS, &body, until_ns, &r, out))
		return false;
	if (create_topics_decode(&results, version, &r, &e) < 0) {
		ask_garbled(c, out);
		return false;
	}
	error = error_of(&results);
	/* A question before that was given up may have been carried out. */
	ask_answered(out, error == KERR_TOPIC_ALREADY_EXISTS ? 0 : error, -1);
	return out->outcome == OUTCOME_ACKED;
}

static bool delete (struct ask *a, struct kconn *c, int64_t until_ns, struct answer *out)
{
	const char *name = a->own;
	struct strbuf body = STRBUF_INIT;
	struct topic_results results;
	struct wire_reader r;
	struct err e = {0};
	int error;

	out->outcome = OUTCOME_UNKNOWN; /* until this is answered, too */
	delete_topics_request(&body, &name, 1, broker_timeout_ms(a, until_ns));
	if (!ask_wire(a, c, KAPI_DELETE_TOPICS, &body, until_ns, &r, out))
		return false;
	if (delete_topics_decode(&results, &r, &e) < 0) {
		ask_garbled(c, out);
		return false;
	}
	error = error_of(&results);
	ask_answered(out, error == KERR_UNKNOWN_TOPIC_OR_PARTITION ? 0 : error, -1);
	a->leftover = out->outcome != OUTCOME_ACKED;
	return !a->leftover;
}

void ask_admin(struct ask *a, int64_t until_ns, struct answer *out)
{
	struct kconn *c = ask_reach(a, until_ns, out);

	if (!c)
		return;
	if (!create(a, c, until_ns, out) || !delete (a, c, until_ns, out))
		ask_next_broker(a);
}

void ask_admin_clean(struct ask *a)
{
	int64_t until = control_now(a->control) + ASK_CLEAN_NS;
	struct answer none = {.offset = -1};
	struct kconn *c;

	a->is_final = true;
	c = ask_reach(a, until, &none);
	if (c)
		(void)delete (a, c, until, &none); /* else the cluster's end removes it */
}
