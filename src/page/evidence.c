/* evidence.c - what is known of one outage: its edges, its errors, why, the cluster then, the nodes' logs. */
#include "page/episode.h"

#include "base/mem.h"
#include "base/str.h"
#include "model/kafka_error.h"

#include <inttypes.h>

enum { LINES_BEGIN = 8, LINES_END = 4, LINE_BYTES = 300, EVIDENCE_SHOWN = 8 };

static void term(const struct page *p, enum word name)
{
	put(p, "<dt>");
	say(p, word(p->t->lang, name));
	put(p, "</dt><dd>");
}

static void end_term(const struct page *p)
{
	put(p, "</dd>\n");
}

/* An edge lies somewhere between two instants. */
static void edge(const struct page *p, int64_t from_ns, int64_t to_ns)
{
	if (from_ns == to_ns)
		say(p, WHEN(p, from_ns));
	else
		sayf(p, "%s %s %s %s", W(p, BETWEEN), WHEN(p, from_ns), W(p, AND),
		     WHEN(p, to_ns));
}

static void edges(const struct page *p, const struct window *w)
{
	term(p, WORD_LAST_GOOD);
	if (w->unstarted)
		say(p, W(p, BEFORE_BEGIN));
	else
		edge(p, w->from_ns, w->from_latest_ns);
	end_term(p);
	term(p, WORD_FIRST_GOOD);
	if (w->open)
		say(p, W(p, OPEN_END));
	else
		edge(p, w->to_earliest_ns, w->to_ns);
	if (w->widened)
		sayf(p, " (%s)", W(p, WIDENED));
	end_term(p);
}

enum { PARTS_NAMED = 12 };

/* Is the part of window `i` that of one before? */
static bool was_named(const struct episode *x, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (x->windows[k].partition == x->windows[i].partition)
			return true;
	return false;
}

static void parts(const struct page *p, const struct episode *x)
{
	size_t n = 0;

	term(p, WORD_PARTS_OUT);
	for (size_t i = 0; i < x->len; i++) {
		char *part;

		if (was_named(x, i) || n++ >= PARTS_NAMED)
			continue;
		part = findings_part_name(p->f, x->workload, x->windows[i].partition);
		sayf(p, "%s%s", n > 1 ? ", " : "", part);
		free(part);
	}
	if (n > PARTS_NAMED)
		putf(p, " + %zu", n - PARTS_NAMED);
	end_term(p);
}

static void counts(const struct page *p, const struct episode *x)
{
	uint64_t due = 0, unserved = 0;

	for (size_t i = 0; i < x->len; i++) {
		due += x->windows[i].records;
		unserved += x->windows[i].unserved;
	}
	term(p, WORD_RECORDS);
	putf(p, "%" PRIu64 ", %s: %" PRIu64, due, W(p, NEVER_SERVED), unserved);
	end_term(p);
}

static void errors(const struct page *p, const struct window *w)
{
	term(p, WORD_ERRORS);
	if (!w->errors[0].count)
		say(p, W(p, NONE));
	for (size_t i = 0; i < WINDOW_ERRORS && w->errors[i].count; i++) {
		const struct kafka_error *k = kafka_error_find(w->errors[i].code);

		putf(p, "%s<code>%s</code> × %" PRIu64 " <small>", i ? "<br>" : "",
		     k->name, w->errors[i].count);
		say(p, k->meaning ? k->meaning : "");
		put(p, "</small>");
	}
	if (w->other_errors)
		putf(p, "<br>+ %" PRIu64, w->other_errors);
	end_term(p);
}

static void cause(const struct page *p, const struct window *w)
{
	const struct split *s = &w->split;

	term(p, WORD_CAUSE);
	if (s->cause < 0) {
		say(p, W(p, UNEXPLAINED));
	} else {
		char *what = page_action(p, &p->f->actions[s->cause]);

		sayf(p, "%s, %s", what, WHEN(p, s->fault_ns));
		free(what);
	}
	if (s->cluster_share_ns != NEVER && s->client_share_ns != NEVER)
		sayf(p, "; %s %s, %s %s", W(p, SHARE_CLUSTER),
		     DURATION_TEXT(s->cluster_share_ns), W(p, SHARE_CLIENT),
		     DURATION_TEXT(s->client_share_ns));
	end_term(p);
}

