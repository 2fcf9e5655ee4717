/*
 * schema_results.c - schema.h: results.json, member by member.
 *
 * Held against what is written by a test over all kept runs: no member is missing here, and none is there that is not
 * written. What members mean is told at length in docs/run-directory.md.
 */
#include "base/base.h"
#include "guide/schema_members.h"

#define END SCHEMA_MEMBER_END

static const struct schema_member results[] = {
	{"format", "i", "version: 1; members may be added under the same number"},
	{"scenario", "s", NULL},
	{"verdict", "s", "pass, fail or inconclusive"},
	{"sentence", "s", "what happened, in one sentence"},
	{"seed", "i", NULL},
	{"wall_start_ns", "i",
	 "the run's start, ns since 1970; all other instants are ns since then"},
	{"begin_ns", "i?", "of the measurement: the first phase's begin"},
	{"end_ns", "i?", "the last phase's end"},
	{"expectations", "[expectation]", NULL},
	{"phases", "[phase]", NULL},
	{"actions", "[action]", NULL},
	{"workloads", "[workload]", NULL},
	{"bucket_ns", "i", "length of a bucket of over_time"},
	{"nodes", "[node]", NULL},
	{"controllers", "[controller]",
	 "who was active controller; covers the measurement"},
	{"stale_controllers", "[stale_controller]", NULL},
	{"controller_changes", "i", NULL},
	{"topics", "[topic]", NULL},
	{"settled", "b", "the read-back took place and was complete"},
	{"settlement", "[settlement]", "every record of each producer"},
	{"foreign_records", "i", "records in the topics that were not ours"},
	{"replicas", "replicas", NULL},
	{"read_back", "read_back", NULL},
	{"disks", "[disk]", NULL},
	{"instrument", "instrument", "how late and how busy kchaos itself was"},
	{"observer_gaps", "[[i]]", "[from_ns, to_ns] in which the observer did not look"},
	{"log_digest", "[digest]", "what the nodes logged, in plain words"},
	{"notes", "[s]", NULL},
	{"environment", "*", "names and texts"},
	END,
};
static const struct schema_member expectation[] = {
	{"phase", "s?", "null: the whole run"},
	{"kind", "s", NULL},
	{"text", "s", "as it was written"},
	{"verdict", "s", NULL},
	{"close", "b", "within its error bar of the limit"},
	{"expected", "s", NULL},
	{"observed", "s", NULL},
	{"why", "s?", "inconclusive: the reason"},
	{"code", "s?", "of that reason; `kchaos explain CODE` tells of it"},
	END,
};
static const struct schema_member phase[] = {
	{"name", "s", NULL},
	{"begun", "b", NULL},
	{"ended", "b", NULL},
	{"begin_ns", "i?", NULL},
	{"end_ns", "i?", NULL},
	{"why", "s?", "why it ended"},
	{"controller_begin", "i", "-1: nobody"},
	{"controller_end", "i", "-1: nobody"},
	{"cpu_contended", "n?",
	 "share of it in which some program waited for a processor"},
	{"isr_begin", "isr", NULL},
	{"isr_end", "isr", NULL},
	END,
};
static const struct schema_member isr[] = {
	{"in_sync", "i", NULL},
	{"replicas", "i", NULL},
	{"leaderless", "i", NULL},
	{"under_replicated", "i", NULL},
	END,
};
static const struct schema_member action[] = {
	{"phase", "i", "index; -1: of none"},
	{"action", "s", NULL},
	{"inner", "b", "part of a repetition, a storm, ..."},
	{"label", "s?", NULL},
	{"nodes", "[i]", NULL},
	{"requested_ns", "i?", NULL},
	{"first_effective_ns", "i?", NULL},
	{"effective_ns", "i?", "on the last of its nodes"},
	{"done_ns", "i?", NULL},
	{"undone_ns", "i?", "when its time was over"},
	{"failed", "b", NULL},
	{"proof", "s?", "or the error"},
	{"code", "s?",
	 "of the error, for kchaos explain; null: it did not fail, or an earlier version recorded it"},
	END,
};
static const struct schema_member workload[] = {
	{"name", "s", NULL},
	{"plane", "s", NULL},
	{"topic", "s", NULL},
	{"measurable", "b", "false: acks=0 proves nothing"},
	{"steady_p99_ns", "i?", NULL},
	{"late_after_ns", "i", NULL},
	{"late_after_too_small", "b", NULL},
	{"bulk", "bulk?", "null: its records have due times"},
	{"run", "demand", NULL},
	{"phases", "[demand]", NULL},
	{"windows", "[window]", NULL},
	{"over_time", "over_time", NULL},
	{"shares", "[[[i]]]", "by phase, the run last, and partition: [due, served]"},
	{"any_out", "[[i]]", "[from_ns, to_ns] in which some part was out"},
	{"all_out", "[[i]]", "the same, all parts with demand"},
	END,
};
static const struct schema_member bulk[] = {
	{"records", "i", "asked for"},
	{"sent", "i", NULL},
	{"acked", "i", NULL},
	{"rejected", "i", NULL},
	{"unknown", "i", NULL},
	{"from_ns", "i?", NULL},
	{"to_ns", "i?", NULL},
	{"per_s", "n?", NULL},
	{"mib_per_s", "n?", NULL},
	{"peak_per_s", "n?", NULL},
	{"peak_mib_per_s", "n?", NULL},
	{"peak_ns", "i?", NULL},
	{"full_ns", "i", "waited for room in the client's queue"},
	{"generator_bound", "b", NULL},
	{"latency", "latency?", NULL},
	END,
};
static const struct schema_member demand[] = {
	{"due", "i", "served + late + rejected + unknown"},
	{"served", "i", NULL},
	{"late", "i", NULL},
	{"rejected", "i", NULL},
	{"unknown", "i", NULL},
	{"missing", "i", "of the unknown: without a row"},
	{"stale", "i", NULL},
	{"redelivered", "i", NULL},
	{"rebalances", "i", NULL},
	{"bytes_served", "i", NULL},
	{"longest_outage_ns", "i", NULL},
	{"longest_outage_bar_ns", "i", "half-width of its uncertainty"},
	{"longest_outage_partition", "i", "-1: none"},
	{"any_out_ns", "i", NULL},
	{"all_out_ns", "i", NULL},
	{"worst_schedule_lag_ns", "i", NULL},
	{"saturated", "i", NULL},
	{"latency", "latency?", "from due to answer"},
	{"errors", "[error]", NULL},
	END,
};
static const struct schema_member latency[] = {
	{"count", "i", NULL},  {"avg_ns", "i", NULL},
	{"p50_ns", "i", NULL}, {"p95_ns", "i", NULL},
	{"p99_ns", "i", NULL}, {"p99_9_ns", "i", NULL},
	{"max_ns", "i", NULL}, END,
};
static const struct schema_member error[] = {
	{"code", "i", NULL},
	{"name", "s", NULL},
	{"count", "i", NULL},
	END,
};
static const struct schema_member over_time[] = {
	{"due", "[i]", NULL},      {"served", "[i]", NULL},  {"late", "[i]", NULL},
	{"rejected", "[i]", NULL}, {"unknown", "[i]", NULL}, {"p50_ns", "[i?]", NULL},
	{"p99_ns", "[i?]", NULL},  {"max_ns", "[i?]", NULL}, END,
};
static const struct schema_member window[] = {
	{"partition", "i", NULL},
	{"part", "s", NULL},
	{"from_ns", "i", "the start lies between this"},
	{"from_latest_ns", "i", "and this"},
	{"to_earliest_ns", "i", "the end lies between this"},
	{"to_ns", "i", "and this"},
	{"open", "b", "no good instant came any more"},
	{"unstarted", "b", "no good instant before it"},
	{"widened", "b", "the instrument stalled at an edge: the bars include it"},
	{"records", "i", NULL},
	{"unserved", "i", NULL},
	{"errors", "[error]", NULL},
	{"other_errors", "i", NULL},
	{"cause", "cause?", "null: unexplained"},
	{"reason", "s", "the one with the largest share"},
	{"reasons", "[reason]", "they add up to the window's length"},
	{"evidence", "[s]", "for people; may change"},
	END,
};
static const struct schema_member cause[] = {
	{"action", "i", "index in actions"},
	{"fault_ns", "i?", NULL},
	{"isr_without_dead_ns", "i?", NULL},
	{"leader_seen_ns", "i?", NULL},
	{"cluster_share_ns", "i?", NULL},
	{"client_share_ns", "i?", NULL},
	END,
};
static const struct schema_member reason[] = {
	{"name", "s", NULL}, {"ns", "i", NULL}, END};
