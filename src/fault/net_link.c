/* Faults on the way between two sides: which nodes act, and whom each of them means. */
#include "fault/job.h"
#include "fault/net.h"

static const char *other_side(const struct action_plan *a)
{
	return params_text(&a->params, "from", NULL);
}

bool net_is_to_clients(const struct action_plan *a)
{
	const char *from = other_side(a);

	return from && strcmp(from, FROM_CLIENTS) == 0;
}

static void add_all(const struct ids *from, struct ids *to)
{
	for (size_t i = 0; i < from->len; i++)
		ids_add(to, from->id[i]);
}

void net_sides(const struct action_plan *a, const char *own, enum net_touch touch,
	       const struct net_two *two, struct ids *out)
{
	const char *direction = params_text(&a->params, "direction", own);

	if (strcmp(direction, touch == NET_ARRIVING ? "out" : "in") != 0)
		add_all(two->group, out);
	if (strcmp(direction, touch == NET_ARRIVING ? "in" : "out") != 0)
		add_all(two->others, out);
}

int net_fits_link(const struct action_plan *a, const char *own, struct err *e)
{
	const char *direction = params_text(&a->params, "direction", own);

	if (strcmp(direction, own) == 0)
		return 0;
	if (!other_side(a))
		return err_set(e, CODE_ACTION_VALUE,
			       "'direction: %s' needs 'from': the other side of the link",
			       direction);
	if (net_is_to_clients(a))
		return err_set(e, CODE_ACTION_VALUE,
			       "'direction: %s' from clients would have to be done where "
			       "clients run: it can be '%s' only",
			       direction, own);
	return 0;
}

void net_from(const struct node_job *job, struct net_wish *w)
{
	w->from_clients = net_is_to_clients(job->plan);
	if (other_side(job->plan) && !w->from_clients)
		ids_copy(&w->from,
			 ids_has(job->group, job->node->id) ? job->others : job->group);
}
