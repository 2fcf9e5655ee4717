/* leaders - who leads the partitions of a topic. */
#include "base/mem.h"
#include "expect/judge.h"

struct state {
	const char *name, *words;
	bool (*so)(const struct isr_step *s);
};

static bool preferred(const struct isr_step *s)
{
	return s->preferred == s->partitions;
}

static bool elsewhere(const struct isr_step *s)
{
	return s->leaderless == 0 && s->preferred < s->partitions;
}

static bool present(const struct isr_step *s)
{
	return s->leaderless == 0;
}

static bool absent(const struct isr_step *s)
{
	return s->leaderless == s->partitions;
}

static const struct state states[] = {
	{"preferred", "the preferred leader", preferred},
	{"elsewhere", "a leader, not everywhere the preferred one,", elsewhere},
	{"present", "a leader", present},
	{"absent", "no leader", absent},
};

static const struct state *state_of(const struct judge *j)
{
	const char *are = params_text(&j->x->params, "are", "");

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (strcmp(states[i].name, are) == 0)
			return &states[i];
	return &states[0]; /* the table of families allows no other */
}

static bool so(const struct judge *j, const struct isr_step *s)
{
	return state_of(j)->so(s);
}

static char *words(const struct isr_step *s)
{
	return xasprintf("%u of %u partitions led by their first replica, %u by nobody",
			 (unsigned)s->preferred, (unsigned)s->partitions,
			 (unsigned)s->leaderless);
}

void judge_leaders(struct judge *j, char **expected)
{
	static const struct steps_rule rule = {so, words};
	struct strbuf wanted = STRBUF_INIT;

	strbuf_addstr(&wanted, state_of(j)->words);
	*expected = judge_steps(j, &rule, &wanted);
}