/* The reasons' shares of the window, as bars and in figures. */
static void shares(const struct page *p, const struct window *w)
{
	int64_t all = window_end_ns(w) - window_start_ns(w);

	term(p, WORD_SHARES);
	for (unsigned r = 0; r < REASON_COUNT; r++) {
		if (w->why.ns[r] <= 0 || all <= 0)
			continue;
		putf(p, "<span class=\"share\"><i style=\"width:%.1f%%\"></i></span> ",
		     100.0 * (double)w->why.ns[r] / (double)all);
		sayf(p, "%s: %s", reason_name((enum reason)r),
		     DURATION_TEXT(w->why.ns[r]));
		put(p, "<br>");
	}
	end_term(p);
}

static void seen(const struct page *p, const struct window *w)
{
	if (!w->why.n_evidence)
		return;
	term(p, WORD_SEEN);
	for (size_t i = 0; i < w->why.n_evidence && i < EVIDENCE_SHOWN; i++) {
		put(p, i ? "<br>" : "");
		say(p, w->why.evidence[i]);
	}
	end_term(p);
}

/* ---- the cluster meanwhile ---- */

static bool touches(int64_t from_ns, int64_t to_ns, const struct window *w)
{
	return from_ns < w->to_ns && to_ns > w->from_ns;
}

static void controllers_then(const struct page *p, const struct window *w)
{
	const char *comma = "";

	sayf(p, "%s: ", W(p, CONTROLLER));
	if (!p->f->observed) {
		say(p, W(p, NOT_OBSERVED));
		return;
	}
	for (size_t i = 0; i < p->f->n_controllers; i++) {
		const struct controller_span *c = &p->f->controllers[i];

		if (!touches(c->from_ns, c->to_ns, w))
			continue;
		sayf(p, "%s%s", comma, page_node(p, c->node));
		if (c->node >= 0)
			sayf(p, " (%s %d)", W(p, EPOCH), c->epoch);
		else
			sayf(p, " (%s .. %s)", WHEN(p, c->from_ns), WHEN(p, c->to_ns));
		comma = " → ";
	}
}

static void nodes_then(const struct page *p, const struct window *w)
{
	const struct topology *t = &p->f->run->header.topology;

	for (size_t i = 0; i < p->f->n_node_spans; i++) {
		const struct node_span *s = &p->f->node_spans[i];

		if (s->state == NODE_UP || !touches(s->from_ns, s->to_ns, w))
			continue;
		put(p, "<br>");
		sayf(p, "%s: %s %s .. %s", t->nodes[s->node].name,
		     node_state_name(s->state), WHEN(p, s->from_ns), WHEN(p, s->to_ns));
		if (s->by)
			sayf(p, " (%s)", s->by);
	}
}

static void isr_then(const struct page *p, const struct window *w)
{
	size_t topic = p->f->workloads[w->workload].topic;
	const struct topic_finding *t;
	int least = -1;

	if (topic >= p->plan->n_topics)
		return;
	t = &p->f->topics[topic];
	for (size_t i = 0; i < t->n_steps; i++) {
		int64_t to = i + 1 < t->n_steps ? t->steps[i + 1].at_ns : p->f->end_ns;

		if (touches(t->steps[i].at_ns, to, w) &&
		    (least < 0 || t->steps[i].min_isr < least))
			least = t->steps[i].min_isr;
	}
	if (least >= 0) {
		put(p, "<br>");
		sayf(p, "%s (%s): %d", W(p, ISR), p->plan->topics[topic].name, least);
	}
}

static void cluster_then(const struct page *p, const struct window *w)
{
	term(p, WORD_CLUSTER_THEN);
	controllers_then(p, w);
	isr_then(p, w);
	nodes_then(p, w);
	end_term(p);
}

/* ---- log lines ---- */

