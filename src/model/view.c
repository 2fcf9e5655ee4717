#include "model/view.h"

#include "base/mem.h"

const char *process_word(enum process_state s)
{
	static const char *const words[] = {[PROCESS_UNKNOWN] = "gone",
					    [PROCESS_RUNNING] = "running",
					    [PROCESS_PAUSED] = "paused",
					    [PROCESS_EXITED] = "stopped"};

	return words[s];
}

void view_init(struct view *v, const struct topology *t)
{
	*v = (struct view){.nodes = xcalloc(t->len, sizeof(*v->nodes)),
			   .len = t->len,
			   .n_voters = topology_voters(t),
			   .now_ns = INT64_MIN / 2,
			   .claimant = -1,
			   .claimant_epoch = -1,
			   .former_claimant = -1};
	for (size_t i = 0; i < t->len; i++)
		v->nodes[i] = (struct node_view){.id = t->nodes[i].id,
						 .roles = t->nodes[i].roles,
						 .claim_epoch = -1,
						 .belief_leader = -1,
						 .belief_epoch = -1,
						 .metadata_offset = -1,
						 .high_watermark = -1};
}

static void node_release(struct node_view *n)
{
	partition_views_release(&n->partitions);
	free(n->voters);
	ids_release(&n->unfenced);
	ids_release(&n->fenced);
}

void view_release(struct view *v)
{
	for (size_t i = 0; i < v->len; i++)
		node_release(&v->nodes[i]);
	free(v->nodes);
	*v = (struct view){0};
}

static void node_copy(struct node_view *to, const struct node_view *from)
{
	*to = *from;
	to->voters = xmemdup(from->voters, from->n_voters * sizeof(*from->voters));
	ids_copy(&to->unfenced, &from->unfenced);
	ids_copy(&to->fenced, &from->fenced);
	partition_views_copy(&to->partitions, &from->partitions);
}

void view_copy(struct view *to, const struct view *from)
{
	*to = *from;
	to->nodes = xcalloc(from->len, sizeof(*to->nodes));
	for (size_t i = 0; i < from->len; i++)
		node_copy(&to->nodes[i], &from->nodes[i]);
}

struct node_view *view_node(const struct view *v, int32_t id)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->nodes[i].id == id)
			return &v->nodes[i];
	return NULL;
}

static void apply_reach(struct node_view *n, const struct event *ev)
{
	if (n->answers[ev->side] != ev->up)
		n->answers_since[ev->side] = ev->at_ns;
	n->answers[ev->side] = ev->up;
	if (!ev->up && ev->side == SIDE_CONTROLLER)
		n->claims = false; /* who does not answer does not claim */
}

static void apply_claim(struct node_view *n, const struct event *ev)
{
	if (ev->up && (!n->claims || n->claim_epoch != ev->epoch)) {
		n->claim_since_ns = ev->at_ns;
		n->hw_moved_ns = ev->at_ns;
	} else if (ev->up && ev->offset != n->high_watermark) {
		n->hw_moved_ns = ev->at_ns;
	}
	n->claims = ev->up;
	if (!ev->up)
		return;
	n->claim_epoch = ev->epoch;
	n->high_watermark = ev->offset;
	free(n->voters);
	n->voters = xmemdup(ev->voters, ev->n_voters * sizeof(*ev->voters));
	n->n_voters = ev->n_voters;
}

/* The same node may win again and again: only another one makes it a former one. */
static void apply_succession(struct view *v, const struct event *ev)
{
	if (!ev->up || ev->epoch <= v->claimant_epoch)
		return;
	if (ev->node != v->claimant)
		v->former_claimant = v->claimant;
	v->claimant = ev->node;
	v->claimant_epoch = ev->epoch;
}

static void apply_registered(struct node_view *n, const struct event *ev)
{
	ids_release(&n->unfenced);
	ids_release(&n->fenced);
	ids_copy(&n->unfenced, &ev->ids);
	ids_copy(&n->fenced, &ev->fenced);
}

static void apply_engine(struct node_view *n, const struct event *ev)
{
	static const struct {
		const char *word;
		enum process_state state;
	} moves[] = {
		{"start", PROCESS_RUNNING},  {"unpause", PROCESS_RUNNING},
		{"pause", PROCESS_PAUSED},   {"die", PROCESS_EXITED},
		{"destroy", PROCESS_EXITED},
	};

	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		if (!ev->name || strcmp(moves[i].word, ev->name) != 0)
			continue;
		n->told_process = moves[i].state;
		if (!n->host_is_silent)
			n->process = moves[i].state;
	}
}

/* What its engine told last holds no longer once it is silent, and again when it was looked at. */
static void apply_host(struct view *v, const struct event *ev)
{
	for (size_t i = 0; i < v->len; i++) {
		struct node_view *n = &v->nodes[i];

		if (!ids_has(&ev->ids, n->id))
			continue;
		n->host_is_silent = !ev->up;
		n->process = ev->up ? n->told_process : PROCESS_UNKNOWN;
	}
}

static void apply_metadata(struct node_view *n, const struct event *ev)
{
	if (ev->offset != n->metadata_offset)
		n->metadata_moved_ns = ev->at_ns;
	n->metadata_offset = ev->offset;
}

