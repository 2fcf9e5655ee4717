#include "fault/whole.h"

#include "base/str.h"

int whole_check_topic(const struct plan *plan, const char *topic, int64_t partition,
		      struct err *e)
{
	const struct topic_plan *t = plan_topic(plan, topic);
	const char *near = str_nearest(topic, plan->topics, plan->n_topics,
				       sizeof(*plan->topics));

	if (!t && !str_starts(topic, "__")) /* Kafka's own are there, too */
		return err_set(e, CODE_NAME_UNKNOWN,
			       "the scenario has no topic '%s'%s%s%s", topic,
			       near ? " (did you mean '" : "", near ? near : "",
			       near ? "'?)" : "");
	if (partition < ANY_PARTITION_OF || (t && partition >= t->partitions))
		return err_set(e, CODE_NO_PARTITION, "topic '%s' has no partition %lld",
			       topic, (long long)partition);
	return 0;
}
