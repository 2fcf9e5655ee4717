#include "load/inflight.h"

#include "base/mem.h"

enum { FIRST_CAP = 64 };

static struct inflight_slot *slot(const struct inflight *f, uint32_t seq)
{
	return &f->slots[seq & (f->cap - 1)];
}

void inflight_release(struct inflight *f)
{
	free(f->slots);
	*f = (struct inflight){0};
}

static void grow(struct inflight *f)
{
	struct inflight bigger = {.cap = f->cap ? f->cap * 2 : FIRST_CAP};

	bigger.slots = xcalloc(bigger.cap, sizeof(*bigger.slots));
	for (uint32_t seq = f->oldest; seq != f->next; seq++)
		*slot(&bigger, seq) = *slot(f, seq);
	free(f->slots);
	f->slots = bigger.slots;
	f->cap = bigger.cap;
}

void inflight_add(struct inflight *f, const struct sent *s)
{
	if (f->next - f->oldest == f->cap)
		grow(f);
	*slot(f, f->next) = (struct inflight_slot){.sent = *s, .is_open = true};
	f->next++;
	f->n_open++;
}

static bool is_in_ring(const struct inflight *f, uint32_t seq)
{
	return seq - f->oldest < f->next - f->oldest;
}

bool inflight_take(struct inflight *f, uint32_t seq, struct sent *out)
{
	if (!is_in_ring(f, seq) || !slot(f, seq)->is_open)
		return false;
	*out = slot(f, seq)->sent;
	slot(f, seq)->is_open = false;
	f->n_open--;
	while (f->oldest != f->next && !slot(f, f->oldest)->is_open)
		f->oldest++;
	return true;
}

bool inflight_take_oldest(struct inflight *f, uint32_t *out_seq, struct sent *out)
{
	*out_seq = f->oldest;
	return inflight_take(f, f->oldest, out);
}

int64_t inflight_oldest_due(const struct inflight *f)
{
	return f->n_open > 0 ? slot(f, f->oldest)->sent.due_ns : NEVER;
}
