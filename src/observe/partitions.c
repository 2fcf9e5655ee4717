#include "observe/partitions.h"

#include "base/mem.h"

static int by_place(const void *x, const void *y)
{
	const struct partition_ref *a = x, *b = y;
	int order = strcmp(a->topic->name, b->topic->name);

	if (order != 0)
		return order;
	return (a->partition->index > b->partition->index) -
	       (a->partition->index < b->partition->index);
}

static size_t count(const struct topic_list *list)
{
	size_t n = 0;

	for (size_t t = 0; t < list->len; t++)
		n += list->rows[t].n_partitions;
	return n;
}

/* Topics without a name are unknown to the node that was asked; nothing can be said of them. */
static void add_refs(struct partitions *p)
{
	for (size_t t = 0; t < p->list.len; t++) {
		const struct topic_row *topic = &p->list.rows[t];

		for (size_t i = 0; topic->name && i < topic->n_partitions; i++)
			p->sorted[p->len++] = (struct partition_ref){
				topic, &topic->partitions[i]};
	}
}

static void drop_doubles(struct partitions *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->len; i++)
		if (kept == 0 || by_place(&p->sorted[kept - 1], &p->sorted[i]) != 0)
			p->sorted[kept++] = p->sorted[i];
	p->len = kept;
}

void partitions_take(struct partitions *p, struct topic_list *list)
{
	*p = (struct partitions){.list = *list};
	*list = (struct topic_list){0};
	p->sorted = xcalloc(count(&p->list), sizeof(*p->sorted));
	add_refs(p);
	if (p->len > 0)
		qsort(p->sorted, p->len, sizeof(*p->sorted), by_place);
	drop_doubles(p);
}

void partitions_release(struct partitions *p)
{
	topic_list_release(&p->list);
	free(p->sorted);
	*p = (struct partitions){0};
}

static bool same_ids(const struct ids *a, const struct ids *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->id, b->id, a->len * sizeof(*a->id)) == 0);
}

/* The order within a list counts: the first replica is the preferred leader. */
static bool same(const struct partition_row *a, const struct partition_row *b)
{
	return a->leader == b->leader && a->epoch == b->epoch &&
	       same_ids(&a->replicas, &b->replicas) && same_ids(&a->isr, &b->isr) &&
	       same_ids(&a->elr, &b->elr);
}

static void tell_gone(const struct partitions *before, const struct partitions *now,
		      partition_change_fn *fn, void *arg)
{
	for (size_t b = 0, n = 0; b < before->len; b++) {
		const struct partition_ref *old = &before->sorted[b];

		while (n < now->len && by_place(&now->sorted[n], old) < 0)
			n++;
		if (n == now->len || by_place(&now->sorted[n], old) != 0)
			fn(arg, old->topic->name, old->partition->index, NULL);
	}
}

void partitions_compare(const struct partitions *before, const struct partitions *now,
			bool everything, partition_change_fn *fn, void *arg)
{
	for (size_t n = 0, b = 0; n < now->len; n++) {
		const struct partition_ref *ref = &now->sorted[n];
		bool known;

		while (b < before->len && by_place(&before->sorted[b], ref) < 0)
			b++;
		known = b < before->len && by_place(&before->sorted[b], ref) == 0;
		if (everything || !known ||
		    !same(before->sorted[b].partition, ref->partition))
			fn(arg, ref->topic->name, ref->partition->index, ref->partition);
	}
	tell_gone(before, now, fn, arg);
}
