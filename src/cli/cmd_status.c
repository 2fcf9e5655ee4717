/* cmd_status.c - `kchaos status`: one look at a running cluster. */
#include "base/mem.h"
#include "cli/nodes.h"
#include "cli/project.h"
#include "cluster/cluster.h"
#include "guide/status.h"
#include "observe/observer.h"

/* Twice the observer's slowest question, so that every node has been asked everything. */
#define LOOK_NS (1200 * NS_PER_MS)

static void lag_text(const struct view *v, const struct node *n, int32_t controller,
		     char *buf, size_t cap)
{
	int64_t lag = n->roles & ROLE_CONTROLLER ? view_voter_lag(v, controller, n->id)
						 : -1;

	if (lag < 0)
		(void)snprintf(buf, cap, "-");
	else
		(void)snprintf(buf, cap, "%lld", (long long)lag);
}

/* Where clients reach it; for a node that is only a controller, where we do. */
static void address_text(const struct node *n, char *buf, size_t cap)
{
	const struct address *at = n->roles & ROLE_BROKER ? &n->broker : &n->controller;

	if (at->host)
		(void)snprintf(buf, cap, "%s:%d", at->host, at->port);
	else
		(void)snprintf(buf, cap, "-");
}

/* Controllers that cannot be asked, and so may be active without our knowing. */
static size_t unseen(const struct topology *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += (t->nodes[i].roles & ROLE_CONTROLLER) &&
		     !t->nodes[i].controller.host;
	return n;
}

static void print_summary(const struct topology *t, const struct view *v,
			  int32_t controller, int32_t epoch)
{
	struct isr_count isr = view_isr(v, NULL);

	(void)printf("%s: ", t->project);
	if (t->quorum != QUORUM_UNKNOWN)
		(void)printf("%s quorum, ", quorum_kind_name(t->quorum));
	if (controller >= 0)
		(void)printf("active controller node %d, epoch %d", controller, epoch);
	else if (unseen(t) > 0)
		(void)printf("active controller unknown (%zu publish no port)",
			     unseen(t));
	else
		(void)printf("no active controller");
	(void)printf("; %zu of %zu in sync, %zu leaderless\n", isr.in_sync, isr.replicas,
		     isr.leaderless);
}

static void print_node(struct cluster *c, const struct view *v, size_t i,
		       int32_t controller)
{
	const struct topology *t = cluster_topology(c);
	const struct node *n = &t->nodes[i];
	const struct node_view *nv = &v->nodes[i];
	char lag[24], address[80];

	lag_text(v, n, controller, lag, sizeof(lag));
	address_text(n, address, sizeof(address));
	if (t->hosts.len)
		(void)printf("%-8s %-8s ", node_host(t, n), node_rack(t, n));
	(void)printf("%-5d %-12s %-18s %-9s %-7s %-11s %6s %8zu  %s\n", n->id, n->name,
		     node_roles(n), node_process(c, n),
		     !(n->roles & ROLE_BROKER)  ? "-"
		     : nv->answers[SIDE_BROKER] ? "answers"
						: "silent",
		     !(n->roles & ROLE_CONTROLLER)  ? "-"
		     : n->id == controller          ? "active"
		     : nv->answers[SIDE_CONTROLLER] ? "answers"
						    : "silent",
		     lag, view_leads(v, n->id), address);
}

static void print(struct cluster *c, const struct view *v, int64_t now_ns)
{
	const struct topology *t = cluster_topology(c);
	int32_t epoch, controller = view_controller(v, now_ns, &epoch);

	print_summary(t, v, controller, epoch);
	if (t->hosts.len)
		(void)printf("%-8s %-8s ", "host", "rack");
	(void)printf("%-5s %-12s %-18s %-9s %-7s %-11s %6s %8s  %s\n", "node", "name",
		     "roles", "container", "broker", "controller", "lag", "leaders",
		     "address");
	for (size_t i = 0; i < t->len; i++)
		print_node(c, v, i, controller);
}

static void print_json(struct cluster *c, const struct view *v, int64_t now_ns)
{
	const struct topology *t = cluster_topology(c);
	struct status s = {.topology = t,
			   .missing = cluster_missing(c),
			   .view = v,
			   .now_ns = now_ns,
			   .process = xcalloc(t->len, sizeof(*s.process))};
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < t->len; i++)
		s.process[i] = node_process(c, &t->nodes[i]);
	status_json(&s, &out);
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
	free(s.process);
}

static int look(const struct cli *cli, struct cluster *c, struct err *e)
{
	struct clock clock;
	struct observer *o;
	struct view view;

	clock_start(&clock);
	o = observer_start(cluster_topology(c), &clock, NULL, NULL, e);
	if (!o)
		return -1;
	clock_sleep_until(&clock, LOOK_NS);
	observer_view(o, &view);
	observer_stop(o);
	if (cli->count[OPTION_JSON])
		print_json(c, &view, clock_now(&clock));
	else
		print(c, &view, clock_now(&clock));
	view_release(&view);
	return 0;
}

int command_status(const struct cli *cli, struct err *e)
{
	char *project = choose_project(cli, e);
	struct cluster *c = project ? attach_to_see(cli, project, e) : NULL;
	int rc = c ? look(cli, c, e) : -1;

	if (rc == 0)
		rc = check_all_seen(c, e);
	cluster_free(c);
	free(project);
	return rc;
}
