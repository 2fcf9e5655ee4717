#include "model/partition_view.h"

#include "base/mem.h"

/* Tables of other threads may have it as well: the last one frees it. */
static void let_go(struct partition_view *p)
{
	if (atomic_fetch_sub(&p->tables, 1) > 1)
		return;
	free(p->topic);
	ids_release(&p->replicas);
	ids_release(&p->isr);
	ids_release(&p->elr);
	free(p);
}

void partition_views_release(struct partition_views *v)
{
	for (size_t i = 0; i < v->len; i++)
		let_go(v->at[i]);
	free(v->at);
	*v = (struct partition_views){0};
}

/* One by one: GROW() must know how much room there is. */
void partition_views_copy(struct partition_views *to, const struct partition_views *from)
{
	*to = (struct partition_views){.changes = from->changes};
	for (size_t i = 0; i < from->len; i++) {
		(void)atomic_fetch_add(&from->at[i]->tables, 1);
		*GROW(to->at, to->len) = from->at[i];
	}
}

static int order(const struct partition_view *p, const char *topic, int32_t partition)
{
	int names = strcmp(p->topic, topic);

	return names ? names : (p->partition > partition) - (p->partition < partition);
}

/* The index of the first that is not before this one. Brokers tell them in this order nearly always, so the place
 * behind the last one is looked at first. */
static size_t place_of(const struct partition_views *v, const char *topic,
		       int32_t partition)
{
	size_t from = 0, to = v->len;

	if (to > 0 && order(v->at[to - 1], topic, partition) < 0)
		return to;
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (order(v->at[middle], topic, partition) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static bool is_at(const struct partition_views *v, size_t at, const char *topic,
		  int32_t partition)
{
	return at < v->len && order(v->at[at], topic, partition) == 0;
}

const struct partition_view *partition_views_near(const struct partition_views *v,
						  size_t *near, const char *topic,
						  int32_t partition)
{
	if (!is_at(v, *near, topic, partition))
		*near = place_of(v, topic, partition);
	return is_at(v, *near, topic, partition) ? v->at[*near] : NULL;
}

const struct partition_view *partition_views_find(const struct partition_views *v,
						  const char *topic, int32_t partition)
{
	size_t near = SIZE_MAX;

	return partition_views_near(v, &near, topic, partition);
}

static void remove_at(struct partition_views *v, size_t at)
{
	let_go(v->at[at]);
	v->len--;
	memmove(&v->at[at], &v->at[at + 1],
		(v->len - at) * sizeof(struct partition_view *));
}

static void insert_at(struct partition_views *v, size_t at, struct partition_view *p)
{
	size_t behind = v->len - at;

	(void)GROW(v->at, v->len);
	memmove(&v->at[at + 1], &v->at[at], behind * sizeof(struct partition_view *));
	v->at[at] = p;
}

static struct partition_view *told_by(const struct event *ev)
{
	struct partition_view *p = xcalloc(1, sizeof(*p));

	atomic_init(&p->tables, 1);
	p->topic = xstrdup(ev->topic);
	p->partition = ev->partition;
	p->leader = ev->leader;
	p->epoch = ev->epoch;
	p->since_ns = ev->at_ns;
	ids_copy(&p->replicas, &ev->replicas);
	ids_copy(&p->isr, &ev->isr);
	ids_copy(&p->elr, &ev->elr);
	return p;
}

static bool is_as_told(const struct partition_view *p, const struct event *ev)
{
	return p->leader == ev->leader && p->epoch == ev->epoch &&
	       ids_same(&p->isr, &ev->isr) && ids_same(&p->elr, &ev->elr) &&
	       ids_same(&p->replicas, &ev->replicas);
}

void partition_views_apply(struct partition_views *v, const struct event *ev)
{
	size_t at = place_of(v, ev->topic, ev->partition);
	bool is_there = is_at(v, at, ev->topic, ev->partition);

	if (ev->replicas.len == 0 ? !is_there : is_there && is_as_told(v->at[at], ev))
		return;
	v->changes++;
	if (ev->replicas.len == 0) {
		remove_at(v, at);
	} else if (!is_there) {
		insert_at(v, at, told_by(ev));
	} else {
		let_go(v->at[at]);
		v->at[at] = told_by(ev);
	}
}

bool partition_is_home(const struct partition_view *p)
{
	return p->replicas.len > 0 && p->leader == p->replicas.id[0];
}
