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
	const struct node *n;

	for (size_t i = 0; (n = topology_each(t, i)); i++)
		if (names(selector, n))
			return true;
	return false;
}

bool action_may_pick(const struct action_ctx *ctx, const struct action_plan *a,
		     const struct node *node)
{
	const char *selector = params_text(&a->params, "target", "");

	if (cluster_is_absent(ctx->cluster, node))
		return false;
	return names(selector, node) ||
	       (!is_companion(node->id) && !names_any(selector, ctx->topology));
}

/* Once more, against what came up: a companion may have been left out. */
static int check_selector(const struct action_ctx *ctx, const struct action_row *row,
			  const char *text, struct err *e)
{
	struct ids may = {0};
	struct selector_place place;
	struct selector s = {0};
	struct err why = {0};
	int rc = selector_parse(text, &s, &place, &why);

	if (rc == 0)
		rc = selector_check(&s, ctx->topology, ctx->plan, &place, &why);
	if (rc == 0 && row->suits) {
		selector_may_pick(&s, ctx->topology, &may);
		rc = row->suits(ctx->topology, &may, &why);
	}
	ids_release(&may);
	selector_release(&s);
	return rc < 0 ? err_set(e, CODE_PICKED_NOBODY, "%s", why.msg) : 0;
}

static int check_targets(const struct action_ctx *ctx, const struct action_row *row,
			 const struct action_plan *a, struct err *e)
{
	for (const struct field *f = row->fields; f->name; f++) {
		const char *as = strcmp(f->name, "node") == 0 ? "target" : f->name;
		const char *text = params_text(&a->params, as, NULL);

		if (f->type == FIELD_SELECTOR && text && !field_has_word(f, text) &&
		    check_selector(ctx, row, text, e) < 0)
			return -1;
	}
	return 0;
}

/* A fault in a network that is the host's would hit the host. */
static int check_networks(const struct action_ctx *ctx, const struct action_row *row,
			  struct err *e)
{
	for (size_t i = 0; i < ctx->topology->len && row->in_network; i++) {
		const struct node *n = &ctx->topology->nodes[i];

		if (cluster_shares_network(ctx->cluster, n))
			return err_set(
				e, CODE_NETWORK_FAULT,
				"%s shares its host's network, and '%s' would hit the "
				"whole host: give the nodes a network of their own "
				"('network: overlay')",
				node_title(n).text, row->name);
	}
	return 0;
}

int action_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	const struct action_row *row = action_find(a->kind);

	if (row->not_adopted && cluster_is_adopted(ctx->cluster))
		return err_set(
			e, CODE_NOT_ADOPTED,
			"project '%s' is adopted, and %s; let kchaos start a cluster "
			"of its own for it, without --adopt",
			ctx->topology->project, row->not_adopted);
	if (check_networks(ctx, row, e) < 0 || check_targets(ctx, row, a, e) < 0)
		return -1;
	return row->possible ? row->possible(ctx, a, e) : 0;
}
