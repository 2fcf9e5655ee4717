/* setup.c - what was started and used, and how much of it may fail by the settings alone. */
#include "base/str.h"
#include "report/answer.h"

struct setup {
	const struct plan *plan;
	const struct topology *topology;
	struct strbuf *out;
};

static void nodes(const struct setup *s)
{
	size_t voters = 0, brokers = 0;

	for (size_t i = 0; i < s->topology->len; i++) {
		voters += (s->topology->nodes[i].roles & ROLE_CONTROLLER) != 0;
		brokers += (s->topology->nodes[i].roles & ROLE_BROKER) != 0;
	}
	strbuf_addf(
		s->out,
		"%zu node%s: %zu broker%s, %zu voter%s, of which %zu may be down: with more "
		"down no leader is elected, and nothing else decided.",
		s->topology->len, s->topology->len == 1 ? "" : "s", brokers,
		brokers == 1 ? "" : "s", voters, voters == 1 ? "" : "s",
		voters ? (voters - 1) / 2 : 0);
}

/* " Host a (rack r1): kafka1, kafka2." */
static void host(const struct setup *s, size_t host)
{
	const struct host *h = &s->topology->hosts.at[host];
	const char *link = ": ";

	strbuf_addstr(s->out, " Host ");
	report_escape(s->out, h->name);
	if (h->rack && strcmp(h->rack, h->name) != 0) {
		strbuf_addstr(s->out, " (rack ");
		report_escape(s->out, h->rack);
		strbuf_addch(s->out, ')');
	}
	for (size_t i = 0; i < s->topology->len; i++) {
		if (s->topology->nodes[i].host != (int32_t)host)
			continue;
		strbuf_addstr(s->out, link);
		report_escape(s->out, s->topology->nodes[i].name);
		link = ", ";
	}
	strbuf_addch(s->out, '.');
}

static void topic(const struct setup *s, const struct topic_plan *t)
{
	strbuf_addstr(s->out, " Topic ");
	report_escape(s->out, t->name);
	strbuf_addf(s->out, ": %d partition%s, %d replica%s", t->partitions,
		    t->partitions == 1 ? "" : "s", t->replication,
		    t->replication == 1 ? "" : "s");
	for (size_t i = 0; i < t->config.len; i++) {
		strbuf_addstr(s->out, ", ");
		report_escape(s->out, t->config.item[i].name);
		strbuf_addch(s->out, ' ');
		report_escape(s->out, t->config.item[i].text);
	}
	strbuf_addch(s->out, '.');
}

/* With acks=all the ISR must keep its minimum; with less the leader alone is enough. */
static void may_fail(const struct setup *s, const struct workload_plan *w,
		     const struct topic_plan *t)
{
	const char *text = params_text(&t->config, "min.insync.replicas", NULL);
	int64_t least = 1;

	if (w->acks == ACKS_ALL && (!text || !str_to_int(text, &least)))
		return; /* the cluster's own setting, which is not known here */
	if (least > t->replication)
		least = t->replication;
	strbuf_addf(s->out, " (of a partition's %d replicas %lld may be down)",
		    t->replication, (long long)(t->replication - least));
}

static void workload(const struct setup *s, const struct workload_plan *w)
{
	const struct topic_plan *t = plan_topic(s->plan, w->topic);

	strbuf_addch(s->out, ' ');
	report_escape(s->out, w->name);
	switch (w->kind) {
	case WORKLOAD_PRODUCE:
		strbuf_addf(s->out, " writes with acks=%s", acks_name(w->acks));
		if (t)
			may_fail(s, w, t);
		break;
	case WORKLOAD_CONSUME:
		strbuf_addf(s->out, " reads%s", w->group ? " in a group" : "");
		break;
	case WORKLOAD_ASK:
		strbuf_addf(s->out, " asks every %s (%s)", DURATION_TEXT(w->every_ns),
			    plane_name(w->ask));
		break;
	}
	strbuf_addch(s->out, '.');
}

void report_setup(const struct findings *f, struct strbuf *out)
{
	struct setup s = {&f->run->header.plan, &f->run->header.topology, out};

	nodes(&s);
	for (size_t i = 0; i < s.topology->hosts.len; i++)
		host(&s, i);
	for (size_t i = 0; i < s.plan->n_topics; i++)
		topic(&s, &s.plan->topics[i]);
	for (size_t i = 0; i < s.plan->n_workloads; i++)
		workload(&s, &s.plan->workloads[i]);
	strbuf_addch(out, '\n');
}
