/* move: a partition's copies go to other brokers, and come back. */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/admin.h"
#include "fault/job.h"
#include "fault/overlay.h"
#include "fault/undo.h"
#include "fault/whole.h"

#include <pthread.h>

#define CALL_NS (30 * NS_PER_S)
#define UNDO_NS (60 * NS_PER_S)  /* brokers that were just started again need a while */
#define BACK_NS (120 * NS_PER_S) /* for all of the data to come back */
#define SEEN_NS (10 * NS_PER_S)  /* brokers follow the controllers by some milliseconds */
#define POLL_NS (200 * NS_PER_MS)

const struct field move_fields[] = {
	{"partition", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "TOPIC/PARTITION: payments/0"},
	{"to", FIELD_SELECTOR, FIELD_REQUIRED, NULL, NULL,
	 "which brokers shall have it, a selector; the first one is its preferred leader"},
	{"timeout", FIELD_DURATION, 0, "2m", NULL,
	 "the action fails if it has not arrived by then"},
	ACTION_FOR,
	ACTION_AT,
	FIELD_END,
};

/* One at a time: what was found is what is changed. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct place {
	struct cluster *cluster;
	char *topic;
	int32_t partition;
	int64_t call_ns;           /* of each call */
	const atomic_bool *cancel; /* NULL: never */
	struct clock clock;
};

/* "payments/0"; false: it is something else. */
static bool place_of(const char *text, struct place *out)
{
	const char *slash = strrchr(text, '/');
	int64_t n;

	if (!slash || slash == text || !str_to_int(slash + 1, &n) || n < 0 ||
	    n > INT32_MAX)
		return false;
	out->topic = xstrndup(text, (size_t)(slash - text));
	out->partition = (int32_t)n;
	clock_start(&out->clock);
	return true;
}

static bool is_same_order(const struct ids *a, const struct ids *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->id, b->id, a->len * sizeof(*a->id)) == 0);
}

static char *text_of_ids(const struct ids *ids)
{
	struct strbuf b = STRBUF_INIT;

	ids_text(ids, &b);
	return strbuf_detach(&b);
}

/* "1,2,3"; false: it is something else. */
static bool ids_of_text(const char *text, struct ids *out)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	bool ok = true;

	while (ok && (word = strsep(&rest, ",")) != NULL) {
		int64_t id;

		ok = str_to_int(word, &id) && id >= 0 && id <= INT32_MAX;
		if (ok)
			ids_add(out, (int32_t)id);
	}
	free(copy);
	if (!ok)
		ids_release(out);
	return ok;
}

static int look(const struct place *p, struct ids *out, struct err *e)
{
	return admin_replicas(p->cluster, p->topic, p->partition, p->call_ns, out, e);
}

static int pause_for(const struct place *p, int64_t ns, struct err *e)
{
	if (p->cancel && atomic_load(p->cancel))
		return err_set(e, CODE_INTERRUPTED, "interrupted");
	clock_sleep_until(&p->clock, clock_now(&p->clock) + ns);
	return 0;
}

static int wait_until_moved(const struct place *p, int64_t limit_ns, struct err *e)
{
	int64_t until = clock_now(&p->clock) + limit_ns;
	bool moving;

	for (;;) {
		if (admin_moving(p->cluster, p->topic, p->partition, p->call_ns, &moving,
				 e) < 0)
			return -1;
		if (!moving)
			return 0;
		if (clock_now(&p->clock) >= until)
			return err_set(
				e, CODE_IN_VAIN,
				"%s/%d has not arrived within %s: a broker among the "
				"new ones is down or slow; it goes on moving",
				p->topic, p->partition, DURATION_TEXT(limit_ns));
		if (pause_for(p, POLL_NS, e) < 0)
			return -1;
	}
}

/* Until brokers tell it, too. */
static int wait_until_seen(const struct place *p, const struct ids *want,
			   int64_t limit_ns, struct err *e)
{
	int64_t until = clock_now(&p->clock) + limit_ns;

	for (;;) {
		struct ids seen = {0};
		char *text;
		bool is_so;

		if (look(p, &seen, e) < 0)
			return -1;
		is_so = is_same_order(&seen, want);
		text = text_of_ids(&seen);
		ids_release(&seen);
		if (!is_so && clock_now(&p->clock) >= until)
			err_set(e, CODE_NO_EFFECT,
				"no effect: the replicas of %s/%d are still %s", p->topic,
				p->partition, text);
		free(text);
		if (is_so)
			return 0;
		if (clock_now(&p->clock) >= until || pause_for(p, POLL_NS / 10, e) < 0)
			return -1;
	}
}

/* What the call says does not count, what the brokers tell afterwards does. */
static int put(const struct place *p, const struct ids *to, int64_t limit_ns,
	       struct err *e)
{
	struct err said = {0}, unseen = {0};
	int rc = admin_move(p->cluster, p->topic, p->partition, to, p->call_ns, &said);

	if (said.kind == ERR_INTERRUPTED) {
		*e = said;
		return -1;
	}
	if (wait_until_moved(p, limit_ns, &unseen) == 0 &&
	    wait_until_seen(p, to, rc < 0 ? 0 : SEEN_NS, &unseen) == 0)
		return 0;
	*e = rc < 0 ? said : unseen;
	return -1;
}

/* ---- the action ---- */

