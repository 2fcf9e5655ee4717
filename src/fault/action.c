/* How an action is run: picked, written down, asked for, proven, and later undone. */
#include "fault/action.h"

#include "fault/doing.h"

void action_result_release(struct action_result *r)
{
	ids_release(&r->nodes);
	free(r->text);
	free(r->numbers);
	*r = (struct action_result){0};
}

static struct event event_of(const struct doing *d, enum step step, int64_t at_ns,
			     const char *text)
{
	struct event ev = EVENT(ACTION, at_ns);

	ev.phase = d->ctx->phase;
	ev.action = d->ctx->action;
	ev.step = step;
	ev.name = xstrdup(d->row->name);
	ev.text = xstrdup(text);
	return ev;
}

static void emit(const struct doing *d, struct event *ev, const struct ids *ids)
{
	if (ids)
		ids_copy(&ev->ids, ids);
	if (d->ctx->emit)
		d->ctx->emit(d->ctx->emit_arg, ev);
	event_release(ev);
}

void doing_emit(struct doing *d, enum step step, int64_t at_ns, int32_t node,
		const struct ids *ids, const char *text)
{
	struct event ev = event_of(d, step, at_ns, text);

	ev.node = node;
	emit(d, &ev, ids);
}

static void emit_failed(const struct doing *d, const struct err *why)
{
	struct event ev = event_of(d, STEP_FAILED, d->result->done_ns, why->msg);

	ev.code = xstrdup(code_text(why->code));
	emit(d, &ev, &d->result->nodes);
}

static int run_on_nodes(struct doing *d, struct err *e)
{
	int rc = doing_pick(d, e);

	rc = rc == 0 ? doing_act(d, e) : rc;
	if (rc != 0 || d->missed.kind == ERR_NONE)
		return rc;
	*e = d->missed;
	return -1;
}

static int run_whole(struct doing *d, struct err *e)
{
	struct action_result *r = d->result;
	int rc;

	r->requested_ns = clock_now(d->ctx->clock);
	doing_emit(d, STEP_REQUESTED, r->requested_ns, NO_NODE, NULL, "");
	rc = d->row->whole(d->ctx, d->plan, r, e);
	strbuf_addstr(&d->text, r->text ? r->text : "");
	free(r->text);
	r->text = NULL;
	if (rc == 0)
		doing_emit(d, STEP_EFFECTIVE, r->effective_ns, NO_NODE, &r->nodes,
			   strbuf_text(&d->text));
	return rc;
}

/* The nodes acted upon take the place of those picked; but a cut between two sides is about one of them,
 * whichever side drops the packets. */
static void finish(struct doing *d, int rc, const struct err *e)
{
	struct action_result *r = d->result;

	r->done_ns = clock_now(d->ctx->clock);
	if (d->targets.len && !d->row->targets) {
		ids_release(&r->nodes);
		ids_copy(&r->nodes, &d->targets);
	}
	if (rc < 0)
		emit_failed(d, e);
	else if (rc == 0)
		doing_emit(d, STEP_DONE, r->done_ns, NO_NODE, &r->nodes,
			   strbuf_text(&d->text));
	r->text = strbuf_detach(&d->text);
	ids_release(&d->targets);
	ids_release(&d->others);
	ids_release(&d->away);
}

/* Also after a failure: what took effect on one node must end in time, too. */
static void arrange_end(const struct doing *d)
{
	const struct action_result *r = d->result;
	int64_t ns = params_num(&d->plan->params, "for", 0);
	struct later l = {.phase = d->ctx->phase,
			  .action = d->ctx->action,
			  .name = d->row->name,
			  .nodes = &r->nodes,
			  .numbers = r->numbers,
			  .n = r->n_numbers};

	if (!d->row->lasts || ns <= 0 || !r->n_numbers || !d->ctx->undo_at)
		return;
	l.at_ns = (r->effective_ns == NEVER ? r->done_ns : r->effective_ns) + ns;
	d->ctx->undo_at(d->ctx->undo_arg, &l);
}

int action_run(const struct action_row *row, struct action_ctx *ctx,
	       const struct action_plan *a, struct action_result *r, struct err *e)
{
	struct doing d = {.row = row, .ctx = ctx, .plan = a, .result = r};
	int rc;

	*r = (struct action_result){
		.requested_ns = NEVER, .effective_ns = NEVER, .done_ns = NEVER};
	rc = row->whole ? run_whole(&d, e) : run_on_nodes(&d, e);
	finish(&d, rc, e);
	arrange_end(&d);
	return rc;
}
