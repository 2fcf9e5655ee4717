#include "report/compare.h"

#include "base/mem.h"
#include "report/compare_parts.h"

/* ---- one number against another ---- */

enum difference compared_difference(const struct compared *c, size_t i)
{
	const struct value *a = &c->of[0], *b = &c->of[i];

	if (!a->there || !b->there)
		return DIFFERENCE_NONE;
	if (a->doubt || b->doubt)
		return DIFFERENCE_DOUBT;
	if (!(a->at < b->at) && !(a->at > b->at))
		return DIFFERENCE_SAME;
	if (c->sense == SENSE_CHANCE)
		return DIFFERENCE_CHANCE;
	if (a->lo <= b->hi && b->lo <= a->hi)
		return DIFFERENCE_WITHIN;
	if (c->sense == SENSE_NEITHER)
		return DIFFERENCE_OTHER;
	return (b->at < a->at) == (c->sense == SENSE_LESS) ? DIFFERENCE_BETTER
							   : DIFFERENCE_WORSE;
}

bool compare_is_worse(const struct comparison *c)
{
	for (size_t p = 0; p < c->n_parts; p++)
		for (size_t r = 0; r < c->parts[p].len; r++)
			for (size_t i = 1; i < c->len; i++)
				if (compared_difference(&c->parts[p].rows[r], i) ==
				    DIFFERENCE_WORSE)
					return true;
	return false;
}

const char *compare_letter(char *buf, size_t cap, size_t run)
{
	if (run < 26)
		(void)snprintf(buf, cap, "%c", (char)('A' + run));
	else
		(void)snprintf(buf, cap, "%zu", run + 1);
	return buf;
}

int find_phase(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->n_phases; i++)
		if (strcmp(p->phases[i].name, name) == 0)
			return (int)i;
	return NOT_THERE;
}

/* Of the same name it may be another thing: one that reads is not compared with one that writes. */
int find_workload(const struct plan *p, const struct workload_plan *like)
{
	for (size_t i = 0; i < p->n_workloads; i++)
		if (strcmp(p->workloads[i].name, like->name) == 0 &&
		    workload_plane(&p->workloads[i]) == workload_plane(like))
			return (int)i;
	return NOT_THERE;
}

/* ---- rows ---- */

static bool is_there(const struct scope *s)
{
	return s->phase != NOT_THERE && s->workload != NOT_THERE;
}

static void release_row(struct compared *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(row->of[i].text);
	free(row->of);
}

/* Kept if the first run and another have it. */
static void add_row(const struct comparison *c, struct compared_part *part,
		    const struct metric *m, const struct scope *scopes)
{
	struct compared row = {m->what, m->sense, xcalloc(c->len, sizeof(*row.of))};
	size_t n = 0;

	for (size_t i = 0; i < c->len; i++) {
		if (is_there(&scopes[i]))
			row.of[i] = m->measure(&scopes[i]);
		n += row.of[i].there;
	}
	if (row.of[0].there && n > 1)
		*GROW(part->rows, part->len) = row;
	else
		release_row(&row, c->len);
}

static void add_rows(const struct comparison *c, struct compared_part *part,
		     const struct metric *metrics, const struct scope *scopes)
{
	for (const struct metric *m = metrics; m->what; m++)
		add_row(c, part, m, scopes);
}

/* Takes the title; a part without rows is none. */
static void add_part(struct comparison *c, char *title, const struct metric *first,
		     const struct metric *second, const struct scope *scopes)
{
	struct compared_part part = {.title = title};

	add_rows(c, &part, first, scopes);
	if (second)
		add_rows(c, &part, second, scopes);
	if (part.len)
		*GROW(c->parts, c->n_parts) = part;
	else
		free(title);
}

/* ---- what is compared ---- */

static const struct plan *plan_of(const struct comparison *c, size_t i)
{
	return &c->runs[i].run.header.plan;
}

/* The same phase in every run; `phase` is the first run's. */
static struct scope *scopes_of(const struct comparison *c, int phase)
{
	struct scope *s = xcalloc(c->len, sizeof(*s));

	for (size_t i = 0; i < c->len; i++) {
		s[i] = (struct scope){&c->runs[i], phase, NO_WORKLOAD};
		if (phase >= 0)
			s[i].phase = find_phase(plan_of(c, i),
						plan_of(c, 0)->phases[phase].name);
		if (s[i].phase >= 0 && !c->runs[i].f.phases[s[i].phase].begun)
			s[i].phase = NOT_THERE;
	}
	return s;
}

