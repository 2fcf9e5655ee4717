/* What selectors must ask of the cluster itself. */
#include "aim/selector.h"

#include "cluster/admin.h"

/* Longer than an election of a leader takes: the answer is wanted at this moment, or never. */
#define PATIENCE_NS (5 * NS_PER_S)

static int coordinator(void *arg, const char *group, int32_t *out_node, struct err *e)
{
	return admin_coordinator(arg, group, PATIENCE_NS, out_node, e);
}

static int lags(void *arg, const char *topic, int32_t partition, const struct ids *of,
		int64_t *out, struct err *e)
{
	return admin_replica_lags(arg, topic, partition, of, PATIENCE_NS, out, e);
}

static int min_insync(void *arg, const char *topic, int *out, struct err *e)
{
	return admin_min_insync(arg, topic, PATIENCE_NS, out, e);
}

const struct selector_ask selector_ask_cluster = {
	.coordinator = coordinator, .lags = lags, .min_insync = min_insync};
