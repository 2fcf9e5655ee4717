/* What a run makes in a cluster, by name. */
#include "base/mem.h"
#include "base/strbuf.h"
#include "load/made.h"
#include "unit.h"

static struct made_list made;

static void release(void)
{
	made_release(&made);
}

static struct workload_plan *add(struct plan *p, const char *name,
				 enum workload_kind kind)
{
	struct workload_plan *w = GROW(p->workloads, p->n_workloads);

	w->name = xstrdup(name);
	w->kind = kind;
	w->topic = xstrdup("t");
	return w;
}

/* Groups before topics: "g readers, t t". */
static void check(const char *want)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < made.len; i++)
		strbuf_addf(&text, "%s%s %s", i ? ", " : "",
			    made.items[i].is_group ? "g" : "t", made.items[i].name);
	ck_assert_str_eq(strbuf_text(&text), want);
	strbuf_release(&text);
}

START_TEST(a_run_makes_its_topics_and_groups_and_what_it_asks_with)
{
	struct plan p = {0};

	GROW(p.topics, p.n_topics)->name = xstrdup("t");
	add(&p, "writer", WORKLOAD_PRODUCE);
	add(&p, "reader", WORKLOAD_CONSUME)->group = xstrdup("readers");
	add(&p, "again", WORKLOAD_CONSUME)->group = xstrdup("readers");
	add(&p, "alone", WORKLOAD_CONSUME);
	add(&p, "office", WORKLOAD_ASK)->ask = PLANE_ADMIN;
	add(&p, "desk", WORKLOAD_ASK)->ask = PLANE_GROUP;
	add(&p, "eye", WORKLOAD_ASK)->ask = PLANE_METADATA;
	made_by(&p, &made);
	check("g readers, g kchaos-group-desk, t kchaos-admin-office, t t");
	plan_release(&p);
}
END_TEST

static Suite *load_made_suite(void)
{
	Suite *s = suite_create("load-made");
	TCase *tc = tcase_create("plain");

	tcase_add_checked_fixture(tc, NULL, release);
	tcase_add_test(tc, a_run_makes_its_topics_and_groups_and_what_it_asks_with);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(load_made_suite)
