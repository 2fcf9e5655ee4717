#include "writeup/phrase.h"

#include <ctype.h>
#include <stdlib.h>

static const char *const templates[PHRASE_COUNT][LANG_COUNT] = {
#define PHRASE_ROW(id, en, ru) [SAY_##id] = {[LANG_EN] = (en), [LANG_RU] = (ru)},
	PHRASES(PHRASE_ROW)
#undef PHRASE_ROW
};

const char *phrase_template(enum phrase id, enum lang lang)
{
	return templates[id][lang];
}

/* 1, 21, 101: one; 2 to 4, 22 to 24: few; 0, 5 to 20, 111: many. */
static size_t russian_form(unsigned long long n)
{
	unsigned long long tens = n % 100, ones = n % 10;

	if (tens >= 11 && tens <= 14)
		return 2;
	return ones == 1 ? 0 : ones >= 2 && ones <= 4 ? 1 : 2;
}

size_t phrase_form(enum lang lang, const char *text)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);
	bool is_fraction = (*end == '.' || *end == ',') && isdigit((unsigned char)end[1]);

	if (lang == LANG_EN)
		return n == 1 && !is_fraction ? 0 : 1;
	return is_fraction ? 1 : russian_form(n); /* 2,5 записи */
}

/* Forms are separated by '|' and end with '}'; the last one stands for those that are missing. */
void phrase_add_form(struct strbuf *out, const char *place, enum lang lang,
		     const char *value)
{
	const char *p = place + 3, *end = strchr(place, '}');
	size_t form = phrase_form(lang, value);
	const char *stop = memchr(p, '|', (size_t)(end - p));

	while (form > 0 && stop) {
		p = stop + 1;
		stop = memchr(p, '|', (size_t)(end - p));
		form--;
	}
	strbuf_add(out, p, (size_t)((stop ? stop : end) - p));
}

void phrase_add(struct strbuf *out, enum phrase id, enum lang lang,
		const char *const *values)
{
	const char *p = templates[id][lang];

	while (*p) {
		size_t plain = strcspn(p, "{");
		const char *value;

		strbuf_add(out, p, plain);
		p += plain;
		if (!*p)
			return;
		value = values[p[1] - '0'];
		if (p[2] == ':')
			phrase_add_form(out, p, lang, value);
		else
			strbuf_addstr(out, value);
		p = strchr(p, '}') + 1;
	}
}
