#include "page/html.h"

#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>

void put(const struct page *p, const char *markup)
{
	strbuf_addstr(p->out, markup);
}

void putf(const struct page *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(p->out, fmt, ap);
	va_end(ap);
}

/* How an ASCII character is written; NULL: as it is. */
static const char *entity(unsigned char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default:
		return (c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? "\xef\xbf\xbd"
									: NULL;
	}
}

/* Bytes of the UTF-8 character at `s`; 0: it is none that a document may hold. */
static size_t character(const unsigned char *s)
{
	uint32_t c = s[0] & (s[0] >= 0xf0 ? 0x07 : s[0] >= 0xe0 ? 0x0f : 0x1f);
	size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};

	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	return c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : n;
}

void say(const struct page *p, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s) {
		const char *as = *s < 0x80 ? entity(*s) : NULL;
		size_t n = *s < 0x80 ? 1 : character(s);

		if (as || n == 0)
			strbuf_addstr(p->out, as ? as : "\xef\xbf\xbd");
		else
			strbuf_add(p->out, s, n);
		s += n ? n : 1;
	}
}

void sayf(const struct page *p, const char *fmt, ...)
{
	struct strbuf b = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&b, fmt, ap);
	va_end(ap);
	say(p, strbuf_text(&b));
	strbuf_release(&b);
}

void element(const struct page *p, const char *tag, const char *class, const char *text)
{
	putf(p, "<%s", tag);
	if (class)
		putf(p, " class=\"%s\"", class);
	put(p, ">");
	say(p, text);
	putf(p, "</%s>", tag);
}

void section_begin(const struct page *p, const char *id, const char *title)
{
	/* Its name is the run's and its own: several runs have the same sections. */
	putf(p,
	     "\n<section id=\"r%zu-%s\" aria-labelledby=\"r%zu-name r%zu-%s-h\">\n<h3 "
	     "id=\"r%zu-%s-h\">",
	     p->number, id, p->number, p->number, id, p->number, id);
	say(p, title);
	put(p, "</h3>\n");
}

void section_end(const struct page *p)
{
	put(p, "</section>\n");
}

/* ---- tables ---- */

static void cell_text(const struct page *p, const char *text)
{
	for (;;) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);

		say(p, line);
		free(line);
		if (!text[n])
			return;
		put(p, "<br>");
		text += n + 1;
	}
}

static void head_row(const struct page *p, const struct table *t, size_t n)
{
	put(p, "<thead><tr>");
	for (size_t c = 0; c < n; c++) {
		if (!t->cells[c][0]) {
			put(p, "<td></td>");
			continue;
		}
		putf(p, "<th scope=\"col\"%s>", t->align[c] == 'r' ? " class=\"r\"" : "");
		cell_text(p, t->cells[c]);
		put(p, "</th>");
	}
	put(p, "</tr></thead>\n<tbody>\n");
}

/* The row of `before` with the same key; NULL: it has none. */
static char **row_like(const struct table *before, char **row, size_t keys)
{
	size_t n = strlen(before->align);

	for (size_t i = n; i + n <= before->len; i += n) {
		bool same = true;

		for (size_t k = 0; k < keys; k++)
			same = same && strcmp(before->cells[i + k], row[k]) == 0;
		if (same)
			return &before->cells[i];
	}
	return NULL;
}

/* What the cell was before; NULL: the same, or there is nothing to hold it against. */
static const char *before_of(char **was, char **row, size_t c)
{
	return was && strcmp(was[c], row[c]) != 0 ? was[c] : NULL;
}

size_t table_changes(const struct table *t, const struct table *before, size_t keys)
{
	size_t n = strlen(t->align), marked = 0;

	for (size_t i = n; before && i + n <= t->len; i += n) {
		char **was = row_like(before, &t->cells[i], keys);

		for (size_t c = keys; c < n; c++)
			marked += before_of(was, &t->cells[i], c) != NULL;
	}
	return marked;
}

