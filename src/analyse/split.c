/*
 * split.c - whose seconds a window is made of: the cluster's, until it could serve again, and then
 * the client's.
 *
 * The cause is the last action that began before the window did and was not over a second before; a
 * fault with a duration is over when it is undone.
 * Its nodes are "hit" from the moment it was asked for: they count as dead, even while they still
 * answer (an orderly stop moves its partitions away first; a cut network does not silence a
 * node), until they were seen down and up again, or another action asked for them back.
 *
 * What serving takes depends on the plane: a partition with its leader and ISR (for a group: that of its
 * coordinator); the broker that was asked; an active controller; or both of the last.
 */
#include "analyse/parts.h"
#include "analyse/replay.h"
#include "base/mem.h"
#include "base/str.h"

/* Effects show within this time after an action took effect. */
#define SHOWS_WITHIN_NS NS_PER_S

/* A record is not longer on its way than this when all is well. */
#define ON_ITS_WAY_NS (100 * NS_PER_MS)

struct hit {
	bool hit;       /* an action has it */
	bool seen_down; /* since then */
};

/* One window being watched. */
struct watch {
	struct window *window;
	const char *topic; /* whose partition must serve; NULL: none */
	int32_t partition;
	bool by_hash; /* `partition` is the group's hash: which one, the number of partitions tells */
	int32_t node;    /* who must live; NO_NODE: nobody in particular */
	bool controller; /* must there be one? */
	bool all_replicas; /* what is served must be on the whole ISR: acks=all, consuming */
	int min_isr;
	int64_t since_ns;  /* cause requested */
	int64_t serves_ns; /* since when the cluster can serve again; NEVER: it cannot */
	bool seen;         /* the observer knew what it takes at all */
};

struct splits {
	struct hit *nodes; /* as the topology's */
	struct watch *at;
	size_t len;
};

/* When the action was over, as far as is known: a fault with a duration, when it was undone. */
static int64_t over_ns(const struct action_finding *a)
{
	if (a->undone_ns != NEVER)
		return a->undone_ns;
	return a->effective_ns != NEVER ? a->effective_ns : a->done_ns;
}

/* The last instant at which what began the window can have happened: the first record that was not served
 * was on its way until it should have been answered. */
static int64_t begun_by_ns(const struct findings *f, const struct window *w)
{
	const struct workload_plan *p = &f->run->header.plan.workloads[w->workload];
	int64_t prompt = prompt_ns(&f->workloads[w->workload], p->late_after_ns);

	return w->from_latest_ns + (prompt < ON_ITS_WAY_NS ? prompt : ON_ITS_WAY_NS);
}

static int cause_of(const struct findings *f, const struct window *w)
{
	int64_t begun_by = begun_by_ns(f, w);
	int best = -1;

	for (size_t i = 0; i < f->n_actions; i++) {
		const struct action_finding *a = &f->actions[i];
		int64_t over = over_ns(a);

		if (a->action < 0 || a->nodes.len == 0 || a->requested_ns == NEVER)
			continue;
		if (a->requested_ns <= begun_by &&
		    (over == NEVER || over + SHOWS_WITHIN_NS >= w->from_ns) &&
		    (best < 0 || a->requested_ns >= f->actions[best].requested_ns))
			best = (int)i;
	}
	return best;
}

static int min_isr_of(const struct topic_plan *t)
{
	const char *text = params_text(&t->config, "min.insync.replicas", "1");
	int64_t n;

	return str_to_int(text, &n) && n >= 1 && n <= INT16_MAX ? (int)n : 1;
}

/* As Kafka does it: Utils.abs() of String.hashCode(); names are ASCII. */
static int32_t hash_of(const char *name)
{
	uint32_t h = 0;

	for (; *name; name++)
		h = 31 * h + (uint8_t)*name;
	if (h == 0x80000000u)
		return 0;
	return (int32_t)(h & 0x80000000u ? -h : h);
}

/* Commits are written to a partition of the offsets' topic; its min.insync.replicas is not known. */
static void watch_coordinator(struct watch *w, const struct workload_plan *p)
{
	char *group = workload_own_name(p);

	w->topic = "__consumer_offsets";
	w->partition = hash_of(group);
	w->by_hash = true;
	w->all_replicas = true;
	w->min_isr = 1;
	free(group);
}

