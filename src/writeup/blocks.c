#include "writeup/blocks.h"

#define BEGIN "<!-- kchaos:begin "
#define END   "<!-- kchaos:end "

/* A block and what follows it up to the next one. */
struct block {
	const char *from, *to; /* with its marks */
	const char *name;      /* behind the mark, up to " -->" */
	size_t name_len;
	const char *next; /* where the text behind it ends */
};

static const char *line_at(const char *text, const char *what)
{
	const char *at = strstr(text, what);

	while (at && at > text && at[-1] != '\n')
		at = strstr(at + 1, what);
	return at;
}

static const char *behind_line(const char *p)
{
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

static bool is_named(const char *name, const struct block *b)
{
	return strncmp(name, b->name, b->name_len) == 0 &&
	       strncmp(name + b->name_len, " -->", 4) == 0;
}

/* The first block from `text` on. 0: there is none, 1: there is, -1: it does not end. */
static int next_block(const char *text, struct block *b)
{
	const char *end, *again;

	b->from = line_at(text, BEGIN);
	if (!b->from)
		return 0;
	b->name = b->from + strlen(BEGIN);
	b->name_len = strcspn(b->name, " \n");
	again = line_at(behind_line(b->from), BEGIN);
	end = line_at(behind_line(b->from), END);
	if (!end || (again && again < end) || !is_named(end + strlen(END), b))
		return -1;
	b->to = behind_line(end);
	b->next = again ? again : b->to + strlen(b->to);
	return 1;
}

static bool find_block(const char *text, const struct block *wanted, struct block *out)
{
	while (next_block(text, out) > 0) {
		if (is_named(out->name, wanted))
			return true;
		text = out->to;
	}
	return false;
}

static void add(struct strbuf *out, const char *from, const char *to)
{
	strbuf_add(out, from, (size_t)(to - from));
}

/* The blocks that follow `b` in `fresh` and that `old` does not have. */
static void add_new_ones(const char *old, const struct block *b, struct strbuf *out)
{
	struct block next, there;
	const char *at = b->to;

	while (next_block(at, &next) > 0 && !find_block(old, &next, &there)) {
		add(out, next.from, next.next);
		at = next.to;
	}
}

static int refuse(const char *path, const char *why, struct err *e)
{
	return err_set(e, CODE_OUTPUT_TAKEN,
		       "'%s' is there and %s, so it cannot be told what of it is yours: "
		       "choose another file with -o, or move it away",
		       path, why);
}

int blocks_merge(const char *path, const char *old, const char *fresh, struct strbuf *out,
		 struct err *e)
{
	struct block was, now;
	const char *at = old;
	int rc;

	if (!line_at(old, BEGIN))
		return refuse(path, "has no blocks of kchaos", e);
	while ((rc = next_block(at, &was)) > 0) {
		add(out, at, was.from);
		at = was.to;
		if (!find_block(fresh, &was, &now))
			continue;
		add(out, now.from, now.to);
		/* What a person wrote behind the block comes before blocks that are new. */
		add(out, at, was.next);
		at = was.next;
		add_new_ones(old, &now, out);
	}
	if (rc < 0)
		return refuse(path, "has a block of kchaos without its end", e);
	strbuf_addstr(out, at);
	return 0;
}
