#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_cluster.h"
#include "cluster/log_cause.h"
#include "kafka/call.h"

enum {
	CALL_MS = 1000,
	ROUND_MS = 50,
	INSPECT_MS = 500, /* how soon a container that ended is noticed */
	TAIL_LINES = 60,
};

/* One listener of one node, and what it said last. */
struct door {
	const struct node *node;
	bool is_controller;
	struct kconn conn;
	bool answers;
	bool leads;      /* a controller: it leads and has committed */
	size_t unfenced; /* a broker: how many it knows to be so */
};

struct readiness {
	struct docker_cluster *cluster;
	struct door *doors;
	size_t len;
	const struct progress *progress;
	struct clock clock;
	char told[128];             /* the last line, so that it is told once */
	int64_t inspect_ns;         /* when to look at the containers again */
	char missing[384];          /* what has not come about yet, for the error */
	const struct node *culprit; /* whose log to read, or NULL */
};

static void add_door(struct readiness *r, const struct node *n, bool is_controller)
{
	const struct address *at = is_controller ? &n->controller : &n->broker;
	struct door *door = &r->doors[r->len++];

	door->node = n;
	door->is_controller = is_controller;
	kconn_init(&door->conn, at->host, (uint16_t)at->port, "kchaos-ready");
}

static void open_doors(struct readiness *r)
{
	const struct topology *t = &r->cluster->base.topology;

	r->doors = xcalloc(2 * t->len, sizeof(*r->doors));
	for (size_t i = 0; i < t->len; i++) {
		const struct node *n = &t->nodes[i];

		if (cluster_is_absent(&r->cluster->base, n))
			continue;
		if ((n->roles & ROLE_CONTROLLER) && n->controller.host)
			add_door(r, n, true);
		if ((n->roles & ROLE_BROKER) && n->broker.host)
			add_door(r, n, false);
	}
}

static bool has_broker(const struct topology *t, int32_t id)
{
	const struct node *n = topology_by_id(t, id);

	return n && (n->roles & ROLE_BROKER);
}

/* A broker serves clients only after it was unfenced; here also what it knows of the others. */
static void ask_broker(struct readiness *r, struct door *door)
{
	struct cluster_view view = {0};
	struct err ignored = {0}; /* the door's `why` is what is told */

	door->unfenced = 0;
	if (kcall_cluster(&door->conn, ENDPOINT_BROKERS, &view, CALL_MS, &ignored) < 0)
		return;
	for (size_t i = 0; i < view.nodes.len; i++)
		door->unfenced += !view.nodes.rows[i].is_fenced &&
				  has_broker(&r->cluster->base.topology,
					     view.nodes.rows[i].id);
	cluster_view_release(&view);
}

static void ask_controller(struct door *door)
{
	struct quorum_view view = {0};
	struct err ignored = {0};

	door->leads = false;
	if (kcall_quorum_view(&door->conn, &view, CALL_MS, &ignored) < 0)
		return;
	door->leads = view.error == 0 && view.high_watermark > 0;
	quorum_view_release(&view);
}

static void knock(struct readiness *r, struct door *door)
{
	struct err ignored = {0};

	door->answers = kcall_open(&door->conn, CALL_MS, &ignored) == 0;
	if (!door->answers)
		return;
	if (door->is_controller)
		ask_controller(door);
	else
		ask_broker(r, door);
	door->answers = door->conn.state == KCONN_READY;
}

static void describe_silence(struct readiness *r, const struct door *door)
{
	(void)snprintf(r->missing, sizeof(r->missing),
		       "the %s of node %d (%s) does not answer at %s:%u: %s",
		       door->is_controller ? "controller" : "broker", (int)door->node->id,
		       door->node->name, door->conn.host, (unsigned)door->conn.port,
		       door->conn.why);
	r->culprit = door->node;
}

/* All of them, but for those that were down when the cluster was adopted. */
static size_t brokers_here(const struct readiness *r)
{
	const struct topology *t = &r->cluster->base.topology;
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += (t->nodes[i].roles & ROLE_BROKER) &&
		     !cluster_is_absent(&r->cluster->base, &t->nodes[i]);
	return n;
}

/* No controller may be reached from here, of a cluster on another machine; or none be known. */
static bool can_see_leader(const struct readiness *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (r->doors[i].is_controller)
			return true;
	return false;
}

/* A line for people, and in `missing` the first thing that is not so. True: all is. */
static bool judge(struct readiness *r, char *line, size_t cap)
{
	size_t answering = 0, brokers = brokers_here(r);
	const struct door *silent = NULL, *behind = NULL;
	bool has_leader = !can_see_leader(r);

	r->culprit = NULL;
	for (size_t i = 0; i < r->len; i++) {
		const struct door *door = &r->doors[i];

		answering += door->answers;
		if (!door->answers && !silent)
			silent = door;
		has_leader |= door->leads;
		if (!door->is_controller && door->answers && door->unfenced < brokers &&
		    !behind)
			behind = door;
	}
	/* Brokers open their ports only once there is a leader: say the cause, not the effect. */
	if (silent && (silent->is_controller || has_leader)) {
		(void)snprintf(line, cap, "%zu of %zu listeners answer", answering,
			       r->len);
		describe_silence(r, silent);
	} else if (!has_leader) {
		(void)snprintf(line, cap, "waiting for the quorum to elect a leader");
		(void)snprintf(
			r->missing, sizeof(r->missing),
			"no controller leads the quorum and has committed anything");
	} else if (behind) {
		(void)snprintf(line, cap, "%zu of %zu brokers are registered",
			       behind->unfenced, brokers);
		(void)snprintf(
			r->missing, sizeof(r->missing),
			"node %d (%s) knows %zu of %zu brokers as registered and unfenced",
			(int)behind->node->id, behind->node->name, behind->unfenced,
			brokers);
	} else if (!silent) {
		return true;
	}
	return false;
}

