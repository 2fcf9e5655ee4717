#include "yaml/interpolate.h"

#include "base/mem.h"
#include "base/utf8.h"

enum {
	NESTED_MAX = 32,
	FAR_RIGHT = 4096, /* columns; to look there for each value would take seconds */
};

/* One text being replaced. Nested parts are stretches of the same text, so that a mistake in
 * them has its place too. */
struct expansion {
	yaml_lookup_fn *lookup;
	void *arg;
	struct diags *diags;
	const char *text;
	struct ypos at; /* where the text stands ... */
	bool is_exact;  /* ... character by character (no escapes, no folding) */
	struct strbuf out;
	unsigned nested;
};

/* ${name op word}; `op` is 0 for $name and ${name}. */
struct variable {
	const char *from, *to; /* all of it */
	char *name;
	char op;
	bool empty_is_unset; /* the colon forms */
	const char *word, *word_end;
};

static struct ypos place(const struct expansion *x, const char *from, const char *to)
{
	struct ypos at = x->at;

	if (x->is_exact) {
		at.col += utf8_count(x->text, (size_t)(from - x->text));
		at.len = utf8_count(from, (size_t)(to - from));
	}
	return at;
}

#define REPORT(x, code, from, to, ...)                                       \
	do {                                                                 \
		struct ypos report_at = place((x), (from), (to));            \
		diags_found_at((x)->diags, (code), &report_at, __VA_ARGS__); \
	} while (0)

