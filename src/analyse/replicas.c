/* replicas.c - what the comparison of the replicas' logs came to. */
#include "analyse/parts.h"
#include "base/mem.h"

void find_replicas(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;
	struct replicas_finding *r = &f->replicas;

	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];

		if (ev->kind != EVENT_REPLICA)
			continue;
		*GROW(r->all, r->len) = ev;
		if (!ev->complete)
			r->unread++;
		else if (ev->up)
			r->same++;
		else
			r->differ++;
	}
}
