#include "record/event_json.h"

#include "record/shape.h"
#include "record/writer.h"

static const char *const steps[] = {
#define STEP_WORD(id, name) [STEP_##id] = (name),
	STEPS(STEP_WORD)
#undef STEP_WORD
		NULL};
static const char *const sides[] = {
	[SIDE_BROKER] = "broker", [SIDE_CONTROLLER] = "controller", NULL};

#define MINE(kind, member)     CELL(kind, struct event, member)
#define AS(name, kind, member) CELL_AS(name, kind, struct event, member)

static const struct cell_row voter_rows[] = {
	CELL(INT32, struct voter_lag, id),
	CELL_AS("end", INT64, struct voter_lag, log_end_offset), CELL_END};
static const struct shape voter = {sizeof(struct voter_lag), voter_rows};

static const struct cell_row text_rows[] = {MINE(TEXT, text), CELL_END};
static const struct cell_row phase_rows[] = {MINE(INT32, phase), AS("begin", BOOL, up),
					     MINE(TEXT, text), CELL_END};
static const struct cell_row action_rows[] = {
	MINE(INT32, phase),
	MINE(INT32, action),
	AS("kind", TEXT, name),
	CELL_OF("step", WORD, struct event, step, steps),
	CELL_LATER(INT32, struct event, node),
	AS("nodes", IDS, ids),
	MINE(TEXT, text),
	MINE(TEXT, code),
	CELL_END};
static const struct cell_row workload_rows[] = {MINE(TEXT, name), MINE(INT32, member),
						MINE(TEXT, text), CELL_END};
static const struct cell_row instrument_rows[] = {
	MINE(INT64, late_ns), MINE(INT64, cpu_ns), MINE(INT64, rss_kib),
	CELL_LATER(INT64, struct event, contended_ns), CELL_END};
static const struct cell_row settled_rows[] = {MINE(TEXT, topic),
					       MINE(INT32, partition),
					       AS("begin", INT64, begin_offset),
					       AS("end", INT64, end_offset),
					       MINE(INT64, high_watermark),
					       MINE(INT64, read),
					       MINE(INT64, foreign),
					       MINE(BOOL, complete),
					       MINE(TEXT, text),
					       CELL_END};
static const struct cell_row replica_rows[] = {MINE(INT32, node),
					       MINE(TEXT, topic),
					       MINE(INT32, partition),
					       AS("same", BOOL, up),
					       AS("against", INT32, leader),
					       AS("begin", INT64, begin_offset),
					       AS("end", INT64, end_offset),
					       MINE(INT64, high_watermark),
					       MINE(INT64, read),
					       MINE(BOOL, complete),
					       MINE(INT64, offset),
					       MINE(TEXT, text),
					       CELL_END};
static const struct cell_row reach_rows[] = {
	MINE(INT32, node), CELL_OF("side", WORD, struct event, side, sides),
	MINE(BOOL, up), MINE(TEXT, text), CELL_END};
static const struct cell_row claim_rows[] = {
	MINE(INT32, node),
	AS("leads", BOOL, up),
	MINE(INT32, epoch),
	AS("high_watermark", INT64, offset),
	LIST_OF("voters", struct event, voters, n_voters, &voter),
	CELL_END};
static const struct cell_row belief_rows[] = {MINE(INT32, node), MINE(INT32, leader),
					      MINE(INT32, epoch), CELL_END};
static const struct cell_row partition_rows[] = {
	MINE(INT32, node),   MINE(TEXT, topic),  MINE(INT32, partition),
	MINE(INT32, leader), MINE(INT32, epoch), MINE(IDS, replicas),
	MINE(IDS, isr),      MINE(IDS, elr),     CELL_END};
static const struct cell_row registered_rows[] = {
	MINE(INT32, node), AS("unfenced", IDS, ids), MINE(IDS, fenced), CELL_END};
static const struct cell_row metadata_rows[] = {MINE(INT32, node), MINE(INT64, offset),
						CELL_END};
static const struct cell_row gap_rows[] = {MINE(INT64, late_ns), CELL_END};
static const struct cell_row engine_rows[] = {MINE(INT32, node),
					      AS("what", TEXT, name),
					      MINE(INT32, exit_code),
					      AS("detail", TEXT, text),
					      CELL_LATER(SOME64, struct event, unsure_ns),
					      CELL_END};
static const struct cell_row host_rows[] = {AS("host", TEXT, name), MINE(BOOL, up),
					    AS("nodes", IDS, ids), MINE(TEXT, text),
					    CELL_END};