static const struct schema_member node[] = {
	{"id", "i", NULL},
	{"name", "s", NULL},
	{"host", "~s", "of a cluster over several hosts"},
	{"rack", "~s", "of that host"},
	{"states", "[state]", NULL},
	END,
};
static const struct schema_member state[] = {
	{"from_ns", "i", NULL},
	{"to_ns", "i", NULL},
	{"state", "s", "up, silent, hit, paused or stopped"},
	{"by", "s?", "the action"},
	END,
};
static const struct schema_member controller[] = {
	{"from_ns", "i", NULL},
	{"to_ns", "i", NULL},
	{"node", "i?", "null: nobody"},
	{"epoch", "i?", NULL},
	END,
};
static const struct schema_member stale_controller[] = {
	{"from_ns", "i", NULL},
	{"to_ns", "i", NULL},
	{"node", "i", NULL},
	{"epoch", "i", NULL},
	{"by", "i", "who had taken over"},
	{"by_epoch", "i", NULL},
	{"said_so", "b", "when asked meanwhile"},
	END,
};
static const struct schema_member topic[] = {
	{"name", "s", NULL},
	{"isr", "[isr_step]", NULL},
	{"leaders", "[leader_step]", NULL},
	END,
};
static const struct schema_member isr_step[] = {
	{"at_ns", "i", NULL},
	{"min_isr", "i", NULL},
	{"leaderless", "i", NULL},
	{"in_sync", "i", NULL},
	{"replicas", "i", NULL},
	{"stale", "b", "told last; nobody answered"},
	{"partitions", "i", NULL},
	{"preferred", "i", NULL},
	END,
};
static const struct schema_member leader_step[] = {
	{"at_ns", "i", NULL}, {"partition", "i", NULL}, {"node", "i", "-1: none"},
	{"epoch", "i", NULL}, {"preferred", "b", NULL}, END,
};
static const struct schema_member settlement[] = {
	{"workload", "s", NULL},
	{"produced", "i", "acked + rejected + unknown"},
	{"acked", "i", "acked_found + lost + unverified"},
	{"rejected", "i", NULL},
	{"unknown", "i", NULL},
	{"acked_found", "i", NULL},
	{"lost", "i", NULL},
	{"unverified", "i", NULL},
	{"unknown_found", "i", NULL},
	{"rejected_found", "i", NULL},
	{"duplicated", "i", NULL},
	{"reordered", "i", NULL},
	{"unaccounted", "i", NULL},
	{"first_lost", "[lost]", NULL},
	END,
};
static const struct schema_member lost[] = {
	{"seq", "i", NULL},     {"partition", "i", NULL}, {"offset", "i", NULL},
	{"due_ns", "i?", NULL}, {"done_ns", "i?", NULL},  END,
};
static const struct schema_member replicas[] = {
	{"replicas", "i", NULL},
	{"identical", "i", NULL},
	{"differences", "[replica]", NULL},
	{"not_compared", "[replica]", NULL},
	END,
};
static const struct schema_member replica[] = {
	{"node", "i", NULL},
	{"topic", "s?", NULL},
	{"partition", "i", NULL},
	{"against", "i?", "the node whose copy it was held against"},
	{"offset", "i?", "the first that differs"},
	{"text", "s?", "how, or why it was not compared"},
	END,
};
static const struct schema_member read_back[] = {
	{"records", "i", NULL}, {"took_ns", "i?", NULL}, END};
