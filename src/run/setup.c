#include "run/conductor.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <inttypes.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { FILE_MAX = 4 * 1024 * 1024 };

#define READY_NS     (120 * NS_PER_S)
#define TOPICS_NS    (60 * NS_PER_S)
#define WARM_NS      (60 * NS_PER_S)
#define CALM_NS      (3 * NS_PER_S)
#define SETTLE_IN_NS (15 * NS_PER_S)

static void describe_host(struct params *env)
{
	struct utsname u;
	char number[32];

	if (uname(&u) == 0) {
		char *kernel = xasprintf("%s %s %s", u.sysname, u.release, u.machine);

		params_set(env, "kernel", kernel, 0);
		free(kernel);
	}
	(void)snprintf(number, sizeof(number), "%ld", sysconf(_SC_NPROCESSORS_ONLN));
	params_set(env, "cpus", number, sysconf(_SC_NPROCESSORS_ONLN));
	(void)snprintf(number, sizeof(number), "%ld",
		       sysconf(_SC_PHYS_PAGES) / 1024 * (sysconf(_SC_PAGESIZE) / 1024));
	params_set(env, "memory_mib", number, 0);
}

/* The header borrows plan and topology for writing: they are not released through it. */
static int write_header(struct conductor *c, struct err *e)
{
	struct run_header h = c->header;

	h.plan = *c->plan;
	h.topology = *c->topology;
	return record_header(c->record, &h, e);
}

static int copy_file(struct conductor *c, const char *path, const char *as, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	int rc = file_read(path, FILE_MAX, &text, e);

	if (rc == 0)
		rc = record_file(c->record, as, strbuf_text(&text), text.len, e);
	strbuf_release(&text);
	return rc;
}

static int open_record(struct conductor *c, struct err *e)
{
	char *log_path;

	c->record = record_create(c->opts->dir, e);
	if (!c->record)
		return -1;
	c->events = record_stream(c->record, "events.jsonl", e);
	if (!c->events)
		return -1;
	log_path = path_join(c->opts->dir, "kchaos.log");
	c->log = fopen(log_path, "we");
	if (c->log)
		log_set_file(c->log, &c->clock);
	else
		log_warning(CODE_LOG_INCOMPLETE, "run",
			    "cannot write '%s', continuing without our own log",
			    log_path);
	free(log_path);
	if (copy_file(c, c->plan->file, "scenario.yaml", e) < 0)
		return -1;
	/* An adopted cluster may have been started from anything. */
	return cluster_is_adopted(c->cluster)
		       ? 0
		       : copy_file(c, c->plan->compose, "compose.yaml", e);
}

static int open_journal(struct conductor *c, struct err *e)
{
	char *path = journal_path(cluster_engine_id(c->cluster), c->topology->project, e);

	if (!path)
		return -1;
	c->journal = journal_open(path, e);
	free(path);
	if (!c->journal)
		return -1;
	if (journal_pending(c->journal) > 0)
		return err_set(
			e, CODE_NOT_GIVEN_BACK,
			"an earlier run on project '%s' ended without healing; 'kchaos heal %s' first",
			c->topology->project, c->topology->project);
	return 0;
}

static bool cluster_progress(void *arg, const char *text)
{
	struct conductor *c = arg;

	conductor_begun(
		c); /* not before: until here it could be somebody else's project */
	if (text)
		conductor_stage(c, "%s", text);
	return conductor_goes_on(c);
}

static int start_cluster(struct conductor *c, struct err *e)
{
	int rc = cluster_up(c->cluster, cluster_progress, c, e);

	c->was_started = rc == 0; /* else what it made is gone again */
	if (c->was_started)
		conductor_up(c);
	return conductor_reason(c, rc, e);
}

