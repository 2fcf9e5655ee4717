/* isr - how many replicas of every partition of a topic are in sync. */
#include "base/mem.h"
#include "expect/judge.h"

/* full: all replicas, or (full: false) not all. */
static bool so(const struct judge *j, const struct isr_step *s)
{
	if (judge_has(j, "full"))
		return (s->in_sync == s->replicas) == (judge_num(j, "full") != 0);
	return s->min_isr >= judge_num(j, "at_least");
}

static char *words(const struct isr_step *s)
{
	return xasprintf("smallest ISR %u, %u of %u replicas in sync",
			 (unsigned)s->min_isr, (unsigned)s->in_sync,
			 (unsigned)s->replicas);
}

void judge_isr(struct judge *j, char **expected)
{
	static const struct steps_rule rule = {so, words};
	struct strbuf wanted = STRBUF_INIT;

	if (judge_has(j, "full"))
		strbuf_addf(&wanted, "ISR %sfull", judge_num(j, "full") ? "" : "not ");
	else
		strbuf_addf(&wanted, "ISR at least %lld",
			    (long long)judge_num(j, "at_least"));
	*expected = judge_steps(j, &rule, &wanted);
}
