/* What a node's kernel has of ours, as the script of net_script.c printed it. */
#include "base/mem.h"
#include "base/str.h"
#include "fault/net_script.h"

#include <inttypes.h>

/* "1763797400.123456789"; a date without fractions (or with a literal %N) tells too little. */
static int64_t read_instant(const char *text)
{
	int64_t s = 0, ns = 0;
	int digits = 0;

	for (; *text >= '0' && *text <= '9' && s <= UINT32_MAX; text++)
		s = s * 10 + (*text - '0');
	if (*text != '.' || s > UINT32_MAX) /* a clock of 2106 */
		return NEVER;
	for (text++; *text >= '0' && *text <= '9' && digits < 9; text++, digits++)
		ns = ns * 10 + (*text - '0');
	return digits == 9 ? s * NS_PER_S + ns : NEVER;
}

/* "1763797400.123456789 eth0": what follows the instant. */
static bool has_devices(const char *text, const char *end)
{
	size_t instant = strcspn(text, " \n");

	return text + instant + strspn(text + instant, " ") < end;
}

bool net_seen_read(const char *output, struct net_seen *out)
{
	static const char at[] = "kchaos: at ", was[] = "\nkchaos: was\n",
			  is[] = "\nkchaos: is\n";
	const char *a = strstr(output, at), *b = a ? strstr(a, was) : NULL;
	const char *begin = b ? b + strlen(was) - 1 : NULL; /* at the line's end */
	const char *c = begin ? strstr(begin, is) : NULL;

	if (!c)
		return false;
	*out = (struct net_seen){.at_wall_ns = read_instant(a + strlen(at)),
				 .has_devices = has_devices(a + strlen(at), b),
				 .was = xstrndup(begin, (size_t)(c - begin)),
				 .is = xstrdup(c + strlen(is))};
	return true;
}

void net_seen_release(struct net_seen *s)
{
	free(s->was);
	free(s->is);
	*s = (struct net_seen){0};
}

/* NULL at the end. */
static const char *next_line(const char **rest, size_t *out_len)
{
	const char *line = *rest;

	if (!line || !*line)
		return NULL;
	*out_len = strcspn(line, "\n");
	*rest = line + *out_len + (line[*out_len] == '\n');
	return line;
}

static bool line_has(const char *line, size_t len, const char *what)
{
	return memmem(line, len, what, strlen(what)) != NULL;
}

/* "[12:720] -A KCHAOS -s 10.0.0.2/32 -m comment --comment "kchaos:7:0" -j DROP" */
size_t net_count_rules(const char *look, int64_t number, int64_t *out_packets)
{
	char mark[40];
	const char *line;
	size_t len, n = 0;

	*out_packets = 0;
	(void)snprintf(mark, sizeof(mark), "kchaos:%" PRId64 ":", number);
	while ((line = next_line(&look, &len))) {
		if (!line_has(line, len, mark))
			continue;
		n++;
		if (*line == '[')
			*out_packets += strtoll(line + 1, NULL, 10);
	}
	return n;
}

/* A line such as "qdisc tbf 6b63: dev eth0 root refcnt 2 ..." */
static bool has_qdisc(const char *look, bool is_in)
{
	const char *line;
	size_t len;

	while ((line = next_line(&look, &len)))
		if (line_has(line, len, " 6b63: ") &&
		    line_has(line, len, " kchaos0 ") == is_in)
			return true;
	return false;
}

bool net_has_shape(const char *look)
{
	return has_qdisc(look, false) || has_qdisc(look, true);
}

static int check_rules(const struct net_seen *s, const struct net_plan *p, struct err *e)
{
	int64_t packets;
	size_t all = 0, n;

	for (size_t i = 0; i < p->len; i++) {
		all += p->items[i].rules;
		n = net_count_rules(s->is, p->items[i].number, &packets);
		if (n != p->items[i].rules)
			return err_set(e, CODE_NO_EFFECT,
				       "its kernel shows %zu of %zu rules", n,
				       p->items[i].rules);
	}
	if (all && !strstr(s->is, "-A INPUT -j KCHAOS"))
		return err_set(e, CODE_NO_EFFECT, "its kernel does not go by our rules");
	return 0;
}

static int check_shape(const struct net_seen *s, const struct net_shape *want,
		       struct err *e)
{
	bool out = (want->out_rate || want->aim) && s->has_devices;
	bool in = want->in_rate != 0;

	if (has_qdisc(s->is, false) != out || has_qdisc(s->is, true) != in)
		return err_set(e, CODE_NETWORK_FAULT, "its kernel %s a limit of ours %s",
			       has_qdisc(s->is, false) + has_qdisc(s->is, true) < out + in
				       ? "does not show"
				       : "still shows",
			       has_qdisc(s->is, false) != out ? "on what it sends"
							      : "on what it gets");
	return 0;
}

int net_seen_check(const struct net_seen *s, const struct net_plan *p, int64_t except,
		   struct err *e)
{
	int64_t packets;

	if (except && net_count_rules(s->is, except, &packets))
		return err_set(e, CODE_STILL_THERE, "its kernel still has the rules");
	if (check_rules(s, p, e) < 0)
		return -1;
	return check_shape(s, &p->shape, e);
}
