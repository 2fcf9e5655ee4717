#include "aim/condition.h"

#include "base/mem.h"
#include "base/str.h"

static bool isr_is_valid(const char *want)
{
	int64_t n;

	return strcmp(want, "full") == 0 || (str_to_int(want, &n) && n >= 1 && n <= 100);
}

static bool quorum_is_valid(const char *want)
{
	return strcmp(want, "present") == 0 || strcmp(want, "absent") == 0;
}

static bool leaders_is_valid(const char *want)
{
	return strcmp(want, "preferred") == 0 || strcmp(want, "present") == 0;
}

static bool nodes_is_valid(const char *want)
{
	return strcmp(want, "up") == 0;
}

const struct condition_row condition_rows[] = {
	{"isr", "full or a number of replicas",
	 "replicas in sync of every partition of the scenario's topics", isr_is_valid},
	{"quorum", "present or absent", "whether there is an active controller",
	 quorum_is_valid},
	{"leaders", "preferred or present",
	 "who leads the partitions of the scenario's topics: each its first replica, or "
	 "anybody",
	 leaders_is_valid},
	{"nodes", "up", "whether every node answers", nodes_is_valid},
	{0},
};

const struct condition_row *condition_find(const char *kind)
{
	for (const struct condition_row *row = condition_rows; row->name; row++)
		if (strcmp(row->name, kind) == 0)
			return row;
	return NULL;
}

static bool answers(const struct condition_world *w, int32_t id, enum side side)
{
	const struct node_view *n = view_node(w->view, id);

	return n && n->answers[side];
}

/* A replica just killed stays in the ISR until its session ends, so "full" also asks it. */
static bool is_in_sync(const struct condition_world *w, const struct partition_view *p,
		       int64_t want)
{
	if (p->leader < 0)
		return false;
	if (want > 0)
		return (int64_t)p->isr.len >= want;
	for (size_t i = 0; i < p->replicas.len; i++)
		if (!answers(w, p->replicas.id[i], SIDE_BROKER))
			return false;
	return p->isr.len == p->replicas.len;
}

/* Partitions there must be; 0: as many as are seen. */
static size_t planned(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; plan && i < plan->n_topics; i++)
		n += (size_t)plan->topics[i].partitions;
	return n;
}

static bool is_led(const struct condition_world *w, const struct partition_view *p,
		   const char *want)
{
	return answers(w, p->leader, SIDE_BROKER) &&
	       (strcmp(want, "present") == 0 || partition_is_home(p));
}

/* Is each partition of the plan's topics as it is wanted? */
static bool partitions_hold(const char *kind, const char *want,
			    const struct condition_world *w, struct strbuf *seen)
{
	size_t len, there = 0, good = 0, due = planned(w->plan);
	const struct partition_view **at = view_partitions(w->view, &len);
	bool isr = strcmp(kind, "isr") == 0;
	int64_t n = 0;

	(void)str_to_int(want, &n); /* "full" leaves it 0 */
	for (size_t i = 0; i < len; i++) {
		if (w->plan && !plan_topic(w->plan, at[i]->topic))
			continue;
		there++;
		good += isr ? is_in_sync(w, at[i], n) : is_led(w, at[i], want);
	}
	free(at);
	if (due < there)
		due = there;
	if (seen)
		strbuf_addf(seen, "%s %s: %zu of %zu partitions", kind, want, good, due);
	return good == due && due > 0 && view_freshest(w->view) >= 0;
}

static bool quorum_holds(const char *want, const struct condition_world *w,
			 struct strbuf *seen)
{
	int32_t epoch, id = view_controller(w->view, w->now_ns, &epoch);

	if (seen && id >= 0)
		strbuf_addf(seen, "quorum: node %d leads, epoch %d", id, epoch);
	else if (seen)
		strbuf_addstr(seen, "quorum: nobody leads");
	return (id >= 0) == (strcmp(want, "present") == 0);
}

static bool node_is_up(const struct condition_world *w, const struct node *n)
{
	if ((n->roles & ROLE_BROKER) && !answers(w, n->id, SIDE_BROKER))
		return false;
	return !(n->roles & ROLE_CONTROLLER) || answers(w, n->id, SIDE_CONTROLLER);
}

static bool nodes_hold(const struct condition_world *w, struct strbuf *seen)
{
	size_t up = 0;

	for (size_t i = 0; i < w->topology->len; i++)
		up += node_is_up(w, &w->topology->nodes[i]);
	if (seen)
		strbuf_addf(seen, "nodes: %zu of %zu answer", up, w->topology->len);
	return up == w->topology->len;
}

bool condition_holds(const char *kind, const char *want, const struct condition_world *w,
		     struct strbuf *seen)
{
	if (strcmp(kind, "isr") == 0 || strcmp(kind, "leaders") == 0)
		return partitions_hold(kind, want, w, seen);
	if (strcmp(kind, "quorum") == 0)
		return quorum_holds(want, w, seen);
	return strcmp(kind, "nodes") == 0 && nodes_hold(w, seen);
}
