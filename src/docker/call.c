#include "docker/call.h"

#include "base/mem.h"

#include <inttypes.h>

enum { ID_DIGITS = 64, ID_SHOWN = 12 };

void call_release(struct call *c)
{
	strbuf_release(&c->path);
	strbuf_release(&c->query);
	http_reply_release(&c->reply);
	strbuf_release(&c->target);
	free(c->json);
	free(c->what);
	c->json = c->what = NULL;
}

void call_path(struct call *c, const char *before, const char *escaped, const char *after)
{
	strbuf_addstr(&c->path, before);
	http_escape(&c->path, escaped);
	strbuf_addstr(&c->path, after);
}

void call_query(struct call *c, const char *key, const char *value)
{
	strbuf_addf(&c->query, "%c%s=", c->query.len ? '&' : '?', key);
	http_escape(&c->query, value);
}

void call_query_int(struct call *c, const char *key, int64_t value)
{
	strbuf_addf(&c->query, "%c%s=%" PRId64, c->query.len ? '&' : '?', key, value);
}

void call_filters(struct call *c, json_t *take)
{
	char *text = json_object_size(take) ? json_dumps(take, JSON_COMPACT) : NULL;

	if (text)
		call_query(c, "filters", text);
	free(text);
	json_decref(take);
}

void call_filter_labels(struct call *c, const struct text_list *labels)
{
	json_t *o = json_object();

	if (labels)
		js_put_texts(o, "label", labels);
	call_filters(c, o);
}

void call_filter_label(struct call *c, const char *label)
{
	struct text_list one = {0};

	if (label)
		text_list_add(&one, label);
	call_filter_labels(c, &one);
	text_list_release(&one);
}

bool call_ok(const struct call *c)
{
	return c->reply.status >= 200 && c->reply.status < 300;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Ids are 64 digits, of which people know the first 12. */
static void shorten_ids(char *text)
{
	char *to = text;

	while (*text) {
		size_t digits = 0;

		while (is_hex(text[digits]))
			digits++;
		size_t take = digits ? digits : 1;

		memmove(to, text, digits == ID_DIGITS ? ID_SHOWN : take);
		to += digits == ID_DIGITS ? ID_SHOWN : take;
		text += take;
	}
	*to = '\0';
}

/* The engine passes on what other programs wrote, line ends and all. */
static void join_lines(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text != '\n' && *text != '\r')
			*to++ = *text;
		else if (text[1] != ':' && text[1] != '\n')
			*to++ = ' ';
	}
	*to = '\0';
}

char *call_message(const struct strbuf *body)
{
	json_t *o = json_loadb(strbuf_text(body), body->len, 0, NULL);
	const char *said = js_text(o, "message");
	char *text = xstrdup(*said ? said : strbuf_text(body));
	size_t n = strlen(text);

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
		text[--n] = '\0';
	json_decref(o);
	join_lines(text);
	shorten_ids(text);
	return text;
}

char *call_what(const struct call *c)
{
	char *text = xasprintf("%s %s", c->method, strbuf_text(&c->path));

	shorten_ids(text);
	return text;
}

/* Known by its address: whatever words stood here, an engine could say them. */
const char call_never_gone[] = "";

bool call_gone(const struct call *c, const char *words)
{
	char *text;
	bool is_gone;

	if (c->reply.status != 404 || words == NEVER_GONE)
		return false;
	text = call_message(&c->reply.body);
	is_gone = words ? strcasestr(text, words) != NULL
			: strcasestr(text, "page not found") == NULL;
	free(text);
	return is_gone;
}

int call_refused(const struct call *c, struct err *e)
{
	char *text = call_message(&c->reply.body), *what = call_what(c);

	(void)err_set(e, CODE_ENGINE_REFUSED, "Docker engine: %s: %ld %s", what,
		      c->reply.status, text);
	free(text);
	free(what);
	return -1;
}

enum engine_result call_act(struct engine *en, struct call *c, const char *gone_words,
			    struct err *e)
{
	enum engine_result result = ENGINE_FAILED;

	if (call_run(en, c, e) < 0)
		goto out;
	if (call_ok(c))
		result = ENGINE_DONE;
	else if (c->reply.status == 304)
		result = ENGINE_ALREADY;
	else if (call_gone(c, gone_words))
		result = ENGINE_GONE;
	else
		(void)call_refused(c, e);
out:
	call_release(c);
	return result;
}

enum engine_result call_json(struct engine *en, struct call *c, const char *gone_words,
			     json_t **out, struct err *e)
{
	char *what;

	*out = NULL;
	if (call_run(en, c, e) < 0)
		return ENGINE_FAILED;
	if (call_gone(c, gone_words))
		return ENGINE_GONE;
	if (!call_ok(c)) {
		(void)call_refused(c, e);
		return ENGINE_FAILED;
	}
	*out = js_parse(strbuf_text(&c->reply.body), c->reply.body.len, e);
	if (*out)
		return ENGINE_DONE;
	what = call_what(c);
	(void)err_wrap(e, "%s", what);
	free(what);
	return ENGINE_FAILED;
}