/* Lines of which a reader learns something here: complaints, and changes of who leads. */
static bool tells(const char *line)
{
	static const char *const needles[] = {" WARN ",
					      " ERROR ",
					      " FATAL ",
					      "Completed transition",
					      "Fencing",
					      "Shrinking ISR",
					      "Expanding ISR",
					      "unfenced",
					      "active controller",
					      "shutdown",
					      "started"};

	/* Settings and stack traces, which begin otherwise, are many and tell little. */
	for (size_t i = 0; i < ARRAY_LEN(needles) && *line == '['; i++)
		if (strstr(line, needles[i]))
			return true;
	return false;
}

static void log_line(const struct page *p, const struct log_line *l)
{
	size_t n = strlen(l->text);
	char *text;

	/* Not within a character: its first byte is not 10xxxxxx. */
	if (n > LINE_BYTES)
		for (n = LINE_BYTES; n > 0 && ((unsigned char)l->text[n] & 0xc0) == 0x80;
		     n--)
			;
	text = xstrndup(l->text, n);
	sayf(p, "%s %s %s%s\n", WHEN(p, l->at_ns), page_node(p, l->node), text,
	     l->text[n] ? " …" : "");
	free(text);
}

/* The first line at or after an instant. */
static size_t first_at(const struct log_line *lines, size_t n, int64_t at_ns)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (lines[middle].at_ns < at_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* At most `most` of them; returns how many more there are. */
static size_t some_lines(const struct page *p, const struct log_line *lines, size_t n,
			 struct span of, size_t most)
{
	size_t shown = 0, more = 0;

	for (size_t i = first_at(lines, n, of.from_ns);
	     i < n && lines[i].at_ns <= of.to_ns; i++) {
		if (!tells(lines[i].text))
			continue;
		if (shown < most) {
			log_line(p, &lines[i]);
			shown++;
		} else {
			more++;
		}
	}
	return more;
}

static void log_lines(const struct page *p, const struct episode *x,
		      const struct log_line *lines, size_t n)
{
	const struct window *w = x->longest;
	int64_t middle = w->from_ns + (w->to_ns - w->from_ns) / 2;
	struct span begin = {w->from_ns - NS_PER_S / 2, w->from_latest_ns + 2 * NS_PER_S};
	struct span end = {w->to_earliest_ns - NS_PER_S, w->to_ns};
	size_t more;

	if (n == 0)
		return;
	if (begin.to_ns > middle)
		begin.to_ns = middle;
	if (end.from_ns <= begin.to_ns)
		end.from_ns = begin.to_ns + 1;
	put(p, "<p class=\"what\">");
	say(p, W(p, LOG_LINES));
	put(p, "</p><pre tabindex=\"0\">");
	more = some_lines(p, lines, n, begin, LINES_BEGIN);
	more += some_lines(p, lines, n, end, LINES_END);
	if (more)
		sayf(p, "(+ %zu %s: logs/)", more, W(p, LINES_LEFT_OUT));
	put(p, "</pre>\n");
}

/* ---- all of it ---- */

static void summary(const struct page *p, const struct episode *x, const struct window *w)
{
	char *name = page_workload(p, x->workload), *length = page_window_length(w);

	put(p, "<summary><b>");
	say(p, name);
	put(p, "</b> ");
	sayf(p, "%s .. %s · %s · %s",
	     w->unstarted ? W(p, BEFORE_BEGIN) : WHEN(p, x->from_ns),
	     w->open ? W(p, OPEN_END) : WHEN(p, x->to_ns), length,
	     reason_name(w->why.reason));
	put(p, "</summary>\n");
	free(length);
	free(name);
}

void episode_tell(const struct page *p, const struct episode *x,
		  const struct log_line *lines, size_t n_lines)
{
	const struct window *w = x->longest;

	if (!w)
		return;
	put(p, "<details class=\"evidence\">");
	summary(p, x, w);
	put(p, "<div id=\"");
	episode_anchor(p, x);
	put(p, "\"><dl>\n");
	edges(p, w);
	parts(p, x);
	counts(p, x);
	errors(p, w);
	cause(p, w);
	shares(p, w);
	seen(p, w);
	cluster_then(p, w);
	put(p, "</dl>\n");
	log_lines(p, x, lines, n_lines);
	put(p, "</div></details>\n");
}
