/* heal: everything this run has done and not undone is undone. */
#include "base/mem.h"
#include "fault/heal.h"
#include "fault/job.h"

const struct field heal_fields[] = {
	ACTION_AT,
	FIELD_END,
};

struct telling {
	struct ids *nodes;
	struct strbuf text;
};

static void note(void *arg, int32_t node, bool is_error, const char *text)
{
	struct telling *t = arg;

	strbuf_addf(&t->text, "%s%s", t->text.len ? "; " : "", text);
	if (!is_error && node != NO_NODE && !ids_has(t->nodes, node))
		ids_add(t->nodes, node);
}

int heal_whole(struct action_ctx *ctx, const struct action_plan *a UNUSED,
	       struct action_result *r, struct err *e)
{
	struct telling t = {.nodes = &r->nodes, .text = STRBUF_INIT};
	int rc = heal(ctx->cluster, ctx->journal, note, &t, NULL, e);

	if (rc == 0 && !t.text.len)
		strbuf_addstr(&t.text, "nothing was left to undo");
	r->text = strbuf_detach(&t.text);
	r->effective_ns = clock_now(ctx->clock);
	return rc;
}
