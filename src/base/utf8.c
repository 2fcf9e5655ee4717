#include "base/utf8.h"

struct range {
	uint32_t from, to;
};

static bool in_ranges(uint32_t c, const struct range *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= r[i].from && c <= r[i].to)
			return true;
	return false;
}

/* Length announced by the first byte and the bits it carries; 0: not a first byte. */
static size_t lead(unsigned char b, uint32_t *out_bits)
{
	if (b < 0x80) {
		*out_bits = b;
		return 1;
	}
	if (b >= 0xC2 && b <= 0xDF) {
		*out_bits = b & 0x1FU;
		return 2;
	}
	if (b >= 0xE0 && b <= 0xEF) {
		*out_bits = b & 0x0FU;
		return 3;
	}
	if (b >= 0xF0 && b <= 0xF4) {
		*out_bits = b & 0x07U;
		return 4;
	}
	return 0;
}

size_t utf8_decode(const char *p, size_t n, uint32_t *out_char)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* by length */
	uint32_t c = 0;
	size_t len = lead((unsigned char)p[0], &c);

	*out_char = UTF8_BAD;
	if (len == 0 || len > n)
		return 1;
	for (size_t i = 1; i < len; i++) {
		unsigned char b = (unsigned char)p[i];

		if ((b & 0xC0U) != 0x80U)
			return 1;
		c = c << 6 | (b & 0x3FU);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 1;
	*out_char = c;
	return len;
}

/* Plain ASCII is worth a short cut: lines may be a megabyte long. */
static size_t step(const char *p, size_t n)
{
	uint32_t c;

	return (unsigned char)p[0] < 0x80 ? 1 : utf8_decode(p, n, &c);
}

size_t utf8_count(const char *p, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; count++)
		i += step(p + i, n - i);
	return count;
}

size_t utf8_skip(const char *p, size_t n, size_t chars)
{
	size_t i = 0;

	for (; i < n && chars > 0; chars--)
		i += step(p + i, n - i);
	return i;
}

unsigned utf8_width(uint32_t c)
{
	static const struct range none[] = {
		{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
	static const struct range wide[] = {
		{0x1100, 0x115F},   {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
		{0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
		{0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
		{0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

	if (c < 0x300)
		return 1;
	if (in_ranges(c, none, ARRAY_LEN(none)))
		return 0;
	return in_ranges(c, wide, ARRAY_LEN(wide)) ? 2 : 1;
}

bool utf8_is_harmful(uint32_t c)
{
	static const struct range harmful[] = {{0x00, 0x1F},       {0x7F, 0x9F},
					       {0x061C, 0x061C},   {0x200B, 0x200F},
					       {0x2028, 0x202E},   {0x2060, 0x2069},
					       {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
					       {0xE0000, 0xE007F}, {UTF8_BAD, UTF8_BAD}};

	return in_ranges(c, harmful, ARRAY_LEN(harmful));
}

static void add_escape(struct strbuf *out, uint32_t c, unsigned char byte)
{
	if (c == '\n')
		strbuf_addstr(out, "\\n");
	else if (c == '\t')
		strbuf_addstr(out, "\\t");
	else if (c == UTF8_BAD || c < 0x80)
		strbuf_addf(out, "\\x%02x", (unsigned)byte);
	else
		strbuf_addf(out, "\\u%04x", (unsigned)c);
}

void utf8_add_escaped(struct strbuf *out, const char *text, size_t max_chars)
{
	size_t n = strlen(text);
	uint32_t c;

	for (size_t i = 0, count = 0, len; i < n; i += len, count++) {
		if (count == max_chars) {
			strbuf_addstr(out, "…");
			return;
		}
		len = utf8_decode(text + i, n - i, &c);
		if (utf8_is_harmful(c))
			add_escape(out, c, (unsigned char)text[i]);
		else
			strbuf_add(out, text + i, len);
	}
}
