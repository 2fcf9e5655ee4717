#include "yaml/diag.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "yaml/excerpt.h"
#include "yaml/tree.h"

enum {
	KEPT = 1000,         /* enough to find the first DIAGS_SHOWN by position */
	MESSAGE_CHARS = 500, /* a 64 KiB value need not be repeated in full */
	MESSAGE_BYTES = 16 * 1024,
};

static const char *const kind_names[] = {
	[DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note"};

void diags_release(struct diags *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->len; i++) {
		free(d->list[i].path);
		free(d->list[i].message);
		free(d->list[i].excerpt);
	}
	free(d->list);
	*d = (struct diags)DIAGS_INIT;
}

PRINTF_LIKE(1, 0) static char *render_message(const char *fmt, va_list ap)
{
	struct strbuf raw = STRBUF_INIT, shown = STRBUF_INIT;

	strbuf_vaddf(&raw, fmt, ap);
	if (raw.len > MESSAGE_BYTES)
		raw.buf[MESSAGE_BYTES] = '\0';
	utf8_add_escaped(&shown, strbuf_text(&raw), MESSAGE_CHARS);
	strbuf_release(&raw);
	return strbuf_detach(&shown);
}

static char *render_excerpt(const struct ypos *at)
{
	struct strbuf out = STRBUF_INIT;

	excerpt_add(&out, at);
	return strbuf_detach(&out);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool said_already(const struct diags *d, const struct diag *new)
{
	for (size_t i = 0; i < d->len; i++) {
		const struct diag *old = &d->list[i];

		if (old->kind == new->kind && old->line == new->line &&
		    old->col == new->col &&same_text(old->path, new->path) &&
		    strcmp(old->message, new->message) == 0)
			return true;
	}
	return false;
}

/* The number of a file: that of its first diagnostic, or the next one. */
static size_t file_number(const struct diags *d, const char *path)
{
	size_t next = 0;

	for (size_t i = 0; i < d->len; i++) {
		if (same_text(d->list[i].path, path))
			return d->list[i].file;
		if (d->list[i].file >= next)
			next = d->list[i].file + 1;
	}
	return next;
}

/* Decides on a new diagnostic; keeps the order "head, its notes" in `head`. */
static bool is_wanted(struct diags *d, const struct diag *new)
{
	if (new->kind == DIAG_NOTE)
		return !d->skip_notes;
	d->skip_notes = said_already(d, new);
	if (d->skip_notes)
		return false;
	d->count[new->kind]++;
	d->skip_notes = d->len >= KEPT;
	return !d->skip_notes;
}

/* What a code is: what an err brought is an error, whatever sort of one. */
static enum diag_kind kind_of(enum code code)
{
	return code == CODE_NONE                               ? DIAG_NOTE
	       : code_find((int)code)->kind == CODE_IS_WARNING ? DIAG_WARNING
							       : DIAG_ERROR;
}

static enum code general(enum diag_kind kind)
{
	static const enum code codes[] = {[DIAG_ERROR] = CODE_MISTAKE,
					  [DIAG_WARNING] = CODE_WARNING,
					  [DIAG_NOTE] = CODE_NONE};

	return codes[kind];
}

PRINTF_LIKE(4, 0)
static void add(struct diags *d, enum code code, const struct ypos *at, const char *fmt,
		va_list ap)
{
	const struct source *source = at ? at->source : NULL;
	enum diag_kind kind = kind_of(code);
	struct diag new = {
		.kind = kind, .code = code, .path = source ? source->path : NULL};
	size_t n = d->len;

	new.line = source ? at->line : 0;
	new.col = new.line ? at->col : 0;
	new.message = render_message(fmt, ap);
	if (!is_wanted(d, &new)) {
		free(new.message);
		return;
	}
	new.file = file_number(d, new.path);
	new.head = kind == DIAG_NOTE &&n > 0 ? d->list[n - 1].head : n;
	new.path = new.path ? xstrdup(new.path) : NULL;
	new.excerpt = render_excerpt(at);
	*GROW(d->list, d->len) = new;
}

void diags_add(struct diags *d, enum diag_kind kind, const struct ypos *at,
	       const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, general(kind), at, fmt, ap);
	va_end(ap);
}

void diags_found_at(struct diags *d, enum code code, const struct ypos *at,
		    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, code, at, fmt, ap);
	va_end(ap);
}

