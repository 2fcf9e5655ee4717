#include "cluster/dotenv.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "yaml/diag.h"

#include <ctype.h>

enum { DOTENV_MAX = 1024 * 1024 };

struct dotenv {
	const char *path;
	const char *p; /* next character */
	size_t line;
	yaml_lookup_fn *lookup;
	void *arg;
	struct pair_list *out;
	struct err *e;
};

/* Names the file itself set come first. */
static const char *look_up(void *arg, const char *name)
{
	struct dotenv *d = arg;
	const char *outer = d->lookup ? d->lookup(d->arg, name) : NULL;

	return outer ? outer : pair_list_get(d->out, name);
}

static int expand(struct dotenv *d, const char *raw, struct strbuf *out)
{
	struct diags said = DIAGS_INIT;
	int rc = yaml_interpolate_text(raw, look_up, d, NULL, out, &said);

	if (rc < 0)
		err_set(d->e, CODE_ENV_FILE, "%s:%zu: %s", d->path, d->line,
			said.len > 0 ? said.list[0].message : "bad variable");
	diags_release(&said);
	return rc;
}

static void unescape(char c, struct strbuf *out)
{
	static const char names[] = "nrt", values[] = "\n\r\t";
	const char *at = strchr(names, c);

	if (at)
		strbuf_addch(out, values[at - names]);
	else if (c == '$')
		strbuf_addstr(out, "$$"); /* for expand() */
	else
		strbuf_addch(out, c);
}

static int quoted(struct dotenv *d, char quote, struct strbuf *out)
{
	size_t begin = d->line;

	for (d->p++; *d->p && *d->p != quote; d->p++) {
		if (*d->p == '\n')
			d->line++;
		if (*d->p == '\\' && quote == '"' && d->p[1])
			unescape(*++d->p, out);
		else
			strbuf_addch(out, *d->p);
	}
	if (!*d->p)
		return err_set(d->e, CODE_ENV_FILE, "%s:%zu: a quote that does not end",
			       d->path, begin);
	d->p += strcspn(d->p, "\n");
	return 0;
}

static void unquoted(struct dotenv *d, struct strbuf *out)
{
	const char *begin = d->p, *end = begin;

	for (; *d->p && *d->p != '\n'; d->p++) {
		if (*d->p == '#' && (d->p == begin || isspace((unsigned char)d->p[-1])))
			break;
		if (!isspace((unsigned char)*d->p))
			end = d->p + 1;
	}
	strbuf_add(out, begin, (size_t)(end - begin));
	d->p += strcspn(d->p, "\n");
}

static int read_value(struct dotenv *d, struct strbuf *out)
{
	struct strbuf raw = STRBUF_INIT;
	char quote = *d->p;
	int rc = 0;

	if (quote == '\'' || quote == '"')
		rc = quoted(d, quote, &raw);
	else
		unquoted(d, &raw);
	if (rc == 0 && quote == '\'')
		strbuf_addstr(out, strbuf_text(&raw));
	else if (rc == 0)
		rc = expand(d, strbuf_text(&raw), out);
	strbuf_release(&raw);
	return rc;
}

static void skip_blanks(struct dotenv *d)
{
	while (*d->p == ' ' || *d->p == '\t' || *d->p == '\r')
		d->p++;
}

static void inherit(struct dotenv *d, const char *name)
{
	const char *value = d->lookup ? d->lookup(d->arg, name) : NULL;

	if (value)
		pair_list_set(d->out, name, value);
}

static int read_line(struct dotenv *d)
{
	struct strbuf value = STRBUF_INIT;
	size_t n;
	char *name;
	int rc = 0;

	if (strncmp(d->p, "export ", 7) == 0)
		d->p += 7;
	skip_blanks(d);
	n = strcspn(d->p, "=: \t\r\n");
	name = xstrndup(d->p, n);
	d->p += n;
	skip_blanks(d);
	if (n == 0 || !strchr("=:\n", *d->p)) {
		rc = err_set(d->e, CODE_ENV_FILE, "%s:%zu: not a line 'NAME=value'",
			     d->path, d->line);
	} else if (*d->p == '=' || *d->p == ':') {
		d->p++;
		skip_blanks(d);
		rc = read_value(d, &value);
		if (rc == 0)
			pair_list_set(d->out, name, strbuf_text(&value));
	} else {
		inherit(d, name);
	}
	free(name);
	strbuf_release(&value);
	return rc;
}

int dotenv_parse(const char *path, const char *text, yaml_lookup_fn *lookup, void *arg,
		 struct pair_list *out, struct err *e)
{
	struct dotenv d = {.path = path,
			   .p = text,
			   .line = 1,
			   .lookup = lookup,
			   .arg = arg,
			   .out = out,
			   .e = e};

	while (*d.p) {
		skip_blanks(&d);
		if (*d.p == '#')
			d.p += strcspn(d.p, "\n");
		else if (*d.p && *d.p != '\n' && read_line(&d) < 0)
			return -1;
		if (*d.p == '\n') {
			d.p++;
			d.line++;
		}
	}
	return 0;
}

int dotenv_load(const char *path, bool must, yaml_lookup_fn *lookup, void *arg,
		struct pair_list *out, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	int rc = 0;

	if (!must && !file_exists(path))
		return 0;
	rc = file_read(path, DOTENV_MAX, &text, e);
	if (rc == 0)
		rc = dotenv_parse(path, strbuf_text(&text), lookup, arg, out, e);
	strbuf_release(&text);
	return rc;
}
