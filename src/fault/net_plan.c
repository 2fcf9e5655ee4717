/* What a node's network shall be: its pending wishes laid over each other. */
#include "base/mem.h"
#include "fault/net.h"

static bool is_same_whom(const struct net_wish *a, const struct net_wish *b)
{
	return a->from_clients == b->from_clients && ids_same(&a->from, &b->from);
}

static int64_t stricter(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* Where a share in parts per million goes; NULL: it has none. */
static int64_t *share_of(struct net_shape *s, enum net_kind kind)
{
	switch (kind) {
	case NET_REORDER: return &s->reorder_ppm;
	case NET_DUPLICATE: return &s->duplicate_ppm;
	case NET_CORRUPT: return &s->corrupt_ppm;
	case NET_DROP:
	case NET_LOSS:
	case NET_RATE:
	case NET_DELAY: break;
	}
	return NULL;
}

static int add_aimed(struct net_shape *s, const struct net_wish *w, struct err *e)
{
	int64_t *share = share_of(s, w->kind);
	const char *name = net_kind_name(w->kind);

	if (s->aim && !is_same_whom(s->aim, w))
		return err_set(e, CODE_FAULTS_CLASH,
			       "'%s' cannot be laid over another fault in what the node "
			       "sends, which has another 'from': give both the same, or "
			       "let the first end before",
			       name);
	if (share && *share)
		return err_set(
			e, CODE_FAULTS_CLASH,
			"a second '%s' cannot be laid over the first: let that end "
			"before, or put both into one",
			name);
	if (share)
		*share = w->ppm;
	if (w->kind == NET_RATE)
		s->link_rate = stricter(s->link_rate, w->out_rate);
	else
		s->has_netem = true;
	s->delay_ns += w->delay_ns;
	s->jitter_ns += w->jitter_ns;
	s->aim = w;
	return 0;
}

int net_shape_add(struct net_shape *s, const struct net_wish *w, struct err *e)
{
	switch (w->kind) {
	case NET_DROP:
	case NET_LOSS: return 0; /* rules, which go one after the other */
	case NET_RATE:
		if (w->from_clients || w->from.len)
			break;
		s->in_rate = stricter(s->in_rate, w->in_rate);
		s->out_rate = stricter(s->out_rate, w->out_rate);
		return 0;
	case NET_DELAY:
	case NET_REORDER:
	case NET_DUPLICATE:
	case NET_CORRUPT: break;
	}
	return add_aimed(s, w, e);
}

/* What cannot be read is of another version of ours: it must not keep the rest from being
 * healed. */
static void add_items(struct net_plan *p, const struct intents *pending, int64_t except)
{
	for (size_t i = 0; i < pending->len; i++) {
		struct net_item item = {.number = pending->item[i].number};

		if (item.number != except &&
		    net_wish_read(pending->item[i].detail, &item.wish))
			*GROW(p->items, p->len) = item;
	}
}

void net_plan_make(struct net_plan *p, struct journal *j, const struct node *node,
		   int64_t except)
{
	struct intents pending;
	struct err ignored = {0};

	*p = (struct net_plan){.node = node};
	journal_list(j, UNDO_NET, node->id, &pending);
	add_items(p, &pending, except);
	intents_release(&pending);
	for (size_t i = 0; i < p->len; i++)
		p->items[i].is_left_out = net_shape_add(&p->shape, &p->items[i].wish,
							&ignored) < 0;
}

void net_plan_release(struct net_plan *p)
{
	for (size_t i = 0; i < p->len; i++)
		net_wish_release(&p->items[i].wish);
	free(p->items);
	*p = (struct net_plan){0};
}

struct net_item *net_plan_find(struct net_plan *p, int64_t number)
{
	for (size_t i = 0; i < p->len; i++)
		if (p->items[i].number == number)
			return &p->items[i];
	return NULL;
}
