#include "yaml/source.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

/* Bytes of the line end at p, or 0: the five that libyaml knows. */
static size_t line_end(const char *p, size_t n)
{
	switch ((unsigned char)p[0]) {
	case '\n': return 1;
	case '\r': return n > 1 && p[1] == '\n' ? 2 : 1;
	case 0xC2: return n > 1 && memcmp(p, "\xC2\x85", 2) == 0 ? 2 : 0;
	case 0xE2:
		return n > 2 && (memcmp(p, "\xE2\x80\xA8", 3) == 0 ||
				 memcmp(p, "\xE2\x80\xA9", 3) == 0)
			       ? 3
			       : 0;
	default: return 0;
	}
}

static void index_lines(struct source *s)
{
	*GROW(s->lines, s->n_lines) = 0;
	for (size_t i = 0; i < s->len;) {
		size_t end = line_end(s->text + i, s->len - i);

		i += end ? end : 1;
		if (end)
			*GROW(s->lines, s->n_lines) = i;
	}
}

void source_init(struct source *s, const char *path, const char *text, size_t len)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t skip = len >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;

	*s = (struct source){.path = xstrdup(path), .len = len - skip};
	s->text = xcalloc(s->len + 1, 1);
	if (s->len) /* text may be NULL when there is none */
		memcpy(s->text, text + skip, s->len);
	index_lines(s);
}

int source_load(struct source *s, const char *path, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	int rc = file_read(path, SOURCE_MAX, &text, e);

	*s = (struct source){0};
	if (rc == 0)
		source_init(s, path, strbuf_text(&text), text.len);
	strbuf_release(&text);
	return rc;
}

void source_release(struct source *s)
{
	if (!s)
		return;
	free(s->path);
	free(s->text);
	free(s->lines);
	*s = (struct source){0};
}

const char *source_line(const struct source *s, size_t line, size_t *out_len)
{
	size_t from, end;

	*out_len = 0;
	if (line == 0 || line > s->n_lines)
		return "";
	from = s->lines[line - 1];
	end = line < s->n_lines ? s->lines[line] : s->len;
	for (size_t back = 3; back > 0 && line < s->n_lines; back--)
		if (end - from >= back && line_end(s->text + end - back, back) == back) {
			end -= back;
			break;
		}
	*out_len = end - from;
	return s->text + from;
}

size_t source_line_chars(const struct source *s, size_t line)
{
	size_t len;
	const char *text = source_line(s, line, &len);

	return utf8_count(text, len);
}
