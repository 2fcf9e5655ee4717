/* What a process that died had asked of the engine may still take effect: waiting until it has. */
#include "base/clock.h"
#include "base/str.h"
#include "fault/heal.h"
#include "fault/undo.h"

#define POLL_NS (100 * NS_PER_MS)

/* A stop lasts for the container's grace period; our Compose files say 30 s. */
#define STOP_NS (35 * NS_PER_S)

/* Everything else is a matter of milliseconds, a helper's script of a second. */
#define OTHERS_NS (3 * NS_PER_S)

static bool is_down(struct cluster *c, int32_t id)
{
	const struct node *node = topology_any_by_id(cluster_topology(c), id);
	struct node_state s;
	struct err ignored = {0}; /* healing will meet it again, and tell */

	if (!node || cluster_inspect(c, node, &s, &ignored) < 0)
		return true;
	return !s.exists || s.state == PROCESS_EXITED;
}

/* For how long it can still come, from `now_ns` (since 1970); 0 or less: not any more. */
static int64_t left_of(struct cluster *c, const struct intent *in, int64_t found_ns,
		       int64_t now_ns)
{
	bool is_long = in->undo == UNDO_START || in->undo == UNDO_ENGINE;
	int64_t lasts = is_long ? STOP_NS : OTHERS_NS;

	if (!in->in_doubt || (in->undo == UNDO_START && is_down(c, in->node)))
		return 0;
	return found_ns + lasts - now_ns;
}

static int64_t wall_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail with this clock */
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int64_t left(struct cluster *c, struct journal *j)
{
	struct intents pending;
	int64_t most = 0;

	journal_list(j, UNDO_NONE, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++) {
		int64_t ns = left_of(c, &pending.item[i], journal_found_ns(j),
				     wall_now());

		most = ns > most ? ns : most;
	}
	intents_release(&pending);
	return most;
}

void heal_await_late(struct cluster *c, struct journal *j, heal_fn *tell, void *arg)
{
	int64_t ns = left(c, j);
	struct clock clock;
	char text[128];

	if (ns <= 0)
		return;
	(void)snprintf(text, sizeof(text),
		       "waiting for what the engine was asked last, at most %s",
		       DURATION_TEXT(ns));
	if (tell)
		tell(arg, NO_NODE, false, text);
	clock_start(&clock);
	while (clock_now(&clock) < STOP_NS && left(c, j) > 0)
		clock_sleep_until(&clock, clock_now(&clock) + POLL_NS);
}