static const struct schema_member disk[] = {
	{"node", "i", NULL}, {"bytes", "i?", NULL}, END};
static const struct schema_member instrument[] = {
	{"worst_tick_late_ns", "i", NULL},
	{"worst_tick_late_at_ns", "i?", NULL},
	{"observer_gap_ns", "i", NULL},
	{"cpu_share", "n?", NULL},
	{"cpu_contended", "n?", NULL},
	{"peak_rss_kib", "i", NULL},
	END,
};
static const struct schema_member digest[] = {
	{"phase", "i", NULL},
	{"node", "i", NULL},
	{"words", "s", NULL},
	{"lines", "i", NULL},
	{"first_ns", "i", NULL},
	{"last_ns", "i", NULL},
	END,
};

static const struct {
	const char *name;
	const struct schema_member *members;
} objects[] = {
	{"expectation", expectation},
	{"phase", phase},
	{"isr", isr},
	{"action", action},
	{"workload", workload},
	{"bulk", bulk},
	{"demand", demand},
	{"latency", latency},
	{"error", error},
	{"over_time", over_time},
	{"window", window},
	{"cause", cause},
	{"reason", reason},
	{"node", node},
	{"state", state},
	{"controller", controller},
	{"stale_controller", stale_controller},
	{"topic", topic},
	{"isr_step", isr_step},
	{"leader_step", leader_step},
	{"settlement", settlement},
	{"lost", lost},
	{"replicas", replicas},
	{"replica", replica},
	{"read_back", read_back},
	{"disk", disk},
	{"instrument", instrument},
	{"digest", digest},
};

char *schema_of_results(void)
{
	json_t *s = schema_members(results), *defs = json_object();

	for (size_t i = 0; i < ARRAY_LEN(objects); i++)
		schema_put(defs, objects[i].name, schema_members(objects[i].members));
	return schema_finish(s, "What a run of kchaos came to (results.json)", defs);
}
