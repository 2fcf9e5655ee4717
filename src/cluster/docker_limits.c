#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_faults.h"

enum {
	DEFAULT_PERIOD_US = 100000, /* the kernel's, when the engine says none */
	QUOTA_MIN_US = 1000,
	LIFTED = -1,
};

static int64_t none_if_negative(int64_t n)
{
	return n < 0 ? 0 : n;
}

/* A quota that was lifted reads -1; swap's -1 says that it is unlimited and is kept. */
static void read_limits(const struct container_state *s, struct node_limits *out)
{
	*out = (struct node_limits){.nano_cpus = none_if_negative(s->nano_cpus),
				    .cpu_quota_us = none_if_negative(s->cpu_quota_us),
				    .cpu_period_us = none_if_negative(s->cpu_period_us),
				    .memory_bytes = none_if_negative(s->memory_bytes),
				    .memory_swap_bytes = s->memory_swap_bytes};
}

static int look(struct engine *en, const struct node *n, struct node_limits *out,
		bool *out_runs, struct err *e)
{
	struct container_state s = {0};

	if (docker_look(en, n, &s, e) < 0)
		return -1;
	read_limits(&s, out);
	*out_runs = s.running;
	container_state_release(&s);
	return 0;
}

int docker_limits(struct cluster *c, const struct node *n, struct node_limits *out,
		  struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	bool runs;
	int rc = en ? look(en, n, out, &runs, e) : -1;

	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "read the limits of", rc, e);
}

/*
 * The engine has two ways to say it, which exclude each other for good once one was used: whichever
 * the container has is kept. Otherwise a quota of the default period, which is the one that can be
 * lifted again (0 would say: as it is).
 */
static struct container_limits cpu_change(const struct node_limits *now, int64_t nano,
					  const struct node_limits *old)
{
	int64_t period = now->cpu_period_us ? now->cpu_period_us : DEFAULT_PERIOD_US;
	int64_t quota = nano * period / NS_PER_S;

	if (nano && now->nano_cpus)
		return (struct container_limits){.nano_cpus = nano};
	if (nano)
		return (struct container_limits){
			.cpu_quota_us = quota < QUOTA_MIN_US ? QUOTA_MIN_US : quota};
	if (old->nano_cpus)
		return (struct container_limits){.nano_cpus = old->nano_cpus};
	return (struct container_limits){
		.cpu_quota_us = old->cpu_quota_us ? old->cpu_quota_us : LIFTED};
}

static bool same_cpu(const struct node_limits *a, const struct node_limits *b)
{
	return a->nano_cpus == b->nano_cpus && a->cpu_quota_us == b->cpu_quota_us;
}

static int change_cpu(struct engine *en, const struct node *n, int64_t nano,
		      const struct node_limits *old, struct err *e)
{
	struct container_limits change;
	struct node_limits now = {0};
	bool runs;

	if (look(en, n, &now, &runs, e) < 0)
		return -1;
	if (!nano && same_cpu(&now, old))
		return 0;
	change = cpu_change(&now, nano, old);
	return docker_settle(container_update(en, n->container, &change, e), n, e);
}

int docker_limit_cpu(struct cluster *c, const struct node *n, int64_t nano_cpus,
		     const struct node_limits *old, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int rc = en ? change_cpu(en, n, nano_cpus, old, e) : -1;

	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, nano_cpus ? "limit the CPUs of" : "restore the CPUs of",
			   rc, e);
}

static int host_memory(struct engine *en, int64_t *out, struct err *e)
{
	struct engine_info info = {0};

	if (engine_info(en, &info, e) < 0)
		return -1;
	*out = info.mem_bytes;
	engine_info_release(&info);
	if (*out > 0)
		return 0;
	return err_set(
		e, CODE_HOST_MEMORY,
		"the Docker engine at %s does not say how much memory its host has",
		engine_url(en));
}

/*
 * Memory and swap together: the engine compares what it gets with what it has. No limit is the host's
 * memory, twice that with swap (as the engine counts by default): a -1 it notes, but does not pass on.
 */
static int memory_change(struct engine *en, int64_t bytes, const struct node_limits *old,
			 struct container_limits *out, struct err *e)
{
	int64_t host = 0;

	*out = (struct container_limits){.memory_bytes = bytes,
					 .memory_swap_bytes = bytes};
	if (bytes)
		return 0;
	if (host_memory(en, &host, e) < 0)
		return -1;
	out->memory_bytes = old->memory_bytes ? old->memory_bytes : host;
	out->memory_swap_bytes = old->memory_bytes && old->memory_swap_bytes > 0
					 ? old->memory_swap_bytes
					 : 2 * host;
	return 0;
}

/* The kernel's refusal says nothing of a way out. */
static int advise(struct err *e)
{
	struct err said = *e;

	*e = (struct err){0};
	return err_set(e, (int)said.code,
		       "%.400s; what it uses now may be more: set it while the node is "
		       "stopped",
		       said.msg);
}

static int change_memory(struct engine *en, const struct node *n, int64_t bytes,
			 const struct node_limits *old, struct err *e)
{
	struct container_limits change;
	struct node_limits now = {0};
	bool runs;
	int rc;

	if (look(en, n, &now, &runs, e) < 0)
		return -1;
	if (!bytes && now.memory_bytes == old->memory_bytes &&
	    now.memory_swap_bytes == old->memory_swap_bytes)
		return 0;
	if (memory_change(en, bytes, old, &change, e) < 0)
		return -1;
	rc = docker_settle(container_update(en, n->container, &change, e), n, e);
	return rc < 0 && runs && bytes && e->kind == ERR_ENVIRONMENT ? advise(e) : rc;
}

int docker_limit_memory(struct cluster *c, const struct node *n, int64_t bytes,
			const struct node_limits *old, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int rc = en ? change_memory(en, n, bytes, old, e) : -1;

	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, bytes ? "limit the memory of" : "restore the memory of",
			   rc, e);
}
