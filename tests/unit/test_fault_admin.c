#include "test_fault_admin.h"

#include "base/mem.h"
#include "test_fault_world.h"
#include "unit.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Locks. How this call goes: does it have its effect, and does it say so? */
static struct fake_admin *begin(struct cluster *c, bool *out_acts, int *out_rc,
				struct err *e)
{
	struct fake_admin *a = admin_arg(c);
	int i;

	(void)pthread_mutex_lock(&lock);
	i = a->calls++;
	*out_acts = i != a->fail_at;
	*out_rc = i == a->fail_at || i == a->lie_at
			  ? err_set(e, ERR_ENVIRONMENT, "call %d failed as scripted", i)
			  : 0;
	return a;
}

static int end(int rc)
{
	(void)pthread_mutex_unlock(&lock);
	return rc;
}

static size_t index_of(const struct fake_admin *a, const char *name)
{
	size_t i = 0;

	while (i < a->n_settings && strcmp(a->settings[i].name, name) != 0)
		i++;
	return i;
}

const char *fake_admin_get(const struct fake_admin *a, const char *name)
{
	size_t i = index_of(a, name);

	return i < a->n_settings ? a->settings[i].value : NULL;
}

void fake_admin_set(struct fake_admin *a, const char *name, const char *value)
{
	size_t i = index_of(a, name);

	if (i == a->n_settings) {
		if (i == ADMIN_SETTINGS)
			abort(); /* raise it */
		a->settings[a->n_settings++].name = xstrdup(name);
	}
	free(a->settings[i].value);
	a->settings[i].value = value ? xstrdup(value) : NULL;
}

static int topic_config(struct cluster *c, const char *topic, const char *key,
			int64_t timeout_ns UNUSED, char **out, struct err *e)
{
	bool acts;
	int rc;
	struct fake_admin *a = begin(c, &acts, &rc, e);
	char *name = xasprintf("%s/%s", topic, key);
	const char *value = fake_admin_get(a, name);

	if (a->stale_looks > 0) {
		a->stale_looks--;
		value = a->stale;
	}
	if (rc == 0)
		*out = value ? xstrdup(value) : NULL;
	free(name);
	return end(rc);
}

static int set_topic_config(struct cluster *c, const char *topic, const char *key,
			    const char *value, int64_t timeout_ns UNUSED, struct err *e)
{
	bool acts;
	int rc;
	struct fake_admin *a = begin(c, &acts, &rc, e);
	char *name = xasprintf("%s/%s", topic, key);
	const char *before = fake_admin_get(a, name);

	free(a->stale);
	a->stale = before ? xstrdup(before) : NULL;
	strbuf_addf(&a->said, "set %s=%s\n", name, value ? value : "(none)");
	if (acts)
		fake_admin_set(a, name, value);
	free(name);
	return end(rc);
}

static int elect(struct cluster *c, enum admin_election how, const char *topic,
		 int32_t partition, int64_t timeout_ns UNUSED, size_t *out_elected,
		 struct strbuf *said, struct err *e)
{
	bool acts;
	int rc;
	struct fake_admin *a = begin(c, &acts, &rc, e);

	strbuf_addf(&a->said, "elect %s %s/%d\n",
		    how == ADMIN_ELECT_UNCLEAN ? "unclean" : "preferred",
		    topic ? topic : "*", partition);
	if (rc == 0) {
		*out_elected = a->in_vain > 0 ? 0 : a->elected;
		if (a->refused)
			strbuf_addstr(said, a->refused);
	}
	a->in_vain -= a->in_vain > 0;
	return end(rc);
}

static int delete (struct cluster *c, const char *what, const char *name,
		   bool *out_was_there, struct err *e)
{
	bool acts;
	int rc;
	struct fake_admin *a = begin(c, &acts, &rc, e);

	strbuf_addf(&a->said, "delete %s %s\n", what, name);
	*out_was_there = acts;
	return end(rc);
}

static int delete_topic(struct cluster *c, const char *topic, int64_t timeout_ns UNUSED,
			bool *out_was_there, struct err *e)
{
	return delete (c, "topic", topic, out_was_there, e);
}

static int delete_group(struct cluster *c, const char *group, int64_t timeout_ns UNUSED,
			bool *out_was_there, struct err *e)
{
	return delete (c, "group", group, out_was_there, e);
}

