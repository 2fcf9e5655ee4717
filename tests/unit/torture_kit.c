#include "torture_kit.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "fake_disks.h"
#include "fake_kernel.h"
#include "fault/action.h"
#include "fault/heal.h"
#include "run/timed.h"
#include "scenario/scenario.h"
#include "unit.h"

#include <unistd.h>

static const char *folder(void)
{
	return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

static void answer(void *arg, const struct node *node, const struct helper_job *job,
		   int *out_exit_code, struct strbuf *out)
{
	if (!fake_kernel_answer(arg, node, job, out_exit_code, out) &&
	    !fake_disks_answer(arg, node, job, out_exit_code, out))
		abort(); /* a script that nobody here knows: teach one of them */
}

/* What waits for time to pass waits for little of it. */
static void quicken(struct action_plan *a)
{
	static const char *const names[] = {"for", "every", "down_for", "after"};

	if (a->n_inner == 0 && strcmp(a->kind, "crash-loop") != 0 &&
	    strcmp(a->kind, "wait") != 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (params_num(&a->params, names[i], 0) > 0)
			params_set(&a->params, names[i], "",
				   params_num(&a->params, names[i], 0) / 10);
}

/* The engine of a host is away while the file is there that its commands make and remove. */
static char *engine_file(const struct torture *t, size_t host)
{
	return xasprintf("%s.%s", t->flag, t->plan.hosts.at[host].name);
}

static void place(struct torture *t, const struct hosts *hosts)
{
	fake_cluster_hosts(t->fake, hosts);
	for (size_t i = 0; i < hosts->len; i++) {
		char *file = xasprintf("%s.%s", t->flag, hosts->at[i].name);

		fake_cluster_engine(t->fake, (int32_t)i, file);
		free(file);
	}
}

static void load(struct torture *t)
{
	struct scenario s = {0};
	struct diags d = DIAGS_INIT;
	struct strbuf text = STRBUF_INIT;
	int rc = scenario_load(&s, "tests/torture/everything.yaml", &d);

	if (rc == 0)
		place(t, &s.plan.hosts);
	if (rc == 0)
		rc = scenario_check(&s, cluster_topology(fake_cluster(t->fake)), &d);
	diags_text(&d, &text);
	ck_assert_msg(rc == 0, "%s", strbuf_text(&text));
	scenario_take_plan(&s, &t->plan);
	scenario_release(&s);
	diags_release(&d);
	strbuf_release(&text);
	for (size_t i = 0; i < t->plan.n_phases; i++)
		for (size_t k = 0; k < t->plan.phases[i].n_actions; k++)
			quicken(&t->plan.phases[i].actions[k]);
}

void torture_begin(struct torture *t)
{
	*t = (struct torture){.fake = fake_cluster_new(3)};
	t->dir = xasprintf("%s/kchaos-torture-XXXXXX", folder());
	ck_assert_ptr_nonnull(mkdtemp(t->dir));
	t->journal = path_join(t->dir, "p.journal");
	t->flag = path_join(t->dir, "flag");
	ck_assert_int_eq(setenv("KCHAOS_TORTURE", t->flag, 1), 0);
	load(t);
	fake_admin_init(&t->kafka, fake_cluster(t->fake));
	for (int32_t id = 1; id <= 3; id++)
		ids_add(&t->kafka.replicas, id);
	t->kafka.elected = 1;
	fake_kernel_begin();
	fake_disks_begin(t->fake);
	for (size_t i = 0; i < FAKE_DISKS; i++)
		(void)snprintf(fake_disk[i].segment, sizeof(fake_disk[i].segment),
			       "0.log");
	fake_cluster_on_help(t->fake, answer, t->fake);
}

void torture_end(struct torture *t)
{
	(void)unlink(t->journal); /* both are gone when all went well */
	(void)unlink(t->flag);
	for (size_t i = 0; i < t->plan.hosts.len; i++) {
		char *file = engine_file(t, i);

		(void)unlink(file);
		free(file);
	}
	(void)rmdir(t->dir);
	free(t->dir);
	free(t->journal);
	free(t->flag);
	plan_release(&t->plan);
	fake_kernel_end();
	fake_admin_release(&t->kafka);
	fake_cluster_free(t->fake);
}

/* ---- a run ---- */

struct running {
	struct torture *torture;
	struct action_ctx ctx;
	struct clock clock;
	struct picks picks;
	struct timed timed;
	atomic_int next_action, looks;
	size_t failed;
};

/* Partitions whose leaders are new at each look, so that nobody waits for an election's outcome. */
static void look(void *arg, struct view *out)
{
	struct running *r = arg;
	struct event ev = EVENT(PARTITION, clock_now(&r->clock));

	view_init(out, r->ctx.topology);
	ev.node = 1;
	ev.topic = xstrdup("payments");
	ev.leader = 1;
	ids_copy(&ev.replicas, &r->torture->kafka.replicas);
	ev.epoch = atomic_fetch_add(&r->looks, 1);
	for (ev.partition = 0; ev.partition < 3; ev.partition++)
		view_apply(out, &ev);
	event_release(&ev);
}

static void take(void *arg, const struct later *l)
{
	timed_add(arg, l);
}

static void ignore(UNUSED void *arg, UNUSED const struct event *ev)
{
}

static int add_load(UNUSED void *arg, UNUSED const char *workload,
		    UNUSED int64_t rate_mps, UNUSED int64_t from_ns,
		    UNUSED int64_t until_ns, UNUSED struct err *e)
{
	return 0;
}

static struct journal *open_it(const struct torture *t)
{
	struct err e = {0};
	struct journal *j = journal_open(t->journal, &e);

	ck_assert_msg(j != NULL, "%s", e.msg);
	return j;
}

static void set_up(struct running *r, struct cluster *c, bool in_time)
{
	clock_start(&r->clock);
	r->ctx = (struct action_ctx){.cluster = c,
				     .topology = cluster_topology(c),
				     .plan = &r->torture->plan,
				     .clock = &r->clock,
				     .journal = open_it(r->torture),
				     .picks = &r->picks,
				     .look = look,
				     .look_arg = r,
				     .add_load = add_load,
				     .next_action = &r->next_action};
	r->timed = (struct timed){.cluster = c,
				  .journal = r->ctx.journal,
				  .clock = &r->clock,
				  .emit = ignore};
	timed_begin(&r->timed);
	if (in_time) {
		r->ctx.undo_at = take;
		r->ctx.undo_arg = &r->timed;
	}
}

static void one_action(struct running *r, const struct action_plan *a)
{
	const struct action_row *row = action_find(a->kind);
	struct action_result result = {0};
	struct err why = {0};
	struct rng rng;
	int rc = 0;

	rng_init(&rng, 1, a->kind);
	r->ctx.rng = &rng;
	if (row->possible)
		rc = row->possible(&r->ctx, a, &why);
	if (rc == 0)
		rc = action_run(row, &r->ctx, a, &result, &why);
	r->failed += rc < 0;
	if (rc < 0 && getenv("KCHAOS_TORTURE_TELLS"))
		(void)fprintf(stderr, "%s: %s\n", a->kind, why.msg);
	action_result_release(&result);
}

size_t torture_run(struct torture *t, struct cluster *c, bool in_time)
{
	struct running r = {.torture = t};
	struct err ignored = {0}; /* what is left is found later */

	set_up(&r, c, in_time);
	for (size_t i = 0; i < t->plan.n_phases; i++) {
		const struct phase_plan *phase = &t->plan.phases[i];

		r.ctx.phase = (int)i;
		atomic_store(&r.next_action, (int)phase->n_actions);
		for (size_t k = 0; k < phase->n_actions; k++) {
			r.ctx.action = (int)k;
			one_action(&r, &phase->actions[k]);
		}
	}
	timed_end(&r.timed);
	(void)heal(c, r.ctx.journal, NULL, NULL, NULL, &ignored);
	journal_close(r.ctx.journal);
	picks_release(&r.picks);
	return r.failed;
}

int torture_heal(struct torture *t)
{
	int found = -1, rc = -1;

	for (int i = 0; i < 2 && rc < 0; i++) {
		struct journal *j = open_it(t);
		struct err e = {0};

		if (found < 0)
			found = (int)journal_pending(j);
		rc = heal(fake_cluster(t->fake), j, NULL, NULL, NULL, &e);
		if (rc < 0 && i > 0)
			(void)fprintf(stderr, "healing: %s\n", e.msg);
		journal_close(j);
	}
	return rc < 0 ? -1 : found;
}

char *torture_leftovers(struct torture *t)
{
	struct strbuf out = STRBUF_INIT, replicas = STRBUF_INIT;
	char *faults = fake_cluster_faults(t->fake);

	strbuf_addstr(&out, faults);
	if (file_exists(t->journal))
		strbuf_addstr(&out, "a journal\n");
	if (file_exists(t->flag))
		strbuf_addstr(&out, "what a command did\n");
	for (size_t i = 0; i < t->plan.hosts.len; i++) {
		char *file = engine_file(t, i);

		if (file_exists(file))
			strbuf_addf(&out, "the engine of host '%s' away\n",
				    t->plan.hosts.at[i].name);
		free(file);
	}
	for (size_t i = 0; i < t->kafka.n_settings; i++)
		if (t->kafka.settings[i].value)
			strbuf_addf(&out, "%s=%s\n", t->kafka.settings[i].name,
				    t->kafka.settings[i].value);
	ids_text(&t->kafka.replicas, &replicas);
	if (t->kafka.replicas.len != 3)
		strbuf_addf(&out, "replicas %s\n", strbuf_text(&replicas));
	strbuf_release(&replicas);
	free(faults);
	return strbuf_detach(&out);
}