static void compare_workloads(struct comparison *c, const char *where,
			      struct scope *scopes)
{
	const struct plan *plan = plan_of(c, 0);

	for (size_t w = 0; w < plan->n_workloads; w++) {
		for (size_t i = 0; i < c->len; i++)
			scopes[i].workload = find_workload(plan_of(c, i),
							   &plan->workloads[w]);
		add_part(c,
			 xasprintf("%s, %s %s", where,
				   plane_name(workload_plane(&plan->workloads[w])),
				   plan->workloads[w].name),
			 workload_metrics,
			 scopes[0].phase == WHOLE_RUN ? settled_metrics : NULL, scopes);
	}
}

static void compare_scope(struct comparison *c, int phase)
{
	const char *where = phase < 0 ? "whole run" : plan_of(c, 0)->phases[phase].name;
	struct scope *scopes = scopes_of(c, phase);

	add_part(c, xstrdup(where), phase < 0 ? run_metrics : phase_metrics,
		 phase < 0 ? phase_metrics : NULL, scopes);
	compare_workloads(c, where, scopes);
	free(scopes);
}

/* ---- what is not ---- */

static void unshared(struct comparison *c, char *text)
{
	*GROW(c->unshared, c->n_unshared) = text;
}

/* What `run` has and `other` has not. */
static void not_in(struct comparison *c, size_t run, size_t other)
{
	const struct plan *p = plan_of(c, run);

	for (size_t i = 0; i < p->n_phases; i++)
		if (find_phase(plan_of(c, other), p->phases[i].name) == NOT_THERE)
			unshared(c, xasprintf("phase '%s' is in %s and not in %s",
					      p->phases[i].name, LETTER(run),
					      LETTER(other)));
	for (size_t i = 0; i < p->n_workloads; i++)
		if (find_workload(plan_of(c, other), &p->workloads[i]) == NOT_THERE)
			unshared(c,
				 xasprintf("workload '%s' (%s) is in %s and not in %s",
					   p->workloads[i].name,
					   plane_name(workload_plane(&p->workloads[i])),
					   LETTER(run), LETTER(other)));
}

static void unmeasured(struct comparison *c, size_t run)
{
	const struct plan *p = plan_of(c, run);

	for (size_t i = 0; i < p->n_workloads; i++)
		if (!c->runs[run].f.workloads[i].measurable)
			unshared(c, xasprintf("workload '%s' of %s was not measured: "
					      "acks=0 acknowledges nothing",
					      p->workloads[i].name, LETTER(run)));
	for (size_t i = 0; i < p->n_phases; i++)
		if (!c->runs[run].f.phases[i].begun)
			unshared(c, xasprintf("phase '%s' of %s did not begin",
					      p->phases[i].name, LETTER(run)));
	if (!c->runs[run].f.observed)
		unshared(
			c,
			xasprintf("in %s nobody observed the cluster: who was controller "
				  "is not known",
				  LETTER(run)));
}

static void name_unshared(struct comparison *c)
{
	unmeasured(c, 0);
	for (size_t i = 1; i < c->len; i++) {
		not_in(c, 0, i);
		not_in(c, i, 0);
		unmeasured(c, i);
	}
}

void compare_make(struct comparison *c, const struct told *runs, size_t len)
{
	*c = (struct comparison){.runs = runs, .len = len};
	compare_settings(c);
	name_unshared(c);
	for (int p = WHOLE_RUN; p < (int)plan_of(c, 0)->n_phases; p++)
		compare_scope(c, p);
}

static void release_part(struct compared_part *part, size_t n)
{
	while (part->len > 0)
		release_row(&part->rows[--part->len], n);
	free(part->rows);
	free(part->title);
}

static void release_settings(struct comparison *c)
{
	for (size_t i = 0; i < c->n_settings; i++) {
		for (size_t r = 0; r < c->len; r++)
			free(c->settings[i].of[r]);
		free(c->settings[i].of);
		free(c->settings[i].what);
	}
	free(c->settings);
}

void compare_release(struct comparison *c)
{
	release_settings(c);
	for (size_t i = 0; i < c->n_parts; i++)
		release_part(&c->parts[i], c->len);
	free(c->parts);
	for (size_t i = 0; i < c->n_unshared; i++)
		free(c->unshared[i]);
	free(c->unshared);
	*c = (struct comparison){0};
}
