#include "cluster/admin.h"

#include "cluster/cluster_ops.h"

void admin_set_ops(struct cluster *c, const struct admin_ops *ops, void *arg)
{
	c->admin = ops;
	c->admin_arg = arg;
}

void *admin_arg(const struct cluster *c)
{
	return c->admin_arg;
}

static const struct admin_ops *ops_of(const struct cluster *c)
{
	return c->admin ? c->admin : &admin_over_the_wire;
}

int admin_topic_config(struct cluster *c, const char *topic, const char *key,
		       int64_t timeout_ns, char **out, struct err *e)
{
	return ops_of(c)->topic_config(c, topic, key, timeout_ns, out, e);
}

int admin_set_topic_config(struct cluster *c, const char *topic, const char *key,
			   const char *value, int64_t timeout_ns, struct err *e)
{
	return ops_of(c)->set_topic_config(c, topic, key, value, timeout_ns, e);
}

int admin_min_insync(struct cluster *c, const char *topic, int64_t timeout_ns, int *out,
		     struct err *e)
{
	return ops_of(c)->min_insync(c, topic, timeout_ns, out, e);
}

int admin_elect(struct cluster *c, enum admin_election how, const char *topic,
		int32_t partition, int64_t timeout_ns, size_t *out_elected,
		struct strbuf *said, struct err *e)
{
	return ops_of(c)->elect(c, how, topic, partition, timeout_ns, out_elected, said,
				e);
}

int admin_replicas(struct cluster *c, const char *topic, int32_t partition,
		   int64_t timeout_ns, struct ids *out, struct err *e)
{
	return ops_of(c)->replicas(c, topic, partition, timeout_ns, out, e);
}

int admin_move(struct cluster *c, const char *topic, int32_t partition,
	       const struct ids *to, int64_t timeout_ns, struct err *e)
{
	return ops_of(c)->move(c, topic, partition, to, timeout_ns, e);
}

int admin_moving(struct cluster *c, const char *topic, int32_t partition,
		 int64_t timeout_ns, bool *out, struct err *e)
{
	return ops_of(c)->moving(c, topic, partition, timeout_ns, out, e);
}

int admin_coordinator(struct cluster *c, const char *group, int64_t timeout_ns,
		      int32_t *out_node, struct err *e)
{
	return ops_of(c)->coordinator(c, group, timeout_ns, out_node, e);
}

int admin_delete_topic(struct cluster *c, const char *topic, int64_t timeout_ns,
		       bool *out_was_there, struct err *e)
{
	return ops_of(c)->delete_topic(c, topic, timeout_ns, out_was_there, e);
}

int admin_delete_group(struct cluster *c, const char *group, int64_t timeout_ns,
		       bool *out_was_there, struct err *e)
{
	return ops_of(c)->delete_group(c, group, timeout_ns, out_was_there, e);
}

int admin_replica_lags(struct cluster *c, const char *topic, int32_t partition,
		       const struct ids *of, int64_t timeout_ns, int64_t *out,
		       struct err *e)
{
	return ops_of(c)->replica_lags(c, topic, partition, of, timeout_ns, out, e);
}