void diags_found(struct diags *d, enum code code, const struct ynode *at, const char *fmt,
		 ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, code, at ? &at->pos : NULL, fmt, ap);
	va_end(ap);
}

void diags_error(struct diags *d, const struct ynode *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, CODE_MISTAKE, at ? &at->pos : NULL, fmt, ap);
	va_end(ap);
}

void diags_warn(struct diags *d, const struct ynode *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, CODE_WARNING, at ? &at->pos : NULL, fmt, ap);
	va_end(ap);
}

void diags_note(struct diags *d, const struct ynode *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, CODE_NONE, at ? &at->pos : NULL, fmt, ap);
	va_end(ap);
}

size_t diags_count_errors(const struct diags *d)
{
	return d->count[DIAG_ERROR];
}

size_t diags_count_warnings(const struct diags *d)
{
	return d->count[DIAG_WARNING];
}

static int compare_sizes(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

/* By file and place of the heads; a note follows its head, in the order they were added. */
static int compare(const void *left, const void *right, void *arg)
{
	const struct diag *list = arg;
	size_t l = *(const size_t *)left, r = *(const size_t *)right;
	const struct diag *a = &list[list[l].head], *b = &list[list[r].head];
	int by = compare_sizes(a->file, b->file);

	if (by == 0)
		by = compare_sizes(a->line, b->line);
	if (by == 0)
		by = compare_sizes(a->col, b->col);
	if (by == 0)
		by = compare_sizes(list[l].head, list[r].head);
	return by ? by : compare_sizes(l, r);
}

static void add_place(struct strbuf *out, const struct diag *g)
{
	if (!g->path)
		return;
	utf8_add_escaped(out, g->path, MESSAGE_CHARS);
	if (g->line)
		strbuf_addf(out, ":%zu:%zu", g->line, g->col);
	strbuf_addstr(out, ": ");
}

static void add_rest(const struct diags *d, enum diag_kind kind, struct strbuf *out)
{
	size_t more = d->count[kind] > DIAGS_SHOWN ? d->count[kind] - DIAGS_SHOWN : 0;

	if (more)
		strbuf_addf(out, "and %zu more %s%s\n", more, kind_names[kind],
			    more == 1 ? "" : "s");
}

const char *diag_kind_name(enum diag_kind k)
{
	return kind_names[k];
}

size_t *diags_order(const struct diags *d)
{
	size_t *order = xcalloc(d->len, sizeof(*order));

	for (size_t i = 0; i < d->len; i++)
		order[i] = i;
	qsort_r(order, d->len, sizeof(*order), compare, d->list);
	return order;
}

void diags_text(const struct diags *d, struct strbuf *out)
{
	size_t *order = diags_order(d);
	size_t shown[DIAG_NOTE + 1] = {0};
	bool hidden =
		false; /* the head at hand is beyond DIAGS_SHOWN, and so are its notes */

	for (size_t i = 0; i < d->len; i++) {
		const struct diag *g = &d->list[order[i]];

		if (g->kind != DIAG_NOTE)
			hidden = ++shown[g->kind] > DIAGS_SHOWN;
		if (hidden)
			continue;
		add_place(out, g);
		strbuf_addf(out, "%s: %s", kind_names[g->kind], g->message);
		if (g->code != CODE_NONE)
			strbuf_addf(out, " [%s]", code_text(g->code));
		strbuf_addf(out, "\n%s", g->excerpt);
	}
	add_rest(d, DIAG_ERROR, out);
	add_rest(d, DIAG_WARNING, out);
	free(order);
}
