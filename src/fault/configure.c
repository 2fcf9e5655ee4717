/* configure: a topic's own configuration is changed, and put back as it was. */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/admin.h"
#include "fault/job.h"
#include "fault/overlay.h"
#include "fault/undo.h"
#include "fault/whole.h"

#include <pthread.h>

#define CALL_NS (30 * NS_PER_S)
#define UNDO_NS (60 * NS_PER_S) /* brokers that were just started again need a while */
#define SEEN_NS (10 * NS_PER_S) /* brokers follow the controllers by some milliseconds */
#define POLL_NS (20 * NS_PER_MS)

/* The reader of a scenario makes "config:min.insync.replicas" of `config: {min.insync.replicas: 1}`. */
#define KEY_PREFIX "config:"

const struct field configure_fields[] = {
	{"topic", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "which topic"},
	{"config", FIELD_MAP, FIELD_REQUIRED, NULL, NULL,
	 "topic configuration, verbatim: min.insync.replicas: 1"},
	ACTION_FOR,
	ACTION_AT,
	FIELD_END,
};

/* One at a time: what was found is what is changed. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct setting {
	struct cluster *cluster;
	const char *topic, *key;
	int64_t timeout_ns; /* of each call */
};

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static const char *shown(const char *value)
{
	return value ? value : "not set";
}

static int look(const struct setting *s, char **out, struct err *e)
{
	return admin_topic_config(s->cluster, s->topic, s->key, s->timeout_ns, out, e);
}

static int wait_for(const struct setting *s, const char *value, int64_t limit_ns,
		    struct err *e)
{
	struct clock clock;
	char *seen;
	int rc;

	clock_start(&clock);
	for (;;) {
		if (look(s, &seen, e) < 0)
			return -1;
		if (is_same(seen, value) || clock_now(&clock) >= limit_ns)
			break;
		free(seen);
		clock_sleep_until(&clock, clock_now(&clock) + POLL_NS);
	}
	rc = is_same(seen, value) ? 0
				  : err_set(e, CODE_NO_EFFECT,
					    "no effect: %s of topic '%s' is still %s",
					    s->key, s->topic, shown(seen));
	free(seen);
	return rc;
}

/* What the call says does not count, what the brokers tell afterwards does. */
static int put(const struct setting *s, const char *value, struct err *e)
{
	struct err said = {0}, unseen = {0};
	int rc = admin_set_topic_config(s->cluster, s->topic, s->key, value,
					s->timeout_ns, &said);

	if (said.kind != ERR_INTERRUPTED &&
	    wait_for(s, value, rc < 0 ? 0 : SEEN_NS, &unseen) == 0)
		return 0;
	*e = rc < 0 ? said : unseen;
	return -1;
}

/* ---- the action ---- */

/* How it was before all of ours: the journal knows, while another one is in force. */
static char *detail_of(struct journal *j, const struct setting *s, const char *now,
		       const char *value)
{
	struct overlay o = {.thing = xasprintf("%s/%s", s->topic, s->key),
			    .mine = xstrdup(value)};
	char *detail;

	if (!overlay_find_before(j, UNDO_CONFIG, o.thing, &o.before) && now)
		o.before = xstrdup(now);
	detail = overlay_detail(&o);
	overlay_release(&o);
	return detail;
}

static int change(struct action_ctx *ctx, const struct setting *s, const char *now,
		  const char *value, struct action_result *r, struct err *e)
{
	char *detail = detail_of(ctx->journal, s, now, value);
	int rc = result_intent(r, ctx->journal, UNDO_CONFIG, NULL, detail, e);

	free(detail);
	if (rc == 0)
		rc = put(s, value, e);
	return rc;
}

/* What is so already is left alone. */
static int change_one(struct action_ctx *ctx, const struct setting *s, const char *value,
		      struct action_result *r, struct strbuf *text, struct err *e)
{
	char *now = NULL;
	int rc = look(s, &now, e);

