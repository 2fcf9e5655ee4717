#include "observe/node_log.h"

#define ENDED_RETRY_NS  (100 * NS_PER_MS) /* though its node runs: it was started again */
#define FAILED_RETRY_NS (500 * NS_PER_MS) /* the engine is gone */

static void on_line(struct node_log *l, const struct log_line *line)
{
	int64_t at = line->wall_ns == NEVER ? clock_now(l->clock)
					    : l->place(l->arg, line->wall_ns);

	if (line->wall_ns > l->last_wall_ns)
		l->last_wall_ns = line->wall_ns;
	stream_log_line(l->to, at, line->is_stderr, line->text);
}

static void on_news(void *arg, const struct logs_news *news)
{
	struct node_log *l = arg;

	switch (news->news) {
	case STREAM_OPENED: break;
	case STREAM_ITEM: on_line(l, news->line); break;
	case STREAM_ENDED:
		l->stream = 0;
		l->retry_ns = clock_now(l->clock) + ENDED_RETRY_NS;
		break;
	case STREAM_FAILED:
		l->stream = 0;
		l->retry_ns = clock_now(l->clock) + FAILED_RETRY_NS;
		break;
	}
}

/* A log ends with its container: it is asked for again when that runs, and once in any case, for a
 * node that is down may have said something before. */
void node_log_turn(struct node_log *l, struct streams *s, bool runs)
{
	if (l->stream || (l->was_asked && !runs) || clock_now(l->clock) < l->retry_ns)
		return;
	l->was_asked = true;
	l->stream = streams_logs(s, l->container, 0, l->last_wall_ns, on_news, l);
}

void node_log_break(struct node_log *l, struct streams *s)
{
	if (l->stream)
		streams_stop(s, l->stream);
	l->stream = 0;
	l->retry_ns = clock_now(l->clock) + FAILED_RETRY_NS;
}

void node_log_started(struct node_log *l)
{
	l->retry_ns = INT64_MIN;
}
