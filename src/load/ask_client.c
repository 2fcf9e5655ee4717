/* ask_client.c - a client that starts from nothing: bootstrap, metadata, the first record. */
#include "kafka/client_consumer.h"
#include "load/ask.h"

enum { TIMED_OUT = -185, CLIENT_FAILS = -196 };

/* The newest of what the client complained about; it tries again by itself. */
static void on_error(void *arg, int code, UNUSED const char *text)
{
	struct answer *out = arg;

	out->error = code;
}

static bool receive(struct ask *a, struct kconsumer *client, int64_t until_ns,
		    struct answer *out)
{
	struct kmessage m;
	int error;

	while (!ask_must_end(a) && control_now(a->control) < until_ns) {
		switch (kconsumer_poll(client, LOAD_GLANCE_MS, &m, &error)) {
		case KPOLL_MESSAGE: ask_answered(out, 0, m.offset); return true;
		case KPOLL_ERROR: out->error = error; break;
		case KPOLL_NOTHING:
		case KPOLL_END: break;
		}
	}
	return false;
}

void ask_new_client(struct ask *a, int32_t partition, int64_t until_ns,
		    struct answer *out)
{
	struct kconsumer_params p = {.bootstrap = a->control->bootstrap,
				     .topic = a->plan->topic,
				     .config = &a->plan->config,
				     .on_error = on_error,
				     .arg = out};
	struct err e = {0};
	struct kconsumer *client = kconsumer_new(&p, &e);

	/* From offset 0, where fresh topics begin: asking where a log begins costs librdkafka 0.5 s of
	 * its own. Should it not begin there, the client looks for the beginning by itself. */
	if (!client || kconsumer_assign(client, partition, 0, &e) < 0) {
		out->outcome = OUTCOME_REJECTED; /* nobody was asked */
		out->error = CLIENT_FAILS;
	} else if (!receive(a, client, until_ns, out) && !out->error) {
		out->error = ask_must_end(a) ? 0 : TIMED_OUT;
	}
	out->done_ns = control_now(a->control);
	kconsumer_free(client); /* its end is no part of the answer */
}
