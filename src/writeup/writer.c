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

const char *keep(struct writer *w, char *text)
{
	*GROW(w->texts, w->n_texts) = text;
	return text;
}

const char *keepf(struct writer *w, const char *fmt, ...)
{
	struct strbuf b = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&b, fmt, ap);
	va_end(ap);
	return keep(w, strbuf_detach(&b));
}

void say(struct writer *w, enum phrase id, const char *const *values)
{
	phrase_add(w->out, id, w->lang, values);
}

const char *said(struct writer *w, enum phrase id, const char *const *values)
{
	struct strbuf b = STRBUF_INIT;

	phrase_add(&b, id, w->lang, values);
	return keep(w, strbuf_detach(&b));
}

void paragraph(struct writer *w, enum phrase id, const char *const *values)
{
	say(w, id, values);
	strbuf_addstr(w->out, "\n\n");
}

void item(struct writer *w, enum phrase id, const char *const *values)
{
	strbuf_addstr(w->out, "- ");
	say(w, id, values);
	strbuf_addch(w->out, '\n');
}

const char *number(struct writer *w, uint64_t n)
{
	return keepf(w, "%" PRIu64, n);
}

static const char *in_language(struct writer *w, const char *text)
{
	struct strbuf b = STRBUF_INIT;

	if (w->lang == LANG_EN)
		return text;
	translate_units(text, &b);
	return keep(w, strbuf_detach(&b));
}

const char *decimal(struct writer *w, double n, int digits)
{
	char *text = xasprintf("%.*f", digits, n);
	char *point = strchr(text, '.');

	if (point && w->lang == LANG_RU)
		*point = ',';
	return keep(w, text);
}

const char *length(struct writer *w, int64_t ns)
{
	return in_language(w, keepf(w, "%s", DURATION_TEXT(ns)));
}

const char *length_bar(struct writer *w, int64_t ns, int64_t bar_ns)
{
	return bar_ns >= 50 * NS_PER_US
		       ? keepf(w, "%s ± %s", length(w, ns), length(w, bar_ns))
		       : length(w, ns);
}

const char *when(struct writer *w, int64_t at_ns)
{
	if (at_ns == NEVER)
		return "—";
	return in_language(w, keepf(w, "%+.2f s", ns_to_s(at_ns - w->f->begin_ns)));
}

const char *bytes(struct writer *w, int64_t n)
{
	return in_language(w, keepf(w, "%s", BYTES_TEXT(n)));
}

const char *share(struct writer *w, uint64_t part, uint64_t of)
{
	uint64_t hundredths = of ? (uint64_t)((double)part * 10000.0 / (double)of) : 0;

	if (part == of)
		hundredths = 10000;
	return keepf(w, "%" PRIu64 "%c%02" PRIu64 " %%", hundredths / 100,
		     w->lang == LANG_RU ? ',' : '.', hundredths % 100);
}

const char *name(struct writer *w, const char *text)
{
	struct strbuf b = STRBUF_INIT;

	report_escape(&b, text ? text : "?");
	return keep(w, strbuf_detach(&b));
}

/* A longer run of backticks than any in it; a bar would end a table's cell even in code. */
const char *quote(struct writer *w, const char *text)
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
	return keep(w, strbuf_detach(&b));
}

const char *node_name(struct writer *w, int32_t id)
{
	const struct node *n = topology_by_id(&w->f->run->header.topology, id);

	return n ? name(w, n->name) : said(w, SAY_NOBODY, NULL);
}

const char *node_names(struct writer *w, const struct ids *nodes)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < nodes->len; i++)
		strbuf_addf(&b, "%s%s", i ? ", " : "", node_name(w, nodes->id[i]));
	return keep(w, strbuf_detach(&b));
}

const char *workload_name(struct writer *w, size_t i)
{
	return name(w, w->plan->workloads[i].name);
}

const char *joined(struct writer *w, const char *const *items, size_t n)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			strbuf_addstr(&b, i + 1 < n ? ", " : said(w, SAY_AND, NULL));
		strbuf_addstr(&b, items[i]);
	}
	return keep(w, strbuf_detach(&b));
}

void table_head(struct writer *w, const enum phrase *titles, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_addstr(w->out, "| ");
		say(w, titles[i], NULL);
		strbuf_addch(w->out, ' ');
	}
	strbuf_addstr(w->out, "|\n");
	for (size_t i = 0; i < n; i++)
		strbuf_addstr(w->out, "| --- ");
	strbuf_addstr(w->out, "|\n");
}

void table_row(struct writer *w, const char *const *cells)
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

void fence(struct writer *w, const char *text)
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

void block_begin(struct writer *w, const char *id)
{
	mark(w, "begin", id);
}

void block_end(struct writer *w, const char *id)
{
	mark(w, "end", id);
	strbuf_addch(w->out, '\n');
}

void own_words(struct writer *w)
{
	paragraph(w, SAY_OWN_WORDS, NULL);
}
