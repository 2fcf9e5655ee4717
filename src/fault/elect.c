/* elect: the controller is told to elect leaders now. */
#include "base/str.h"
#include "cluster/admin.h"
#include "fault/job.h"
#include "fault/whole.h"

#define CALL_NS  (10 * NS_PER_S)
#define AGAIN_NS (500 * NS_PER_MS)
#define SEEN_NS  (2 * NS_PER_S) /* brokers follow the controllers by some milliseconds */
#define POLL_NS  (20 * NS_PER_MS)

enum { ANY = ANY_PARTITION_OF, MOST_SHOWN = 6 };

const struct field elect_fields[] = {
	{"type", FIELD_CHOICE, FIELD_REQUIRED, NULL, "preferred|unclean",
	 "preferred: the first replica leads again; unclean: a partition without a leader gets one "
	 "that was not in sync, and what only others had is lost"},
	{"topic", FIELD_TEXT, 0, NULL, NULL, "only this one; without it, every topic"},
	{"partition", FIELD_INT, 0, NULL, NULL, "only this one of the topic"},
	{"timeout", FIELD_DURATION, 0, "10s", NULL,
	 "tried again so long, until at least one partition was elected a leader"},
	ACTION_AT,
	FIELD_END,
};

int elect_fits(const struct plan *plan, const struct action_plan *a, struct err *e)
{
	const struct params *p = &a->params;
	const char *topic = params_text(p, "topic", NULL);
	int64_t partition = params_num(p, "partition", ANY);

	if (partition != ANY && !topic)
		return err_set(e, CODE_ACTION_VALUE, "'partition' needs 'topic'");
	return topic ? whole_check_topic(plan, topic, partition, e) : 0;
}

/* An unclean leader loses records: of an adopted cluster only our own may be. */
int elect_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	const char *topic = params_text(&a->params, "topic", NULL);

	if (!cluster_is_adopted(ctx->cluster) ||
	    strcmp(params_text(&a->params, "type", ""), "unclean") != 0 ||
	    (topic && plan_topic(ctx->plan, topic)))
		return 0;
	return err_set(
		e, CODE_NOT_ADOPTED,
		"an unclean election loses records, and project '%s' is adopted: name "
		"one of the scenario's topics ('topic')",
		ctx->topology->project);
}

struct election {
	struct cluster *cluster;
	enum admin_election how;
	const char *topic; /* NULL: all */
	int32_t partition; /* ANY: all */
	size_t elected;
	struct strbuf refused; /* "payments/0: PREFERRED_LEADER_NOT_AVAILABLE" */
	struct view before;    /* the last election */
};

static int ask(struct action_ctx *ctx, struct election *el, struct err *e)
{
	strbuf_clear(&el->refused);
	view_release(&el->before);
	ctx->look(ctx->look_arg, &el->before);
	return admin_elect(el->cluster, el->how, el->topic, el->partition, CALL_NS,
			   &el->elected, &el->refused, e);
}

static int no_effect(const struct election *el, int64_t limit_ns, struct err *e)
{
	return err_set(e, CODE_NO_EFFECT, "no effect within %s: %s",
		       DURATION_TEXT(limit_ns),
		       el->refused.len ? strbuf_text(&el->refused)
		       : el->how == ADMIN_ELECT_UNCLEAN
			       ? "every partition has a leader"
			       : "every partition is led by its first replica already");
}

/* The last leader of a dead broker's partition is given up when its session ends only. */
static int ask_until_elected(struct action_ctx *ctx, struct election *el,
			     int64_t limit_ns, struct err *e)
{
	int64_t until = clock_now(ctx->clock) + limit_ns;

	for (;;) {
		int64_t now = clock_now(ctx->clock);

		if (ask(ctx, el, e) < 0)
			return -1;
		if (el->elected > 0)
			return 0;
		if (now >= until)
			return no_effect(el, limit_ns, e);
		if (action_sleep(ctx, now + AGAIN_NS, e) < 0)
			return -1;
	}
}

/* ---- what came of it ---- */

static bool is_meant(const struct election *el, const struct partition_view *p)
{
	return (!el->topic || strcmp(el->topic, p->topic) == 0) &&
	       (el->partition == ANY || el->partition == p->partition);
}

/* A leader that was not there before: each one has an epoch of its own. */
static bool is_new(const struct view *before, const struct partition_view *p)
{
	const struct partition_view *was = view_partition(before, p->topic, p->partition);

	return p->leader >= 0 && was && was->epoch != p->epoch;
}

static void add_leader(const struct partition_view *p, size_t number, struct strbuf *out,
		       struct ids *leaders)
{
	if (!ids_has(leaders, p->leader))
		ids_add(leaders, p->leader);
	if (number <= MOST_SHOWN)
		strbuf_addf(out, "%s%s/%d led by node %d", number > 1 ? ", " : "",
			    p->topic, p->partition, p->leader);
}

/* The new leaders as brokers tell them now; how many. */
static size_t new_leaders(struct action_ctx *ctx, const struct election *el,
			  struct strbuf *out, struct ids *leaders)
{
	const struct partition_view **all;
	struct view view = {0};
	size_t n = 0, len;

	strbuf_clear(out);
	ids_release(leaders);
	ctx->look(ctx->look_arg, &view);
	all = view_partitions(&view, &len);
	for (size_t i = 0; i < len; i++)
		if (is_meant(el, all[i]) && is_new(&el->before, all[i]))
			add_leader(all[i], ++n, out, leaders);
	if (n > MOST_SHOWN)
		strbuf_addf(out, " and %zu more", n - MOST_SHOWN);
	free(all);
	view_release(&view);
	return n;
}

/* The controller has told the effect; who leads is told as far as it is seen soon. */
static void tell(struct action_ctx *ctx, const struct election *el,
		 struct action_result *r)
{
	int64_t until = clock_now(ctx->clock) + SEEN_NS;
	struct strbuf text = STRBUF_INIT, leaders = STRBUF_INIT;

	while (new_leaders(ctx, el, &leaders, &r->nodes) < el->elected &&
	       clock_now(ctx->clock) < until && !job_cancelled(ctx))
		clock_sleep_until(ctx->clock, clock_now(ctx->clock) + POLL_NS);
	strbuf_addf(&text, "%zu partition%s got a leader by election", el->elected,
		    el->elected == 1 ? "" : "s");
	if (leaders.len)
		strbuf_addf(&text, "; now %s", strbuf_text(&leaders));
	if (el->refused.len)
		strbuf_addf(&text, "; refused: %s", strbuf_text(&el->refused));
	r->text = strbuf_detach(&text);
	strbuf_release(&leaders);
}

int elect_whole(struct action_ctx *ctx, const struct action_plan *a,
		struct action_result *r, struct err *e)
{
	const struct params *p = &a->params;
	struct election el = {.cluster = ctx->cluster,
			      .topic = params_text(p, "topic", NULL),
			      .partition = (int32_t)params_num(p, "partition", ANY),
			      .refused = STRBUF_INIT};
	int rc;

	el.how = strcmp(params_text(p, "type", ""), "unclean") == 0
			 ? ADMIN_ELECT_UNCLEAN
			 : ADMIN_ELECT_PREFERRED;
	rc = ask_until_elected(ctx, &el, params_num(p, "timeout", 10 * NS_PER_S), e);
	if (rc == 0) {
		r->effective_ns = clock_now(ctx->clock);
		tell(ctx, &el, r);
	}
	strbuf_release(&el.refused);
	view_release(&el.before);
	return rc;
}
