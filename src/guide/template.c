#include "guide/template.h"

#include "base/mem.h"

const struct template_row template_rows[] = {
	{"minority", "minority-outage", "a minority of the nodes is stopped", true, true},
	{"majority", "majority-outage", "a majority of the nodes is killed", true, false},
	{"controller", "controller-outage", "the active controller is killed", true,
	 true},
	{"load", "load-test", "how fast, how late, and every record accounted for", true,
	 true},
	{"homework", "homework", "a course assignment, step by step", false, false},
	{"ci", "minority-outage", "minority, with a workflow for GitHub Actions", true,
	 true},
	{0},
};

const struct template_row *template_find(const char *name)
{
	for (const struct template_row *r = template_rows; r->name; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

/* Appends `text`, each `from` in it as `to`. */
static void replace(const char *text, const char *from, const char *to,
		    struct strbuf *out)
{
	size_t n = strlen(from);

	for (const char *at; (at = strstr(text, from)); text = at + n) {
		strbuf_add(out, text, (size_t)(at - text));
		strbuf_addstr(out, to);
	}
	strbuf_addstr(out, text);
}

/* In place. */
static void change(struct strbuf *s, const char *from, const char *to)
{
	char *old = strbuf_detach(s);

	replace(old, from, to, s);
	free(old);
}

static void change_number(struct strbuf *s, const char *before, int from, int to,
			  const char *after)
{
	char *old = xasprintf("%s%d%s", before, from, after);
	char *new = xasprintf("%s%d%s", before, to, after);

	change(s, old, new);
	free(old);
	free(new);
}

/* Of N voters: what is left when as many are down as may be. */
static int rest(int nodes)
{
	return nodes - (nodes - 1) / 2;
}

/* What the shipped files say of three nodes, in words. */
static void generalise(struct strbuf *s)
{
	static const char *const words[][2] = {
		{"One of three nodes is", "A minority of the nodes is"},
		{"Two of three nodes are killed at once",
		 "A majority of the nodes is killed at once"},
		{"one node down", "a minority down"},
		{"two nodes down", "a majority down"},
		{"Three combined nodes", "Combined nodes"},
		{"three nodes", "the nodes"},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		change(s, words[i][0], words[i][1]);
}

/* "compose: ../compose/combined-3.yaml" */
static void move_compose(struct strbuf *s)
{
	const char *key = strstr(strbuf_text(s), "../compose/");
	char *path;

	if (!key)
		return;
	path = xstrndup(key, strcspn(key, " \n"));
	change(s, path, "compose.yaml");
	free(path);
}

void template_scenario(const char *text, int nodes, struct strbuf *out)
{
	struct strbuf s = STRBUF_INIT;

	strbuf_addstr(&s, text);
	move_compose(&s);
	/* That file is not in the user's folder. */
	change(&s, "\n# yaml-language-server: $schema=scenario.schema.json\n", "");
	if (nodes != TEMPLATE_LEAST) {
		change_number(&s, "replication: ", 3, nodes, "");
		change_number(&s, "min.insync.replicas: ", 2, rest(nodes), "");
		change_number(&s, "at_least: ", 2, rest(nodes), ", within");
		/* Each record goes to so many nodes more, and they share one machine. */
		change(&s, "rate: 200/s", "rate: 50/s");
		change_number(&s, "isr: {topic: critical_data, at_least: ", 2,
			      rest(nodes), "}");
		change_number(&s, "until: {isr: ", 2, rest(nodes), ",");
		generalise(&s);
	}
	strbuf_add(out, s.buf, s.len);
	strbuf_release(&s);
}

/* ---- Compose files ---- */

/* The service of node n, made of that of node 1. */
static void service(const char *first, int n, struct strbuf *out)
{
	struct strbuf s = STRBUF_INIT;

	strbuf_addstr(&s, first);
	change_number(&s, "kafka", 1, n, "");
	change_number(&s, "KAFKA", 1, n, "_");
	change_number(&s, "NODE_ID: ", 1, n, "");
	change_number(&s, "", 29091, 29090 + n, "");
	change_number(&s, "", 29191, 29190 + n, "");
	strbuf_add(out, s.buf, s.len);
	strbuf_release(&s);
}

static char *voters(int nodes)
{
	struct strbuf s = STRBUF_INIT;

	for (int i = 1; i <= nodes; i++)
		strbuf_addf(&s, "%s%d@kafka%d:9093", i > 1 ? "," : "", i, i);
	return strbuf_detach(&s);
}

static void settings(struct strbuf *s, int nodes)
{
	char *three = voters(TEMPLATE_LEAST), *all = voters(nodes);

	change(s, three, all);
	change_number(s, "REPLICATION_FACTOR: ", 3, nodes, "");
	change_number(s, "MIN_INSYNC_REPLICAS: ", 2, rest(nodes), "");
	change_number(s, "MIN_ISR: ", 2, rest(nodes), "");
	free(three);
	free(all);
}

int template_compose(const char *text, int nodes, struct strbuf *out, struct err *e)
{
	const char *begin = strstr(text, "\n  kafka1:\n"), *end;
	struct strbuf head = STRBUF_INIT;
	char *first;

	end = begin ? strstr(begin, "\n  kafka2:\n") : NULL;
	if (!begin || !end)
		return err_set(
			e, CODE_COMPOSE_SERVICES,
			"it has no services kafka1 and kafka2, which others could be made of");
	if (nodes == TEMPLATE_LEAST) {
		strbuf_addstr(out, text);
		return 0;
	}
	strbuf_add(&head, text, (size_t)(begin - text));
	settings(&head, nodes);
	generalise(&head);
	strbuf_add(out, head.buf, head.len);
	first = xstrndup(begin, (size_t)(end - begin));
	for (int i = 1; i <= nodes; i++)
		service(first, i, out);
	free(first);
	strbuf_release(&head);
	return 0;
}
