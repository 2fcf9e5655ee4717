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
