#include "report/layout.h"

#include "base/mem.h"

enum { GAP = 2, HANG = 4, LEAST_ROOM = 30 };

/* The bytes of the character at `p`, and whether it takes a column (a colour does not). */
static size_t step(const char *p, bool *out_takes_column)
{
	size_t n = 1;

	*out_takes_column = *p != '\033';
	if (*p == '\033') {
		while (p[n] && p[n - 1] != 'm')
			n++;
		return n;
	}
	while (((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Columns of the text from `from` to `to`. */
static size_t columns(const char *from, const char *to)
{
	size_t n = 0;
	bool takes;

	while (from < to) {
		from += step(from, &takes);
		n += takes;
	}
	return n;
}

size_t layout_width(const char *text)
{
	return columns(text, text + strlen(text));
}

static void spaces(struct strbuf *out, size_t n)
{
	for (; n > 0; n--)
		strbuf_addch(out, ' ');
}

void layout_vparagraph(struct strbuf *out, size_t indent, size_t width, const char *fmt,
		       va_list ap)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_vaddf(&text, fmt, ap);
	for (size_t i = 0; i < indent; i++)
		strbuf_addch(out, ' ');
	layout_wrap(out, strbuf_text(&text), indent, indent + 2, width);
	strbuf_release(&text);
}

void layout_pad(struct strbuf *out, const char *text, size_t width)
{
	size_t have = layout_width(text);
	const char *end = text;
	bool takes;

	if (have <= width) {
		strbuf_addstr(out, text);
		spaces(out, width - have);
		return;
	}
	for (size_t n = 0; n + 1 < width; n += takes)
		end += step(end, &takes);
	strbuf_add(out, text, (size_t)(end - text));
	if (width)
		strbuf_addstr(out, "…");
}

static bool is_number(const char *from, const char *to)
{
	return to > from && strchr("+-.0123456789", *from) && to[-1] >= '0' &&
	       to[-1] <= '9';
}

/* The end of the words that belong together. */
static const char *unit_end(const char *p)
{
	const char *end = p + strcspn(p, " \n");

	while (*end == ' ' && is_number(p, end)) {
		p = end + 1;
		end = p + strcspn(p, " \n");
	}
	return end;
}

void layout_wrap(struct strbuf *out, const char *text, size_t at, size_t indent,
		 size_t width)
{
	const char *p = text;
	bool first = true; /* on its line */

	while (*p) {
		const char *end = unit_end(p);
		size_t n = columns(p, end);

		if (!first && at + 1 + n > width) {
			strbuf_addch(out, '\n');
			spaces(out, indent);
			at = indent;
		} else if (!first) {
			strbuf_addch(out, ' ');
			at++;
		}
		strbuf_add(out, p, (size_t)(end - p));
		at += n;
		first = *end == '\n';
		if (*end == '\n') {
			strbuf_addch(out, '\n');
			spaces(out, indent);
			at = indent;
		}
		p = *end ? end + 1 : end;
	}
	strbuf_addch(out, '\n');
}

/* Bytes of the colour escape at `p`, 0: it is none. */
static size_t colour_len(const char *p)
{
	size_t n = 2;

	if (p[0] != '\033' || p[1] != '[')
		return 0;
	n += strspn(p + n, "0123456789;");
	return p[n] == 'm' ? n + 1 : 0;
}

/* Bytes of the control character at `p`, 0: it is none. The C1 ones take two in UTF-8. */
static size_t control_len(const char *p)
{
	const unsigned char *c = (const unsigned char *)p;

	if ((*c < ' ' && *c != '\n') || *c == 0x7f)
		return 1;
	return c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f ? 2 : 0;
}

void layout_clean(struct strbuf *text, size_t from)
{
	char *p = text->len ? text->buf + from : NULL;

	while (p && *p) {
		size_t colour = colour_len(p), control = control_len(p);

		if (!colour && control)
			memset(p, '?', control);
		p += colour ? colour : 1;
	}
}

void table_add(struct table *t, const char *fmt, ...)
{
	struct strbuf cell = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&cell, fmt, ap);
	va_end(ap);
	*GROW(t->cells, t->len) = strbuf_detach(&cell);
}

static size_t *column_widths(const struct table *t, size_t n)
{
	size_t *width = xcalloc(n, sizeof(*width));

	for (size_t i = 0; i < t->len; i++) {
		size_t w = layout_width(t->cells[i]);

		if (w > width[i % n])
			width[i % n] = w;
	}
	return width;
}

/* Under a column that starts far right there is too little room. */
static size_t hanging(size_t at, size_t indent, size_t width)
{
	return at + LEAST_ROOM > width ? indent + HANG : at;
}

/* Spaces before a cell are written only when there is something after them. */
static void print_row(const struct table *t, size_t first, const size_t *widths,
		      size_t indent, size_t width, struct strbuf *out)
{
	size_t n = strlen(t->align), at = indent, start = indent;
	size_t used = 0; /* columns written so far */

	for (size_t c = 0; c < n; c++) {
		const char *cell = t->cells[first + c];
		size_t w = layout_width(cell);
		bool wraps = c + 1 == n && t->align[c] == 'l';

		if (w) {
			at = t->align[c] == 'r' ? start + widths[c] - w : start;
			spaces(out, at - used);
			used = at + w;
		}
		if (wraps && w) {
			layout_wrap(out, cell, at,
				    t->hang ? t->hang : hanging(at, indent, width),
				    width);
			return;
		}
		strbuf_addstr(out, cell);
		start += widths[c] + GAP;
	}
	strbuf_addch(out, '\n');
}

void table_clear(struct table *t)
{
	for (size_t i = 0; i < t->len; i++)
		free(t->cells[i]);
	free(t->cells);
	t->cells = NULL;
	t->len = 0;
}

void table_print(struct table *t, size_t indent, size_t width, struct strbuf *out)
{
	size_t n = strlen(t->align);
	size_t *widths = column_widths(t, n);

	for (size_t i = 0; i + n <= t->len; i += n)
		print_row(t, i, widths, indent, width, out);
	free(widths);
	table_clear(t);
}
