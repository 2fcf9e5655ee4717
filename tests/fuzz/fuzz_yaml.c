#include "base/strbuf.h"
#include "yaml/fields.h"
#include "yaml/interpolate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct field rows[] = {
	{"name", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "text"},
	{"for", FIELD_DURATION, FIELD_REQUIRED, NULL, NULL, "duration"},
	{"rate", FIELD_RATE, 0, "200/s", NULL, "rate"},
	{"size", FIELD_SIZE, 0, "1KiB", NULL, "size"},
	{"at_least", FIELD_PERCENT, 0, NULL, NULL, "percent"},
	{"acks", FIELD_CHOICE, 0, "all", "all|1|0", "choice"},
	{"stop", FIELD_SELECTOR, 0, NULL, NULL, "selector"},
	{"until", FIELD_ANY, 0, NULL, NULL, "any"},
	{"do", FIELD_LIST, 0, NULL, NULL, "list"},
	{"config", FIELD_MAP, 0, NULL, NULL, "map"},
	{"members", FIELD_INT, 0, "1", NULL, "int"},
	{"idempotent", FIELD_BOOL, 0, "true", NULL, "bool"},
	FIELD_END,
};

/* Unset, empty, plain and nasty values, by the name's first letter. */
static const char *lookup(void *arg, const char *name)
{
	static const char *const values[] = {NULL, "", "10s", "$A ${B}", "\x1b[2J\xff"};

	(void)arg;
	return values[(unsigned char)name[0] % ARRAY_LEN(values)];
}

static void touch(void *arg, const struct field *row, const struct ynode *node,
		  const char *text, int64_t value)
{
	size_t *sum = arg;

	*sum += strlen(row->name) + (node ? node->pos.line : 0) + strlen(text) +
		(value != 0);
}

static size_t visit(const struct ynode *n, struct diags *d)
{
	size_t nodes = 1;

	if (n->kind == YNODE_MAP) {
		(void)yfields_check(n, rows, "the mapping", d);
		yfields_each(n, rows, touch, &nodes);
	}
	nodes = 1;
	yaml_foreach (e, n)
		nodes += visit(e->value, d) + (e->key ? 1 : 0);
	return nodes;
}

static bool is_shown_harmlessly(const char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7F)
			return false;
	return true;
}

/* Whatever the text: a tree within its limits or errors, and nothing harmful is printed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct yaml_doc doc;
	struct diags d = DIAGS_INIT;
	struct strbuf out = STRBUF_INIT;
	int rc = yaml_parse(&doc, "fuzz.yaml", (const char *)data, size, &d);

	if ((rc == 0) != (doc.root != NULL) || (rc < 0 && diags_count_errors(&d) == 0))
		abort();
	if (doc.root) {
		yaml_interpolate(doc.root, lookup, NULL, &d);
		if (visit(doc.root, &d) > YAML_MAX_NODES)
			abort();
	}
	diags_text(&d, &out);
	if (!is_shown_harmlessly(strbuf_text(&out)))
		abort();
	strbuf_release(&out);
	diags_release(&d);
	yaml_release(&doc);
	return 0;
}
