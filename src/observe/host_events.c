#include "observe/host_events.h"

#include "base/log.h"

#define RETRY_NS   (500 * NS_PER_MS) /* the engine is gone: between two tries */
#define OPENING_NS (5 * NS_PER_S) /* an answer to the question for events has so long */

static void lost(struct host_events *h, const char *why)
{
	h->stream = 0;
	h->retry_ns = clock_now(h->clock) + RETRY_NS;
	h->is_lost = true;
	h->on_lost(h->arg, why);
	log_debug("engine", "events broke off (%s), opening them again", why);
}

static void on_item(struct host_events *h, const struct engine_event *ev)
{
	if (ev->time_ns > h->last_wall_ns)
		h->last_wall_ns = ev->time_ns;
	h->on_event(h->arg, ev);
}

static void on_news(void *arg, const struct events_news *news)
{
	struct host_events *h = arg;

	switch (news->news) {
	case STREAM_OPENED:
		h->is_lost = false;
		h->on_opened(h->arg);
		break;
	case STREAM_ITEM: on_item(h, news->event); break;
	case STREAM_ENDED: lost(h, "ended"); break;
	case STREAM_FAILED: lost(h, news->why); break;
	}
}

/* A connection to an engine that was cut off in between may hang for ever. */
static void give_up_asking(struct host_events *h)
{
	if (!h->stream || !h->is_lost || clock_now(h->clock) < h->asked_ns + OPENING_NS)
		return;
	streams_stop(h->streams, h->stream);
	lost(h, "no answer when they were asked for again");
}

void host_events_turn(struct host_events *h)
{
	struct events_filter filter = {.since_wall_ns = h->last_wall_ns};

	give_up_asking(h);
	if (h->stream || clock_now(h->clock) < h->retry_ns)
		return;
	h->asked_ns = clock_now(h->clock);
	text_list_add(&filter.types, "container");
	text_list_add(&filter.types, "network");
	h->stream = streams_events(h->streams, &filter, on_news, h);
	text_list_release(&filter.types);
}

void host_events_break(struct host_events *h, const char *why)
{
	if (!h->stream || h->is_lost)
		return;
	streams_stop(h->streams, h->stream);
	lost(h, why);
}
