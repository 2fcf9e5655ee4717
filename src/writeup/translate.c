#include "writeup/translate.h"

#include "report/answer.h"
#include "writeup/phrase.h"

#include <ctype.h>

/* '*' stands for any text; in the Russian one "{0}" is the first of them. The first that fits counts. */
static const struct pattern {
	const char *english, *russian;
} patterns[] = {
#include "writeup/patterns.inc"
};

static const struct {
	const char *english, *russian;
} units[] = {
	{"s", "с"},     {"ms", "мс"},   {"us", "мкс"},  {"min", "мин"},
	{"h", "ч"},     {"B", "Б"},     {"KiB", "КиБ"}, {"MiB", "МиБ"},
	{"GiB", "ГиБ"}, {"TiB", "ТиБ"}, {"MB", "МБ"},   {"%", "%"},
};

/* The Russian unit that `p` begins with; NULL: none, or a longer word. */
static const char *unit_at(const char *p, size_t *len)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		size_t n = strlen(units[i].english);

		if (strncmp(p, units[i].english, n) != 0 ||
		    isalnum((unsigned char)p[n]) || p[n] == '_')
			continue;
		*len = n;
		return units[i].russian;
	}
	return NULL;
}

static size_t number_len(const char *p)
{
	size_t n = strspn(p, "0123456789");

	if (n && p[n] == '.' && isdigit((unsigned char)p[n + 1]))
		n += 1 + strspn(p + n + 1, "0123456789");
	return n;
}

static void add_number(const char *p, size_t n, struct strbuf *out)
{
	for (size_t i = 0; i < n; i++)
		strbuf_addch(out, (char)(p[i] == '.' ? ',' : p[i]));
}

void translate_units(const char *text, struct strbuf *out)
{
	bool in_word = false;

	while (*text) {
		size_t n = in_word ? 0 : number_len(text), unit_len = 0;
		bool gap = n && text[n] == ' ';
		const char *unit = n ? unit_at(text + n + gap, &unit_len) : NULL;

		if (unit && (gap || *unit == '%')) {
			add_number(text, n, out);
			strbuf_addf(out, "%s%s", gap ? " " : "", unit);
			text += n + gap + unit_len;
			continue;
		}
		in_word = isalnum((unsigned char)*text) || strchr("._-/", *text) ||
			  (unsigned char)*text >= 0x80;
		strbuf_addch(out, *text++);
	}
}

enum { STARS = 10 };

struct match {
	const char *from[STARS];
	size_t len[STARS], n;
};

/* NOLINTNEXTLINE(misc-no-recursion): once for each star of a pattern */
static bool fits(const char *pattern, const char *text, struct match *m)
{
	size_t plain = strcspn(pattern, "*");

	if (strncmp(pattern, text, plain) != 0)
		return false;
	text += plain;
	pattern += plain;
	if (!*pattern)
		return !*text;
	for (size_t len = 0;; len++) {
		size_t star = m->n++;

		m->from[star] = text;
		m->len[star] = len;
		if (fits(pattern + 1, text + len, m))
			return true;
		m->n = star;
		if (!text[len])
			return false;
	}
}

/* Each star's text may be a sentence of its own: "kafka2 (kill at +8.00 s)". */
/* NOLINTNEXTLINE(misc-no-recursion): a star is shorter than the text it is in */
static void add_star(const char *from, size_t len, struct strbuf *out)
{
	struct strbuf part = STRBUF_INIT;

	strbuf_add(&part, from, len);
	(void)translate(strbuf_text(&part), out);
	strbuf_release(&part);
}

/* NOLINTNEXTLINE(misc-no-recursion): see add_star() */
static void add_translated(const char *russian, const struct match *m, struct strbuf *out)
{
	for (; *russian; russian++) {
		size_t star;

		if (*russian != '{') {
			strbuf_addch(out, *russian);
			continue;
		}
		star = (size_t)(russian[1] - '0');
		if (russian[2] == ':') {
			struct strbuf n = STRBUF_INIT;

			strbuf_add(&n, m->from[star], m->len[star]);
			phrase_add_form(out, russian, LANG_RU, strbuf_text(&n));
			strbuf_release(&n);
		} else {
			add_star(m->from[star], m->len[star], out);
		}
		russian = strchr(russian, '}');
	}
}

/* NOLINTNEXTLINE(misc-no-recursion): see add_star() */
bool translate(const char *text, struct strbuf *out)
{
	struct strbuf plain = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		struct match m = {.n = 0};

		if (fits(patterns[i].english, text, &m)) {
			add_translated(patterns[i].russian, &m, out);
			return true;
		}
	}
	if (number_len(text) == strlen(text))
		add_number(text, strlen(text), &plain);
	else
		translate_units(text, &plain);
	report_escape(out, strbuf_text(&plain));
	strbuf_release(&plain);
	return false;
}