	if (rc == 0 && is_same(now, value)) {
		strbuf_addf(text, "; %s is %s already", s->key, value);
	} else if (rc == 0) {
		rc = change(ctx, s, now, value, r, e);
		strbuf_addf(text, "; %s %s, was %s", s->key, value, shown(now));
	}
	free(now);
	return rc;
}

static int change_all(struct action_ctx *ctx, const struct params *p,
		      struct action_result *r, struct strbuf *text, struct err *e)
{
	struct setting s = {.cluster = ctx->cluster,
			    .topic = params_text(p, "topic", ""),
			    .timeout_ns = CALL_NS};

	strbuf_addf(text, "topic %s", s.topic);
	for (size_t i = 0; i < p->len; i++) {
		if (!str_starts(p->item[i].name, KEY_PREFIX))
			continue;
		s.key = p->item[i].name + strlen(KEY_PREFIX);
		if (change_one(ctx, &s, p->item[i].text, r, text, e) < 0)
			return -1;
	}
	if (!r->n_numbers)
		return err_set(e, CODE_NO_EFFECT, "no effect: %s", strbuf_text(text));
	return 0;
}

int configure_fits(const struct plan *plan, const struct action_plan *a, struct err *e)
{
	const struct params *p = &a->params;
	size_t keys = 0;

	for (size_t i = 0; i < p->len; i++) {
		if (!str_starts(p->item[i].name, KEY_PREFIX))
			continue;
		keys++;
		if (strchr(p->item[i].text, '\n') || strchr(p->item[i].name, '\n'))
			return err_set(e, CODE_ACTION_VALUE,
				       "a topic's configuration has no line breaks: '%s'",
				       p->item[i].name + strlen(KEY_PREFIX));
	}
	if (keys == 0)
		return err_set(e, CODE_ACTION_VALUE, "'config' names nothing to change");
	return whole_check_topic(plan, params_text(p, "topic", ""), ANY_PARTITION_OF, e);
}

int configure_whole(struct action_ctx *ctx, const struct action_plan *a,
		    struct action_result *r, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	int rc;

	(void)pthread_mutex_lock(&lock); /* fails on misuse only */
	rc = change_all(ctx, &a->params, r, &text, e);
	(void)pthread_mutex_unlock(&lock);
	r->effective_ns = clock_now(ctx->clock);
	r->text = strbuf_detach(&text);
	return rc;
}

/* ---- undoing ---- */

static int put_back(struct undo_job *job, const struct setting *s,
		    const struct overlay *o, struct err *e)
{
	char *want = overlay_without(job->journal, UNDO_CONFIG, job->intent->number, o);
	char *now = NULL;
	int rc = look(s, &now, e);

	if (rc == 0 && !is_same(now, want)) {
		rc = put(s, want, e);
		if (rc == 0)
			undo_say(job, "topic %s: %s %s again, was %s", s->topic, s->key,
				 shown(want), shown(now));
	}
	/* Still under the lock: whoever goes next must not count on this one. */
	if (rc == 0)
		rc = journal_done(job->journal, job->intent->number, e);
	free(now);
	free(want);
	return rc;
}

int undo_config(struct undo_job *job, struct err *e)
{
	struct setting s = {.cluster = job->cluster, .timeout_ns = UNDO_NS};
	struct overlay o;
	bool is_there;
	char *topic;
	size_t len;
	int rc = undo_cluster_is_there(job, &is_there, e);

	if (rc < 0 || !is_there)
		return rc;
	if (!overlay_parse(job->intent->detail, &o))
		return undo_damaged(job, e);
	len = strcspn(o.thing, "/");
	topic = xstrndup(o.thing, len);
	s.topic = topic;
	s.key = o.thing + len + (o.thing[len] == '/');
	(void)pthread_mutex_lock(&lock);
	rc = put_back(job, &s, &o, e);
	(void)pthread_mutex_unlock(&lock);
	free(topic);
	overlay_release(&o);
	return rc;
}
