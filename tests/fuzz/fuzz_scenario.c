#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A cluster of three, as the second stage needs it. */
static void add_nodes(struct topology *t)
{
	static const char *const names[] = {"kafka1", "kafka2", "kafka3"};

	for (int i = 0; i < 3; i++) {
		struct node *n = topology_add(t);

		n->id = i + 1;
		n->name = strdup(names[i]);
		n->roles = ROLE_BROKER | ROLE_CONTROLLER;
	}
}

/* What was accepted must be whole; what was refused must say why. */
static void look_at(const struct scenario *s, int rc, const struct diags *d)
{
	if (rc == 0 && (!s->plan.name || !s->plan.n_topics || !s->plan.n_workloads ||
			!s->plan.n_phases || !s->plan.compose))
		abort();
	if (rc != 0 && diags_count_errors(d) == 0)
		abort();
	for (size_t i = 0; rc == 0 && i < s->plan.n_expects; i++)
		if (!s->plan.expects[i].text ||
		    s->plan.expects[i].phase >= (int)s->plan.n_phases)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scenario_source src = {.path = "fuzz.yaml",
				      .text = (const char *)data,
				      .len = size,
				      .trust_files = true};
	struct topology t = {0};
	struct diags d = DIAGS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct scenario s;
	int rc = scenario_parse(&s, &src, &d);

	look_at(&s, rc, &d);
	add_nodes(&t);
	if (rc == 0)
		(void)scenario_check(&s, &t, &d); /* either way is fine */
	diags_text(&d, &text);
	scenario_release(&s);
	diags_release(&d);
	topology_release(&t);
	strbuf_release(&text);
	return 0;
}
