/* replicas - whether what the brokers have on their disks is the same. */
#include "base/mem.h"
#include "expect/judge.h"

static const struct event *first_unread(const struct replicas_finding *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (!r->all[i]->complete)
			return r->all[i];
	return NULL;
}

/* A difference that was seen was seen: doubts only say that there may be more. */
static struct doubt *doubt_of(const struct judge *j)
{
	const struct replicas_finding *r = &j->f->replicas;
	const struct event *unread = first_unread(r);

	if (r->differ)
		return NULL;
	if (!r->len)
		return doubt_make(CODE_NOT_COMPARED, "the replicas were not compared");
	if (unread)
		return doubt_make(CODE_NOT_COMPARED,
				  "%zu of %zu replicas could not be compared, node %d's "
				  "of %s/%d among them: %s",
				  r->unread, r->len, unread->node, unread->topic,
				  unread->partition, unread->text ? unread->text : "?");
	return judge_scope_doubt(j);
}

void judge_replicas(struct judge *j, char **expected)
{
	const struct replicas_finding *r = &j->f->replicas;
	struct reading reading = {
		.value = (double)r->differ,
		.limit = 0,
		.at_most = true,
		.observed = xasprintf("%zu of %zu replicas identical", r->same, r->len),
		.doubt = doubt_of(j)};

	judge_add(j, &reading);
	*expected = xstrdup("identical replicas");
}
