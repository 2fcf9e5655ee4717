#include "cli/nodes.h"

const char *node_roles(const struct node *n)
{
	if ((n->roles & ROLE_BROKER) && (n->roles & ROLE_CONTROLLER))
		return "broker,controller";
	return n->roles & ROLE_BROKER ? "broker" : "controller";
}

const char *node_process(struct cluster *c, const struct node *n)
{
	struct node_state state;
	struct err ignored = {0};

	if (cluster_inspect(c, n, &state, &ignored) < 0)
		return "unknown";
	return process_word(state.exists ? state.state : PROCESS_UNKNOWN);
}

const char *node_host(const struct topology *t, const struct node *n)
{
	const struct host *h = topology_host(t, n);

	return h ? h->name : "-";
}

const char *node_rack(const struct topology *t, const struct node *n)
{
	const struct host *h = topology_host(t, n);

	return h ? h->rack : "-";
}

static void print_host(FILE *to, const struct topology *t, size_t host)
{
	const struct node *n;
	const char *link = ": ";

	(void)fprintf(to, "host %s (rack %s)", t->hosts.at[host].name,
		      t->hosts.at[host].rack);
	for (size_t i = 0; (n = topology_each(t, i)); i++) {
		if (n->host != (int32_t)host)
			continue;
		(void)fprintf(to, "%s%s", link, n->name);
		link = ", ";
	}
	(void)fprintf(to, "%s\n", *link == ':' ? ": nobody" : "");
}

void print_hosts(FILE *to, const struct topology *t)
{
	for (size_t i = 0; i < t->hosts.len; i++)
		print_host(to, t, i);
}
