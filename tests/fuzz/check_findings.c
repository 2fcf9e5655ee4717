#include "check_findings.h"

#include "report/report.h"

#include <jansson.h>

static void check_demand(const struct demand *d)
{
	MUST(d->due == d->served + d->late + d->rejected + d->unknown);
	MUST(d->missing <= d->unknown && d->longest_ns >= 0 && d->longest_bar_ns >= 0);
	MUST(d->any_ns >= d->all_ns && d->all_ns >= 0);
}

/* Whatever the reasons are, together they are the window. */
static void check_why(const struct window *w)
{
	int64_t sum = 0;

	for (unsigned r = 0; r < REASON_COUNT; r++) {
		MUST(w->why.ns[r] >= 0 && w->why.ns[r] <= w->why.ns[w->why.reason]);
		sum += w->why.ns[r];
	}
	MUST(sum == window_end_ns(w) - window_start_ns(w));
	for (size_t i = 0; i < w->why.n_evidence; i++)
		MUST(w->why.evidence[i][0]);
}

static void check_windows(const struct workload_finding *w)
{
	for (size_t i = 0; i < w->n_windows; i++) {
		const struct window *at = &w->windows[i];

		MUST(at->from_ns <= at->from_latest_ns);
		MUST(at->from_latest_ns <= at->to_earliest_ns);
		MUST(at->to_earliest_ns <= at->to_ns);
		MUST(at->unserved <= at->records);
		check_why(at);
		MUST(i == 0 || w->windows[i - 1].from_ns <= at->from_ns);
	}
}

static void check_workload(const struct findings *f, size_t i)
{
	const struct workload_finding *w = &f->workloads[i];

	check_demand(&w->run);
	for (size_t p = 0; p < f->run->header.plan.n_phases; p++)
		check_demand(&w->phases[p]);
	check_windows(w);
}

static void check_settlement(const struct settlement *s)
{
	MUST(s->produced == s->acked + s->rejected + s->unknown);
	MUST(s->acked == s->acked_found + s->lost + s->unverified);
	MUST(s->unknown_found <= s->unknown && s->rejected_found <= s->rejected);
	MUST(s->n_first_lost <= s->lost && s->n_first_lost <= LOST_SHOWN);
}

static void check_replicas(const struct replicas_finding *r)
{
	MUST(r->same + r->differ + r->unread == r->len);
}

static void check_digest(const struct findings *f)
{
	for (size_t i = 0; i < f->n_digest; i++) {
		const struct digest_row *row = &f->digest[i];

		MUST(row->phase >= 0 && row->phase < (int)f->run->header.plan.n_phases);
		MUST(row->count > 0 && row->first_ns <= row->last_ns);
		MUST(i == 0 || f->digest[i - 1].first_ns <= row->first_ns);
	}
}

static void check(const struct findings *f)
{
	check_replicas(&f->replicas);
	check_digest(f);
	for (size_t i = 0; i < f->run->header.plan.n_workloads; i++)
		check_workload(f, i);
	for (size_t i = 0; i < f->n_settlements; i++)
		check_settlement(&f->settlements[i]);
	for (size_t i = 0; i < f->n_controllers; i++) {
		const struct controller_span *c = &f->controllers[i];

		MUST(c->from_ns < c->to_ns);
		MUST(i == 0 || c[-1].to_ns <= c->from_ns);
	}
}

/* Of what a run directory says nothing reaches a terminal but text and our own colours. */
static void check_text(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p == '\033') {
			MUST(p[1] == '[');
			p += 2 + strspn(p + 2, "0123456789;");
			MUST(*p == 'm');
		}
		MUST((unsigned char)*p >= ' ' || *p == '\n');
		MUST(*p != 0x7f);
	}
}

static void as_text(const struct findings *f, const struct verdicts *v, unsigned way)
{
	struct text_style style = {.colour = way & 2, .width = way & 4 ? 60 : 0};
	struct strbuf out = STRBUF_INIT;

	report_text(f, v, &style, &out);
	check_text(strbuf_text(&out));
	strbuf_release(&out);
}

static void as_json(const struct findings *f, const struct verdicts *v)
{
	char *json = report_json(f, v);
	json_t *read_back = json_loads(json, 0, NULL);

	MUST(json_is_object(read_back));
	json_decref(read_back);
	free(json);
}

static void report(const struct findings *f, unsigned way)
{
	struct verdicts v;

	verdicts_make(&v, f, way & 1);
	for (size_t i = 0; i < v.len; i++)
		MUST(v.judged[i].expected && v.judged[i].observed &&
		     (v.judged[i].verdict != VERDICT_INCONCLUSIVE || v.judged[i].why));
	if (!(way & 16))
		as_text(f, &v, way);
	if (!(way & 32))
		as_json(f, &v);
	verdicts_release(&v);
}

void check_findings(const struct run *run, unsigned way)
{
	struct findings f;
	struct err e = {0};

	if (kit_said_why(findings_make(&f, run, &e), &e) < 0)
		return;
	check(&f);
	report(&f, way);
	findings_release(&f);
}
