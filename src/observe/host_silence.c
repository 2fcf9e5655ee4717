#include "observe/host_silence.h"

/* Without an answer for so long: its nodes are unknown. */
#define SILENT_NS (2 * NS_PER_S)

void host_silence_init(struct host_silence *s)
{
	atomic_init(&s->lost_since_ns, NEVER);
	(void)pthread_mutex_init(&s->lock, NULL); /* cannot fail on Linux */
}

void host_silence_release(struct host_silence *s)
{
	(void)pthread_mutex_destroy(&s->lock);
}

void host_silence_lost(struct host_silence *s, const char *why)
{
	if (atomic_load(&s->lost_since_ns) == NEVER)
		atomic_store(&s->lost_since_ns, clock_now(s->clock));
	(void)pthread_mutex_lock(&s->lock); /* fails on misuse only */
	s->why_lost = (struct err){0};
	err_set(&s->why_lost, CODE_ENGINE_GONE, "its events broke off: %s", why);
	(void)pthread_mutex_unlock(&s->lock);
}

void host_silence_heard(struct host_silence *s)
{
	atomic_store(&s->lost_since_ns, NEVER);
}

/* Of the events and of our questions what came first. */
int64_t host_silence_since(const struct host_silence *s)
{
	int64_t lost = atomic_load(&s->lost_since_ns);
	int64_t unanswered = host_pulse_unanswered_since(s->pulse);

	if (unanswered != NEVER && clock_now(s->clock) - unanswered <= SILENT_NS)
		unanswered = NEVER;
	if (lost == NEVER || unanswered == NEVER)
		return lost == NEVER ? unanswered : lost;
	return lost < unanswered ? lost : unanswered;
}

void host_silence_judge(struct host_silence *s)
{
	int64_t since = host_silence_since(s), now = clock_now(s->clock);
	struct err why = {0};

	if (since == NEVER || now - since <= SILENT_NS)
		return;
	(void)pthread_mutex_lock(&s->lock);
	if (s->was_found && !s->is_silent) {
		s->is_silent = true;
		if (host_pulse_unanswered_since(s->pulse) != NEVER)
			host_pulse_why(s->pulse, &why);
		if (why.kind == ERR_NONE)
			why = s->why_lost;
		s->tell(s->arg, false, why.msg);
	}
	(void)pthread_mutex_unlock(&s->lock);
}

void host_silence_found(struct host_silence *s)
{
	(void)pthread_mutex_lock(&s->lock);
	s->was_found = true;
	if (s->is_silent)
		s->tell(s->arg, true, NULL);
	s->is_silent = false;
	(void)pthread_mutex_unlock(&s->lock);
}

bool host_silence_is(struct host_silence *s)
{
	bool is;

	(void)pthread_mutex_lock(&s->lock);
	is = s->is_silent;
	(void)pthread_mutex_unlock(&s->lock);
	return is;
}
