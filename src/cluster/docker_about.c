/* docker_about.c - what a run record says of the cluster and of the engines it is on. */
#include "base/mem.h"
#include "cluster/docker_cluster.h"

static void describe_engine(const struct engine_info *info, const char *prefix,
			    struct params *out)
{
	char *name = xasprintf("%sengine", prefix), *more = xasprintf("%s host", name),
	     *memory = xasprintf("%s memory MiB", name);
	char *text = xasprintf("%s %s, API %s", info->is_podman ? "Podman" : "Docker",
			       info->version, info->api_version);

	params_set(out, name, text, 0);
	free(text);
	text = xasprintf("%s, kernel %s, %s, %d CPUs, cgroup v%s, %s", info->os,
			 info->kernel, info->arch, info->ncpu, info->cgroup_version,
			 info->storage_driver);
	params_set(out, more, text, 0);
	free(text);
	text = xasprintf("%lld", (long long)(info->mem_bytes / INT64_C(1048576)));
	params_set(out, memory, text, 0);
	free(text);
	free(name);
	free(more);
	free(memory);
}

/* "engine" of a cluster on one, "host a: engine" and so on of one on several. */
static void describe_engines(struct docker_cluster *d, struct params *out)
{
	for (size_t i = 0; i < d->engines.len; i++) {
		struct engine_pool *pool = &d->engines.pools[i];
		struct err ignored = {0}; /* what cannot be had is left out */
		struct engine *en = pool_take(pool, d->base.cancel, &ignored);
		struct engine_info info = {0};
		char *prefix = d->engines.hosts.len
				       ? xasprintf("host %s: ",
						   d->engines.hosts.at[i].name)
				       : xstrdup("");

		if (en && engine_info(en, &info, &ignored) == 0)
			describe_engine(&info, prefix, out);
		engine_info_release(&info);
		pool_put(pool, en);
		free(prefix);
	}
}

void docker_describe(struct cluster *c, struct params *out)
{
	struct docker_cluster *d = docker_cluster_of(c);

	params_set(out, "image", c->topology.image ? c->topology.image : "", 0);
	if (d->image_used)
		params_set(out, "image used", d->image_used, 0);
	if (c->topology.image_id)
		params_set(out, "image id", c->topology.image_id, 0);
	if (d->companions)
		params_set(out, "adopted", c->topology.project, 0);
	if (d->companions && *d->companions)
		params_set(out, "companions", d->companions, 0);
	if (c->topology.quorum != QUORUM_UNKNOWN)
		params_set(out, "quorum", quorum_kind_name(c->topology.quorum), 0);
	describe_engines(d, out);
}
