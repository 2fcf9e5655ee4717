#include "test_fault_world.h"

#include "base/file.h"
#include "base/mem.h"
#include "scratch.h"
#include "unit.h"

struct fake_cluster *fake;
struct clock the_clock;
struct journal *journal;
static char *path;
static struct picks picks;
static struct rng rng;
atomic_bool cancel;
struct timeline world_told;
struct action_ctx ctx;
struct action_result result;
struct err why;

static void look(void *arg UNUSED, struct view *out)
{
	view_init(out, cluster_topology(fake_cluster(fake)));
}

static void emit(void *arg UNUSED, const struct event *ev)
{
	struct event copy;

	event_copy(&copy, ev);
	*timeline_add(&world_told) = copy;
}

void open_journal(void)
{
	why = (struct err){0};
	journal = journal_open(path, &why);
	ck_assert_msg(journal != NULL, "%s", why.msg);
	ctx.journal = journal;
}

void fault_set_up(void)
{
	fault_set_up_on(fake_cluster_new(3));
}

void fault_set_up_on(struct fake_cluster *f)
{
	char *dir = scratch_dir();

	path = path_join(dir, "p.journal");
	free(dir);
	fake = f;
	clock_start(&the_clock);
	rng_init(&rng, 1, "test");
	atomic_store(&cancel, false);
	world_told = (struct timeline){0};
	ctx = (struct action_ctx){.cluster = fake_cluster(fake),
				  .topology = cluster_topology(fake_cluster(fake)),
				  .clock = &the_clock,
				  .picks = &picks,
				  .rng = &rng,
				  .cancel = &cancel,
				  .look = look,
				  .emit = emit};
	open_journal();
}

void fault_tear_down(void)
{
	journal_close(journal);
	free(path);
	timeline_release(&world_told);
	picks_release(&picks);
	action_result_release(&result);
	fake_cluster_free(fake);
}

/* Runs `kind` on `target`, with one more parameter if `name` is not NULL. */
int run_with(const char *kind, const char *target, const char *name, const char *text,
	     int64_t num)
{
	struct action_plan a = {.kind = xstrdup(kind)};
	int rc;

	action_result_release(&result);
	why = (struct err){0};
	if (target)
		params_set(&a.params, "target", target, 0);
	if (name)
		params_set(&a.params, name, text, num);
	rc = action_run(action_find(kind), &ctx, &a, &result, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

int run(const char *kind, const char *target)
{
	return run_with(kind, target, NULL, NULL, 0);
}

enum process_state state(int32_t id)
{
	return fake_cluster_state(fake, id).state;
}

size_t count_steps(enum step step)
{
	size_t n = 0;

	for (size_t i = 0; i < world_told.len; i++)
		n += world_told.at[i].step == step;
	return n;
}

void check_pending(enum undo undo, const char *want)
{
	struct strbuf got = STRBUF_INIT;
	struct ids ids = {0};

	journal_nodes(journal, undo, &ids);
	ids_text(&ids, &got);
	ck_assert_str_eq(strbuf_text(&got), want);
	ids_release(&ids);
	strbuf_release(&got);
}
