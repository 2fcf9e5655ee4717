/* command: what the user wants to be run, on this machine or in nodes; and its undoing. */
#include "base/mem.h"
#include "base/str.h"
#include "fault/host.h"
#include "fault/job.h"
#include "fault/undo.h"
#include "fault/whole.h"

#define HOST    "host"
#define UNDO_NS (60 * NS_PER_S)

const struct field command_fields[] = {
	{"run", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "for /bin/sh -c (a $ is written $$); it must end with exit code 0"},
	{"on", FIELD_SELECTOR, 0, HOST, HOST,
	 "host: this machine, with your rights, and KCHAOS_PROJECT, KCHAOS_NODES, "
	 "KCHAOS_CONTAINERS, KCHAOS_BOOTSTRAP in its environment; or in these nodes' "
	 "containers, one after the other: a selector"},
	{"timeout", FIELD_DURATION, 0, "30s", NULL, "killed when it takes longer"},
	{"undo", FIELD_TEXT, 0, NULL, NULL,
	 "run in the same place to take it back, also when `run` failed half-way; at most 60 s"},
	{"for", FIELD_DURATION, 0, NULL, NULL,
	 "`undo` is run after so long; without it, by `heal` or at the end of the run"},
	ACTION_AT,
	FIELD_END,
};

/* A place to run it: a node's container, or this machine. */
struct spot {
	struct cluster *cluster; /* NULL: there is none any more */
	const struct node *node; /* NULL: this machine */
	int64_t timeout_ns;
	const atomic_bool *cancel; /* NULL: never */
};

static const char *name_of(const struct spot *s)
{
	return s->node ? s->node->name : "this machine";
}

static int run_there(const struct spot *s, const char *script, int *out_exit_code,
		     struct strbuf *out, struct err *e)
{
	const char *const argv[] = {"/bin/sh", "-c", script, NULL};
	const struct host_job job = {.script = script,
				     .timeout_ns = s->timeout_ns,
				     .cancel = s->cancel,
				     .topology = s->cluster ? cluster_topology(s->cluster)
							    : NULL};

	if (!s->node)
		return host_run(&job, out_exit_code, out, e);
	return cluster_exec(s->cluster, s->node, argv, s->timeout_ns, out_exit_code, out,
			    e);
}

/* Exit code 0, or it failed. `said`: what it said, and how long it took. */
static int run_well(const struct spot *s, const char *script, struct strbuf *said,
		    struct err *e)
{
	struct strbuf output = STRBUF_INIT, tail = STRBUF_INIT;
	struct clock clock;
	int code = 0, rc;

	clock_start(&clock);
	rc = run_there(s, script, &code, &output, e);
	if (output.len)
		strbuf_addstr(&tail, ": ");
	host_tail(&tail, strbuf_text(&output));
	if (rc < 0)
		rc = err_wrap(e, "command on %s", name_of(s));
	else if (code != 0)
		rc = err_set(e, CODE_COMMAND_FAILED,
			     "the command on %s ended with exit code %d%s", name_of(s),
			     code, strbuf_text(&tail));
	else
		strbuf_addf(said, "%s: exit code 0 after %s%s", name_of(s),
			    DURATION_TEXT(clock_now(&clock)), strbuf_text(&tail));
	strbuf_release(&output);
	strbuf_release(&tail);
	return rc;
}

/* ---- the action ---- */

int command_fits(const struct plan *plan UNUSED, const struct action_plan *a,
		 struct err *e)
{
	if (params_get(&a->params, "for") && !params_get(&a->params, "undo"))
		return err_set(e, CODE_ACTION_VALUE,
			       "'for' needs 'undo': the command that ends it");
	return 0;
}

static int one_spot(struct action_ctx *ctx, const struct params *p,
		    const struct node *node, struct action_result *r, struct strbuf *text,
		    struct err *e)
{
	const char *undo = params_text(p, "undo", NULL);
	struct spot s = {.cluster = ctx->cluster,
			 .node = node,
			 .timeout_ns = params_num(p, "timeout", 30 * NS_PER_S),
			 .cancel = ctx->cancel};

	if (job_cancelled(ctx))
		return err_set(e, CODE_INTERRUPTED, "interrupted");
	if (undo && result_intent(r, ctx->journal, UNDO_COMMAND, node, undo, e) < 0)
		return -1;
	if (text->len)
		strbuf_addstr(text, "; ");
	return run_well(&s, params_text(p, "run", ""), text, e);
}

static int in_nodes(struct action_ctx *ctx, const struct params *p,
		    struct action_result *r, struct strbuf *text, struct err *e)
{
	int rc = action_pick(ctx, action_find("command"), params_text(p, "on", HOST),
			     &r->nodes, text, e);

	for (size_t i = 0; rc == 0 && i < r->nodes.len; i++)
		rc = one_spot(ctx, p, topology_any_by_id(ctx->topology, r->nodes.id[i]),
			      r, text, e);
	return rc;
}

int command_whole(struct action_ctx *ctx, const struct action_plan *a,
		  struct action_result *r, struct err *e)
{
	const struct params *p = &a->params;
	struct strbuf text = STRBUF_INIT;
	int rc;

	if (strcmp(params_text(p, "on", HOST), HOST) == 0)
		rc = one_spot(ctx, p, NULL, r, &text, e);
	else
		rc = in_nodes(ctx, p, r, &text, e);
	r->effective_ns = clock_now(ctx->clock);
	r->text = strbuf_detach(&text);
	return rc;
}

/* ---- undoing ---- */

/* Nobody can look whether a command's effect is there: it is run, once, until it succeeds. */
int undo_command(struct undo_job *job, struct err *e)
{
	struct spot s = {
		.cluster = job->cluster, .node = job->node, .timeout_ns = UNDO_NS};
	struct strbuf said = STRBUF_INIT, script = STRBUF_INIT;
	struct node_state state = {0};
	int rc = 0;

	if (job->node) {
		rc = cluster_inspect(job->cluster, job->node, &state, e);
		if (rc < 0 || !state.exists)
			return rc; /* what was done in it went with it */
	}
	rc = run_well(&s, job->intent->detail, &said, e);
	host_tail(&script, job->intent->detail);
	if (rc == 0)
		undo_say(job, "command undone by '%s': %s", strbuf_text(&script),
			 strbuf_text(&said));
	else
		err_wrap(e, "cannot undo by '%s'", strbuf_text(&script));
	strbuf_release(&script);
	strbuf_release(&said);
	return rc;
}
