#include "observe/host_nodes.h"

#include "base/mem.h"
#include "base/str.h"

/* What is known of one node's container. */
struct watched {
	const struct node *node; /* borrowed */
	char *container_id;      /* NULL: not known */
	enum standing standing;  /* as told */
	struct node_log log;     /* to NULL: nobody reads it */
};

void host_nodes_release(struct host_nodes *h)
{
	for (size_t i = 0; i < h->len; i++)
		free(h->at[i].container_id);
	free(h->at);
	*h = (struct host_nodes){0};
}

void host_nodes_add(struct host_nodes *h, const struct node *node,
		    const struct node_log *log)
{
	struct watched *n = GROW(h->at, h->len);

	n->node = node;
	if (log)
		n->log = *log;
}

bool host_nodes_has(const struct host_nodes *h, int32_t node)
{
	for (size_t i = 0; i < h->len; i++)
		if (h->at[i].node->id == node)
			return true;
	return false;
}

/* ---- events ---- */

static void note_standing(struct watched *n, const char *word)
{
	static const struct {
		const char *word;
		enum standing standing;
	} moves[] = {
		{"start", STANDS_RUNNING},  {"unpause", STANDS_RUNNING},
		{"pause", STANDS_PAUSED},   {"die", STANDS_EXITED},
		{"destroy", STANDS_EXITED},
	};

	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (strcmp(moves[i].word, word) == 0)
			n->standing = moves[i].standing;
}

/* Containers by name, for a node that is made anew keeps it; network events carry the id only. */
static struct watched *find_node(struct host_nodes *h, const struct engine_event *ev)
{
	for (size_t i = 0; i < h->len; i++) {
		struct watched *n = &h->at[i];

		if (strcmp(ev->type, "container") == 0 &&
		    strcmp(ev->name, n->node->container) == 0)
			return n;
		if (n->container_id && strcmp(ev->container, n->container_id) == 0)
			return n;
	}
	return NULL;
}

static void remember_id(struct watched *n, const char *id)
{
	if (n->container_id && strcmp(n->container_id, id) == 0)
		return;
	free(n->container_id);
	n->container_id = xstrdup(id);
}

void host_nodes_event(struct host_nodes *h, const struct engine_event *ev)
{
	struct watched *n = find_node(h, ev);
	bool is_network = strcmp(ev->type, "network") == 0;

	if (!n || str_starts(ev->action, "exec_"))
		return; /* health checks come as three of those every few seconds */
	if (!is_network) {
		remember_id(n, ev->id);
		note_standing(n, ev->action);
	}
	if (strcmp(ev->action, "start") == 0)
		node_log_started(&n->log);
	h->tell(h->arg, n->node, ev->action, ev->time_ns, ev->exit_code,
		is_network ? ev->name : ev->signal);
}

/* ---- inspect ---- */

/* As events do: why before what. */
static void tell_death(struct host_nodes *h, struct watched *n,
		       const struct inspected *is, int64_t now)
{
	int64_t at = is->finished_wall_ns == NEVER ? now : is->finished_wall_ns;

	if (is->oom_killed)
		h->tell(h->arg, n->node, "oom", at, -1, "inspected");
	h->tell(h->arg, n->node, "die", at, is->exit_code, "inspected");
}

static void tell_inspected(struct host_nodes *h, struct watched *n,
			   const struct inspected *is, int64_t now)
{
	bool ran = n->standing == STANDS_RUNNING || n->standing == STANDS_PAUSED;

	switch (is->standing) {
	case STANDS_UNKNOWN: return;
	case STANDS_EXITED: tell_death(h, n, is, now); break;
	case STANDS_PAUSED:
	case STANDS_RUNNING:
		if (!ran)
			h->tell(h->arg, n->node, "start",
				is->started_wall_ns == NEVER ? now : is->started_wall_ns,
				-1, "inspected");
		if (is->standing == STANDS_PAUSED)
			h->tell(h->arg, n->node, "pause", now, -1, "inspected");
		else if (n->standing == STANDS_PAUSED)
			h->tell(h->arg, n->node, "unpause", now, -1, "inspected");
		break;
	}
	n->standing = is->standing;
}

static int inspect_node(struct host_nodes *h, struct engine *en, struct watched *n,
			int64_t now, struct err *e)
{
	struct inspected is;

	if (inspect_container(en, n->node->container, &is, e) < 0)
		return -1;
	if (is.id)
		remember_id(n, is.id);
	if (is.standing != n->standing)
		tell_inspected(h, n, &is, now);
	inspected_release(&is);
	return 0;
}

int host_nodes_inspect(struct host_nodes *h, struct engine *en, int64_t now_wall_ns,
		       struct err *e)
{
	for (size_t i = 0; i < h->len; i++)
		if (inspect_node(h, en, &h->at[i], now_wall_ns, e) < 0)
			return -1;
	return 0;
}

int host_nodes_learn(struct host_nodes *h, struct engine *en, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < h->len; i++) {
		struct inspected is;

		rc = inspect_container(en, h->at[i].node->container, &is, e);
		if (rc == 0 && is.id)
			remember_id(&h->at[i], is.id);
		inspected_release(&is);
	}
	return rc;
}

/* ---- logs ---- */

void host_nodes_logs_since(struct host_nodes *h, int64_t wall_ns)
{
	for (size_t i = 0; i < h->len; i++)
		h->at[i].log.last_wall_ns = wall_ns;
}

void host_nodes_logs_turn(struct host_nodes *h, struct streams *s)
{
	for (size_t i = 0; i < h->len; i++) {
		struct watched *n = &h->at[i];
		bool runs = n->standing == STANDS_RUNNING || n->standing == STANDS_PAUSED;

		if (n->log.to)
			node_log_turn(&n->log, s, runs);
	}
}

void host_nodes_logs_break(struct host_nodes *h, struct streams *s)
{
	for (size_t i = 0; i < h->len; i++)
		node_log_break(&h->at[i].log, s);
}
