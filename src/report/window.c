#include "report/window.h"

#include "base/str.h"
#include "model/kafka_error.h"

#include <inttypes.h>

int64_t window_bar_ns(const struct window *w)
{
	return (w->from_latest_ns - w->from_ns + w->to_ns - w->to_earliest_ns) / 2;
}

void window_length(const struct window *w, struct strbuf *out)
{
	int64_t bar = window_bar_ns(w);

	strbuf_addf(out, "%s", DURATION_TEXT(window_end_ns(w) - window_start_ns(w)));
	if (bar > 0)
		strbuf_addf(out, " ± %s", DURATION_TEXT(bar));
}

void window_errors(const struct error_share errors[WINDOW_ERRORS], uint64_t others,
		   struct strbuf *out)
{
	for (size_t i = 0; i < WINDOW_ERRORS && errors[i].count; i++)
		strbuf_addf(out, "%s%s x%" PRIu64, i ? ", " : "",
			    kafka_error_name(errors[i].code), errors[i].count);
	if (others)
		strbuf_addf(out, ", others x%" PRIu64, others);
}