/* What serving takes in the window's plane. */
static struct watch watch_of(const struct findings *f, struct window *w)
{
	const struct run_header *h = &f->run->header;
	const struct workload_plan *p = &h->plan.workloads[w->workload];
	const struct topic_plan *t = plan_topic(&h->plan, p->topic);
	struct watch watch = {.window = w, .node = NO_NODE, .serves_ns = NEVER};

	watch.controller = w->plane == PLANE_DESCRIBE || w->plane == PLANE_ADMIN;
	if (plane_parts(w->plane) == PARTS_NODES && w->partition >= 0 &&
	    (size_t)w->partition < h->topology.len)
		watch.node = h->topology.nodes[w->partition].id;
	if (plane_parts(w->plane) == PARTS_PARTITIONS && t) {
		watch.topic = t->name;
		watch.partition = w->partition;
		watch.all_replicas = p->kind != WORKLOAD_PRODUCE || p->acks == ACKS_ALL;
		watch.min_isr = min_isr_of(t);
	}
	if (w->plane == PLANE_GROUP)
		watch_coordinator(&watch, p);
	return watch;
}

static void watch_window(struct splits *s, const struct findings *f, struct window *w)
{
	struct watch watch = watch_of(f, w);
	int cause = cause_of(f, w);

	w->split = (struct split){.fault_ns = NEVER,
				  .fenced_ns = NEVER,
				  .leader_ns = NEVER,
				  .cluster_share_ns = NEVER,
				  .client_share_ns = NEVER,
				  .cause = cause};
	if (cause < 0 || (!watch.topic && watch.node == NO_NODE && !watch.controller))
		return;
	w->split.fault_ns = f->actions[cause].first_effective_ns;
	watch.since_ns = f->actions[cause].requested_ns;
	*GROW(s->at, s->len) = watch;
}

struct splits *splits_new(const struct replay *r)
{
	struct findings *f = r->f;
	struct splits *s = xcalloc(1, sizeof(*s));

	s->nodes = xcalloc(r->view.len + 1, sizeof(*s->nodes));
	for (size_t i = 0; i < f->run->header.plan.n_workloads; i++)
		for (size_t k = 0; k < f->workloads[i].n_windows; k++)
			watch_window(s, f, &f->workloads[i].windows[k]);
	return s;
}

static bool looks_up(const struct node_view *n)
{
	return n->answers[SIDE_BROKER] && n->process != PROCESS_EXITED &&
	       n->process != PROCESS_PAUSED;
}

/* An action on the whole ("heal") tells its nodes when it is through. */
static bool ends_a_hit(const struct event *ev)
{
	return ev->step == STEP_FAILED || ev->step == STEP_UNDONE ||
	       (ev->step == STEP_EFFECTIVE && ev->node == NO_NODE);
}

/* Does it take its nodes away from the others? What only slows them down leaves them alive. */
static bool takes_away(const char *action)
{
	static const char *const names[] = {
		"stop",      "kill",       "restart",    "rolling-restart",
		"pause",     "disconnect", "partition",  "fill-disk",
		"wipe-disk", "read-only",  "crash-loop", NULL};

	for (size_t i = 0; action && names[i]; i++)
		if (strcmp(action, names[i]) == 0)
			return true;
	return false;
}

static void hit_node(struct hit *h, const struct node_view *n, const struct event *ev)
{
	bool is_over = ends_a_hit(ev);

	if (ev->step != STEP_REQUESTED && !is_over)
		return;
	/* Asked for again: this time it is to come back. */
	h->hit = !h->hit && looks_up(n) && !is_over && takes_away(ev->name);
	h->seen_down = false;
}

static void hit_nodes(struct splits *s, const struct view *v, const struct event *ev)
{
	for (size_t i = 0; i < v->len; i++)
		if (ids_has(&ev->ids, v->nodes[i].id))
			hit_node(&s->nodes[i], &v->nodes[i], ev);
}

static void follow_nodes(struct splits *s, const struct view *v)
{
	for (size_t i = 0; i < v->len; i++) {
		bool up = looks_up(&v->nodes[i]);

		if (s->nodes[i].hit && !up)
			s->nodes[i].seen_down = true;
		if (s->nodes[i].seen_down && up)
			s->nodes[i] = (struct hit){0};
	}
}

static bool alive(const struct splits *s, const struct view *v, int32_t id)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->nodes[i].id == id)
			return !s->nodes[i].hit && looks_up(&v->nodes[i]);
	return false;
}

