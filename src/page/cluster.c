/* cluster.c - what the cluster said of itself as each phase began, and what had changed since the one before. */
#include "page/part.h"

#include "report/describe.h"

#include <inttypes.h>

enum { PARTITIONS_SHOWN = 200 /* of a moment */ };

/* Everything of one moment, as cells. */
struct moment {
	const struct description *d;
	struct table nodes, status, quorum, topics;
	size_t others, partitions_left_out;
};

static void add_ids(struct table *t, const struct ids *l)
{
	struct strbuf b = STRBUF_INIT;

	ids_text(l, &b);
	table_add(t, "%s", strbuf_text(&b));
	strbuf_release(&b);
}

static void add_partition(struct table *t, const char *topic,
			  const struct described_partition *p)
{
	table_add(t, "%s", topic);
	table_add(t, "%d", p->partition);
	table_add(t, p->leader < 0 ? "none" : "%d", p->leader);
	add_ids(t, &p->replicas);
	add_ids(t, &p->isr);
	add_ids(t, &p->elr);
	add_ids(t, &p->last_known_elr);
}

/* The scenario's own topics; Kafka's are counted. */
static void add_topics(const struct page *p, struct moment *m)
{
	static const char *const heads[] = {
		"Topic", "Partition", "Leader", "Replicas", "Isr", "Elr", "LastKnownElr"};
	size_t shown = 0;

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&m->topics, "%s", heads[i]);
	for (size_t i = 0; i < m->d->n_topics; i++) {
		const struct described_topic *t = &m->d->topics[i];

		if (!plan_topic(p->plan, t->name)) {
			m->others++;
			continue;
		}
		for (size_t k = 0; k < t->n_partitions; k++) {
			if (shown++ < PARTITIONS_SHOWN)
				add_partition(&m->topics, t->name, &t->partitions[k]);
			else
				m->partitions_left_out++;
		}
	}
}

static struct moment moment_of(const struct page *p, const struct description *d)
{
	struct moment m = {.d = d, .topics = {.align = "lrrllll"}};

	m.nodes = report_node_cells(d);
	m.status = report_status_cells(d);
	m.quorum = report_quorum_cells(d);
	add_topics(p, &m);
	return m;
}

static void moment_clear(struct moment *m)
{
	table_clear(&m->nodes);
	table_clear(&m->status);
	table_clear(&m->quorum);
	table_clear(&m->topics);
}

static size_t changes(const struct moment *now, const struct moment *before)
{
	return table_changes(&now->nodes, &before->nodes, 2) +
	       table_changes(&now->topics, &before->topics, 2);
}

/* The replicas' offsets and stamps move all the time: they are not held against each other. */
static void status(const struct page *p, struct moment *now, const struct moment *before)
{
	bool told = before && before->d->leader >= 0;

	if (now->d->leader < 0) {
		element(p, "p", "warn", W(p, NO_LEADER));
		return;
	}
	(void)table_write_changed(p, &now->status, told ? &before->status : NULL, 1,
				  "kafka-metadata-quorum --status");
	(void)table_write_changed(p, &now->quorum, NULL, 1,
				  "kafka-metadata-quorum --replication");
}

static void topics(const struct page *p, struct moment *now, const struct moment *before)
{
	if (!now->d->topics_told) {
		element(p, "p", "warn", W(p, TOPICS_UNTOLD));
		return;
	}
	(void)table_write_changed(p, &now->topics, before ? &before->topics : NULL, 2,
				  "kafka-topics --describe");
	if (now->partitions_left_out)
		putf(p, "<p>+ %zu %s</p>\n", now->partitions_left_out,
		     W(p, MORE_LEFT_OUT));
	if (now->others)
		putf(p, "<p>+ %zu %s</p>\n", now->others, W(p, OTHER_TOPICS));
}

static void whys(const struct page *p, const struct description *d)
{
	for (size_t i = 0; i < d->n_nodes; i++)
		if (d->nodes[i].why) {
			put(p, "<p>");
			sayf(p, "%s: %s", d->nodes[i].name ? d->nodes[i].name : "?",
			     d->nodes[i].why);
			put(p, "</p>\n");
		}
}

static void head(const struct page *p, const struct moment *now,
		 const struct moment *before)
{
	int phase = now->d->phase;

	put(p, "<summary><b>");
	say(p, WHEN(p, now->d->at_ns));
	put(p, "</b> ");
	if (phase >= 0 && (size_t)phase < p->plan->n_phases)
		sayf(p, "%s %s", W(p, WHEN_BEGAN), p->plan->phases[phase].name);
	else
		say(p, W(p, AT_END));
	sayf(p, " · %s: %s", W(p, CONTROLLER), page_node(p, now->d->leader));
	if (before)
		sayf(p, " · ◆ %zu %s", changes(now, before), W(p, CHANGES));
	put(p, "</summary>\n");
}

static void moment_write(const struct page *p, const struct description *d,
			 const struct moment *before)
{
	struct moment now = moment_of(p, d);

	put(p, "<details class=\"moment\">");
	head(p, &now, before);
	(void)table_write_changed(p, &now.nodes, before ? &before->nodes : NULL, 2,
				  W(p, NODES));
	whys(p, d);
	status(p, &now, before);
	topics(p, &now, before);
	put(p, "</details>\n");
	moment_clear(&now);
}

void part_cluster(const struct page *p)
{
	section_begin(p, "cluster", W(p, CLUSTER));
	if (p->r->n_tables == 0)
		element(p, "p", NULL, W(p, NO_TABLES));
	else
		element(p, "p", "help", W(p, CLUSTER_HELP));
	for (size_t i = 0; i < p->r->n_tables; i++) {
		struct moment before = {0};

		if (i)
			before = moment_of(p, &p->r->tables[i - 1]);
		moment_write(p, &p->r->tables[i], i ? &before : NULL);
		moment_clear(&before);
	}
	section_end(p);
}
