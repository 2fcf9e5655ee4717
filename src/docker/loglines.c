#include "docker/loglines.h"

#include "docker/instant.h"

void log_lines_init(struct log_lines *l, int64_t since_wall_ns, log_line_fn *fn,
		    void *arg)
{
	*l = (struct log_lines){.fn = fn, .arg = arg, .last_ns = NEVER, .skip_ns = NEVER};
	if (since_wall_ns > 0)
		l->skip_ns = since_wall_ns;
	for (size_t i = 0; i < ARRAY_LEN(l->part); i++) {
		strbuf_limit(&l->part[i].text, LOG_LINE_MAX);
		l->part[i].wall_ns = NEVER;
	}
}

static bool was_told(const struct log_lines *l, int64_t wall_ns)
{
	return wall_ns != NEVER && l->skip_ns != NEVER && wall_ns <= l->skip_ns;
}

static void end_line(struct log_lines *l, struct log_part *p)
{
	struct log_line line = {.wall_ns = p->wall_ns,
				.is_stderr = p == &l->part[1],
				.is_cut = p->is_cut,
				.len = p->text.len};

	if (line.len > 0 && p->text.buf[line.len - 1] == '\r') /* a terminal's line end */
		p->text.buf[--line.len] = '\0';
	line.text = strbuf_text(&p->text);
	if (!was_told(l, line.wall_ns)) {
		if (line.wall_ns > l->last_ns)
			l->last_ns = line.wall_ns;
		l->fn(l->arg, &line);
	}
	strbuf_clear(&p->text);
	p->is_cut = false;
}

static void add_text(struct log_part *p, const char *bytes, size_t n)
{
	size_t room = LOG_LINE_MAX - p->text.len;

	p->is_cut = p->is_cut || n > room;
	strbuf_add(&p->text, bytes, n < room ? n : room);
}

/* Decides about the collected bytes: the time, or text like any other. */
static void end_stamp(struct log_part *p, bool has_blank)
{
	int64_t at_ns = NEVER;

	if (has_blank) {
		p->stamp[p->stamp_len] = '\0';
		at_ns = instant_parse(p->stamp);
	}
	if (p->text.len ==
	    0) /* else: a further piece of a long line, whose time it keeps */
		p->wall_ns = at_ns;
	if (at_ns == NEVER) {
		add_text(p, p->stamp, p->stamp_len);
		if (has_blank)
			add_text(p, " ", 1);
	}
	p->stamp_len = 0;
	p->in_text = true;
}

/* Collects the time; returns how many bytes it took. */
static size_t take_stamp(struct log_part *p, const char *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (bytes[i] == ' ' || bytes[i] == '\n' ||
		    p->stamp_len == sizeof(p->stamp) - 1) {
			end_stamp(p, bytes[i] == ' ');
			return bytes[i] == ' ' ? i + 1 : i;
		}
		p->stamp[p->stamp_len++] = bytes[i];
	}
	return i;
}

static void take(struct log_lines *l, struct log_part *p, const char *bytes, size_t n)
{
	while (n > 0) {
		size_t used = p->in_text ? 0 : take_stamp(p, bytes, n);
		const char *nl;

		bytes += used;
		n -= used;
		if (n == 0)
			return;
		nl = memchr(bytes, '\n', n);
		used = nl ? (size_t)(nl - bytes) + 1 : n;
		add_text(p, bytes, nl ? used - 1 : used);
		if (nl) {
			end_line(l, p);
			p->in_text = !l->is_raw; /* a terminal's lines each have a time */
		}
		bytes += used;
		n -= used;
	}
}

/*
 * A frame is one message of the engine's: its time, then text. A line too long for one message
 * comes as several, each with its time again: it is taken out of the middle of the line.
 */
static void on_frame(void *arg, enum frame_stream stream, const char *bytes, size_t n,
		     bool is_last)
{
	struct log_lines *l = arg;
	struct log_part *p = &l->part[stream == FRAME_STDERR || stream == FRAME_SYSTEM];

	take(l, p, bytes, n);
	if (!is_last)
		return;
	if (p->stamp_len > 0)
		end_stamp(p, false);
	p->in_text = false;
}

int log_lines_feed(struct log_lines *l, const char *bytes, size_t n)
{
	if (n == 0)
		return 0;
	if (!l->is_begun) {
		l->is_begun = true;
		l->is_raw = (unsigned char)bytes[0] > FRAME_SYSTEM;
	}
	if (!l->is_raw)
		return frames_feed(&l->frames, bytes, n, on_frame, l);
	take(l, &l->part[0], bytes, n);
	return 0;
}

void log_lines_end(struct log_lines *l)
{
	for (size_t i = 0; i < ARRAY_LEN(l->part); i++) {
		struct log_part *p = &l->part[i];

		if (p->stamp_len > 0)
			end_stamp(p, false);
		if (p->text.len > 0)
			end_line(l, p);
	}
}

void log_lines_release(struct log_lines *l)
{
	for (size_t i = 0; i < ARRAY_LEN(l->part); i++)
		strbuf_release(&l->part[i].text);
}