static int bring_up(struct conductor *c, struct err *e)
{
	int64_t before = clock_now(&c->clock);
	bool adopts = cluster_is_adopted(c->cluster);

	if ((adopts ? conductor_adopt(c, e) : start_cluster(c, e)) < 0)
		return -1;
	cluster_describe(c->cluster, &c->header.environment); /* with the image in use */
	if (write_header(c, e) < 0) /* ports and image are known now */
		return -1;
	conductor_run_event(c, "start");
	c->instrument = instrument_start(&c->clock, c->record, e);
	if (!c->instrument)
		return -1;
	c->observer = observer_start(c->topology, &c->clock, c->record, NULL, e);
	if (!c->observer)
		return -1;
	c->engine = engine_watch_start(c->topology, &c->clock, c->record, c->observer,
				       NULL, e);
	if (!c->engine)
		return -1;
	c->snapshots = snapshots_begin(c->cluster, c->observer, &c->clock, c->record, e);
	if (!c->snapshots)
		return -1;
	if (conductor_reason(c,
			     cluster_ready(c->cluster, READY_NS, cluster_progress, c, e),
			     e) < 0)
		return -1;
	conductor_stage(c, "%zu nodes ready after %.1f s", c->topology->len,
			ns_to_s(clock_now(&c->clock) - before));
	conductor_run_event(c, "ready");
	return 0;
}

static void share_load(struct conductor *c, struct load *load)
{
	(void)pthread_mutex_lock(&c->interruptible_lock); /* fails on misuse only */
	c->interruptible = load;
	(void)pthread_mutex_unlock(&c->interruptible_lock);
}

static int load_up(struct conductor *c, struct err *e)
{
	conductor_stage(c, "creating %zu topic%s", c->plan->n_topics,
			c->plan->n_topics == 1 ? "" : "s");
	if ((cluster_is_adopted(c->cluster)
		     ? conductor_make_topics(c, TOPICS_NS, e)
		     : load_create_topics(c->plan, c->topology, TOPICS_NS, NULL, e)) < 0)
		return -1;
	c->load = load_start(c->plan, c->topology, &c->clock, c->record, c->header.run_id,
			     e);
	if (!c->load)
		return -1;
	conductor_stage(c, "warming up %zu workload%s", c->plan->n_workloads,
			c->plan->n_workloads == 1 ? "" : "s");
	share_load(c, c->load);
	if (load_warm(c->load, clock_now(&c->clock) + WARM_NS, e) == 0)
		return 0;
	(void)conductor_goes_on(c); /* a signal is the reason, if there is one */
	return conductor_reason(c, -1, e);
}

/* Silence is not all: records may be answered one by one, each as late as the one before. */
static bool is_restless(const struct conductor *c)
{
	for (size_t i = 0; i < c->plan->n_workloads; i++)
		if (c->workloads[i].out ||
		    c->workloads[i].waiting_ns > c->plan->workloads[i].late_after_ns / 2)
			return true;
	return false;
}

/* Fresh JVMs answer slowly at first; that is not what a scenario asks about. The load runs until
 * nothing was nearly late for a while; if that never comes, the first phase will show it. */
static int settle_in(struct conductor *c, struct err *e)
{
	int64_t begin = clock_now(&c->clock), calm_since = begin;

	conductor_stage(c, "letting the load settle in");
	for (;;) {
		int64_t now = clock_now(&c->clock);

		if (conductor_wait_until(c, now + 50 * NS_PER_MS, e) < 0)
			return -1;
		if (is_restless(c))
			calm_since = now;
		if (now - calm_since >= CALM_NS)
			return 0;
		if (now - begin >= SETTLE_IN_NS)
			break;
	}
	conductor_note(
		c,
		"the load had not settled in after %.0f s: the first phase begins all the same",
		ns_to_s(SETTLE_IN_NS));
	return 0;
}

int conductor_setup(struct conductor *c, struct err *e)
{
	c->header.format = RUN_FORMAT;
	c->header.kchaos = xstrdup(KCHAOS_VERSION);
	c->header.run_id = (uint32_t)rng_fresh_seed();
	c->header.wall_start_ns = c->clock.wall_start_ns;
	describe_host(&c->header.environment);
	cluster_describe(c->cluster, &c->header.environment);
	load_describe(&c->header.environment, &c->header.client_defaults);
	if (open_record(c, e) < 0 || open_journal(c, e) < 0 || write_header(c, e) < 0)
		return -1;
	if (load_check(c->plan, e) < 0 || bring_up(c, e) < 0 ||
	    conductor_possible(c, e) < 0 || load_up(c, e) < 0)
		return -1;
	load_begin(c->load, clock_now(&c->clock) + 50 * NS_PER_MS);
	conductor_run_event(c, "loaded");
	return settle_in(c, e);
}