static bool is_name_start(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *skip_name(const char *p, const char *end)
{
	if (p == end || !is_name_start(*p))
		return p;
	while (p < end && (is_name_start(*p) || (*p >= '0' && *p <= '9')))
		p++;
	return p;
}

/* The brace that pairs with one just before p. */
static const char *closing(const char *p, const char *end)
{
	unsigned open = 1;

	for (; p < end; p++) {
		if (*p == '{')
			open++;
		if (*p == '}' && --open == 0)
			return p;
	}
	return NULL;
}

static bool never_closed(const struct expansion *x, const struct variable *v,
			 const char *end)
{
	REPORT(x, CODE_VARIABLE, v->from, end, "'${' is never closed by '}'");
	return false;
}

/* After "${name": what shall happen. */
static bool read_operator(const struct expansion *x, struct variable *v, const char *p,
			  const char *end)
{
	v->empty_is_unset = p < end && *p == ':';
	p += v->empty_is_unset ? 1 : 0;
	if (p == end)
		return never_closed(x, v, end);
	if (*p == '-' || *p == '?' || *p == '+') {
		v->op = *p++;
	} else if (*p != '}' || v->empty_is_unset) {
		REPORT(x, CODE_VARIABLE, v->from, p + 1,
		       "'${%s' may go on with '}', ':-', '-', ':?', '?', ':+' or '+' only",
		       v->name);
		return false;
	}
	v->word = p;
	v->word_end = closing(p, end);
	if (!v->word_end)
		return never_closed(x, v, end);
	v->to = v->word_end + 1;
	return true;
}

/* Reads the variable whose '$' is at v->from; v->name may be set even on failure. */
static bool read_variable(const struct expansion *x, struct variable *v, const char *end)
{
	bool braced = v->from + 1 < end && v->from[1] == '{';
	const char *name = v->from + (braced ? 2 : 1);
	const char *after = skip_name(name, end);

	if (after == name && braced) {
		REPORT(x, CODE_VARIABLE, v->from, name,
		       "'${' wants the name of a variable");
		return false;
	}
	if (after == name) {
		REPORT(x, CODE_VARIABLE, v->from, name,
		       "'$' wants the name of a variable; write '$$' for a dollar sign");
		return false;
	}
	v->name = xstrndup(name, (size_t)(after - name));
	v->to = after;
	return braced ? read_operator(x, v, after, end) : true;
}

static bool expand(struct expansion *x, const char *p, const char *end);

static bool expand_word(struct expansion *x, const struct variable *v)
{
	bool ok;

	if (x->nested == NESTED_MAX) {
		REPORT(x, CODE_VARIABLE, v->from, v->to,
		       "variables are nested deeper than %d levels", NESTED_MAX);
		return false;
	}
	x->nested++;
	ok = expand(x, v->word, v->word_end);
	x->nested--;
	return ok;
}

static void report_required(struct expansion *x, const struct variable *v, size_t len)
{
	const char *why = strbuf_text(&x->out) + len; /* the word, expanded */

	if (*why)
		REPORT(x, CODE_VARIABLE, v->from, v->to, "variable '%s' is required: %s",
		       v->name, why);
	else
		REPORT(x, CODE_VARIABLE, v->from, v->to, "variable '%s' is required: %s",
		       v->name, v->empty_is_unset ? "set it to something" : "set it");
}

static bool replace(struct expansion *x, const struct variable *v)
{
	const char *value = x->lookup(x->arg, v->name);
	bool is_set = value && !(v->empty_is_unset && !*value);
	size_t len = x->out.len;

	if (v->op == '+')
		return is_set ? expand_word(x, v) : true;
	if (is_set) {
		strbuf_addstr(&x->out, value);
		return true;
	}
	if (v->op == '-')
		return expand_word(x, v);
	if (v->op == '?') {
		if (expand_word(x, v))
			report_required(x, v, len);
		return false;
	}
	REPORT(x, CODE_VARIABLE_UNSET, v->from, v->to,
	       "variable '%s' is not set, continuing with an empty text", v->name);
	return true;
}

/* At a '$'; returns where to go on, or NULL after an error. */
static const char *expand_dollar(struct expansion *x, const char *p, const char *end)
{
	struct variable v = {.from = p};
	bool ok;

	if (p + 1 < end && p[1] == '$') {
		strbuf_addch(&x->out, '$');
		return p + 2;
	}
	ok = read_variable(x, &v, end) && replace(x, &v);
	free(v.name);
	return ok ? v.to : NULL;
}

static bool expand(struct expansion *x, const char *p, const char *end)
{
	while (p && p < end) {
		const char *dollar = memchr(p, '$', (size_t)(end - p));
		const char *stop = dollar ? dollar : end;

		strbuf_add(&x->out, p, (size_t)(stop - p));
		p = dollar ? expand_dollar(x, dollar, end) : end;
	}
	return p != NULL;
}

/* Looks whether the file has the very text at this place, maybe behind a quote. */
static void find_exact_place(struct expansion *x)
{
	size_t len, skip, n = strlen(x->text);
	const char *line;

	if (!x->at.source || x->at.line == 0 || x->at.col > FAR_RIGHT ||
	    strchr(x->text, '\n'))
		return;
	line = source_line(x->at.source, x->at.line, &len);
	skip = utf8_skip(line, len, x->at.col - 1);
	if (skip < len && (line[skip] == '"' || line[skip] == '\'')) {
		skip++;
		x->at.col++;
	}
	x->is_exact = len - skip >= n && memcmp(line + skip, x->text, n) == 0;
}

int yaml_interpolate_text(const char *text, yaml_lookup_fn *lookup, void *arg,
			  const struct ypos *at, struct strbuf *out, struct diags *d)
{
	struct expansion x = {.lookup = lookup, .arg = arg, .diags = d, .text = text};
	struct ypos whole = at ? *at : (struct ypos){0};
	bool ok;

	x.at = whole;
	find_exact_place(&x);
	if (!x.is_exact)
		x.at = whole;
	strbuf_limit(&x.out, YAML_MAX_SCALAR);
	ok = expand(&x, text, text + strlen(text));
	if (ok && x.out.overflow) {
		diags_found_at(
			d, CODE_TOO_LARGE, &whole,
			"with its variables replaced, the text is longer than %d KiB",
			YAML_MAX_SCALAR / 1024);
		ok = false;
	}
	if (ok)
		strbuf_add(out, strbuf_text(&x.out), x.out.len);
	strbuf_release(&x.out);
	return ok ? 0 : -1;
}

struct walk {
	yaml_lookup_fn *lookup;
	void *arg;
	struct diags *diags;
	size_t total; /* bytes of new texts */
};

static void replace_text(struct ynode *n, struct walk *w)
{
	struct strbuf out = STRBUF_INIT;
	size_t room = YAML_MAX_INTERPOLATED - w->total;

	if (n->interpolated || !strchr(n->text, '$'))
		return;
	n->interpolated = true;
	n->is_broken = true; /* until it went well */
	if (yaml_interpolate_text(n->text, w->lookup, w->arg, &n->pos, &out, w->diags) <
	    0)
		goto out;
	if (out.len > room) {
		diags_found_at(
			w->diags, CODE_TOO_LARGE, &(struct ypos){.source = n->pos.source},
			"with its variables replaced, the file is larger than %d MiB",
			YAML_MAX_INTERPOLATED / 1024 / 1024);
		goto out;
	}
	w->total += out.len;
	n->is_broken = false;
	n->replaced = strbuf_detach(&out);
	n->text = n->replaced;
out:
	strbuf_release(&out);
}

/* No deeper than YAML_MAX_DEPTH, no longer than YAML_MAX_NODES. */
static void walk(struct ynode *n, struct walk *w)
{
	if (n->kind == YNODE_SCALAR)
		replace_text(n, w);
	yaml_foreach (e, n)
		walk(e->value, w);
}

void yaml_interpolate(struct ynode *root, yaml_lookup_fn *lookup, void *arg,
		      struct diags *d)
{
	struct walk w = {.lookup = lookup, .arg = arg, .diags = d};

	if (root)
		walk(root, &w);
}
