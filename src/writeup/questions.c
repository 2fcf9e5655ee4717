/* questions.c - the scenario's questions in their order, each answered from what was measured. */
#include "writeup/answers.h"

#include "base/mem.h"

static answer_fn *const answers[ANSWER_COUNT] = {
	[ANSWER_OUTAGE] = answer_outage,
	[ANSWER_ERRORS] = answer_errors,
	[ANSWER_LATENCY] = answer_latency,
	[ANSWER_THROUGHPUT] = answer_throughput,
	[ANSWER_CONTROLLER] = answer_controller,
	[ANSWER_LEADERS] = answer_leaders,
	[ANSWER_ISR] = answer_isr,
	[ANSWER_NODES] = answer_nodes,
	[ANSWER_SIZES] = answer_sizes,
	[ANSWER_SETTINGS] = answer_settings,
	[ANSWER_SETTLEMENT] = answer_settlement,
	[ANSWER_REPLICAS] = answer_replicas,
	[ANSWER_GROUP] = answer_group,
	[ANSWER_LOG] = answer_log,
	[ANSWER_RECOVERY] = answer_recovery,
	[ANSWER_EXPECTATIONS] = answer_expectations,
};

bool answer_means(const struct writer *w, const struct asked *q, size_t workload)
{
	const char *of = q->answer->of;

	return !of || strcmp(of, w->plan->workloads[workload].name) == 0 ||
	       (!plan_workload(w->plan, of) &&
		strcmp(of, plane_name(w->f->workloads[workload].plane)) == 0);
}

static bool names_phase(const struct question_plan *q, size_t i)
{
	return q->phases.len == 0 || ids_has(&q->phases, (int32_t)i);
}

/* The phases of a question that the run came to. */
static size_t phases_of(const struct writer *w, const struct question_plan *q,
			size_t *list)
{
	size_t n = 0;

	for (size_t i = 0; i < w->plan->n_phases; i++)
		if (names_phase(q, i) && w->f->phases[i].begun)
			list[n++] = i;
	return n;
}

static const char *phase_names(struct writer *w, const struct question_plan *q)
{
	const char **names = xcalloc(w->plan->n_phases + 1, sizeof(*names));
	const char *all;
	size_t n = 0;

	for (size_t i = 0; i < w->plan->n_phases; i++)
		if (names_phase(q, i))
			names[n++] = w_name(w, w->plan->phases[i].name);
	all = w_joined(w, names, n);
	free(names);
	return all;
}

static void answer(struct writer *w, const struct question_plan *q, const size_t *list,
		   size_t n)
{
	struct asked asked = {
		.s = {w->f->phases[list[0]].begin_ns, w->f->phases[list[n - 1]].end_ns},
		.first = list[0],
		.last = list[n - 1],
		.phase = list,
		.n_phases = n,
		.is_whole = q->phases.len == 0};

	for (size_t i = 0; i < q->n_answers; i++) {
		enum answer_kind kind = answer_find(q->answers[i].kind);
		size_t before = w->out->len;

		asked.answer = &q->answers[i];
		if (kind < ANSWER_COUNT)
			answers[kind](w, &asked);
		if (w->out->len == before)
			w_item(w, SAY_NO_DATA, NULL);
	}
}

static void question(struct writer *w, size_t i)
{
	const struct question_plan *q = &w->plan->questions[i];
	const char *ask = w->lang == LANG_RU && q->ask_ru ? q->ask_ru : q->ask;
	const char *id = w_keepf(w, "question-%zu", i + 1);
	size_t *list = xcalloc(w->plan->n_phases + 1, sizeof(*list));
	size_t n = phases_of(w, q, list);

	w_block_begin(w, id);
	w_paragraph(
		w, SAY_QUESTION,
		VALUES(q->id ? w_name(w, q->id) : w_number(w, i + 1), w_name(w, ask)));
	if (q->phases.len)
		w_paragraph(w, SAY_QUESTION_SCOPE, VALUES(phase_names(w, q)));
	if (n)
		answer(w, q, list, n);
	else
		w_item(w, SAY_QUESTION_UNREACHED, VALUES(phase_names(w, q)));
	strbuf_addch(w->out, '\n');
	w_block_end(w, id);
	w_own_words(w);
	free(list);
}

void write_questions(struct writer *w)
{
	if (w->plan->n_questions == 0)
		return;
	w_block_begin(w, "questions");
	w_paragraph(w, SAY_H_QUESTIONS, NULL);
	w_block_end(w, "questions");
	for (size_t i = 0; i < w->plan->n_questions; i++)
		question(w, i);
}
