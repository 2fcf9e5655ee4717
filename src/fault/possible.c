/* Can an action be done here? Asked before the first phase, when nothing is hurt yet. */
#include "base/mem.h"
#include "fault/job.h"

/* "kafka2, node 3": one of them? */
static bool names(const char *selector, const struct node *node)
{
	char *number = xasprintf("node %d", node->id);
	bool is = false;

	for (const char *p = selector; *p && !is;) {
		size_t skip = strspn(p, ", "), len;

		p += skip;
		len = strcspn(p, ",");
		is = (strlen(node->name) == len && strncmp(p, node->name, len) == 0) ||
		     (strlen(number) == len && strncmp(p, number, len) == 0);
		p += len;
	}
	free(number);
	return is;
}

static bool names_any(const char *selector, const struct topology *t)
{
	for (size_t i = 0; i < t->len; i++)
		if (names(selector, &t->nodes[i]))
			return true;
	return false;
}

bool action_may_pick(const struct action_ctx *ctx, const struct action_plan *a,
		     const struct node *node)
{
	const char *selector = params_text(&a->params, "target", "");

	if (cluster_is_absent(ctx->cluster, node))
		return false;
	return names(selector, node) || !names_any(selector, ctx->topology);
}

int action_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	const struct action_row *row = action_find(a->kind);

	if (row->not_adopted && cluster_is_adopted(ctx->cluster))
		return err_set(
			e, ERR_USAGE,
			"project '%s' is adopted, and %s; let kchaos start a cluster "
			"of its own for it, without --adopt",
			ctx->topology->project, row->not_adopted);
	return row->possible ? row->possible(ctx, a, e) : 0;
}
