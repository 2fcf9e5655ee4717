/*
 * xml.h - texts into XML 1.0, such that nothing in them is markup and every reader accepts them.
 *
 * Each appends. Pure. Threads: any. Fails: never: what XML cannot hold is left out (report/plain.h).
 */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "base/strbuf.h"

/* Between tags. */
void xml_text(struct strbuf *out, const char *text);

/* ` name="value"`; nothing for NULL. */
void xml_attr(struct strbuf *out, const char *name, const char *value);
void xml_attr_f(struct strbuf *out, const char *name, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

#endif
