#include "fault/net_apply.h"

#include "base/mem.h"

#include <ctype.h>

void net_apply_release(struct net_act *a)
{
	net_plan_release(&a->plan);
	net_seen_release(&a->seen);
}

/* The engine's words become part of a script. */
static bool is_addresses(const char *text)
{
	for (; *text; text++)
		if (!isdigit((unsigned char)*text) && *text != '.' && *text != ' ')
			return false;
	return true;
}

/* One that was removed has none, and must not keep the others from being healed. */
static bool is_gone(struct cluster *c, const struct node *n)
{
	struct node_state s;
	struct err ignored = {0};

	return cluster_inspect(c, n, &s, &ignored) == 0 && !s.exists;
}

static int look_up(struct cluster *c, const struct node *n, char **out, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	struct err why = {0};
	int rc = cluster_addresses(c, n, &text, &why);

	if (rc < 0 && is_gone(c, n))
		rc = 0;
	else if (rc < 0)
		*e = why;
	else if (!is_addresses(strbuf_text(&text)))
		rc = err_set(e, CODE_NETWORK_FAULT, "'%s' are no IPv4 addresses",
			     strbuf_text(&text));
	if (rc == 0)
		*out = strbuf_detach(&text);
	strbuf_release(&text);
	return rc < 0 ? err_wrap(e, "no addresses of node %d (%s)", n->id, n->name) : 0;
}

static bool is_about_anybody(const struct net_plan *p)
{
	for (size_t i = 0; i < p->len; i++)
		if (p->items[i].wish.from_clients || p->items[i].wish.from.len)
			return true;
	return false;
}

static void world_release(struct net_world *w)
{
	for (size_t i = 0; i < w->topology->len; i++)
		free(w->addresses[i]);
	free(w->addresses);
}

/* Addresses only where a wish names somebody. */
static int world_make(struct net_world *w, struct cluster *c, const struct net_plan *p,
		      struct err *e)
{
	bool needed = is_about_anybody(p);

	w->topology = cluster_topology(c);
	w->addresses = xcalloc(w->topology->len, sizeof(*w->addresses));
	for (size_t i = 0; i < w->topology->len; i++)
		if (!needed)
			w->addresses[i] = xstrdup("");
		else if (look_up(c, &w->topology->nodes[i], &w->addresses[i], e) < 0)
			return -1;
	return 0;
}

/* What a failed script said last. */
static const char *last_line(struct strbuf *out)
{
	char *end;

	while (out->len && out->buf[out->len - 1] == '\n')
		out->buf[--out->len] = '\0';
	end = out->len ? strrchr(out->buf, '\n') : NULL;
	return end ? end + 1 : strbuf_text(out);
}

static int run_script(struct net_act *a, const char *script, struct err *e)
{
	struct helper_job job = {
		.script = script, .caps = "NET_ADMIN NET_RAW", .in_network = true};
	struct strbuf out = STRBUF_INIT;
	int code = 0;
	int rc = cluster_help(a->cluster, a->node, &job, &code, &out, e);

	if (rc == 0 && code != 0)
		rc = err_set(e, CODE_NETWORK_FAULT, "%s (exit code %d)", last_line(&out),
			     code);
	else if (rc == 0 && !net_seen_read(strbuf_text(&out), &a->seen))
		rc = err_set(e, CODE_NETWORK_FAULT, "the helper showed nothing");
	strbuf_release(&out);
	return rc;
}

static int is_up(struct net_act *a, struct err *e)
{
	struct node_state s;

	if (cluster_inspect(a->cluster, a->node, &s, e) < 0)
		return -1;
	a->is_up = s.exists && (s.state == PROCESS_RUNNING || s.state == PROCESS_PAUSED);
	return 0;
}

/* From its wishes to what its kernel shows. */
static int bring_about(struct net_act *a, struct err *e)
{
	struct strbuf script = STRBUF_INIT;
	struct net_world w = {0};
	int rc = world_make(&w, a->cluster, &a->plan, e);

	if (rc == 0) {
		net_script(&a->plan, &w, &script);
		rc = run_script(a, strbuf_text(&script), e);
	}
	if (rc == 0)
		rc = net_seen_check(&a->seen, &a->plan, a->except, e);
	world_release(&w);
	strbuf_release(&script);
	return rc;
}

int net_apply(struct net_act *a, struct err *e)
{
	struct err why = {0};

	net_plan_make(&a->plan, a->journal, a->node, a->except);
	if (is_up(a, e) < 0)
		return -1;
	if (!a->is_up || bring_about(a, &why) == 0)
		return 0;
	if (is_up(a, e) < 0)
		return -1;
	if (!a->is_up)
		return 0;
	*e = why;
	return err_wrap(e, "cannot change the network of node %d (%s)", a->node->id,
			a->node->name);
}
