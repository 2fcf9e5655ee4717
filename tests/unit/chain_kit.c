#include "chain_kit.h"

#include "base/mem.h"
#include "scenario/scenario.h"
#include "unit.h"

static struct scenario scenario;
static atomic_int next_action;
struct rng dice;

static void look_at_told(void *arg UNUSED, struct view *out)
{
	view_copy(out, &told);
}

void chain_enter(void)
{
	view_kit_begin();
	atomic_store(&next_action, 10);
	rng_init(&dice, 7, "test");
	ctx.rng = &dice;
	ctx.next_action = &next_action;
	ctx.look = look_at_told;
}

void chain_leave(void)
{
	scenario_release(&scenario);
	view_kit_end();
}

void chain_set_up(void)
{
	fault_set_up();
	chain_enter();
}

void chain_tear_down(void)
{
	chain_leave();
	fault_tear_down();
}

struct action_plan *read_action(const char *text)
{
	char *file = xasprintf("name: x\ncluster: {compose: c.yaml}\n"
			       "topics: {payments: {partitions: 1}}\n"
			       "workloads: {w: {produce: payments}}\n"
			       "phases: [{name: p, for: 1s, do: [%s]}]\n",
			       text);
	struct scenario_source src = {
		.path = "x.yaml", .text = file, .len = strlen(file), .trust_files = true};
	struct strbuf wrong = STRBUF_INIT;
	struct diags d = DIAGS_INIT;

	scenario_release(&scenario);
	(void)scenario_parse(&scenario, &src, &d); /* what is wrong is shown */
	diags_text(&d, &wrong);
	ck_assert_str_eq(strbuf_text(&wrong), "");
	strbuf_release(&wrong);
	diags_release(&d);
	free(file);
	return &scenario.plan.phases[0].actions[0];
}

void shorten(struct action_plan *a, const char *name, int64_t ms)
{
	params_set(&a->params, name, "", ms * NS_PER_MS);
}

int run_plan(const struct action_plan *a)
{
	action_result_release(&result);
	why = (struct err){0};
	return action_run(action_find(a->kind), &ctx, a, &result, &why);
}

void check_hits(const char *kind, const char *want)
{
	struct strbuf got = STRBUF_INIT;

	for (size_t i = 0; i < world_told.len; i++) {
		const struct event *ev = &world_told.at[i];

		if (ev->step == STEP_EFFECTIVE && strcmp(ev->name, kind) == 0)
			strbuf_addf(&got, "%s%d", got.len ? " " : "", ev->node);
	}
	ck_assert_str_eq(strbuf_text(&got), want);
	strbuf_release(&got);
}

size_t count_hits(const char *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < world_told.len; i++)
		n += world_told.at[i].step == STEP_EFFECTIVE &&
		     strcmp(world_told.at[i].name, kind) == 0;
	return n;
}
