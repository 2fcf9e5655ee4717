/* Any text as a Compose file: a cluster, or errors that say why. */
#include "kit.h"

#include "cluster/compose.h"

/* What was accepted has a name and nodes that can be told apart. */
static void look_at(const struct compose *c)
{
	const struct topology *t = compose_topology(c);

	MUST(compose_project(c)[0] && t->len > 0);
	for (size_t i = 0; i < t->len; i++) {
		MUST(t->nodes[i].name && t->nodes[i].roles);
		MUST(topology_by_id(t, t->nodes[i].id) == &t->nodes[i]);
	}
}

/* The length says whether the project's name is given, so that real files are seeds as they are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct compose_opts opts = {.project = size % 2 ? "fuzz" : NULL};
	struct bytes in = {data, size};
	char *text = take_text(&in);
	struct diags d = DIAGS_INIT;
	struct strbuf said = STRBUF_INIT;
	struct compose *c = compose_parse("/nowhere/fuzz/compose.yaml", text, size, &opts,
					  &d);

	if (c)
		look_at(c);
	else
		MUST(diags_count_errors(&d) > 0);
	compose_free(c);
	diags_text(&d, &said);
	diags_release(&d);
	strbuf_release(&said);
	free(text);
	return 0;
}
