/* silence.c - hosts whose engines do not answer: who is not waited for, who is, and when none is left. */
#include "run/conductor.h"

#include "base/log.h"
#include "base/str.h"
#include "fault/heal.h"

/* More than a busy engine, or one that comes up again, takes for an answer. */
#define GIVEN_UP_NS (10 * NS_PER_S)
#define HOSTS_NS    (60 * NS_PER_S)

/* An engine that an action ended is not lost, until the watch has seen it again. */
static void note_ended(struct conductor *c)
{
	struct ids pending = {0}, ended = {0};

	heal_ended_hosts(c->cluster, c->journal, &pending);
	for (size_t i = 0; i < c->topology->hosts.len; i++)
		if (ids_has(&pending, (int32_t)i) ||
		    (ids_has(&c->ended, (int32_t)i) &&
		     engine_watch_host_lost_ns(c->engine, i) > 0))
			ids_add(&ended, (int32_t)i);
	ids_release(&pending);
	ids_release(&c->ended);
	c->ended = ended;
}

void conductor_look_at_hosts(struct conductor *c)
{
	const struct hosts *hosts = &c->topology->hosts;

	if (!c->engine || !c->journal || hosts->len == 0)
		return;
	note_ended(c);
	for (size_t i = 0; i < hosts->len; i++)
		cluster_give_up_engine(c->cluster, (int32_t)i,
				       engine_watch_host_lost_ns(c->engine, i) >
					       GIVEN_UP_NS);
}

int64_t conductor_lost_ns(const struct conductor *c)
{
	return c->engine ? engine_watch_lost_ns(c->engine, &c->ended) : 0;
}

bool conductor_is_silent(void *arg, const struct ids *nodes)
{
	const struct conductor *c = arg;

	for (size_t i = 0; i < nodes->len; i++)
		if (engine_watch_is_silent(c->engine, nodes->id[i]))
			return true;
	return false;
}

/* What cannot be started is told, and again when everything is healed. */
static void start_engines(struct conductor *c)
{
	struct err ignored = {0};

	if (c->journal)
		(void)heal_kind(c->cluster, c->journal, UNDO_ENGINE, conductor_tell_heal,
				c, &ignored);
}

static void tell_waiting(struct conductor *c, const char *silent, int64_t left_ns)
{
	conductor_stage(c, "waiting for %s, at most %s, to undo what was done there",
			silent, DURATION_TEXT(left_ns));
}

/* Each time that somebody else is waited for it is told. True: the time is over; *told: for whom. */
static bool waits_in_vain(struct conductor *c, char **told)
{
	int64_t until = clock_now(&c->clock) + HOSTS_NS;
	struct err e = {0}; /* why the run ends; not why it does not wait */
	char *silent;

	while (engine_watch_lost_ns(c->engine, NULL) == 0 &&
	       (silent = engine_watch_silent(c->engine))) {
		if (!*told || strcmp(*told, silent) != 0)
			tell_waiting(c, silent, until - clock_now(&c->clock));
		free(*told);
		*told = silent;
		if (clock_now(&c->clock) >= until)
			return true;
		if (conductor_wait_until(c, clock_now(&c->clock) + NS_PER_S / 5, &e) < 0)
			return false; /* whoever has Ctrl-C pressed does not want to wait */
	}
	return false;
}

void conductor_await_hosts(struct conductor *c)
{
	char *told = NULL;

	if (!c->engine)
		return;
	start_engines(c);
	if (waits_in_vain(c, &told))
		conductor_note(
			c,
			"%s did not answer within %s: what was done there is not undone; "
			"'kchaos heal %s' does that when it is back",
			told, DURATION_TEXT(HOSTS_NS), c->topology->project);
	free(told);
}