/* Adds how the container is; true: it has ended and nobody starts it again. */
static bool look_at(struct readiness *r, const struct node *n, char *out, size_t cap)
{
	struct err ignored = {0};
	struct engine *en = pool_take(docker_pool(r->cluster, n), NULL, &ignored);
	struct container_state s = {0};
	enum engine_result result = en ? container_inspect(en, n->container, &s, &ignored)
				       : ENGINE_FAILED;
	bool is_over = result == ENGINE_GONE;

	if (result == ENGINE_GONE) {
		(void)snprintf(out, cap, "its container is gone");
	} else if (result == ENGINE_DONE && !s.running && !s.restarting) {
		(void)snprintf(out, cap, "its container ended with exit code %d%s",
			       s.exit_code, s.oom_killed ? " (out of memory)" : "");
		is_over = strcmp(s.restart_policy, "no") == 0 || !*s.restart_policy;
	} else if (result == ENGINE_DONE) {
		(void)snprintf(out, cap, "its container is %s",
			       container_status_name(s.status));
	} else {
		(void)snprintf(out, cap, "its container cannot be inspected");
	}
	container_state_release(&s);
	pool_put(docker_pool(r->cluster, n), en);
	return is_over;
}

/* One that ended by itself does not come back: there is nothing to wait for. */
static bool someone_ended(struct readiness *r)
{
	const struct topology *t = &r->cluster->base.topology;
	char state[96];

	if (clock_now(&r->clock) < r->inspect_ns)
		return false;
	r->inspect_ns = clock_now(&r->clock) + INSPECT_MS * NS_PER_MS;
	for (size_t i = 0; i < t->len; i++) {
		if (cluster_is_absent(&r->cluster->base, &t->nodes[i]) ||
		    !look_at(r, &t->nodes[i], state, sizeof(state)))
			continue;
		(void)snprintf(r->missing, sizeof(r->missing),
			       "node %d (%s) does not run", (int)t->nodes[i].id,
			       t->nodes[i].name);
		r->culprit = &t->nodes[i];
		return true;
	}
	return false;
}

static int fail(struct readiness *r, struct err *e)
{
	struct strbuf log = STRBUF_INIT;
	struct err ignored = {0};
	char state[96] = "", cause[200] = "";

	if (!r->culprit)
		return err_set(e, CODE_NOT_READY,
			       "the cluster is not ready after %.0f s: %s",
			       ns_to_s(clock_now(&r->clock)), r->missing);
	(void)look_at(r, r->culprit, state, sizeof(state));
	if (cluster_log_tail(&r->cluster->base, r->culprit, TAIL_LINES, &log, &ignored) ==
	    0) {
		log_debug("cluster", "last lines of %s:\n%s", r->culprit->name,
			  strbuf_text(&log));
		log_cause(strbuf_text(&log), cause, sizeof(cause));
	}
	(void)err_set(e, CODE_NODE_ENDED,
		      "the cluster is not ready after %.0f s: %s; %s; its log says: %s",
		      ns_to_s(clock_now(&r->clock)), r->missing, state,
		      *cause ? cause : "(nothing)");
	strbuf_release(&log);
	return -1;
}

static bool tell(struct readiness *r, const char *line)
{
	if (strcmp(line, r->told) == 0)
		return progress_tell(r->progress, NULL);
	(void)snprintf(r->told, sizeof(r->told), "%s", line);
	return progress_tell(r->progress, line);
}

static int wait_until_ready(struct readiness *r, int64_t timeout_ns, struct err *e)
{
	char line[sizeof(r->told)] = "waiting for the nodes to answer";

	for (;;) {
		for (size_t i = 0; i < r->len; i++) {
			knock(r, &r->doors[i]);
			if (!tell(r, *r->told ? r->told : line) ||
			    cluster_is_cancelled(&r->cluster->base))
				return err_set(
					e, CODE_INTERRUPTED,
					"interrupted while waiting for the cluster");
		}
		if (judge(r, line, sizeof(line)))
			return 0;
		if (someone_ended(r) || clock_now(&r->clock) >= timeout_ns)
			return fail(r, e);
		if (!tell(r, line))
			return err_set(e, CODE_INTERRUPTED,
				       "interrupted while waiting for the cluster");
		clock_sleep_until(&r->clock, clock_now(&r->clock) + ROUND_MS * NS_PER_MS);
	}
}

int docker_ready(struct cluster *c, int64_t timeout_ns, const struct progress *p,
		 struct err *e)
{
	struct readiness r = {.cluster = docker_cluster_of(c), .progress = p};
	int rc;

	clock_start(&r.clock);
	open_doors(&r);
	rc = wait_until_ready(&r, timeout_ns, e);
	for (size_t i = 0; i < r.len; i++)
		kconn_release(&r.doors[i].conn);
	free(r.doors);
	return rc;
}
