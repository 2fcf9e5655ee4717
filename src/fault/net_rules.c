/* The rules of the chain KCHAOS: who is not heard. */
#include "fault/net_script.h"

#include <inttypes.h>

/* One wish on its way into rules. */
struct rules {
	struct strbuf *out;
	const struct net_world *world;
	const struct node *self;
	struct net_item *item;
};

/* `match` such as "-p tcp --dport 9093 "; $(n ...) are the packets counted so far. */
static void add_rule(struct rules *r, const char *source, size_t source_len,
		     const char *match)
{
	struct net_item *item = r->item;

	strbuf_addf(r->out, "$(n %" PRId64 ":%zu) -A KCHAOS ", item->number, item->rules);
	if (source_len) {
		strbuf_addstr(r->out, "-s ");
		strbuf_add(r->out, source, source_len);
		strbuf_addch(r->out, ' ');
	}
	strbuf_addstr(r->out, match);
	if (item->wish.kind == NET_LOSS)
		strbuf_addf(r->out, "-m statistic --mode random --probability %.6f ",
			    (double)item->wish.ppm / 1e6);
	strbuf_addf(r->out, "-m comment --comment kchaos:%" PRId64 ":%zu -j DROP\n",
		    item->number, item->rules);
	item->rules++;
}

/* To our listener, and what comes back from theirs. */
static void add_ports(struct rules *r, const char *source, size_t source_len,
		      const struct node *peer)
{
	enum net_listener l = r->item->wish.listener;
	int ours = net_port(r->self, l), theirs = peer ? net_port(peer, l) : 0;
	char match[64];

	if (l == NET_ANY)
		add_rule(r, source, source_len, "");
	if (ours) {
		(void)snprintf(match, sizeof(match), "-p tcp --dport %d ", ours);
		add_rule(r, source, source_len, match);
	}
	if (theirs) {
		(void)snprintf(match, sizeof(match), "-p tcp --sport %d ", theirs);
		add_rule(r, source, source_len, match);
	}
}

static const char *next_address(const char **rest, size_t *out_len)
{
	const char *a = *rest + strspn(*rest, " ");

	*out_len = strcspn(a, " ");
	*rest = a + *out_len;
	return *out_len ? a : NULL;
}

static void add_peer(struct rules *r, int32_t id)
{
	size_t i = topology_index(r->world->topology, id), len;
	const char *rest, *a;

	if (i == r->world->topology->len)
		return; /* a node of another time */
	rest = r->world->addresses[i];
	while ((a = next_address(&rest, &len)))
		add_ports(r, a, len, &r->world->topology->nodes[i]);
}

static void add_wish(struct rules *r)
{
	const struct net_wish *w = &r->item->wish;

	if (w->kind != NET_DROP && w->kind != NET_LOSS)
		return;
	for (size_t i = 0; i < w->from.len; i++)
		add_peer(r, w->from.id[i]);
	if (!w->from.len)
		add_ports(r, NULL, 0, NULL);
}

/* What comes after these is about whoever is no node. */
static void spare_nodes(const struct net_world *w, struct strbuf *out)
{
	const char *rest, *a;
	size_t len;

	for (size_t i = 0; i < w->topology->len; i++) {
		rest = w->addresses[i];
		while ((a = next_address(&rest, &len)))
			strbuf_addf(out, "-A KCHAOS -s %.*s -j RETURN\n", (int)len, a);
	}
}

static bool has_clients(const struct net_plan *p)
{
	for (size_t i = 0; i < p->len; i++)
		if (p->items[i].wish.from_clients)
			return true;
	return false;
}

static void add_wishes(struct rules *r, struct net_plan *p, bool of_clients)
{
	for (size_t i = 0; i < p->len; i++) {
		r->item = &p->items[i];
		if (r->item->wish.from_clients == of_clients)
			add_wish(r);
	}
}

void net_rules(struct net_plan *p, const struct net_world *w, struct strbuf *out)
{
	struct rules r = {.out = out, .world = w, .self = p->node};

	strbuf_addstr(out, "-A KCHAOS -i lo -j RETURN\n"); /* its talk with itself */
	add_wishes(&r, p, false);
	if (!has_clients(p))
		return;
	spare_nodes(w, out);
	add_wishes(&r, p, true);
}
