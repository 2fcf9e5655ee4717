#include "fault/pending.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "fault/net.h"

#include <pthread.h>

#define POLL_NS (50 * NS_PER_MS)

/* Nodes share a lock only when there are more of them than locks. */
enum { LOCKS = 16 };
#define FOUR_LOCKS                                                                       \
	PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, \
		PTHREAD_MUTEX_INITIALIZER
static pthread_mutex_t locks[LOCKS] = {FOUR_LOCKS, FOUR_LOCKS, FOUR_LOCKS, FOUR_LOCKS};

static pthread_mutex_t *lock_of(const struct node *node)
{
	return &locks[(uint32_t)node->id % LOCKS];
}

void pending_lock(const struct node *node)
{
	(void)pthread_mutex_lock(lock_of(node)); /* fails on misuse only */
}

void pending_unlock(const struct node *node)
{
	(void)pthread_mutex_unlock(lock_of(node));
}

int64_t pending_num(const char *detail, const char *key, int64_t fallback)
{
	size_t len = strlen(key);
	int64_t value = fallback;

	for (const char *p = detail; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (strncmp(p, key, len) == 0 && p[len] == '=') {
			char *text = xstrndup(p + len + 1, word - len - 1);

			(void)str_to_int(text, &value); /* no number: the fallback */
			free(text);
			return value;
		}
		p += word;
	}
	return fallback;
}

int pending_ran(struct cluster *c, const struct node *node, bool *out, struct err *e)
{
	struct node_state s;

	if (cluster_inspect(c, node, &s, e) < 0)
		return err_wrap(e, "cannot look at %s", node_word(node).text);
	*out = s.exists && s.state != PROCESS_EXITED;
	return 0;
}

/* What the call says is not what counts, and whether it still runs is not either. */
static int start(struct cluster *c, const struct node *node, struct err *e)
{
	struct err said = {0};
	struct node_state before, after;

	if (cluster_inspect(c, node, &before, e) < 0)
		return -1;
	if (cluster_start(c, node, &said) == 0)
		return 0;
	if (cluster_inspect(c, node, &after, e) < 0)
		return -1;
	if (after.started_wall_ns != before.started_wall_ns)
		return 0;
	*e = said;
	return -1;
}

int pending_start(struct cluster *c, struct journal *j, const struct node *node,
		  struct err *e)
{
	return start(c, node, e) < 0 ? -1 : net_started(c, j, node, e);
}

int pending_await_end(struct undo_job *job, int64_t limit_ns, struct err *e)
{
	struct node_state s;
	struct clock clock;

	clock_start(&clock);
	for (;;) {
		if (cluster_inspect(job->cluster, job->node, &s, e) < 0)
			return -1;
		if (!s.exists || s.state == PROCESS_EXITED ||
		    clock_now(&clock) >= limit_ns)
			return 0;
		clock_sleep_until(&clock, clock_now(&clock) + POLL_NS);
	}
}

static bool is_stopped_by_another(struct journal *j, int32_t node)
{
	struct ids stopped = {0};
	bool is;

	journal_nodes(j, UNDO_START, &stopped);
	is = ids_has(&stopped, node);
	ids_release(&stopped);
	return is;
}

int pending_revive(struct undo_job *job, struct err *e)
{
	if (!pending_num(job->intent->detail, "ran", 0) ||
	    is_stopped_by_another(job->journal, job->node->id))
		return 0;
	return undo_start(job, e);
}
