#include "expect/verdict.h"

#include "base/mem.h"
#include "expect/judge.h"

const char *verdict_name(enum verdict v)
{
	switch (v) {
	case VERDICT_PASS: return "pass";
	case VERDICT_FAIL: return "fail";
	case VERDICT_INCONCLUSIVE: break;
	}
	return "inconclusive";
}

int verdict_exit_code(enum verdict v)
{
	switch (v) {
	case VERDICT_PASS: return 0;
	case VERDICT_FAIL: return 1;
	case VERDICT_INCONCLUSIVE: break;
	}
	return 4;
}

/* Who judges what, by the names of expect_rows. */
static const struct family {
	const char *kind;
	family_fn *judge;
	bool own_doubts; /* looks at the scope by itself */
} families[] = {
	{"available", judge_available, false},
	{"outage", judge_outage, false},
	{"latency", judge_latency, false},
	{"throughput", judge_throughput, false},
	{"quorum", judge_quorum, false},
	{"controller_changes", judge_controller_changes, false},
	{"stale_controller", judge_stale_controller, false},
	{"isr", judge_isr, false},
	{"leaders", judge_leaders, false},
	{"lost", judge_settlement, true},
	{"duplicated", judge_settlement, true},
	{"reordered", judge_settlement, true},
	{"unaccounted", judge_settlement, true},
	{"replicas", judge_replicas, true},
	{"redelivered", judge_group, false},
	{"rebalances", judge_group, false},
};

static const struct family *family_of(const char *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (strcmp(families[i].kind, kind) == 0)
			return &families[i];
	return NULL;
}

/* A number is shown even if it proves nothing. */
static void doubt_everything(struct judge *j, struct doubt *d)
{
	j->verdict = VERDICT_INCONCLUSIVE;
	doubt_free(j->doubt);
	j->doubt = d;
}

static void judge_one(struct judge *j, struct judged *out)
{
	const struct family *family = family_of(j->x->kind);
	struct doubt *doubt;

	if (!family) {
		out->expected = xstrdup(j->x->text ? j->x->text : j->x->kind);
		judge_doubt(j, doubt_make(CODE_NOT_MEASURED,
					  "this version cannot judge '%s'", j->x->kind));
		return;
	}
	family->judge(j, &out->expected);
	if (!j->any)
		judge_doubt(j, doubt_make(CODE_NOT_MEASURED,
					  "no workload that can be measured is meant"));
	doubt = family->own_doubts ? NULL : judge_scope_doubt(j);
	if (doubt)
		doubt_everything(j, doubt);
}

static void judge_expectation(struct judged *out, const struct findings *f,
			      const struct expect_plan *x, bool strict)
{
	struct judge j = {.f = f,
			  .plan = &f->run->header.plan,
			  .x = x,
			  .strict = strict,
			  .from_ns = f->begin_ns,
			  .to_ns = f->end_ns};

	if (x->phase >= 0) {
		j.from_ns = f->phases[x->phase].begin_ns;
		j.to_ns = f->phases[x->phase].end_ns;
	}
	out->expect = x;
	judge_one(&j, out);
	out->verdict = j.verdict;
	out->close = j.close;
	out->observed = j.observed;
	if (j.doubt) {
		out->why = xstrdup(j.doubt->text);
		out->code = j.doubt->code;
	}
	doubt_free(j.doubt);
}

static size_t count(const struct verdicts *v, enum verdict which)
{
	size_t n = 0;

	for (size_t i = 0; i < v->len; i++)
		n += v->judged[i].verdict == which;
	return n;
}

static const struct judged *first(const struct verdicts *v, enum verdict which)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->judged[i].verdict == which)
			return &v->judged[i];
	return NULL;
}

static size_t close_ones(const struct verdicts *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->len; i++)
		n += v->judged[i].close;
	return n;
}

static const char *scope_name(const struct findings *f, const struct judged *j)
{
	return j->expect->phase < 0 ? "the whole run"
				    : f->run->header.plan.phases[j->expect->phase].name;
}

static char *sentence_of(const struct verdicts *v, const struct findings *f)
{
	size_t failed = count(v, VERDICT_FAIL), open = count(v, VERDICT_INCONCLUSIVE);
	const struct judged *j = first(v, v->overall);

	if (v->len == 0)
		return xstrdup("no expectation is stated, so nothing was judged");
	if (v->overall == VERDICT_FAIL)
		return xasprintf("%zu of %zu expectations failed; in %s: expected %s, "
				 "observed %s",
				 failed, v->len, scope_name(f, j), j->expected,
				 j->observed);
	if (v->overall == VERDICT_INCONCLUSIVE)
		return xasprintf("%zu of %zu expectations could not be judged; in %s: "
				 "expected %s, but %s [%s]",
				 open, v->len, scope_name(f, j), j->expected, j->why,
				 code_text(j->code));
	if (close_ones(v))
		return xasprintf(
			"all %zu expectations hold, %zu of them within their error "
			"bar of the limit",
			v->len, close_ones(v));
	return v->len == 1 ? xasprintf("the expectation holds: %s", j->observed)
			   : xasprintf("all %zu expectations hold", v->len);
}

void verdicts_make(struct verdicts *v, const struct findings *f, bool strict)
{
	const struct plan *plan = &f->run->header.plan;

	*v = (struct verdicts){.len = plan->n_expects};
	v->judged = xcalloc(v->len + 1, sizeof(*v->judged));
	for (size_t i = 0; i < v->len; i++)
		judge_expectation(&v->judged[i], f, &plan->expects[i], strict);
	v->overall = count(v, VERDICT_FAIL)                      ? VERDICT_FAIL
		     : count(v, VERDICT_INCONCLUSIVE) || !v->len ? VERDICT_INCONCLUSIVE
								 : VERDICT_PASS;
	v->sentence = sentence_of(v, f);
}

void verdicts_release(struct verdicts *v)
{
	for (size_t i = 0; i < v->len; i++) {
		free(v->judged[i].expected);
		free(v->judged[i].observed);
		free(v->judged[i].why);
	}
	free(v->judged);
	free(v->sentence);
	*v = (struct verdicts){0};
}
