#include "report/plain.h"

#include "base/utf8.h"

/* XML 1.0 forbids the C0 ones and the last two of a plane's; DEL and C1 are terminals' commands. */
static bool is_text(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n';
	return !(c >= 0x7F && c <= 0x9F) && (c & 0xFFFEU) != 0xFFFEU;
}

char *plain_text(const char *text)
{
	struct strbuf out = STRBUF_INIT;
	size_t n = text ? strlen(text) : 0, len;
	uint32_t c;

	for (size_t i = 0; i < n; i += len) {
		len = utf8_decode(text + i, n - i, &c);
		if (c == UTF8_BAD)
			strbuf_addstr(&out, "\xef\xbf\xbd");
		else if (is_text(c))
			strbuf_add(&out, text + i, len);
	}
	return strbuf_detach(&out);
}
