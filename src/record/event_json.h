/*
 * event_json.h - a line of an event stream back into an event; the way there is event_to_json() in
 * writer.h. Both walk one table per kind.
 *
 * Owner: the event is the caller's, to be released also on failure (it then has its defaults).
 * Threads: pure. Fails: kind ERR_USAGE, the text names the member.
 */
#ifndef RECORD_EVENT_JSON_H
#define RECORD_EVENT_JSON_H

#include "base/err.h"
#include "model/event.h"
#include "record/shape.h"

/* EVENT_LINE_NEW: the kind's name is not known here, a later version's; ev has its defaults. */
enum event_line { EVENT_LINE_BAD = -1, EVENT_LINE_OK = 0, EVENT_LINE_NEW };

/* `n` bytes of a line, without its newline; `ev` is overwritten. */
enum event_line event_from_json(struct event *ev, const char *line, size_t n,
				struct err *e);

/* The table that events of this kind are written and read by, besides `t` and `event`. */
const struct shape *event_shape(enum event_kind k);

#endif
