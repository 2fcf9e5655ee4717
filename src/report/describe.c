#include "report/describe.h"

#include "base/mem.h"
#include "base/str.h"
#include "report/layout.h"

#include <inttypes.h>

enum { WIDTH = 100, LABEL = 24 /* as kafka-metadata-quorum pads them */ };

/* ---- nodes ---- */

static const char *roles(const struct described_node *n)
{
	if (n->is_broker && n->is_controller)
		return "broker,controller";
	return n->is_broker ? "broker" : "controller";
}

static const char *registration(const struct described_node *n)
{
	const char *is = n->registered ? n->registered : "?";

	return strcmp(is, "no") == 0 ? "unregistered" : is;
}

static void add_broker(struct table *t, const struct description *d,
		       const struct described_node *n)
{
	struct described_share s = described_share(d, n->id);

	if (!n->is_broker) {
		for (int i = 0; i < 6; i++)
			table_add(t, "-");
		return;
	}
	table_add(t, "%s%s", registration(n), n->broker_answers ? "" : ", silent");
	if (!d->topics_told) {
		for (int i = 0; i < 4; i++)
			table_add(t, "?");
	} else {
		table_add(t, "%zu", s.leads);
		table_add(t, "%zu of %zu", s.in_sync, s.replicas);
		table_add(t, "%zu", s.under_min);
		table_add(t, "%zu", s.offline);
	}
	table_add(t, "%s", n->bytes < 0 ? "?" : BYTES_TEXT(n->bytes));
}

static const char *controller(const struct description *d, const struct described_node *n)
{
	if (!n->is_controller)
		return "-";
	if (n->id == d->leader)
		return "active";
	if (n->controller_hidden)
		return "?";
	return n->controller_answers ? "answers" : "silent";
}

/* Without hosts there is nothing to tell. */
static bool has_hosts(const struct description *d)
{
	for (size_t i = 0; i < d->n_nodes; i++)
		if (d->nodes[i].host)
			return true;
	return false;
}

struct table report_node_cells(const struct description *d)
{
	static const char *const heads[] = {"node",       "name",    "roles",   "process",
					    "controller", "broker",  "leaders", "in sync",
					    "under min",  "offline", "disk",    "rack"};
	bool hosts = has_hosts(d);
	struct table t = {.align = hosts ? "rlllllrrrrrll" : "rlllllrrrrrl"};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&t, "%s", heads[i]);
	if (hosts)
		table_add(&t, "host");
	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct described_node *n = &d->nodes[i];

		table_add(&t, "%d", n->id);
		table_add(&t, "%s", n->name ? n->name : "?");
		table_add(&t, "%s", roles(n));
		table_add(&t, "%s", n->process ? n->process : "?");
		table_add(&t, "%s", controller(d, n));
		add_broker(&t, d, n);
		table_add(&t, "%s", n->rack ? n->rack : "-");
		if (hosts)
			table_add(&t, "%s", n->host ? n->host : "-");
	}
	return t;
}

static void nodes(const struct description *d, size_t width, struct strbuf *out)
{
	struct table t = report_node_cells(d);

	table_print(&t, 0, width, out);
	for (size_t i = 0; i < d->n_nodes; i++)
		if (d->nodes[i].why)
			strbuf_addf(out, "node %d: %s\n", d->nodes[i].id,
				    d->nodes[i].why);
}

/* ---- the quorum, as kafka-metadata-quorum describe --status and --replication ---- */

static char *members(const struct description *d, bool voters)
{
	struct strbuf b = STRBUF_INIT;
	const char *comma = "";

	strbuf_addch(&b, '[');
	for (size_t i = 0; i < d->n_replicas; i++)
		if (d->replicas[i].is_voter == voters) {
			strbuf_addf(&b, "%s%d", comma, d->replicas[i].id);
			comma = ",";
		}
	strbuf_addch(&b, ']');
	return strbuf_detach(&b);
}

/* The greatest of all followers; -1: not known of one of them. */
typedef int64_t lag_fn(const struct description *d, const struct described_replica *r);
static int64_t worst(const struct description *d, lag_fn *lag)
{
	int64_t most = 0;

	for (size_t i = 0; i < d->n_replicas; i++) {
		int64_t one = lag(d, &d->replicas[i]);

		if (!d->replicas[i].is_voter)
			continue;
		if (one < 0)
			return -1;
		most = one > most ? one : most;
	}
	return most;
}

struct table report_status_cells(const struct description *d)
{
	struct table t = {.align = "ll"};
	char *voters = members(d, true), *observers = members(d, false);

