#include "cluster/compose_read.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"

static void size_into(struct reading *r, const struct ynode *v, const char *what,
		      int64_t *out)
{
	if (v && read_scalar(v, what, r->diags) && !value_bytes(v->text, out))
		diags_found(r->diags, CODE_WRONG_VALUE, v,
			    "'%s' wants a size such as 512m or 2g, not '%s'", what,
			    v->text);
}

void read_cpus(struct reading *r, struct service *s, const struct ynode *v)
{
	if (read_scalar(v, "cpus", r->diags) && !value_cpus(v->text, &s->spec.nano_cpus))
		diags_found(r->diags, CODE_WRONG_VALUE, v,
			    "'cpus' wants a number such as 1.5, not '%s'", v->text);
}

static void read_replicas(struct reading *r, const struct ynode *v)
{
	if (v && strcmp(v->text, "1") != 0)
		diags_found(
			r->diags, CODE_COMPOSE_UNSUPPORTED, v,
			"'replicas' can only be 1: each Kafka node is a service of its own");
}

void read_deploy(struct reading *r, struct service *s, const struct ynode *v)
{
	static const char *const known[] = {"resources", "replicas", "mode"};
	const struct ynode *limits = ynode_get(ynode_get(v, "resources"), "limits");
	const struct ynode *kept = ynode_get(ynode_get(v, "resources"), "reservations");
	const struct ynode *cpus = ynode_get(limits, "cpus");
	const struct ynode *pids = ynode_get(limits, "pids");

	if (!ynode_is_map(v) && !ynode_is_null(v)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, v,
			    "'deploy' wants a mapping, not %s", ynode_kind_name(v));
		return;
	}
	yaml_foreach (e, v) {
		bool ok = false;

		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			ok |= strcmp(e->key->text, known[i]) == 0;
		if (!ok)
			diags_found(r->diags, CODE_COMPOSE_IGNORED, e->key,
				    "'%s' in 'deploy' is ignored: it is for swarms",
				    e->key->text);
	}
	read_replicas(r, ynode_get(v, "replicas"));
	size_into(r, ynode_get(limits, "memory"), "memory", &s->spec.memory_bytes);
	size_into(r, ynode_get(kept, "memory"), "memory",
		  &s->spec.memory_reservation_bytes);
	if (cpus)
		read_cpus(r, s, cpus);
	if (pids && !value_int(pids->text, -1, INT32_MAX, &s->spec.pids_limit))
		diags_found(r->diags, CODE_WRONG_VALUE, pids,
			    "'pids' wants a number, not '%s'", pids->text);
}

static bool one_limit(struct reading *r, const struct ynode *v, int64_t *out)
{
	if (v && ynode_is_scalar(v) && value_int(v->text, -1, INT64_MAX, out))
		return true;
	diags_found(r->diags, CODE_WRONG_SHAPE, v,
		    "a ulimit wants a number, or {soft: N, hard: N}");
	return false;
}

void read_ulimits(struct reading *r, struct service *s, const struct ynode *v)
{
	if (!ynode_is_map(v)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, v,
			    "'ulimits' wants a mapping, not %s", ynode_kind_name(v));
		return;
	}
	yaml_foreach (e, v) {
		struct ulimit limit = {0};
		bool is_map = ynode_is_map(e->value);
		const struct ynode *soft = is_map ? ynode_get(e->value, "soft")
						  : e->value;
		const struct ynode *hard = is_map ? ynode_get(e->value, "hard")
						  : e->value;

		if (!one_limit(r, soft ? soft : e->value, &limit.soft) ||
		    !one_limit(r, hard ? hard : e->value, &limit.hard))
			continue;
		limit.name = xstrdup(e->key->text);
		*container_spec_add_ulimit(&s->spec) = limit;
	}
}
