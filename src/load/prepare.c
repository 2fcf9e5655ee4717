/* What load.h offers before a run: checking, describing, creating topics. */
#include "load/load.h"

#include "base/mem.h"
#include "kafka/client_admin.h"
#include "kafka/client_consumer.h"
#include "kafka/client_producer.h"
#include "load/value.h"

static int check_producer(const struct workload_plan *w, struct err *e)
{
	struct kproducer_params p = {.topic = w->topic,
				     .acks = w->acks,
				     .idempotent = w->idempotent,
				     .config = &w->config};
	struct kproducer *made;

	if (value_check(w, e) < 0)
		return -1;
	made = kproducer_new(&p, e);
	kproducer_free(made);
	return made ? 0 : -1;
}

static int check_consumer(const struct workload_plan *w, struct err *e)
{
	struct kconsumer_params p = {
		.topic = w->topic, .group = w->group, .config = &w->config};
	struct kconsumer *made = kconsumer_new(&p, e);

	kconsumer_free(made);
	return made ? 0 : -1;
}

int load_check(const struct plan *plan, struct err *e)
{
	for (size_t i = 0; i < plan->n_workloads; i++) {
		const struct workload_plan *w = &plan->workloads[i];
		int rc = w->kind == WORKLOAD_PRODUCE   ? check_producer(w, e)
			 : w->kind == WORKLOAD_CONSUME ? check_consumer(w, e)
						       : 0;

		if (rc < 0)
			return err_wrap(e, "workload '%s'", w->name);
	}
	return 0;
}

static void describe_artefacts(struct params *environment)
{
	const struct client_artefact *rows[16];
	size_t n = client_artefacts(client_version(), rows, ARRAY_LEN(rows));

	for (size_t i = 0; i < n && i < ARRAY_LEN(rows); i++) {
		char *name = xasprintf("librdkafka artefact %zu", i + 1);
		const char *fixed = rows[i]->fixed_in;
		char *text = xasprintf("%s (%s; %s%s)", rows[i]->what, rows[i]->source,
				       fixed ? "fixed in " : "not fixed yet",
				       fixed ? fixed : "");

		params_set(environment, name, text, 0);
		free(name);
		free(text);
	}
}

void load_describe(struct params *environment, struct params *defaults)
{
	const unsigned workloads = CLIENT_PRODUCER | CLIENT_CONSUMER | CLIENT_GROUP;
	size_t n;
	const struct client_default *rows = client_defaults(&n);

	params_set(environment, "librdkafka", client_version(), 0);
	describe_artefacts(environment);
	for (size_t i = 0; i < n; i++) {
		char *text;

		if (!(rows[i].kinds & workloads))
			continue;
		text = xasprintf("%s: %s", rows[i].value, rows[i].why);
		params_set(defaults, rows[i].property, text, 0);
		free(text);
	}
}

int load_create_topics(const struct plan *plan, const struct topology *topology,
		       int64_t timeout_ns, const char **out_foreign, struct err *e)
{
	char *bootstrap = topology_bootstrap(topology);
	struct kadmin *a = kadmin_new(bootstrap, e);
	int rc = a ? 0 : -1;

	for (size_t i = 0; i < plan->n_topics && rc == 0; i++) {
		struct err why = {0};
		bool existed = false;

		rc = kadmin_create_topic(a, &plan->topics[i], timeout_ns, &existed, &why);
		if (existed && out_foreign) {
			*out_foreign = plan->topics[i].name;
			rc = err_set(e, CODE_TOPIC_DIFFERS,
				     "somebody else has just created topic '%s'",
				     plan->topics[i].name);
		} else if (rc < 0) {
			*e = why;
		}
	}
	kadmin_free(a);
	free(bootstrap);
	return rc;
}
