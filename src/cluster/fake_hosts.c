/* Hosts of a cluster in memory, whose engines come and go with files. */
#include "base/file.h"
#include "base/mem.h"
#include "cluster/fake_make.h"

#include <assert.h>

void fake_cluster_hosts(struct fake_cluster *f, const struct hosts *hosts)
{
	struct err e = {0};
	int rc = hosts_place(hosts, &f->base.topology, &e);

	assert(rc == 0); /* a test whose hosts cannot have its nodes */
	(void)rc;
	f->n_down = hosts->len;
	f->down = xcalloc(hosts->len, sizeof(*f->down));
}

void fake_cluster_engine(struct fake_cluster *f, int32_t host, const char *down)
{
	assert(host >= 0 && (size_t)host < f->n_down);
	free(f->down[host]);
	f->down[host] = xstrdup(down);
}

void fake_cluster_share_network(struct fake_cluster *f)
{
	f->shares_network = true;
}

void fake_hosts_release(struct fake_cluster *f)
{
	for (size_t i = 0; i < f->n_down; i++)
		free(f->down[i]);
	free(f->down);
}

static bool is_down(const struct fake_cluster *f, int32_t host)
{
	return host >= 0 && (size_t)host < f->n_down && f->down[host] &&
	       file_exists(f->down[host]);
}

/* Under the lock. Whoever looks finds its nodes ended. */
static void end_nodes(struct fake_cluster *f, int32_t host)
{
	const struct node *n;

	for (size_t i = 0; (n = topology_each(&f->base.topology, i)); i++)
		if (n->host == host && f->nodes[i].state.exists)
			fake_let_exit(f, &f->nodes[i], 137);
}

bool fake_is_away(struct fake_cluster *f, const struct node *n)
{
	if (!is_down(f, n->host))
		return false;
	end_nodes(f, n->host);
	return true;
}

bool fake_engine_answers(struct cluster *c, int32_t host)
{
	struct fake_cluster *f = fake_of(c);
	struct fake_node *none = NULL;
	struct err ignored = {0};
	char what[64];
	enum fate fate;
	bool away;

	(void)snprintf(what, sizeof(what), "engine %d", (int)host);
	fate = fake_begin(f, &none, NULL, what);
	away = is_down(f, host);
	if (away)
		end_nodes(f, host);
	return fake_end(f, away ? FATE_FAILS : fate, what, &ignored) == 0;
}

bool fake_shares_network(struct cluster *c, UNUSED const struct node *n)
{
	return fake_of(c)->shares_network;
}
