#include "writeup/writer.h"

#include "base/mem.h"
#include "base/str.h"
#include "report/answer.h"
#include "writeup/translate.h"

#include <inttypes.h>

void writer_end(struct writer *w)
{
	for (size_t i = 0; i < w->n_texts; i++)
		free(w->texts[i]);
	free(w->texts);
	w->texts = NULL;
	w->n_texts = 0;
}

const char *w_keep(struct writer *w, char *text)
{
	*GROW(w->texts, w->n_texts) = text;
	return text;
}

const char *w_keepf(struct writer *w, const char *fmt, ...)
{
	struct strbuf b = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&b, fmt, ap);
	va_end(ap);
	return w_keep(w, strbuf_detach(&b));
}

void w_say(struct writer *w, enum phrase id, const char *const *values)
{
	phrase_add(w->out, id, w->lang, values);
}

const char *w_said(struct writer *w, enum phrase id, const char *const *values)
{
	struct strbuf b = STRBUF_INIT;

	phrase_add(&b, id, w->lang, values);
	return w_keep(w, strbuf_detach(&b));
}

void w_paragraph(struct writer *w, enum phrase id, const char *const *values)
{
	w_say(w, id, values);
	strbuf_addstr(w->out, "\n\n");
}

void w_item(struct writer *w, enum phrase id, const char *const *values)
{
	strbuf_addstr(w->out, "- ");
	w_say(w, id, values);
	strbuf_addch(w->out, '\n');
}

const char *w_number(struct writer *w, uint64_t n)
{
	return w_keepf(w, "%" PRIu64, n);
}

static const char *in_language(struct writer *w, const char *text)
{
	struct strbuf b = STRBUF_INIT;

	if (w->lang == LANG_EN)
		return text;
	translate_units(text, &b);
	return w_keep(w, strbuf_detach(&b));
}

const char *w_decimal(struct writer *w, double n, int digits)
{
	char *text = xasprintf("%.*f", digits, n);
	char *point = strchr(text, '.');

	if (point && w->lang == LANG_RU)
		*point = ',';
	return w_keep(w, text);
}

const char *w_length(struct writer *w, int64_t ns)
{
	return in_language(w, w_keepf(w, "%s", DURATION_TEXT(ns)));
}

const char *w_length_bar(struct writer *w, int64_t ns, int64_t bar_ns)
{
	return bar_ns >= 50 * NS_PER_US
		       ? w_keepf(w, "%s ± %s", w_length(w, ns), w_length(w, bar_ns))
		       : w_length(w, ns);
}

const char *w_when(struct writer *w, int64_t at_ns)
{
	if (at_ns == NEVER)
		return "—";
	return in_language(w, w_keepf(w, "%+.2f s", ns_to_s(at_ns - w->f->begin_ns)));
}

const char *w_bytes(struct writer *w, int64_t n)
{
	return in_language(w, w_keepf(w, "%s", BYTES_TEXT(n)));
}

const char *w_share(struct writer *w, uint64_t part, uint64_t of)
{
	uint64_t hundredths = of ? (uint64_t)((double)part * 10000.0 / (double)of) : 0;

	if (part == of)
		hundredths = 10000;
	return w_keepf(w, "%" PRIu64 "%c%02" PRIu64 " %%", hundredths / 100,
		       w->lang == LANG_RU ? ',' : '.', hundredths % 100);
}

const char *w_name(struct writer *w, const char *text)
{
	struct strbuf b = STRBUF_INIT;

	report_escape(&b, text ? text : "?");
	return w_keep(w, strbuf_detach(&b));
}

/* A longer run of backticks than any in it; a bar would end a table's cell even in code. */
const char *w_quote(struct writer *w, const char *text)
{
	bool ticks = strchr(text, '`');
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, ticks ? "``` " : "`");
	for (; *text; text++) {
		if (*text == '|')
			strbuf_addch(&b, '\\');
		strbuf_addch(&b, (char)((unsigned char)*text < ' ' ? ' ' : *text));
	}
	strbuf_addstr(&b, ticks ? " ```" : "`");
	return w_keep(w, strbuf_detach(&b));
}

const char *w_node_name(struct writer *w, int32_t id)
{
	const struct node *n = topology_by_id(&w->f->run->header.topology, id);

	return n ? w_name(w, n->name) : w_said(w, SAY_NOBODY, NULL);
}

const char *w_node_names(struct writer *w, const struct ids *nodes)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < nodes->len; i++)
		strbuf_addf(&b, "%s%s", i ? ", " : "", w_node_name(w, nodes->id[i]));
	return w_keep(w, strbuf_detach(&b));
}

const char *w_workload_name(struct writer *w, size_t i)
{
	return w_name(w, w->plan->workloads[i].name);
}

const char *w_joined(struct writer *w, const char *const *items, size_t n)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			strbuf_addstr(&b, i + 1 < n ? ", " : w_said(w, SAY_AND, NULL));
		strbuf_addstr(&b, items[i]);
	}
	return w_keep(w, strbuf_detach(&b));
}

void w_table_head(struct writer *w, const enum phrase *titles, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_addstr(w->out, "| ");
		w_say(w, titles[i], NULL);
		strbuf_addch(w->out, ' ');
	}
	strbuf_addstr(w->out, "|\n");
	for (size_t i = 0; i < n; i++)
		strbuf_addstr(w->out, "| --- ");
	strbuf_addstr(w->out, "|\n");
}

void w_table_row(struct writer *w, const char *const *cells)
{
	for (; *cells; cells++)
		strbuf_addf(w->out, "| %s ", *cells);
	strbuf_addstr(w->out, "|\n");
}

static size_t longest_ticks(const char *text)
{
	size_t longest = 0, now = 0;

	for (; *text; text++) {
		now = *text == '`' ? now + 1 : 0;
		longest = now > longest ? now : longest;
	}
	return longest;
}

/* Our own marks within somebody's text would be taken for blocks. */
static void add_unmarked(struct strbuf *out, const char *text)
{
	const char *mark;

	while ((mark = strstr(text, "<!--"))) {
		strbuf_add(out, text, (size_t)(mark - text));
		strbuf_addstr(out, "< !--");
		text = mark + 4;
	}
	strbuf_addstr(out, text);
}

void w_fence(struct writer *w, const char *text)
{
	size_t ticks = longest_ticks(text) + 1;

	if (ticks < 3)
		ticks = 3;
	for (size_t i = 0; i < ticks; i++)
		strbuf_addch(w->out, '`');
	strbuf_addch(w->out, '\n');
	add_unmarked(w->out, text);
	for (size_t i = 0; i < ticks; i++)
		strbuf_addch(w->out, '`');
	strbuf_addstr(w->out, "\n\n");
}

static void mark(struct writer *w, const char *what, const char *id)
{
	strbuf_addf(w->out, "<!-- kchaos:%s ", what);
	if (w->n_runs > 1)
		strbuf_addf(w->out, "run-%zu-", w->run + 1);
	strbuf_addf(w->out, "%s -->\n", id);
}

void w_block_begin(struct writer *w, const char *id)
{
	mark(w, "begin", id);
}

void w_block_end(struct writer *w, const char *id)
{
	mark(w, "end", id);
	strbuf_addch(w->out, '\n');
}

void w_own_words(struct writer *w)
{
	w_paragraph(w, SAY_OWN_WORDS, NULL);
}
