#include "load/askers.h"

#include "base/mem.h"
#include "load/ask.h"

static int start(struct askers *s, struct control *control, size_t workload, int place,
		 struct err *e)
{
	struct asker *a = asker_start(control, workload, (int)s->len, place, &s->next_seq,
				      e);

	if (!a)
		return -1;
	*GROW(s->at, s->len) = a;
	return 0;
}

int askers_start(struct askers *s, struct control *control, size_t workload,
		 struct err *e)
{
	const struct topology *t = control->topology;

	if (plane_parts(control->plan->workloads[workload].ask) != PARTS_NODES)
		return start(s, control, workload, ASK_ANY, e);
	for (size_t i = 0; i < t->len; i++)
		if ((t->nodes[i].roles & ROLE_BROKER) && t->nodes[i].broker.host &&
		    start(s, control, workload, (int)i, e) < 0)
			return -1;
	return 0;
}

int askers_cold(const struct askers *s, const struct asker **out)
{
	int cold = 0;

	for (size_t i = 0; i < s->len; i++) {
		int n = asker_cold(s->at[i]);

		if (n > 0 && out)
			*out = s->at[i];
		cold += n;
	}
	return cold;
}

bool askers_are_done(const struct askers *s)
{
	for (size_t i = 0; i < s->len; i++)
		if (!asker_is_done(s->at[i]))
			return false;
	return true;
}

int64_t askers_given_up(const struct askers *s)
{
	int64_t n = 0;

	for (size_t i = 0; i < s->len; i++)
		n += asker_given_up(s->at[i]);
	return n;
}

size_t askers_tallies(const struct askers *s, const struct tally **out, size_t cap)
{
	for (size_t i = 0; i < s->len && i < cap; i++)
		out[i] = asker_tally(s->at[i]);
	return s->len;
}

void askers_join(struct askers *s)
{
	for (size_t i = 0; i < s->len; i++)
		asker_join(s->at[i]);
	free(s->at);
}
