#include "base/utf8.h"
#include "yaml/parse.h"

static struct ypos place_of(const struct source *s, size_t offset)
{
	size_t line = 1;

	while (line < s->n_lines && s->lines[line] <= offset)
		line++;
	return (struct ypos){
		.source = s,
		.line = line,
		.col = 1 + utf8_count(s->text + s->lines[line - 1],
				      offset - s->lines[line - 1]),
		.len = 1,
	};
}

/* What YAML 1.2 calls a printable character (5.1). */
static bool is_printable(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return c != 0x7F && (c < 0x80 || c >= 0xA0 || c == 0x85) && c != 0xFEFF &&
	       c != 0xFFFE && c != 0xFFFF;
}

static void refuse(const struct source *s, size_t offset, uint32_t c, struct diags *d)
{
	struct ypos at = place_of(s, offset);
	unsigned byte = (unsigned char)s->text[offset];

	if (c == UTF8_BAD && offset == 0 && (byte == 0xFF || byte == 0xFE))
		diags_found_at(
			d, CODE_NO_TEXT, &(struct ypos){.source = s},
			"the file is not UTF-8 but looks like UTF-16: save it as UTF-8");
	else if (c == UTF8_BAD)
		diags_found_at(d, CODE_NO_TEXT, &at, "byte 0x%02x is not UTF-8 text",
			       byte);
	else if (c == 0)
		diags_found_at(d, CODE_NO_TEXT, &at,
			       "a NUL byte: this is not a text file");
	else
		diags_found_at(d, CODE_NO_TEXT, &at,
			       "character U+%04X is not allowed in YAML", (unsigned)c);
}

bool parse_check_text(const struct source *s, struct diags *d)
{
	uint32_t c;

	for (size_t i = 0, n; i < s->len; i += n) {
		n = utf8_decode(s->text + i, s->len - i, &c);
		if (c != UTF8_BAD && is_printable(c))
			continue;
		refuse(s, i, c, d);
		return false;
	}
	return true;
}
