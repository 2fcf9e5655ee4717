#include "load/timetable.h"

#include "base/mem.h"

void timetable_release(struct timetable *t)
{
	free(t->bursts);
	t->bursts = NULL;
	t->n_bursts = 0;
}

void timetable_add(struct timetable *t, const struct schedule *schedule, int64_t until_ns)
{
	int64_t len = schedule_count(schedule, until_ns);

	if (len > 0)
		*GROW(t->bursts, t->n_bursts) = (struct burst){.schedule = *schedule,
							       .len = len};
}

/* The burst whose record is the next one; NULL: the workload's own. */
static struct burst *next_burst(const struct timetable *t, int64_t *out_due_ns)
{
	struct burst *first = NULL;

	*out_due_ns = schedule_due(&t->own, t->next);
	for (size_t i = 0; i < t->n_bursts; i++) {
		struct burst *b = &t->bursts[i];
		int64_t due = schedule_due(&b->schedule, b->next);

		if (due >= *out_due_ns)
			continue;
		*out_due_ns = due;
		first = b;
	}
	return first;
}

int64_t timetable_due(const struct timetable *t)
{
	int64_t due;

	(void)next_burst(t, &due);
	return due;
}

static void drop(struct timetable *t, struct burst *b)
{
	size_t behind = (size_t)(t->bursts + t->n_bursts - (b + 1));

	memmove(b, b + 1, behind * sizeof(*b));
	t->n_bursts--;
}

void timetable_take(struct timetable *t)
{
	int64_t due;
	struct burst *b = next_burst(t, &due);

	t->taken++;
	if (!b)
		t->next++;
	else if (++b->next == b->len)
		drop(t, b);
}

int64_t timetable_rate(const struct timetable *t)
{
	int64_t rate = t->own.rate_mps;

	for (size_t i = 0; i < t->n_bursts; i++)
		rate += t->bursts[i].schedule.rate_mps;
	return rate;
}
