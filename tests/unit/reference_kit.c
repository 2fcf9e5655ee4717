#include "reference_kit.h"

#include "base/file.h"
#include "base/mem.h"
#include "unit.h"

enum { FILE_MAX = 256 * 1024 };

static const char *type_name(enum field_type type)
{
	static const char *const names[] = {
		[FIELD_TEXT] = "text",          [FIELD_INT] = "number",
		[FIELD_BOOL] = "true, false",   [FIELD_DURATION] = "duration",
		[FIELD_SIZE] = "size",          [FIELD_RATE] = "rate",
		[FIELD_PERCENT] = "percentage", [FIELD_CHOICE] = "",
		[FIELD_SELECTOR] = "selector",  [FIELD_LIST] = "list",
		[FIELD_MAP] = "mapping",        [FIELD_ANY] = "text or mapping",
		[FIELD_CPUS] = "CPUs",
	};

	return names[type];
}

static void add_choices(struct strbuf *out, const char *choices)
{
	for (const char *p = choices; p && *p; p++)
		strbuf_addstr(out, *p == '|' ? ", " : (char[2]){*p, '\0'});
}

static void add_type(struct strbuf *out, const struct field *f)
{
	strbuf_addstr(out, type_name(f->type));
	if (f->type == FIELD_SELECTOR && f->choices)
		strbuf_addstr(out, ", ");
	add_choices(out, f->choices);
}

void reference_field(const struct field *f, struct strbuf *out)
{
	strbuf_addf(out, "| `%s` | ", f->name);
	add_type(out, f);
	if (f->fallback)
		strbuf_addf(out, " | `%s` | %s |\n", f->fallback, f->help);
	else
		strbuf_addf(out, " | %s | %s |\n",
			    f->flags & FIELD_REQUIRED ? "required" : "", f->help);
}

void reference_fields(const struct field *rows, struct strbuf *out)
{
	strbuf_addstr(out, "| key | what | default | meaning |\n"
			   "| --- | --- | --- | --- |\n");
	for (; rows->name; rows++)
		reference_field(rows, out);
}

/* Where the block's text begins and ends. */
static void find_block(const char *page, const char *name, const char **begin,
		       const char **end)
{
	char *first = xasprintf("<!-- %s: written ", name);
	char *last = xasprintf("<!-- end of %s -->\n", name);
	const char *at = strstr(page, first);

	ck_assert_msg(at != NULL, "no mark '%s'", first);
	*begin = strchr(at, '\n');
	ck_assert_ptr_nonnull(*begin);
	(*begin)++;
	*end = strstr(*begin, last);
	ck_assert_msg(*end != NULL, "no mark '%s'", last);
	free(first);
	free(last);
}

static void replace(const char *path, const char *page, const char *begin,
		    const char *end, const char *text)
{
	struct strbuf out = STRBUF_INIT;
	struct err e = {0};

	strbuf_add(&out, page, (size_t)(begin - page));
	strbuf_addstr(&out, text);
	strbuf_addstr(&out, end);
	ck_assert_int_eq(file_write_atomic(path, strbuf_text(&out), out.len, &e), 0);
	strbuf_release(&out);
}

/* Says the first line that is another. */
static void compare(const char *path, const char *is, const char *text)
{
	size_t same = 0, line = 0;

	for (; is[same] && is[same] == text[same]; same++)
		if (text[same] == '\n')
			line = same + 1;
	ck_assert_msg(is[same] == text[same],
		      "%s is not what the tables say (KCHAOS_ACCEPT=1 writes it):\n"
		      "is     %.*s\nshould %.*s",
		      path, (int)strcspn(is + line, "\n"), is + line,
		      (int)strcspn(text + line, "\n"), text + line);
}

void reference_block(const char *path, const char *name, const char *text)
{
	struct strbuf page = STRBUF_INIT;
	struct err e = {0};
	const char *begin, *end;
	char *is;

	ck_assert_int_eq(file_read(path, FILE_MAX, &page, &e), 0);
	find_block(strbuf_text(&page), name, &begin, &end);
	is = xstrndup(begin, (size_t)(end - begin));
	if (getenv("KCHAOS_ACCEPT")) /* the tables are right: write them down */
		replace(path, strbuf_text(&page), begin, end, text);
	else
		compare(path, is, text);
	free(is);
	strbuf_release(&page);
}
