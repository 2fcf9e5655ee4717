#include "docker/steps.h"

#include "base/mem.h"

void steps_init(struct steps *s, pull_progress_fn *fn, void *arg)
{
	*s = (struct steps){.fn = fn, .arg = arg};
	json_split_init(&s->split);
}

void steps_release(struct steps *s)
{
	json_split_release(&s->split);
	free(s->failure);
}

static void on_step(void *arg, const char *text, size_t n)
{
	struct steps *s = arg;
	json_t *o = json_loadb(text, n, 0, NULL);
	const json_t *detail = js_at(o, "progressDetail");
	struct pull_progress step = {.layer = js_text(o, "id"),
				     .status = js_text(o, "status"),
				     .current_bytes = js_int(detail, "current"),
				     .total_bytes = js_int(detail, "total")};
	const char *failure = js_text(js_at(o, "errorDetail"), "message");

	if (!*failure)
		failure = js_text(o, "error"); /* engines before errorDetail */
	if (*failure && !s->failure)
		s->failure = xstrdup(failure);
	else if (*step.status && s->fn)
		s->fn(s->arg, &step);
	json_decref(o);
}

bool steps_feed(void *arg, const char *bytes, size_t n)
{
	struct steps *s = arg;

	if (json_split_feed(&s->split, bytes, n, on_step, s) == 0)
		return true;
	free(s->failure);
	s->failure = xstrdup("the engine's progress report is garbled");
	return false;
}

int steps_outcome(const struct steps *s, const struct call *c, int rc, struct err *e)
{
	if (s->failure && e->kind == ERR_NONE)
		return err_set(e, CODE_IMAGE_MISSING, "%s", s->failure);
	if (rc == 0 && !call_ok(c))
		return call_refused(c, e);
	return rc;
}