int move_fits(const struct plan *plan, const struct action_plan *a, struct err *e)
{
	const char *text = params_text(&a->params, "partition", "");
	struct place p = {0};
	int rc;

	if (!place_of(text, &p))
		return err_set(
			e, CODE_ACTION_VALUE,
			"'partition' wants TOPIC/PARTITION such as payments/0, not '%s'",
			text);
	rc = whole_check_topic(plan, p.topic, p.partition, e);
	free(p.topic);
	return rc;
}

static int check_brokers(const struct action_ctx *ctx, const struct ids *to,
			 struct err *e)
{
	for (size_t i = 0; i < to->len; i++) {
		const struct node *n = topology_by_id(ctx->topology, to->id[i]);

		if (!n || !(n->roles & ROLE_BROKER))
			return err_set(e, CODE_PICKED_WRONG,
				       "node %d is no broker: it cannot have replicas",
				       to->id[i]);
	}
	return 0;
}

/* Where it was before all of ours: the journal knows, while another move is in force. */
static char *detail_of(struct journal *j, const struct place *p, const struct ids *now,
		       const struct ids *to)
{
	struct overlay o = {.thing = xasprintf("%s/%d", p->topic, p->partition),
			    .mine = text_of_ids(to)};
	char *detail;

	if (!overlay_find_before(j, UNDO_REPLICAS, o.thing, &o.before))
		o.before = text_of_ids(now);
	detail = overlay_detail(&o);
	overlay_release(&o);
	return detail;
}

static int begin(struct action_ctx *ctx, const struct place *p, const struct ids *to,
		 struct action_result *r, struct strbuf *text, struct err *e)
{
	struct ids now = {0};
	char *detail = NULL;
	int rc = look(p, &now, e);

	if (rc == 0 && is_same_order(&now, to))
		rc = err_set(e, CODE_NO_EFFECT, "no effect: it is there already: %s",
			     strbuf_text(text));
	if (rc == 0) {
		detail = detail_of(ctx->journal, p, &now, to);
		rc = result_intent(r, ctx->journal, UNDO_REPLICAS, NULL, detail, e);
	}
	if (rc == 0) {
		strbuf_addf(text, "; %s/%d moved from ", p->topic, p->partition);
		ids_text(&now, text);
		strbuf_addstr(text, " to ");
		ids_text(to, text);
	}
	free(detail);
	ids_release(&now);
	return rc;
}

static int move_it(struct action_ctx *ctx, const struct place *p, const struct ids *to,
		   int64_t limit_ns, struct action_result *r, struct strbuf *text,
		   struct err *e)
{
	int64_t begun = clock_now(ctx->clock);
	int rc;

	(void)pthread_mutex_lock(&lock); /* fails on misuse only */
	rc = begin(ctx, p, to, r, text, e);
	if (rc == 0)
		rc = put(p, to, limit_ns, e);
	(void)pthread_mutex_unlock(&lock);
	r->effective_ns = clock_now(ctx->clock);
	strbuf_addf(text, " in %s", DURATION_TEXT(r->effective_ns - begun));
	return rc;
}

int move_whole(struct action_ctx *ctx, const struct action_plan *a,
	       struct action_result *r, struct err *e)
{
	const struct params *params = &a->params;
	struct place p = {
		.cluster = ctx->cluster, .call_ns = CALL_NS, .cancel = ctx->cancel};
	struct strbuf text = STRBUF_INIT;
	int rc = -1;

	if (move_fits(ctx->plan, a, e) < 0 ||
	    action_pick(ctx, action_find(a->kind), params_text(params, "to", ""),
			&r->nodes, &text, e) < 0 ||
	    check_brokers(ctx, &r->nodes, e) < 0)
		goto out;
	(void)place_of(params_text(params, "partition", ""), &p); /* looked at above */
	rc = move_it(ctx, &p, &r->nodes, params_num(params, "timeout", BACK_NS), r, &text,
		     e);
	free(p.topic);
out:
	r->text = strbuf_detach(&text);
	return rc;
}

/* ---- undoing ---- */

static int put_back(struct undo_job *job, const struct place *p, const struct overlay *o,
		    struct err *e)
{
	char *want = overlay_without(job->journal, UNDO_REPLICAS, job->intent->number, o);
	struct ids to = {0}, now = {0};
	int rc;

	if (!want || !ids_of_text(want, &to))
		rc = undo_damaged(job, e);
	else
		rc = look(p, &now, e);
	if (rc == 0 && !is_same_order(&now, &to)) {
		rc = put(p, &to, BACK_NS, e);
		if (rc == 0)
			undo_say(job, "%s/%d moved back to %s", p->topic, p->partition,
				 want);
	}
	/* Still under the lock: whoever goes next must not count on this one. */
	if (rc == 0)
		rc = journal_done(job->journal, job->intent->number, e);
	ids_release(&to);
	ids_release(&now);
	free(want);
	return rc;
}

int undo_replicas(struct undo_job *job, struct err *e)
{
	struct place p = {.cluster = job->cluster, .call_ns = UNDO_NS};
	struct overlay o;
	bool is_there;
	int rc = undo_cluster_is_there(job, &is_there, e);

	if (rc < 0 || !is_there)
		return rc;
	if (!overlay_parse(job->intent->detail, &o))
		return undo_damaged(job, e);
	if (place_of(o.thing, &p)) {
		(void)pthread_mutex_lock(&lock);
		rc = put_back(job, &p, &o, e);
		(void)pthread_mutex_unlock(&lock);
	} else {
		rc = undo_damaged(job, e);
	}
	free(p.topic);
	overlay_release(&o);
	return rc;
}
