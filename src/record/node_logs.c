#include "base/file.h"
#include "base/mem.h"
#include "record/mapped.h"
#include "record/reader.h"

/* Exactly what stream_log_line() writes before the text: "+12.345678901 out ". */
static bool read_digits(const char **at, const char *end, size_t least, size_t most,
			int64_t *out)
{
	const char *from = *at;
	int64_t n = 0;

	while (*at < end && **at >= '0' && **at <= '9' && (size_t)(*at - from) < most)
		n = n * 10 + (*(*at)++ - '0');
	*out = n;
	return (size_t)(*at - from) >= least;
}

static bool read_stamp(const char **at, const char *end, int64_t *out_ns)
{
	int64_t whole, part;
	bool is_negative;

	if (*at == end || (**at != '+' && **at != '-'))
		return false;
	is_negative = *(*at)++ == '-';
	if (!read_digits(at, end, 1, 9, &whole) || *at == end || *(*at)++ != '.')
		return false;
	if (!read_digits(at, end, 9, 9, &part) || *at == end || *(*at)++ != ' ')
		return false;
	*out_ns = whole * NS_PER_S + part;
	if (is_negative)
		*out_ns = -*out_ns;
	return true;
}

/* Sets `out->text` to a copy of the line's text when the line lies in the span. */
static bool read_line(const char *line, size_t n, int64_t from_ns, int64_t to_ns,
		      struct log_line *out)
{
	const char *at = line, *end = line + n;

	if (!read_stamp(&at, end, &out->at_ns) || end - at < 4)
		return false;
	out->is_stderr = memcmp(at, "err ", 4) == 0;
	if (!out->is_stderr && memcmp(at, "out ", 4) != 0)
		return false;
	at += 4;
	if (out->at_ns >= from_ns && out->at_ns <= to_ns)
		out->text = xstrndup(at, (size_t)(end - at));
	return true;
}

struct span_lines {
	int64_t from_ns, to_ns;
	struct log_line *line;
	size_t len;
};

static int read_log(struct span_lines *s, const char *path, int32_t node, struct err *e)
{
	struct mapped m;
	size_t at = 0, n, number = 0;
	const char *text;
	int rc = mapped_open(&m, path, e);

	while (rc == 0 && mapped_line(&m, &at, &text, &n)) {
		struct log_line line = {.node = node};

		number++;
		if (!read_line(text, n, s->from_ns, s->to_ns, &line))
			rc = err_set(e, CODE_RUN_DAMAGED,
				     "%s:%zu: no line of a node's log", path, number);
		else if (line.text)
			*GROW(s->line, s->len) = line;
	}
	mapped_release(&m);
	return rc;
}

/* qsort() is not stable: the place in the array decides between equal times. */
struct keyed {
	struct log_line line;
	size_t place;
};

static int by_time(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;

	if (a->line.at_ns != b->line.at_ns)
		return a->line.at_ns < b->line.at_ns ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static void sort_lines(struct log_line *lines, size_t len)
{
	struct keyed *keyed = xcalloc(len, sizeof(*keyed));

	for (size_t i = 0; i < len; i++)
		keyed[i] = (struct keyed){.line = lines[i], .place = i};
	if (len > 1)
		qsort(keyed, len, sizeof(*keyed), by_time);
	for (size_t i = 0; i < len; i++)
		lines[i] = keyed[i].line;
	free(keyed);
}

int run_log_lines(const struct run *run, int64_t from_ns, int64_t to_ns,
		  struct log_line **out, size_t *out_len, struct err *e)
{
	struct span_lines s = {.from_ns = from_ns, .to_ns = to_ns};
	const struct topology *t = &run->header.topology;

	for (size_t i = 0; i < t->len; i++) {
		char *path = xasprintf("%s/logs/%s.log", run->dir, t->nodes[i].name);
		int rc = read_log(&s, path, t->nodes[i].id, e);

		free(path);
		if (rc < 0) {
			run_log_lines_free(s.line, s.len);
			return -1;
		}
	}
	sort_lines(s.line, s.len);
	*out = s.line;
	*out_len = s.len;
	return 0;
}

void run_log_lines_free(struct log_line *lines, size_t len)
{
	for (size_t i = 0; i < len; i++)
		free(lines[i].text);
	free(lines);
}