	table_add(&t, "quorum");
	table_add(&t, "value");
	table_add(&t, "ClusterId:");
	table_add(&t, "%s", d->cluster_id ? d->cluster_id : "?");
	table_add(&t, "LeaderId:");
	table_add(&t, "%d", d->leader);
	table_add(&t, "LeaderEpoch:");
	table_add(&t, "%d", d->epoch);
	table_add(&t, "HighWatermark:");
	table_add(&t, "%" PRId64, d->high_watermark);
	table_add(&t, "MaxFollowerLag:");
	table_add(&t, "%" PRId64, worst(d, described_lag));
	table_add(&t, "MaxFollowerLagTimeMs:");
	table_add(&t, "%" PRId64, worst(d, described_lag_ms));
	table_add(&t, "CurrentVoters:");
	table_add(&t, "%s", voters);
	table_add(&t, "CurrentObservers:");
	table_add(&t, "%s", observers);
	free(voters);
	free(observers);
	return t;
}

static void status(const struct description *d, struct strbuf *out)
{
	struct table t = report_status_cells(d);

	for (size_t i = 2; i + 2 <= t.len; i += 2)
		strbuf_addf(out, "%-*s%s\n", LABEL, t.cells[i], t.cells[i + 1]);
	table_clear(&t);
}

struct table report_quorum_cells(const struct description *d)
{
	static const char *const heads[] = {
		"NodeId", "DirectoryId",        "LogEndOffset",
		"Lag",    "LastFetchTimestamp", "LastCaughtUpTimestamp",
		"Status"};
	struct table t = {.align = "lllllll"};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&t, "%s", heads[i]);
	for (size_t i = 0; i < d->n_replicas; i++) {
		const struct described_replica *r = &d->replicas[i];

		table_add(&t, "%d", r->id);
		table_add(&t, "%s", r->directory ? r->directory : "?");
		table_add(&t, "%" PRId64, r->log_end);
		table_add(&t, "%" PRId64, described_lag(d, r));
		table_add(&t, "%" PRId64, r->last_fetch_wall_ms);
		table_add(&t, "%" PRId64, r->last_caught_up_wall_ms);
		table_add(&t, "%s",
			  !r->is_voter         ? "Observer"
			  : r->id == d->leader ? "Leader"
					       : "Follower");
	}
	return t;
}

static void quorum(const struct description *d, size_t width, struct strbuf *out)
{
	struct table t;

	if (d->leader < 0) {
		strbuf_addstr(out, "quorum: no controller says that it leads\n");
		return;
	}
	status(d, out);
	strbuf_addch(out, '\n');
	t = report_quorum_cells(d);
	table_print(&t, 0, width, out);
}

/* ---- topics, as kafka-topics --describe ---- */

/* Others' words; the tabs between them are ours. */
static void add_clean(struct strbuf *out, const char *text)
{
	size_t at = out->len;

	strbuf_addstr(out, text);
	layout_clean(out, at);
}

static void configs(const struct described_topic *t, struct strbuf *out)
{
	if (!t->configs_told)
		strbuf_addstr(out, "?");
	for (size_t i = 0; i < t->n_configs; i++) {
		strbuf_addstr(out, i ? "," : "");
		add_clean(out, t->configs[i].name);
		strbuf_addch(out, '=');
		add_clean(out, t->configs[i].value ? t->configs[i].value : "(secret)");
	}
}

static void ids(const char *name, const struct ids *l, struct strbuf *out)
{
	strbuf_addf(out, "\t%s: ", name);
	ids_text(l, out);
}

static void partition(const char *topic, const struct described_partition *p,
		      struct strbuf *out)
{
	strbuf_addstr(out, "\tTopic: ");
	add_clean(out, topic);
	strbuf_addf(out, "\tPartition: %d\tLeader: ", p->partition);
	if (p->leader < 0)
		strbuf_addstr(out, "none");
	else
		strbuf_addf(out, "%d", p->leader);
	ids("Replicas", &p->replicas, out);
	ids("Isr", &p->isr, out);
	ids("Elr", &p->elr, out);
	ids("LastKnownElr", &p->last_known_elr, out);
	strbuf_addch(out, '\n');
}

static void topic(const struct described_topic *t, struct strbuf *out)
{
	strbuf_addstr(out, "Topic: ");
	add_clean(out, t->name);
	strbuf_addstr(out, "\tTopicId: ");
	add_clean(out, t->id ? t->id : "?");
	strbuf_addf(out, "\tPartitionCount: %zu\tReplicationFactor: %zu\tConfigs: ",
		    t->n_partitions, t->n_partitions ? t->partitions[0].replicas.len : 0);
	configs(t, out);
	strbuf_addch(out, '\n');
	for (size_t i = 0; i < t->n_partitions; i++)
		partition(t->name, &t->partitions[i], out);
}

void report_description(const struct description *d, int width, struct strbuf *out)
{
	size_t columns = width > 0 ? (size_t)width : WIDTH;
	size_t begin = out->len;

	nodes(d, columns, out);
	strbuf_addch(out, '\n');
	quorum(d, columns, out);
	strbuf_addch(out, '\n');
	layout_clean(out, begin);
	for (size_t i = 0; i < d->n_topics; i++)
		topic(&d->topics[i], out);
	if (!d->topics_told)
		strbuf_addstr(out, "topics: no broker told them\n");
}

void report_nodes(const struct description *d, int width, struct strbuf *out)
{
	nodes(d, width > 0 ? (size_t)width : WIDTH, out);
}
