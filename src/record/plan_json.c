#include "record/plan_json.h"

#include "model/plan.h"
#include "model/topology.h"

static const char *const acks_words[] = {
#define ACKS_WORD(id, name, num) [ACKS_##id] = (name),
	ACKS(ACKS_WORD)
#undef ACKS_WORD
		NULL};
static const char *const workload_words[] = {[WORKLOAD_PRODUCE] = "produce",
					     [WORKLOAD_CONSUME] = "consume",
					     [WORKLOAD_ASK] = "ask",
					     NULL};
static const char *const plane_words[] = {
#define PLANE_WORD(id, name, parts) [PLANE_##id] = (name),
	PLANES(PLANE_WORD)
#undef PLANE_WORD
		NULL};
static const char *const value_words[] = {
	[VALUE_PAYMENT] = "payment", [VALUE_CLICK] = "click", [VALUE_LOG] = "log",
	[VALUE_SIZE] = "size",       [VALUE_FILE] = "file",   NULL};
static const char *const spread_words[] = {[SPREAD_ROUND_ROBIN] = "round-robin",
					   [SPREAD_KEY] = "key",
					   [SPREAD_PARTITION] = "partition",
					   NULL};
static const char *const role_words[] = {"broker", "controller", NULL}; /* bit 0, bit 1 */
_Static_assert(ROLE_BROKER == 1 && ROLE_CONTROLLER == 2, "in the order of role_words");

#define TOPIC(kind, member) CELL(kind, struct topic_plan, member)
static const struct cell_row topic_rows[] = {TOPIC(TEXT, name), TOPIC(INT32, partitions),
					     TOPIC(INT32, replication),
					     TOPIC(PARAMS, config), CELL_END};
static const struct shape topic_shape = {sizeof(struct topic_plan), topic_rows};

#define LOAD(kind, member)       CELL(kind, struct workload_plan, member)
#define LOAD_LATER(kind, member) CELL_LATER(kind, struct workload_plan, member)
#define LOAD_WORD(name, member, words) \
	CELL_OF(name, WORD, struct workload_plan, member, words)
static const struct cell_row workload_rows[] = {
	LOAD(TEXT, name),
	LOAD_WORD("kind", kind, workload_words),
	LOAD(TEXT, topic),
	LOAD(PARAMS, config),
	LOAD(INT64, rate_mps),
	LOAD_WORD("acks", acks, acks_words),
	LOAD(BOOL, idempotent),
	LOAD_WORD("spread", spread, spread_words),
	LOAD(INT64, keys),
	LOAD(INT32, partition),
	LOAD_WORD("value", value, value_words),
	LOAD(INT64, value_bytes),
	LOAD(TEXT, value_file),
	LOAD(INT64, late_after_ns),
	LOAD(TEXT, group),
	LOAD(INT32, members),
	WORD_LATER("ask", struct workload_plan, ask, plane_words),
	LOAD_LATER(INT64, every_ns),
	LOAD_LATER(INT64, timeout_ns),
	LOAD_LATER(BOOL, fresh),
	LOAD_LATER(INT64, records),
	LOAD_LATER(INT32, begin_phase),
	CELL_END,
};
static const struct shape workload_shape = {sizeof(struct workload_plan), workload_rows};

#define ACTION(kind, member) CELL(kind, struct action_plan, member)
static const struct shape action_shape; /* actions hold actions */
static const struct cell_row action_rows[] = {
	ACTION(TEXT, kind),
	ACTION(TEXT, label),
	ACTION(PARAMS, params),
	ACTION(INT64, at_ns),
	ACTION(INT32, line),
	CELL_LATER(INT64, struct action_plan, weight),
	LIST_LATER("inner", struct action_plan, inner, n_inner, &action_shape),
	CELL_END};
static const struct shape action_shape = {sizeof(struct action_plan), action_rows};

#define EXPECT(kind, member) CELL(kind, struct expect_plan, member)
static const struct cell_row expect_rows[] = {EXPECT(TEXT, kind),  EXPECT(PARAMS, params),
					      EXPECT(TEXT, text),  EXPECT(INT32, phase),
					      EXPECT(INT32, line), CELL_END};
static const struct shape expect_shape = {sizeof(struct expect_plan), expect_rows};

