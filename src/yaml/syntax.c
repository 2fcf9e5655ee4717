#include "yaml/syntax.h"

#include "base/utf8.h"
#include "yaml/tree.h"

enum where {
	HERE,           /* where libyaml stumbled */
	HERE_AND_START, /* and where the thing starts that it was reading */
	START,          /* only there: the mistake is that it has no end */
};

/* libyaml says what it looked for; this says what is usually the matter. */
static const struct saying {
	const char *part; /* of libyaml's "context: problem" */
	const char *say;  /* NULL: libyaml's own words */
	enum where where;
} sayings[] = {
	{"tab character", "a tab may not indent: use spaces", HERE},
	{"mapping values are not allowed",
	 "':' is not expected here: is the indentation right, or does the text need quotes?",
	 HERE},
	{"block sequence entries are not allowed",
	 "a list item is not expected here: is the indentation right?", HERE},
	{"did not find expected key",
	 "a key is expected here: is the indentation right, or a quote missing?",
	 HERE_AND_START},
	{"did not find expected '-'",
	 "a list item ('- ') is expected here: is the indentation right?",
	 HERE_AND_START},
	{"could not find expected ':'", "':' is missing after the key", START},
	{"did not find expected ',' or ']'", "',' or ']' is expected here",
	 HERE_AND_START},
	{"did not find expected ',' or '}'", "',' or '}' is expected here",
	 HERE_AND_START},
	{"quoted scalar: found unexpected end", "the closing quote is missing", START},
	{"did not find expected <document start>",
	 "more text after the end of the document: is the indentation right?", HERE},
	{"did not find expected node content", "a value is expected here", HERE},
	{"found incompatible YAML document", "only YAML 1.1 and 1.2 can be read", HERE},
	{"", NULL, HERE_AND_START}, /* fits everything */
};

/* A place beyond the text is moved to the end of the last line with something in it. */
static struct ypos place(const struct source *s, const yaml_mark_t *mark)
{
	struct ypos at = {.source = s, .line = mark->line + 1, .col = mark->column + 1};
	size_t last = s->n_lines, chars;

	while (last > 1 && source_line_chars(s, last) == 0)
		last--;
	if (at.line > last)
		at = (struct ypos){.source = s, .line = last, .col = SIZE_MAX};
	chars = source_line_chars(s, at.line);
	if (at.col > chars + 1)
		at.col = chars + 1;
	return at;
}

static uint32_t char_at(const struct ypos *at)
{
	size_t len, skip;
	const char *line = source_line(at->source, at->line, &len);
	uint32_t c = 0;

	skip = utf8_skip(line, len, at->col - 1);
	if (skip < len)
		(void)utf8_decode(line + skip, len - skip, &c); /* only the character */
	return c;
}

static void report_bad_start(const struct ypos *at, struct diags *d)
{
	uint32_t c = char_at(at);

	if (c == '\t')
		diags_found_at(d, CODE_NO_YAML, at, "a tab may not indent: use spaces");
	else
		diags_found_at(d, CODE_NO_YAML, at,
			       "a value may not start with '%c': put it in quotes",
			       c > 0x20 && c < 0x7F ? (int)c : '?');
}

static const struct saying *find_saying(const char *what)
{
	const struct saying *s = sayings;

	while (!strstr(what, s->part))
		s++; /* the last one fits */
	return s;
}

static void report(const yaml_parser_t *yaml, const struct source *s, const char *what,
		   struct diags *d)
{
	const struct saying *g = find_saying(what);
	struct ypos here = place(s, &yaml->problem_mark);
	struct ypos start = place(s, &yaml->context_mark);
	const struct ypos *at = g->where == START ? &start : &here;

	if (strstr(what, "cannot start any token"))
		report_bad_start(at, d);
	else if (g->say)
		diags_found_at(d, CODE_NO_YAML, at, "%s", g->say);
	else
		diags_found_at(d, CODE_NO_YAML, at, "not YAML: %s", what);
	if (g->where == HERE_AND_START && yaml->context && start.line < here.line)
		diags_add(d, DIAG_NOTE, &start, "%s that starts here", yaml->context);
}

void syntax_error(const yaml_parser_t *yaml, const struct source *s, struct diags *d)
{
	const char *problem = yaml->problem ? yaml->problem : "out of memory";
	struct strbuf what = STRBUF_INIT;

	strbuf_addf(&what, "%s%s%s", yaml->context ? yaml->context : "",
		    yaml->context ? ": " : "", problem);
	report(yaml, s, strbuf_text(&what), d);
	strbuf_release(&what);
}
