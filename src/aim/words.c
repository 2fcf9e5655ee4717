/* The table of words that pick nodes. */
#include "aim/selector.h"

const struct selector_word selector_words[] = {
	{"controller", "controller", SELECT_CONTROLLER, SHAPE_WORD,
	 "the active controller: who leads the quorum now", NULL},
	{"former", "former controller", SELECT_FORMER, SHAPE_FORMER,
	 "the active controller before the present one; while there is none, the last one",
	 "former controller"},
	{"node", "node N", SELECT_NODE, SHAPE_NUMBER, "the node with this node.id", NULL},
	{"leader", "leader of TOPIC/PARTITION", SELECT_LEADER, SHAPE_PARTITION,
	 "the broker that leads the partition now", NULL},
	{"leader", "leader of most partitions [of TOPIC]", SELECT_LEADER_OF_MOST,
	 SHAPE_PARTITION,
	 "the broker that leads most partitions: of the topic, else of all topics, Kafka's own "
	 "among them",
	 "leader of most partitions"},
	{"followers", "followers of TOPIC/PARTITION", SELECT_FOLLOWERS, SHAPE_PARTITION,
	 "the partition's other replicas, in sync or not", NULL},
	{"replicas", "replicas of TOPIC/PARTITION", SELECT_REPLICAS, SHAPE_PARTITION,
	 "all of the partition's replicas, in sync or not", NULL},
	{"laggard", "laggard of TOPIC/PARTITION", SELECT_LAGGARD, SHAPE_PARTITION,
	 "the in-sync replica that is farthest behind, in records; never the leader",
	 NULL},
	{"coordinator", "coordinator of GROUP", SELECT_COORDINATOR, SHAPE_GROUP,
	 "the broker that coordinates the consumer group now", NULL},
	{"minority", "minority", SELECT_MINORITY, SHAPE_WORD,
	 "as many voters as may be lost, counting those already down; the active controller "
	 "only if there is no other",
	 NULL},
	{"majority", "majority", SELECT_MAJORITY, SHAPE_WORD,
	 "the fewest voters that are a majority, counting those already down; the active "
	 "controller first",
	 NULL},
	{"quorum-breaking", "quorum-breaking", SELECT_QUORUM_BREAKING, SHAPE_WORD,
	 "the fewest voters whose loss ends the quorum, counting those already down; the active "
	 "controller first",
	 NULL},
	{"isr-below-min", "isr-below-min of TOPIC", SELECT_ISR_BELOW_MIN, SHAPE_TOPIC,
	 "the fewest brokers whose loss puts some partition of the topic below "
	 "min.insync.replicas, counting those already down; its leader only if there is no "
	 "other",
	 NULL},
	{"leaderless", "leaderless of TOPIC", SELECT_LEADERLESS, SHAPE_TOPIC,
	 "the fewest brokers whose loss leaves some partition of the topic without an in-sync "
	 "replica, counting those already down: the whole ISR of one partition, and whoever "
	 "else could be elected (ELR)",
	 NULL},
	{"brokers", "brokers [of SELECTOR]", SELECT_BROKERS, SHAPE_ROLE,
	 "every node with the broker role; of SELECTOR: those among them", NULL},
	{"controllers", "controllers [of SELECTOR]", SELECT_CONTROLLERS, SHAPE_ROLE,
	 "every node with the controller role; of SELECTOR: those among them", NULL},
	{"voters", "voters [of SELECTOR]", SELECT_VOTERS, SHAPE_ROLE,
	 "the same nodes: who votes in the quorum", NULL},
	{"observers", "observers [of SELECTOR]", SELECT_OBSERVERS, SHAPE_ROLE,
	 "every broker that does not vote in the quorum", NULL},
	{"all", "all", SELECT_ALL, SHAPE_ALL, "every node", NULL},
	{"all", "all but SELECTOR", SELECT_ALL, SHAPE_ALL,
	 "every node without these; a list cannot have it beside other items", NULL},
	{"host", "host NAME", SELECT_HOST, SHAPE_PLACE,
	 "every node on this host, of a cluster over several", NULL},
	{"rack", "rack NAME", SELECT_RACK, SHAPE_PLACE,
	 "every node in this rack, of a cluster over several hosts", NULL},
	{"hosts", "hosts of SELECTOR", SELECT_HOSTS, SHAPE_PLACES,
	 "every node on the hosts of the nodes that the selector picks", NULL},
	{"racks", "racks of SELECTOR", SELECT_RACKS, SHAPE_PLACES,
	 "every node in the racks of the nodes that the selector picks", NULL},
	{"stopped", "stopped", SELECT_STOPPED, SHAPE_WORD,
	 "what this run stopped or killed and has not started again", NULL},
	{"paused", "paused", SELECT_PAUSED, SHAPE_WORD,
	 "what this run paused and has not unpaused", NULL},
	{"random", "random N [of SELECTOR]", SELECT_RANDOM, SHAPE_RANDOM,
	 "N of them by the seed; without `of`, of all nodes that are up", NULL},
	{"same", "same as LABEL", SELECT_SAME, SHAPE_LABEL,
	 "what an earlier action with `as: LABEL` picked", NULL},
	{"except", "SELECTOR except SELECTOR", SELECT_EXCEPT, SHAPE_BETWEEN,
	 "the first without the second, and so on from the left; it binds closer than a comma, "
	 "and what follows `random N of` takes it along",
	 NULL},
	{0},
};

size_t selector_word_count(void)
{
	return ARRAY_LEN(selector_words) - 1;
}

const char *selector_title(enum selector_kind kind)
{
	for (const struct selector_word *row = selector_words; row->name; row++)
		if (row->kind == kind)
			return row->title ? row->title : row->name;
	return "node";
}
