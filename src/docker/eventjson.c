#include "docker/eventjson.h"

#include "base/str.h"

/* 0: it did not say, or a time that cannot be meant. */
static int64_t read_time(const json_t *o)
{
	int64_t ns = js_int(o, "timeNano");

	return ns > 0 && ns <= 2 * SPAN_MOST ? ns : 0;
}

void event_read(const json_t *o, struct engine_event *out)
{
	const json_t *actor = js_at(o, "Actor"), *with = js_at(actor, "Attributes");
	int64_t code;

	*out = (struct engine_event){.type = js_text(o, "Type"),
				     .action = js_text(o, "Action"),
				     .id = js_text(actor, "ID"),
				     .name = js_text(with, "name"),
				     .container = js_text(with, "container"),
				     .time_ns = read_time(o),
				     .exit_code = -1,
				     .signal = js_text(with, "signal")};
	js_pairs(actor, "Attributes", &out->attributes);
	if (strcmp(out->type, "container") == 0)
		out->container = out->id;
	if (strcmp(out->action, "die") == 0 &&
	    str_to_int(js_text(with, "exitCode"), &code))
		out->exit_code = (int)code;
}
