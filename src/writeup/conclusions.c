/* conclusions.c - what was expected, what follows, and how to repeat it. */
#include "writeup/sections.h"

#include <time.h>

static const char *observed(struct writer *w, const struct judged *j)
{
	const char *text = w_heard(w, j->observed);

	if (j->why)
		return w_said(w, SAY_BUT, VALUES(text, w_heard(w, j->why)));
	return j->close ? w_said(w, SAY_CLOSE_CALL, VALUES(text)) : text;
}

static const char *scope_of(struct writer *w, const struct judged *j)
{
	return j->expect->phase < 0 ? w_said(w, SAY_WHOLE_RUN, NULL)
				    : w_name(w, w->plan->phases[j->expect->phase].name);
}

void write_expectations(struct writer *w)
{
	const struct verdicts *v = &w->told->v;

	w_block_begin(w, "expectations");
	w_paragraph(w, SAY_H_EXPECTATIONS, NULL);
	if (v->len == 0) {
		w_paragraph(w, SAY_NO_EXPECTATIONS, NULL);
	} else {
		HEAD(w, SAY_T_VERDICT, SAY_T_PHASE, SAY_T_EXPECTED, SAY_T_OBSERVED);
		for (size_t i = 0; i < v->len; i++)
			w_table_row(w, VALUES(w_verdict_said(w, v->judged[i].verdict),
					      scope_of(w, &v->judged[i]),
					      w_quote(w, v->judged[i].expect->text),
					      observed(w, &v->judged[i])));
		strbuf_addch(w->out, '\n');
	}
	w_block_end(w, "expectations");
}

static void served(struct writer *w, size_t i)
{
	const struct workload_finding *f = &w->f->workloads[i];
	const struct demand *d = &f->run;
	struct longest l = findings_longest(f, ANY_PARTITION, w->f->begin_ns,
					    w->f->end_ns);
	const char *who = w_workload_name(w, i), *plane = plane_name(f->plane);
	const char *in_time = d->due ? w_share(w, d->served, d->due) : "";

	if (!f->measurable || d->due == 0)
		w_item(w, SAY_C_NOT_MEASURED, VALUES(who, plane));
	else if (!l.window)
		w_item(w, SAY_C_NO_OUTAGE,
		       VALUES(who, plane, in_time, w_number(w, d->due)));
	else
		w_item(w, l.window->open ? SAY_C_OUTAGE_OPEN : SAY_C_OUTAGE,
		       VALUES(who, plane, in_time, w_number(w, d->due),
			      w_length_bar(w, l.ns, l.bar_ns),
			      w_reason_said(w, l.window->why.reason)));
}

static void controllers(struct writer *w)
{
	int64_t without = 0;

	if (w->f->controller_changes)
		w_item(w, SAY_C_CONTROLLER,
		       VALUES(w_number(w, w->f->controller_changes)));
	else
		w_item(w, SAY_C_CONTROLLER_NO, NULL);
	for (size_t i = 0; i < w->f->n_controllers; i++)
		if (w->f->controllers[i].node < 0)
			without += w->f->controllers[i].to_ns -
				   w->f->controllers[i].from_ns;
	if (without > 0)
		w_item(w, SAY_C_NO_QUORUM, VALUES(w_length(w, without)));
	for (size_t i = 0; i < w->f->n_stale_controllers; i++) {
		const struct stale_controller *s = &w->f->stale_controllers[i];

		w_item(w, SAY_C_STALE,
		       VALUES(w_length(w, s->to_ns - s->from_ns), w_node_name(w, s->node),
			      w_keepf(w, "%d", s->epoch)));
	}
}

/* As it stood when the last phase that began had ended. */
static void replicas_in_sync(struct writer *w)
{
	const struct isr_count *c = NULL;

	for (size_t i = 0; i < w->plan->n_phases; i++)
		if (w->f->phases[i].begun)
			c = &w->f->phases[i].isr_end;
	if (!c || c->replicas == 0)
		return;
	if (c->in_sync == c->replicas)
		w_item(w, SAY_C_ALL_SYNC, VALUES(w_number(w, c->replicas)));
	else
		w_item(w, SAY_C_NOT_SYNC,
		       VALUES(w_number(w, c->in_sync), w_number(w, c->replicas)));
}

void write_conclusions(struct writer *w)
{
	w_block_begin(w, "conclusions");
	w_paragraph(w, SAY_H_CONCLUSIONS, NULL);
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		if (w->f->workloads[i].bulk)
			write_bulk(w, i);
		else
			served(w, i);
	}
	if (w->f->observed) {
		controllers(w);
		replicas_in_sync(w);
	}
	for (size_t i = 0; i < w->f->n_settlements; i++)
		write_settled(w, &w->f->settlements[i]);
	write_replicas(w);
	strbuf_addch(w->out, '\n');
	w_block_end(w, "conclusions");
	w_own_words(w);
	w_own_words(w);
	w_own_words(w);
}

static const char *began(struct writer *w)
{
	time_t at = (time_t)(w->f->run->header.wall_start_ns / NS_PER_S);
	struct tm tm;
	char text[32];

	if (!gmtime_r(&at, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		return "?";
	return w_keepf(w, "%s", text);
}

static void environment(struct writer *w)
{
	const struct params *p = &w->f->run->header.environment;

	HEAD(w, SAY_T_WHAT, SAY_T_VALUE);
	for (size_t i = 0; i < p->len; i++)
		w_table_row(w, VALUES(w_name(w, p->item[i].name),
				      w_name(w, p->item[i].text)));
	strbuf_addch(w->out, '\n');
}

static void commands(struct writer *w, const char *run, const char *report)
{
	w_paragraph(w, SAY_REPEAT_COMMAND, NULL);
	w_fence(w, run);
	w_paragraph(w, SAY_REPEAT_SEED, VALUES(w_number(w, w->plan->seed)));
	w_paragraph(w, SAY_REPEAT_REPORT, NULL);
	w_fence(w, report);
}

void write_appendix(struct writer *w)
{
	const char *lang = w->lang == LANG_RU ? " --lang ru" : "";
	const char *dir = told_name(w->told);

	w_block_begin(w, "appendix");
	w_paragraph(w, SAY_H_APPENDIX, NULL);
	commands(
		w, w_keepf(w, "kchaos run %s\n", w->plan->file ? w->plan->file : "?"),
		w_keepf(w,
			"kchaos report %s --format md%s -o report.md\nkchaos report %s\n",
			dir, lang, dir));
	environment(w);
	w_paragraph(
		w, SAY_MADE_BY,
		VALUES(w_name(w, w->f->run->header.kchaos), w_name(w, dir), began(w)));
	w_block_end(w, "appendix");
}
