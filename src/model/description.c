#include "model/description.h"

#include "base/str.h"

static void release_partition(struct described_partition *p)
{
	ids_release(&p->replicas);
	ids_release(&p->isr);
	ids_release(&p->elr);
	ids_release(&p->last_known_elr);
}

static void release_topic(struct described_topic *t)
{
	for (size_t i = 0; i < t->n_configs; i++) {
		free(t->configs[i].name);
		free(t->configs[i].value);
	}
	for (size_t i = 0; i < t->n_partitions; i++)
		release_partition(&t->partitions[i]);
	free(t->configs);
	free(t->partitions);
	free(t->name);
	free(t->id);
}

static void release_node(struct described_node *n)
{
	free(n->name);
	free(n->process);
	free(n->registered);
	free(n->rack);
	free(n->host);
	free(n->why);
}

void description_release(struct description *d)
{
	for (size_t i = 0; i < d->n_replicas; i++)
		free(d->replicas[i].directory);
	for (size_t i = 0; i < d->n_topics; i++)
		release_topic(&d->topics[i]);
	for (size_t i = 0; i < d->n_nodes; i++)
		release_node(&d->nodes[i]);
	free(d->replicas);
	free(d->topics);
	free(d->nodes);
	free(d->cluster_id);
	*d = (struct description){0};
}

const char *described_config(const struct described_topic *t, const char *name)
{
	for (size_t i = 0; i < t->n_configs; i++)
		if (strcmp(t->configs[i].name, name) == 0)
			return t->configs[i].value;
	return NULL;
}

int described_min_isr(const struct described_topic *t,
		      const struct described_partition *p)
{
	const char *text = described_config(t, "min.insync.replicas");
	int64_t n = t->configs_told ? 1 : 0; /* Kafka's default */

	if (text && !str_to_int(text, &n))
		return 0;
	return n > (int64_t)p->replicas.len ? (int)p->replicas.len : (int)n;
}

struct described_share described_share(const struct description *d, int32_t node)
{
	struct described_share s = {0};

	for (size_t i = 0; i < d->n_topics; i++) {
		const struct described_topic *t = &d->topics[i];

		for (size_t k = 0; k < t->n_partitions; k++) {
			const struct described_partition *p = &t->partitions[k];

			if (!ids_has(&p->replicas, node))
				continue;
			s.replicas++;
			s.in_sync += ids_has(&p->isr, node);
			s.leads += p->leader == node;
			s.under_min += (int)p->isr.len < described_min_isr(t, p);
			s.offline += p->leader < 0;
		}
	}
	return s;
}

static const struct described_replica *leader_of(const struct description *d)
{
	for (size_t i = 0; i < d->n_replicas; i++)
		if (d->replicas[i].is_voter && d->replicas[i].id == d->leader)
			return &d->replicas[i];
	return NULL;
}

int64_t described_lag(const struct description *d, const struct described_replica *r)
{
	const struct described_replica *l = leader_of(d);

	if (!l || l->log_end < 0 || r->log_end < 0)
		return -1;
	return l->log_end > r->log_end ? l->log_end - r->log_end : 0;
}

int64_t described_lag_ms(const struct description *d, const struct described_replica *r)
{
	const struct described_replica *l = leader_of(d);

	if (!l || l->last_caught_up_wall_ms < 0 || r->last_caught_up_wall_ms < 0)
		return -1;
	return l->last_caught_up_wall_ms > r->last_caught_up_wall_ms
		       ? l->last_caught_up_wall_ms - r->last_caught_up_wall_ms
		       : 0;
}
