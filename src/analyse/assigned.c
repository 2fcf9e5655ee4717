#include "analyse/assigned.h"

#include "base/mem.h"
#include "base/str.h"

void assigned_release(struct assigned *a)
{
	for (size_t i = 0; i < a->len; i++)
		ids_release(&a->at[i].partitions);
	free(a->at);
	*a = (struct assigned){0};
}

static size_t workload_named(const struct plan *plan, const char *name)
{
	size_t i = 0;

	while (i < plan->n_workloads && strcmp(plan->workloads[i].name, name) != 0)
		i++;
	return i;
}

static struct holding *holding_of(struct assigned *a, size_t workload, int member)
{
	for (size_t i = 0; i < a->len; i++)
		if (a->at[i].workload == workload && a->at[i].member == member)
			return &a->at[i];
	*GROW(a->at, a->len) = (struct holding){.workload = workload, .member = member};
	return &a->at[a->len - 1];
}

static void drop(struct ids *s, int32_t id)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->len; i++)
		if (s->id[i] != id)
			s->id[kept++] = s->id[i];
	s->len = kept;
}

/* "payments/0,1,2", or "nothing". */
static void take(struct holding *h, const char *list, bool give)
{
	const char *at = strchr(list, '/');
	char *end;

	while (at) {
		long p = strtol(at + 1, &end, 10);

		if (end == at + 1 || p < 0 || p > INT32_MAX)
			return;
		drop(&h->partitions, (int32_t)p);
		if (give)
			ids_add(&h->partitions, (int32_t)p);
		at = *end == ',' ? end : NULL;
	}
}

void assigned_apply(struct assigned *a, const struct plan *plan, const struct event *ev)
{
	static const char given[] = "assigned ", taken[] = "revoked ";
	size_t workload;

	if (ev->kind != EVENT_WORKLOAD || !ev->name || !ev->text)
		return;
	workload = workload_named(plan, ev->name);
	if (workload == plan->n_workloads)
		return;
	if (str_starts(ev->text, given))
		take(holding_of(a, workload, ev->member), ev->text + sizeof(given) - 1,
		     true);
	else if (str_starts(ev->text, taken))
		take(holding_of(a, workload, ev->member), ev->text + sizeof(taken) - 1,
		     false);
}

bool assigned_to_nobody(const struct assigned *a, size_t workload, int32_t partition)
{
	bool told = false;

	for (size_t i = 0; i < a->len; i++) {
		if (a->at[i].workload != workload)
			continue;
		told = true;
		if (ids_has(&a->at[i].partitions, partition))
			return false;
	}
	return told;
}
