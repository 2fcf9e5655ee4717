#include "report/xml.h"

#include "report/plain.h"

/* In an attribute a line end would be read as a blank. */
static const char *entity(char c, bool in_attribute)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return in_attribute ? "&quot;" : NULL;
	case '\n': return in_attribute ? "&#10;" : NULL;
	case '\t': return in_attribute ? "&#9;" : NULL;
	default: return NULL;
	}
}

static void escape(struct strbuf *out, const char *text, bool in_attribute)
{
	char *plain = plain_text(text);

	for (const char *p = plain; *p; p++) {
		const char *e = entity(*p, in_attribute);

		if (e)
			strbuf_addstr(out, e);
		else
			strbuf_addch(out, *p);
	}
	free(plain);
}

void xml_text(struct strbuf *out, const char *text)
{
	escape(out, text, false);
}

void xml_attr(struct strbuf *out, const char *name, const char *value)
{
	if (!value)
		return;
	strbuf_addf(out, " %s=\"", name);
	escape(out, value, true);
	strbuf_addch(out, '"');
}

void xml_attr_f(struct strbuf *out, const char *name, const char *fmt, ...)
{
	struct strbuf value = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&value, fmt, ap);
	va_end(ap);
	xml_attr(out, name, strbuf_text(&value));
	strbuf_release(&value);
}
