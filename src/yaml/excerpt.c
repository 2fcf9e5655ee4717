#include "yaml/excerpt.h"

#include "base/utf8.h"

enum {
	TAB_STOP = 8,
	WIDTH = 100, /* terminal columns of the source line that are shown */
	BEFORE = 30, /* of these, before the caret when the line is cut */
	NEAR = 400,  /* characters on each side of the caret that are looked at */
};

struct line {
	const char *text;
	size_t len;
	size_t first, last;       /* the range in characters, from 0; last is exclusive */
	size_t caret, tail;       /* the range in terminal columns */
	size_t from_col, to_col;  /* the terminal columns that are shown */
	bool cut_front, cut_back; /* an ellipsis is due */
};

/* Finds the range. Of a line that may be a megabyte long only the neighbourhood is kept. */
static struct line line_at(const struct ypos *at)
{
	struct line l = {.first = at->col - 1, .last = at->col - 1 + at->len};
	size_t skip = l.first > NEAR ? l.first - NEAR : 0, bytes;

	l.text = source_line(at->source, at->line, &l.len);
	bytes = utf8_skip(l.text, l.len, skip);
	l.text += bytes;
	l.len -= bytes;
	l.first -= skip;
	l.last -= skip;
	bytes = utf8_skip(l.text, l.len, l.first + NEAR);
	l.cut_front = skip > 0;
	l.cut_back = bytes < l.len;
	l.len = bytes;
	return l;
}

static size_t width_at(const struct line *l, size_t i, size_t col, size_t *out_bytes,
		       uint32_t *out_char)
{
	*out_bytes = utf8_decode(l->text + i, l->len - i, out_char);
	if (*out_char == '\t')
		return TAB_STOP - col % TAB_STOP;
	return utf8_is_harmful(*out_char) ? 1 : utf8_width(*out_char);
}

/* Finds the terminal columns of the range; returns those of the whole line. */
static size_t measure(struct line *l)
{
	size_t col = 0, n = 0, bytes;
	uint32_t c;

	for (size_t i = 0; i < l->len; i += bytes, n++) {
		if (n == l->first)
			l->caret = col;
		if (n == l->last)
			l->tail = col;
		col += width_at(l, i, col, &bytes, &c);
	}
	if (n <= l->first)
		l->caret = col; /* just behind the line: something is missing there */
	if (n <= l->last)
		l->tail = col;
	return col;
}

static void choose_window(struct line *l)
{
	size_t all = measure(l);

	l->to_col = all;
	if (all <= WIDTH)
		return;
	l->from_col = l->caret > BEFORE ? l->caret - BEFORE : 0;
	if (l->from_col + WIDTH >= all)
		l->from_col = all - WIDTH;
	l->to_col = l->from_col + WIDTH;
	l->cut_front |= l->from_col > 0;
	l->cut_back |= l->to_col < all;
}

static void add_shown(struct strbuf *out, const struct line *l, size_t i, size_t bytes,
		      uint32_t c, size_t width)
{
	if (c == '\t')
		strbuf_addf(out, "%*s", (int)width, "");
	else if (utf8_is_harmful(c))
		strbuf_addstr(out,
			      "\xEF\xBF\xBD"); /* U+FFFD, the replacement character */
	else
		strbuf_add(out, l->text + i, bytes);
}

/* A character that straddles an edge of the window is left to the ellipsis. Returns how many
 * columns the window's first whole character stands from its edge. */
static size_t add_text(struct strbuf *out, const struct line *l)
{
	size_t col = 0, bytes, skew = 0, len_before = out->len;
	uint32_t c;

	for (size_t i = 0; i < l->len; i += bytes) {
		size_t width = width_at(l, i, col, &bytes, &c);

		if (col >= l->from_col && col + width <= l->to_col) {
			if (out->len == len_before)
				skew = col - l->from_col;
			add_shown(out, l, i, bytes, c, width);
		}
		col += width;
	}
	return skew;
}

static void add_carets(struct strbuf *out, const struct line *l, size_t indent)
{
	size_t tail = l->tail < l->to_col ? l->tail : l->to_col;

	strbuf_addf(out, "%*s^", (int)indent, "");
	for (size_t col = l->caret + 1; col < tail; col++)
		strbuf_addch(out, '~');
}

static void trim(struct strbuf *out)
{
	while (out->len && out->buf[out->len - 1] == ' ')
		out->buf[--out->len] = '\0';
}

void excerpt_add(struct strbuf *out, const struct ypos *at)
{
	struct line l;
	size_t skew;

	if (!at || !at->source || at->line == 0 || at->line > at->source->n_lines)
		return;
	l = line_at(at);
	choose_window(&l);
	strbuf_addf(out, "%5zu | %s", at->line, l.cut_front ? "…" : "");
	skew = add_text(out, &l);
	strbuf_addstr(out, l.cut_back ? "…" : "");
	trim(out);
	strbuf_addstr(out, "\n      | ");
	add_carets(out, &l, l.caret - l.from_col - skew + (l.cut_front ? 1 : 0));
	strbuf_addch(out, '\n');
}
