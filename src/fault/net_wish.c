/* One fault in a node's network, as the line in the journal and as people read it. */
#include "base/mem.h"
#include "base/str.h"
#include "fault/net.h"

#include <inttypes.h>
#include <stddef.h>

static const char *const kinds[] = {
#define NET_NAME(id, name) [NET_##id] = (name),
	NET_KINDS(NET_NAME)
#undef NET_NAME
};

static const char *const listeners[] = {
	[NET_ANY] = "all",
	[NET_CONTROLLER] = "controller",
	[NET_REPLICATION] = "replication",
	[NET_CLIENTS] = "clients",
};

static const struct number {
	const char *name;
	size_t at;
} numbers[] = {
	{"ppm", offsetof(struct net_wish, ppm)},
	{"in", offsetof(struct net_wish, in_rate)},
	{"out", offsetof(struct net_wish, out_rate)},
	{"delay_ns", offsetof(struct net_wish, delay_ns)},
	{"jitter_ns", offsetof(struct net_wish, jitter_ns)},
};

const char *net_kind_name(enum net_kind k)
{
	return kinds[k];
}

const char *net_listener_name(enum net_listener l)
{
	return listeners[l];
}

static bool find_name(const char *const *names, size_t n, const char *name, int *out)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		*out = (int)i;
		return true;
	}
	return false;
}

bool net_listener_from(const char *name, enum net_listener *out)
{
	int i;

	if (!find_name(listeners, ARRAY_LEN(listeners), name, &i))
		return false;
	*out = (enum net_listener)i;
	return true;
}

int net_port(const struct node *n, enum net_listener l)
{
	switch (l) {
	case NET_CONTROLLER: return n->listens.controller;
	case NET_REPLICATION: return n->listens.replication;
	case NET_CLIENTS: return n->listens.clients;
	case NET_ANY: break;
	}
	return 0;
}

void net_wish_release(struct net_wish *w)
{
	ids_release(&w->from);
}

static int64_t *number_of(struct net_wish *w, const struct number *n)
{
	return (int64_t *)((char *)w + n->at);
}

void net_wish_write(const struct net_wish *w, struct strbuf *out)
{
	struct net_wish copy = *w;

	strbuf_addstr(out, kinds[w->kind]);
	if (w->from_clients || w->from.len)
		strbuf_addstr(out, " from=");
	if (w->from_clients)
		strbuf_addstr(out, "clients");
	else
		ids_text(&w->from, out);
	if (w->listener != NET_ANY)
		strbuf_addf(out, " listener=%s", listeners[w->listener]);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (*number_of(&copy, &numbers[i]))
			strbuf_addf(out, " %s=%" PRId64, numbers[i].name,
				    *number_of(&copy, &numbers[i]));
}

static bool read_ids(char *text, struct ids *out)
{
	char *rest = NULL;
	int64_t id;

	for (char *w = strtok_r(text, ",", &rest); w; w = strtok_r(NULL, ",", &rest)) {
		if (!str_to_int(w, &id) || id < 0 || id > INT32_MAX)
			return false;
		ids_add(out, (int32_t)id);
	}
	return out->len > 0;
}

static bool read_number(const char *key, const char *value, struct net_wish *out)
{
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (strcmp(numbers[i].name, key) == 0)
			return str_to_int(value, number_of(out, &numbers[i])) &&
			       *number_of(out, &numbers[i]) > 0;
	return false;
}

/* "from=2,3" */
static bool read_pair(char *word, struct net_wish *out)
{
	char *value = strchr(word, '=');

	if (!value)
		return false;
	*value++ = '\0';
	if (strcmp(word, "listener") == 0)
		return net_listener_from(value, &out->listener);
	if (strcmp(word, "from") != 0)
		return read_number(word, value, out);
	out->from_clients = strcmp(value, "clients") == 0;
	return out->from_clients || read_ids(value, &out->from);
}

bool net_wish_read(const char *text, struct net_wish *out)
{
	char *copy = xstrdup(text), *rest = NULL;
	char *word = strtok_r(copy, " ", &rest);
	int kind;
	bool ok = word && find_name(kinds, ARRAY_LEN(kinds), word, &kind);

	*out = (struct net_wish){0};
	if (ok)
		out->kind = (enum net_kind)kind;
	while (ok && (word = strtok_r(NULL, " ", &rest)))
		ok = read_pair(word, out);
	free(copy);
	if (!ok)
		net_wish_release(out);
	return ok;
}

/* ---- for people ---- */

static void say_whom(const struct net_wish *w, struct strbuf *out)
{
	if (w->from_clients) {
		strbuf_addstr(out, "clients");
	} else if (w->from.len) {
		strbuf_addstr(out, w->from.len == 1 ? "node " : "nodes ");
		ids_text(&w->from, out);
	} else {
		strbuf_addstr(out, "everybody");
	}
}

static void say_rate(const struct net_wish *w, struct strbuf *out)
{
	strbuf_addstr(out, "limited to ");
	if (w->in_rate)
		strbuf_addf(out, "%s/s in", BYTES_TEXT(w->in_rate));
	if (w->in_rate && w->out_rate)
		strbuf_addstr(out, " and ");
	if (w->out_rate)
		strbuf_addf(out, "%s/s out", BYTES_TEXT(w->out_rate));
	if (w->from_clients || w->from.len) {
		strbuf_addstr(out, " to ");
		say_whom(w, out);
	}
}

/* "delaying by 100 ms (+- 10 ms) what it sends to nodes 2,3" */
static void say_netem(const struct net_wish *w, struct strbuf *out)
{
	static const char *const doing[] = {
		[NET_REORDER] = "reordering",
		[NET_DUPLICATE] = "duplicating",
		[NET_CORRUPT] = "corrupting",
	};

	if (w->kind == NET_DELAY)
		strbuf_addf(out, "delaying by %s", DURATION_TEXT(w->delay_ns));
	else
		strbuf_addf(out, "%s %g%% of", doing[w->kind], (double)w->ppm / 1e4);
	if (w->kind == NET_DELAY && w->jitter_ns)
		strbuf_addf(out, " (+- %s)", DURATION_TEXT(w->jitter_ns));
	strbuf_addstr(out, " what it sends to ");
	say_whom(w, out);
}

void net_wish_say(const struct net_wish *w, struct strbuf *out)
{
	switch (w->kind) {
	case NET_DROP:
		strbuf_addstr(out, "cut off from ");
		say_whom(w, out);
		break;
	case NET_LOSS:
		strbuf_addf(out, "losing %g%% of what comes from ", (double)w->ppm / 1e4);
		say_whom(w, out);
		break;
	case NET_RATE: say_rate(w, out); break;
	case NET_DELAY:
	case NET_REORDER:
	case NET_DUPLICATE:
	case NET_CORRUPT: say_netem(w, out); break;
	}
	if (w->listener != NET_ANY)
		strbuf_addf(out, " (%s listener)", listeners[w->listener]);
}
