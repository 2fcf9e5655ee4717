#include "observe/inspect.h"

#include "base/mem.h"
#include "docker/containers.h"

static enum standing standing_of(const struct container_state *s)
{
	if (s->paused)
		return STANDS_PAUSED;
	if (s->running)
		return STANDS_RUNNING;
	return s->status == CONTAINER_EXITED || s->status == CONTAINER_DEAD
		       ? STANDS_EXITED
		       : STANDS_UNKNOWN;
}

int inspect_container(struct engine *en, const char *name, struct inspected *out,
		      struct err *e)
{
	struct container_state s;
	enum engine_result got = container_inspect(en, name, &s, e);

	*out = (struct inspected){.started_wall_ns = NEVER, .finished_wall_ns = NEVER};
	if (got != ENGINE_DONE)
		return got == ENGINE_GONE ? 0 : -1;
	out->standing = standing_of(&s);
	out->id = xstrdup(s.id);
	out->started_wall_ns = s.started_at_ns;
	out->finished_wall_ns = s.finished_at_ns;
	out->exit_code = s.exit_code;
	out->oom_killed = s.oom_killed;
	container_state_release(&s);
	return 0;
}

void inspected_release(struct inspected *i)
{
	free(i->id);
	*i = (struct inspected){0};
}