static bool isr_alive(const struct splits *s, const struct view *v,
		      const struct partition_view *p)
{
	for (size_t i = 0; i < p->isr.len; i++)
		if (!alive(s, v, p->isr.id[i]))
			return false;
	return p->isr.len > 0;
}

static bool enough(const struct watch *w, const struct partition_view *p)
{
	size_t min = (size_t)w->min_isr;

	return p->isr.len >= (min < p->replicas.len ? min : p->replicas.len);
}

/* A second fault within the window may undo what was reached: the last time counts. */
static void holds_since(int64_t *since_ns, bool holds, int64_t now_ns)
{
	if (!holds)
		*since_ns = NEVER;
	else if (*since_ns == NEVER)
		*since_ns = now_ns;
}

static int32_t count_partitions(const struct view *v, const char *topic)
{
	int32_t n = 0;

	while (view_partition(v, topic, n))
		n++;
	return n;
}

static const struct partition_view *watched_partition(const struct watch *w,
						      const struct view *v)
{
	int32_t n = w->by_hash ? count_partitions(v, w->topic) : 0;

	if (w->by_hash && n == 0)
		return NULL; /* not made yet */
	return view_partition(v, w->topic, w->by_hash ? w->partition % n : w->partition);
}

static void look_at_partition(const struct splits *s, struct watch *w,
			      const struct replay *r)
{
	struct split *split = &w->window->split;
	const struct partition_view *p = watched_partition(w, &r->view);
	bool fenced, leader;

	if (!p)
		return;
	w->seen = true;
	fenced = isr_alive(s, &r->view, p);
	leader = p->leader >= 0 && alive(s, &r->view, p->leader);
	holds_since(&split->fenced_ns, fenced, r->now_ns);
	holds_since(&split->leader_ns, leader, r->now_ns);
	holds_since(&w->serves_ns,
		    leader && (!w->all_replicas || (fenced && enough(w, p))), r->now_ns);
}

static void look(const struct splits *s, struct watch *w, const struct replay *r)
{
	if (w->topic) {
		look_at_partition(s, w, r);
	} else if (w->node != NO_NODE) {
		w->seen = true;
		holds_since(&w->serves_ns, alive(s, &r->view, w->node), r->now_ns);
	}
}

void splits_after(struct splits *s, const struct replay *r)
{
	for (size_t i = 0; i < r->n_events; i++)
		if (r->events[i].kind == EVENT_ACTION)
			hit_nodes(s, &r->view, &r->events[i]);
	follow_nodes(s, &r->view);
	for (size_t i = 0; i < s->len; i++) {
		struct watch *w = &s->at[i];

		if (r->now_ns >= w->since_ns && r->now_ns <= w->window->to_ns)
			look(s, w, r);
	}
}

/* Since when the controller of `at_ns` was the active one; NEVER: there was none. */
static int64_t controller_since_ns(const struct findings *f, int64_t at_ns)
{
	int64_t since = NEVER;

	for (size_t i = 0; i < f->n_controllers; i++)
		if (f->controllers[i].from_ns <= at_ns)
			since = f->controllers[i].node >= 0 ? f->controllers[i].from_ns
							    : NEVER;
	return since;
}

/* A controller is seen a moment after it serves: what was answered proves that there was one. */
static void need_controller(const struct findings *f, struct watch *w, int64_t end_ns)
{
	int64_t since = controller_since_ns(f, end_ns);

	w->seen = f->n_controllers > 0;
	/* A node that does not live does not serve, whoever leads. */
	if (w->node == NO_NODE || since == NEVER ||
	    (w->serves_ns != NEVER && since > w->serves_ns))
		w->serves_ns = since;
}

static void share_out(const struct findings *f, struct watch *w)
{
	int64_t start = window_start_ns(w->window), end = window_end_ns(w->window);
	int64_t served;

	if (w->controller)
		need_controller(f, w, end);
	served = w->serves_ns;

	if (!w->seen)
		return;
	if (served == NEVER || served > end)
		served = end; /* the client's success is the proof that it could serve */
	if (served < start || served <= w->since_ns) /* it never ceased to serve */
		served = start;
	w->window->split.cluster_share_ns = served - start;
	w->window->split.client_share_ns = end - served;
}

void splits_finish(struct splits *s, const struct replay *r)
{
	for (size_t i = 0; i < s->len; i++)
		share_out(r->f, &s->at[i]);
	free(s->at);
	free(s->nodes);
	free(s);
}