#define UNTIL(kind, member) CELL(kind, struct until_plan, member)
static const struct cell_row until_rows[] = {UNTIL(TEXT, kind), UNTIL(TEXT, want),
					     UNTIL(INT64, timeout_ns), CELL_END};
static const struct shape until_shape = {sizeof(struct until_plan), until_rows};

static const struct cell_row phase_rows[] = {
	CELL(TEXT, struct phase_plan, name), CELL(INT64, struct phase_plan, for_ns),
	PART_OF("until", struct phase_plan, until, &until_shape),
	LIST_OF("actions", struct phase_plan, actions, n_actions, &action_shape),
	CELL_END};
static const struct shape phase_shape = {sizeof(struct phase_plan), phase_rows};

static const struct cell_row answer_rows[] = {CELL(TEXT, struct answer_plan, kind),
					      CELL(TEXT, struct answer_plan, of),
					      CELL_END};
static const struct shape answer_shape = {sizeof(struct answer_plan), answer_rows};

#define QUESTION(kind, member) CELL(kind, struct question_plan, member)
static const struct cell_row question_rows[] = {
	QUESTION(TEXT, id),
	QUESTION(TEXT, ask),
	QUESTION(TEXT, ask_ru),
	LIST_OF("answers", struct question_plan, answers, n_answers, &answer_shape),
	QUESTION(IDS, phases),
	QUESTION(INT32, line),
	CELL_END};
static const struct shape question_shape = {sizeof(struct question_plan), question_rows};

#define PLAN(kind, member)       CELL(kind, struct plan, member)
#define PLAN_LIST(member, shape) LIST_OF(#member, struct plan, member, n_##member, shape)
static const struct cell_row plan_rows[] = {
	PLAN(TEXT, name),
	PLAN(TEXT, about),
	PLAN(TEXT, file),
	PLAN(TEXT, compose),
	PLAN(UINT64, seed),
	PLAN_LIST(topics, &topic_shape),
	PLAN_LIST(workloads, &workload_shape),
	PLAN_LIST(phases, &phase_shape),
	PLAN_LIST(expects, &expect_shape),
	CELL_LATER(PARAMS, struct plan, variables),
	CELL_LATER(TEXT, struct plan, question),
	LIST_LATER("questions", struct plan, questions, n_questions, &question_shape),
	CELL_END,
};
const struct shape plan_shape = {sizeof(struct plan), plan_rows};

static const struct cell_row endpoint_rows[] = {
	CELL(TEXT, struct address, host), CELL(INT32, struct address, port), CELL_END};
static const struct shape endpoint_shape = {sizeof(struct address), endpoint_rows};

static const struct cell_row node_rows[] = {
	CELL(INT32, struct node, id),
	CELL(TEXT, struct node, name),
	CELL(TEXT, struct node, container),
	CELL_OF("roles", FLAGS, struct node, roles, role_words),
	PART_OF("broker", struct node, broker, &endpoint_shape),
	PART_OF("controller", struct node, controller, &endpoint_shape),
	CELL_LATER(INT32, struct node, host),
	CELL_END,
};
static const struct shape node_shape = {sizeof(struct node), node_rows};

static const struct cell_row companion_rows[] = {
	CELL(INT32, struct node, id), CELL(TEXT, struct node, name),
	CELL(TEXT, struct node, container), CELL(TEXT, struct node, left_out), CELL_END};
static const struct shape companion_shape = {sizeof(struct node), companion_rows};

#define HOST(member) CELL(TEXT, struct host, member)
static const struct cell_row host_rows[] = {HOST(name), HOST(engine), HOST(rack),
					    HOST(address), CELL_END};
static const struct shape host_shape = {sizeof(struct host), host_rows};

static const struct cell_row topology_rows[] = {
	CELL(TEXT, struct topology, project),
	CELL(TEXT, struct topology, image),
	CELL(TEXT, struct topology, image_id),
	LIST_OF("nodes", struct topology, nodes, len, &node_shape),
	LIST_LATER("companions", struct topology, companions, n_companions,
		   &companion_shape),
	LIST_LATER("hosts", struct topology, hosts.at, hosts.len, &host_shape),
	CELL_END};
const struct shape topology_shape = {sizeof(struct topology), topology_rows};
