/* How packets leave and enter a node, in the words of tc. */
#include "fault/net_script.h"

#include <inttypes.h>

enum {
	BURST_LEAST = 8 * 1024, /* bytes: some packets */
	AIMED = 2,              /* the class of what netem is for; 1 is the rest */
	NETEM_LIMIT = 20000,    /* packets on their way; its default of 1000 drops some */
};

/* Qdiscs one inside the other; `parent` is where the next one goes. */
struct stack {
	struct strbuf *out;
	char parent[32];
	unsigned handle;
};

static struct stack begin(struct strbuf *out)
{
	return (struct stack){.out = out, .parent = "root", .handle = 0x6b63};
}

static void add_qdisc(struct stack *s, const char *dev)
{
	strbuf_addf(s->out, "tc qdisc add dev %s %s handle %x: ", dev, s->parent,
		    s->handle);
}

/* What comes next goes into class `minor` of this one. */
static void descend(struct stack *s, unsigned minor)
{
	(void)snprintf(s->parent, sizeof(s->parent), "parent %x:%x", s->handle, minor);
	s->handle++;
}

/* 20 ms of traffic at once, so that a coarse kernel timer does not slow it further. */
static void add_rate(struct stack *s, const char *dev, int64_t rate)
{
	int64_t burst = rate / 50 > BURST_LEAST ? rate / 50 : BURST_LEAST;

	add_qdisc(s, dev);
	strbuf_addf(s->out, "tbf rate %" PRId64 "bps burst %" PRId64 " latency 400ms\n",
		    rate, burst);
	descend(s, 1);
}

static void add_filter(struct stack *s, const char *address, size_t len, int class)
{
	strbuf_addf(s->out,
		    "tc filter add dev \"$d\" parent %x: protocol ip prio 1 u32 "
		    "match ip dst %.*s/32 flowid %x:%d\n",
		    s->handle, (int)len, address, s->handle, class);
}

static void add_filters(struct stack *s, const char *addresses, int class)
{
	while (*addresses) {
		size_t len = strcspn(addresses, " ");

		if (len)
			add_filter(s, addresses, len, class);
		addresses += len + (addresses[len] == ' ');
	}
}

/* Two classes as fast as can be: the aimed one and the rest. For clients it is the nodes that are
 * the exception. */
static void add_aim(struct stack *s, const struct net_wish *aim,
		    const struct net_world *w)
{
	add_qdisc(s, "\"$d\"");
	strbuf_addf(s->out, "htb default %d\n", aim->from_clients ? AIMED : 1);
	for (int class = 1; class <= AIMED; class ++)
		strbuf_addf(s->out,
			    "tc class add dev \"$d\" parent %x: classid %x:%d htb rate "
			    "10gbit quantum 60000\n",
			    s->handle, s->handle, class);
	for (size_t i = 0; i < w->topology->len; i++)
		if (aim->from_clients)
			add_filters(s, w->addresses[i], 1);
		else if (ids_has(&aim->from, w->topology->nodes[i].id))
			add_filters(s, w->addresses[i], AIMED);
	descend(s, AIMED);
}

static void add_share(struct strbuf *out, const char *name, int64_t ppm)
{
	if (ppm)
		strbuf_addf(out, " %s %.4f%%", name, (double)ppm / 1e4);
}

static void add_netem(struct stack *s, const struct net_shape *shape)
{
	add_qdisc(s, "\"$d\"");
	strbuf_addf(s->out, "netem limit %d", NETEM_LIMIT);
	if (shape->delay_ns)
		strbuf_addf(s->out, " delay %" PRId64 "us", shape->delay_ns / NS_PER_US);
	if (shape->delay_ns && shape->jitter_ns)
		strbuf_addf(s->out, " %" PRId64 "us", shape->jitter_ns / NS_PER_US);
	add_share(s->out, "reorder", shape->reorder_ppm);
	add_share(s->out, "duplicate", shape->duplicate_ppm);
	add_share(s->out, "corrupt", shape->corrupt_ppm);
	strbuf_addch(s->out, '\n');
}

void net_shape_out(const struct net_shape *shape, const struct net_world *w,
		   struct strbuf *out)
{
	struct stack s = begin(out);

	if (shape->out_rate)
		add_rate(&s, "\"$d\"", shape->out_rate);
	if (shape->aim && (shape->aim->from_clients || shape->aim->from.len))
		add_aim(&s, shape->aim, w);
	if (shape->link_rate)
		add_rate(&s, "\"$d\"", shape->link_rate);
	if (shape->has_netem)
		add_netem(&s, shape);
}

void net_shape_in(const struct net_shape *shape, struct strbuf *out)
{
	struct stack s = begin(out);

	if (shape->in_rate)
		add_rate(&s, "kchaos0", shape->in_rate);
}