static int replicas(struct cluster *c, const char *topic UNUSED, int32_t partition UNUSED,
		    int64_t timeout_ns UNUSED, struct ids *out, struct err *e)
{
	bool acts;
	int rc;
	struct fake_admin *a = begin(c, &acts, &rc, e);

	if (rc == 0)
		ids_copy(out, &a->replicas);
	return end(rc);
}

static int move(struct cluster *c, const char *topic, int32_t partition,
		const struct ids *to, int64_t timeout_ns UNUSED, struct err *e)
{
	bool acts;
	int rc;
	struct fake_admin *a = begin(c, &acts, &rc, e);

	strbuf_addf(&a->said, "move %s/%d ", topic, partition);
	ids_text(to, &a->said);
	strbuf_addch(&a->said, '\n');
	if (acts) {
		ids_release(&a->replicas);
		ids_copy(&a->replicas, to);
		a->moving_left = a->moving_looks;
	}
	return end(rc);
}

static int moving(struct cluster *c, const char *topic UNUSED, int32_t partition UNUSED,
		  int64_t timeout_ns UNUSED, bool *out, struct err *e)
{
	bool acts;
	int rc;
	struct fake_admin *a = begin(c, &acts, &rc, e);

	if (rc == 0)
		*out = a->moving_left != 0;
	a->moving_left -= a->moving_left > 0;
	return end(rc);
}

static const struct admin_ops ops = {
	.topic_config = topic_config,
	.set_topic_config = set_topic_config,
	.delete_topic = delete_topic,
	.delete_group = delete_group,
	.elect = elect,
	.replicas = replicas,
	.move = move,
	.moving = moving,
};

void fake_admin_init(struct fake_admin *a, struct cluster *c)
{
	*a = (struct fake_admin){.fail_at = -1, .lie_at = -1, .elected = 1};
	admin_set_ops(c, &ops, a);
}

void fake_admin_release(struct fake_admin *a)
{
	for (size_t i = 0; i < a->n_settings; i++) {
		free(a->settings[i].name);
		free(a->settings[i].value);
	}
	free(a->stale);
	ids_release(&a->replicas);
	strbuf_release(&a->said);
}

/* ---- the world of the tests ---- */

struct fake_admin kafka;
static struct plan scenario;

void topic_set_up(void)
{
	struct topic_plan *t;

	fault_set_up();
	fake_admin_init(&kafka, fake_cluster(fake));
	t = GROW(scenario.topics, scenario.n_topics);
	*t = (struct topic_plan){
		.name = xstrdup("payments"), .partitions = 3, .replication = 3};
	ctx.plan = &scenario;
	ids_set(&kafka.replicas, (int32_t[]){1, 2}, 2);
}

void topic_tear_down(void)
{
	fake_admin_release(&kafka);
	fault_tear_down();
	plan_release(&scenario);
}

int act(const char *kind, const struct given *values)
{
	struct action_plan a = {.kind = xstrdup(kind)};
	const struct action_row *row = action_find(kind);
	int rc;

	action_result_release(&result);
	why = (struct err){0};
	for (; values->name; values++)
		params_set(&a.params, values->name, values->text, values->num);
	rc = row->fits(ctx.plan, &a, &why);
	if (rc == 0)
		rc = action_run(row, &ctx, &a, &result, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

int configure(const char *key, const char *value)
{
	char *name = xasprintf("config:%s", key);
	int rc = act("configure", (struct given[]){{"topic", "payments", 0},
						   {name, value, 0},
						   {NULL, NULL, 0}});

	free(name);
	return rc;
}

int move_to(const char *to, int64_t timeout_ns)
{
	return act("move", (struct given[]){{"partition", "payments/0", 0},
					    {"to", to, 0},
					    {"timeout", "", timeout_ns},
					    {NULL, NULL, 0}});
}

int heal_all(size_t *out_undone)
{
	why = (struct err){0};
	return heal(fake_cluster(fake), journal, NULL, NULL, out_undone, &why);
}

int heal_one(int64_t number)
{
	why = (struct err){0};
	return heal_these(fake_cluster(fake), journal, &number, 1, NULL, NULL, &why);
}

const char *setting(const char *key)
{
	char name[100];

	(void)snprintf(name, sizeof(name), "payments/%s", key);
	return fake_admin_get(&kafka, name);
}

void check_replicas(const char *want)
{
	struct strbuf got = STRBUF_INIT;

	ids_text(&kafka.replicas, &got);
	ck_assert_str_eq(strbuf_text(&got), want);
	strbuf_release(&got);
}