static const struct cell_row clock_rows[] = {AS("host", TEXT, name), MINE(INT64, offset),
					     MINE(INT64, unsure_ns), CELL_END};

static const struct shape kinds[] = {
	[EVENT_RUN] = {sizeof(struct event), text_rows},
	[EVENT_PHASE] = {sizeof(struct event), phase_rows},
	[EVENT_ACTION] = {sizeof(struct event), action_rows},
	[EVENT_WORKLOAD] = {sizeof(struct event), workload_rows},
	[EVENT_INSTRUMENT] = {sizeof(struct event), instrument_rows},
	[EVENT_SETTLED] = {sizeof(struct event), settled_rows},
	[EVENT_REPLICA] = {sizeof(struct event), replica_rows},
	[EVENT_NOTE] = {sizeof(struct event), text_rows},
	[EVENT_REACH] = {sizeof(struct event), reach_rows},
	[EVENT_CLAIM] = {sizeof(struct event), claim_rows},
	[EVENT_BELIEF] = {sizeof(struct event), belief_rows},
	[EVENT_PARTITION] = {sizeof(struct event), partition_rows},
	[EVENT_REGISTERED] = {sizeof(struct event), registered_rows},
	[EVENT_METADATA] = {sizeof(struct event), metadata_rows},
	[EVENT_GAP] = {sizeof(struct event), gap_rows},
	[EVENT_ENGINE] = {sizeof(struct event), engine_rows},
	[EVENT_HOST] = {sizeof(struct event), host_rows},
	[EVENT_CLOCK] = {sizeof(struct event), clock_rows},
};
_Static_assert(ARRAY_LEN(kinds) == EVENT_COUNT, "one table for each kind");

const struct shape *event_shape(enum event_kind k)
{
	return &kinds[k];
}

char *event_to_json(const struct event *ev)
{
	struct strbuf line = STRBUF_INIT;
	json_t *at = json_of_far(ev->at_ns);

	strbuf_addf(&line, "{\"t\":%" JSON_INTEGER_FORMAT ",\"event\":\"%s\"",
		    json_integer_value(at), event_name(ev->kind));
	json_decref(at);
	shape_line(&kinds[ev->kind], ev, &line);
	strbuf_addch(&line, '}');
	return strbuf_detach(&line);
}

/* Texts the model's functions take for granted; a line without them is none of ours. */
static int check_texts(const struct event *ev, struct err *e)
{
	bool has_topic = ev->kind == EVENT_SETTLED || ev->kind == EVENT_PARTITION ||
			 ev->kind == EVENT_REPLICA;

	if (has_topic && !ev->topic)
		return err_set(e, CODE_RUN_DAMAGED, "'topic' is missing");
	if ((ev->kind == EVENT_ENGINE || ev->kind == EVENT_ACTION ||
	     ev->kind == EVENT_WORKLOAD || ev->kind == EVENT_HOST ||
	     ev->kind == EVENT_CLOCK) &&
	    !ev->name)
		return err_set(e, CODE_RUN_DAMAGED, "the name is missing");
	return 0;
}

static enum event_line read_event(struct event *ev, json_t *line, struct err *e)
{
	const json_t *at = json_object_get(line, "t");
	const char *name = json_string_value(json_object_get(line, "event"));

	if (!json_is_integer(at) || json_integer_value(at) < -SPAN_MOST ||
	    json_integer_value(at) > SPAN_MOST || !name) {
		err_set(e, CODE_RUN_DAMAGED, "no event: 't' and 'event' expected");
		return EVENT_LINE_BAD;
	}
	if (!event_kind_from(name, &ev->kind))
		return EVENT_LINE_NEW;
	ev->at_ns = json_integer_value(at);
	if (shape_read(&kinds[ev->kind], line, ev, e) < 0 || check_texts(ev, e) < 0) {
		err_wrap(e, "%s", name);
		event_release(ev);
		return EVENT_LINE_BAD;
	}
	return EVENT_LINE_OK;
}

enum event_line event_from_json(struct event *ev, const char *line, size_t n,
				struct err *e)
{
	json_error_t why;
	json_t *root = json_loadb(line, n, JSON_REJECT_DUPLICATES, &why);
	enum event_line result = EVENT_LINE_BAD;

	*ev = (struct event)EVENT(NOTE, 0);
	if (root)
		result = read_event(ev, root, e);
	else
		err_set(e, CODE_RUN_DAMAGED, "%s", why.text);
	json_decref(root);
	return result;
}