void view_apply(struct view *v, const struct event *ev)
{
	struct node_view *n = view_node(v, ev->node);

	if (ev->at_ns > v->now_ns)
		v->now_ns = ev->at_ns;
	if (ev->kind == EVENT_HOST)
		apply_host(v, ev);
	if (!n)
		return;
	switch ((unsigned)ev->kind) {
	case EVENT_REACH: apply_reach(n, ev); break;
	case EVENT_CLAIM:
		apply_claim(n, ev);
		apply_succession(v, ev);
		break;
	case EVENT_BELIEF:
		n->belief_leader = ev->leader;
		n->belief_epoch = ev->epoch;
		break;
	case EVENT_PARTITION: partition_views_apply(&n->partitions, ev); break;
	case EVENT_REGISTERED: apply_registered(n, ev); break;
	case EVENT_METADATA: apply_metadata(n, ev); break;
	case EVENT_ENGINE: apply_engine(n, ev); break;
	default:
		break; /* the conductor's own events say nothing of the cluster's state */
	}
}

static bool claim_holds(const struct node_view *n, int64_t now_ns)
{
	return n->answers[SIDE_CONTROLLER] && n->claims &&
	       now_ns - n->hw_moved_ns <= CLAIM_HOLDS_NS;
}

/* Whoever claims less was voted out, even if the one who took over is dead by now. */
static int32_t highest_claim(const struct view *v)
{
	int32_t epoch = -1;

	for (size_t i = 0; i < v->len; i++)
		if (v->nodes[i].claim_epoch > epoch)
			epoch = v->nodes[i].claim_epoch;
	return epoch;
}

int32_t view_controller(const struct view *v, int64_t now_ns, int32_t *out_epoch)
{
	const struct node_view *best = NULL;
	int32_t epoch = highest_claim(v);

	for (size_t i = 0; i < v->len && !best; i++)
		if (v->nodes[i].claim_epoch == epoch && claim_holds(&v->nodes[i], now_ns))
			best = &v->nodes[i];
	if (out_epoch)
		*out_epoch = best ? best->claim_epoch : -1;
	return best ? best->id : -1;
}

int32_t view_former_controller(const struct view *v, int64_t now_ns)
{
	return view_controller(v, now_ns, NULL) < 0 ? v->claimant : v->former_claimant;
}

int32_t view_quorum_epoch(const struct view *v)
{
	int32_t epoch = highest_claim(v);

	for (size_t i = 0; i < v->len; i++)
		if (v->nodes[i].belief_epoch > epoch)
			epoch = v->nodes[i].belief_epoch;
	return epoch;
}

static const struct node_view *freshest(const struct view *v, bool must_answer)
{
	const struct node_view *best = NULL;

	for (size_t i = 0; i < v->len; i++) {
		const struct node_view *n = &v->nodes[i];

		if (!(n->roles & ROLE_BROKER) ||
		    (must_answer && !n->answers[SIDE_BROKER]))
			continue;
		if (n->partitions.len &&
		    (!best || n->metadata_offset > best->metadata_offset))
			best = n;
	}
	return best;
}

int32_t view_freshest(const struct view *v)
{
	const struct node_view *n = freshest(v, true);

	return n ? n->id : -1;
}

const struct node_view *view_believed(const struct view *v)
{
	const struct node_view *n = freshest(v, true);

	return n ? n : freshest(v, false);
}

const struct partition_view *view_partition(const struct view *v, const char *topic,
					    int32_t partition)
{
	const struct node_view *n = view_believed(v);

	return n ? partition_views_find(&n->partitions, topic, partition) : NULL;
}

const struct partition_view **view_partitions(const struct view *v, size_t *out_len)
{
	const struct node_view *n = view_believed(v);
	size_t len = n ? n->partitions.len : 0;
	const struct partition_view **out = xcalloc(len + 1,
						    sizeof(struct partition_view *));

	for (size_t i = 0; i < len; i++)
		out[i] = n->partitions.at[i];
	*out_len = len;
	return out;
}

struct isr_count view_isr(const struct view *v, const char *topic)
{
	const struct node_view *n = view_believed(v);
	struct isr_count c = {0};

	for (size_t i = 0; n && i < n->partitions.len; i++) {
		const struct partition_view *p = n->partitions.at[i];

		if (topic && strcmp(topic, p->topic) != 0)
			continue;
		c.in_sync += p->isr.len;
		c.replicas += p->replicas.len;
		c.leaderless += p->leader < 0;
		c.under_replicated += p->isr.len < p->replicas.len;
	}
	return c;
}

size_t view_leads(const struct view *v, int32_t broker)
{
	const struct node_view *n = view_believed(v);
	size_t leads = 0;

	for (size_t i = 0; n && i < n->partitions.len; i++)
		leads += n->partitions.at[i]->leader == broker;
	return leads;
}

static int64_t log_end(const struct node_view *n, int32_t voter)
{
	for (size_t i = 0; i < n->n_voters; i++)
		if (n->voters[i].id == voter)
			return n->voters[i].log_end_offset;
	return -1;
}

int64_t view_voter_lag(const struct view *v, int32_t controller, int32_t voter)
{
	const struct node_view *n = view_node(v, controller);
	int64_t lead, own;

	if (!n || !n->claims)
		return -1;
	lead = log_end(n, controller);
	own = log_end(n, voter);
	return lead < 0 || own < 0 ? -1 : lead - own;
}
