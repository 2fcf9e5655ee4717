#include "fault/job.h"

#include "base/mem.h"
#include "base/str.h"

#include <assert.h>

#define POLL_NS (20 * NS_PER_MS)

/* The engine's clock may run a little beside ours. */
#define CLOCK_SLACK_NS (50 * NS_PER_MS)

static const char *state_name(const struct node_state *s)
{
	if (!s->exists)
		return "gone";
	switch (s->state) {
	case PROCESS_RUNNING: return "running";
	case PROCESS_PAUSED: return "paused";
	case PROCESS_EXITED: return "not running";
	case PROCESS_UNKNOWN: break;
	}
	return "in an unknown state";
}

static bool is_so(const struct node_state *s, enum process_state want)
{
	return s->exists && s->state == want;
}

int job_verify(struct node_job *job, enum process_state want, int rc,
	       const struct err *said, struct node_state *out, struct err *e)
{
	if (cluster_inspect(job->ctx->cluster, job->node, out, e) < 0)
		return err_wrap(e, "no proof of an effect on %s",
				node_word(job->node).text);
	if (is_so(out, want))
		return 0;
	if (rc < 0) {
		*e = *said;
		return -1;
	}
	return err_set(e, CODE_NO_EFFECT, "no effect: %s is %s%s%s",
		       node_title(job->node).text, state_name(out),
		       *out->error ? ": " : "", out->error);
}

int job_intent(struct node_job *job, enum undo undo, const char *detail, struct err *e)
{
	int64_t number = journal_intent(job->ctx->journal, undo, job->node, detail, e);

	if (number < 0)
		return -1;
	assert(job->n_numbers < ARRAY_LEN(job->numbers));
	job->numbers[job->n_numbers++] = number;
	return 0;
}

int result_intent(struct action_result *r, struct journal *j, enum undo undo,
		  const struct node *node, const char *detail, struct err *e)
{
	int64_t number = journal_intent(j, undo, node, detail, e);

	if (number < 0)
		return -1;
	*GROW(r->numbers, r->n_numbers) = number;
	return 0;
}

int action_sleep(const struct action_ctx *ctx, int64_t until_ns, struct err *e)
{
	while (clock_now(ctx->clock) < until_ns) {
		int64_t next = clock_now(ctx->clock) + POLL_NS;

		if (job_cancelled(ctx))
			return err_set(e, CODE_INTERRUPTED, "interrupted");
		clock_sleep_until(ctx->clock, next < until_ns ? next : until_ns);
	}
	return 0;
}

bool job_cancelled(const struct action_ctx *ctx)
{
	return ctx->cancel && atomic_load(ctx->cancel);
}

int job_wait(struct node_job *job, enum process_state want, int64_t limit_ns,
	     struct node_state *out, struct err *e)
{
	const struct clock *clock = job->ctx->clock;
	int64_t until = clock_now(clock) + limit_ns;

	for (;;) {
		if (cluster_inspect(job->ctx->cluster, job->node, out, e) < 0)
			return -1;
		if (is_so(out, want))
			return 0;
		if (job_cancelled(job->ctx))
			return err_set(e, CODE_INTERRUPTED, "interrupted");
		if (clock_now(clock) >= until)
			return err_set(e, CODE_NO_EFFECT, "no effect: %s is %s after %s",
				       node_title(job->node).text, state_name(out),
				       DURATION_TEXT(limit_ns));
		clock_sleep_until(clock, clock_now(clock) + POLL_NS);
	}
}

static int64_t place(const struct node_job *job, int64_t wall_ns)
{
	const struct action_ctx *ctx = job->ctx;

	return ctx->place ? ctx->place(ctx->place_arg, job->node->id, wall_ns)
			  : clock_from_wall(ctx->clock, wall_ns);
}

/* The engine's own stamp if it lies between the request and now, else now. */
static int64_t effect_at(const struct node_job *job, int64_t wall_ns)
{
	const struct clock *clock = job->ctx->clock;
	int64_t now = clock_now(clock);
	int64_t at = wall_ns == NEVER ? now : place(job, wall_ns);

	if (at > now || at < job->requested_ns - CLOCK_SLACK_NS)
		at = now;
	return at < job->requested_ns ? job->requested_ns : at;
}

void job_effect(struct node_job *job, int64_t wall_ns, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(job->proof, sizeof(job->proof), fmt, ap); /* cut if need be */
	va_end(ap);
	job->effective_ns = effect_at(job, wall_ns);
}