static void body_cell(const struct page *p, const struct table *t, size_t c,
		      const char *text, const char *was)
{
	const char *tag = c == 0 ? "th scope=\"row\"" : "td";
	bool right = t->align[c] == 'r';

	putf(p, "<%s%s%s%s>", tag, right || was ? " class=\"" : "",
	     was     ? right ? "r new" : "new"
	     : right ? "r"
		     : "",
	     right || was ? "\"" : "");
	if (was)
		put(p, "<span class=\"mark\" aria-hidden=\"true\">◆</span> ");
	cell_text(p, text);
	if (was) {
		putf(p, " <small>%s ", W(p, WAS));
		say(p, *was ? was : "-");
		put(p, "</small>");
	}
	put(p, c == 0 ? "</th>" : "</td>");
}

size_t table_write_changed(const struct page *p, struct table *t,
			   const struct table *before, size_t keys, const char *caption)
{
	size_t n = strlen(t->align), marked = table_changes(t, before, keys);

	/* A wide table is scrolled by itself, by keys too. */
	put(p, "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"");
	say(p, caption);
	put(p, "\"><table><caption>");
	say(p, caption);
	put(p, "</caption>");
	head_row(p, t, n);
	for (size_t i = n; i + n <= t->len; i += n) {
		char **was = before ? row_like(before, &t->cells[i], keys) : NULL;

		put(p, "<tr>");
		for (size_t c = 0; c < n; c++)
			body_cell(p, t, c, t->cells[i + c],
				  c < keys ? NULL : before_of(was, &t->cells[i], c));
		put(p, "</tr>\n");
	}
	put(p, "</tbody></table></div>\n");
	table_clear(t);
	return marked;
}

void table_write(const struct page *p, struct table *t, const char *caption, bool shown)
{
	if (!shown)
		put(p, "<div class=\"uncaptioned\">");
	(void)table_write_changed(p, t, NULL, 0, caption);
	if (!shown)
		put(p, "</div>");
}

/* ---- instants, lengths, names ---- */

double page_seconds(const struct page *p, int64_t at_ns)
{
	return ns_to_s(at_ns - p->f->begin_ns);
}

char *page_when(const struct page *p, char *buf, size_t cap, int64_t at_ns)
{
	if (at_ns == NEVER)
		(void)snprintf(buf, cap, "-");
	else
		(void)snprintf(buf, cap, "%+.2f s", page_seconds(p, at_ns));
	return buf;
}

char *page_length(char *buf, size_t cap, int64_t ns)
{
	if (ns <= 0)
		(void)snprintf(buf, cap, "-");
	else
		(void)str_duration(buf, cap, ns);
	return buf;
}

char *page_share(char *buf, size_t cap, uint64_t part, uint64_t whole)
{
	uint64_t thousandths = whole ? part * 100000 / whole : 0;

	if (whole == 0)
		(void)snprintf(buf, cap, "-");
	else
		(void)snprintf(buf, cap, "%" PRIu64 ".%03" PRIu64 " %%",
			       thousandths / 1000, thousandths % 1000);
	return buf;
}

const char *page_node(const struct page *p, int32_t id)
{
	const struct node *n = topology_by_id(&p->f->run->header.topology, id);

	return n ? n->name : W(p, NOBODY);
}

char *page_action(const struct page *p, const struct action_finding *a)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, a->kind);
	for (size_t i = 0; i < a->nodes.len; i++)
		strbuf_addf(&b, "%s%s", i ? ", " : " ", page_node(p, a->nodes.id[i]));
	return strbuf_detach(&b);
}

char *page_window_length(const struct window *w)
{
	int64_t bar = (w->from_latest_ns - w->from_ns + w->to_ns - w->to_earliest_ns) / 2;
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, DURATION_TEXT(window_end_ns(w) - window_start_ns(w)));
	if (bar > 0)
		strbuf_addf(&b, " ± %s", DURATION_TEXT(bar));
	return strbuf_detach(&b);
}
