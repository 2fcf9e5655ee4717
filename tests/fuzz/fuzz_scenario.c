/* Any text as a scenario: a plan that is whole and can be recorded, or errors that say why. */
#include "kit.h"

#include "record/header_json.h"
#include "scenario/scenario.h"

static void look_at(const struct scenario *s)
{
	const struct plan *p = &s->plan;

	MUST(p->name && p->n_topics && p->n_workloads && p->n_phases && p->compose);
	for (size_t i = 0; i < p->n_expects; i++)
		MUST(p->expects[i].text && p->expects[i].phase < (int)p->n_phases);
}

/* A plan is written into run.json, and must come back as it was. */
static void record(const struct scenario *s, const struct topology *t)
{
	struct run_header h = {.format = RUN_FORMAT,
			       .kchaos = (char[]){"0"},
			       .plan = s->plan,
			       .topology = *t};
	struct run_header back;
	struct err e = {0};
	char *once = header_to_json(&h), *twice;

	MUST(header_from_json(&back, once, strlen(once), &e) == 0);
	twice = header_to_json(&back);
	MUST(strcmp(once, twice) == 0);
	run_header_release(&back);
	free(once);
	free(twice);
}

static const char *set_outside(UNUSED void *arg, const char *name)
{
	static const char *const values[] = {NULL, "", "5s", "$A ${B:-c}"};

	return values[(unsigned char)name[0] % ARRAY_LEN(values)];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scenario_source src = {.path = "fuzz.yaml",
				      .text = (const char *)data,
				      .len = size,
				      .lookup = set_outside,
				      .trust_files = true};
	struct topology t = kit_topology();
	struct diags d = DIAGS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct scenario s;

	if (scenario_parse(&s, &src, &d) == 0) {
		look_at(&s);
		record(&s, &t);
		(void)scenario_check(&s, &t, &d); /* either way is fine */
	} else {
		MUST(diags_count_errors(&d) > 0);
	}
	diags_text(&d, &text);
	scenario_release(&s);
	diags_release(&d);
	topology_release(&t);
	strbuf_release(&text);
	return 0;
}
