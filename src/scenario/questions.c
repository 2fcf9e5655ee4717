/* questions.c - `questions:` of a scenario: in the user's words, bound to what answers them. */
#include "base/mem.h"
#include "model/answer_kind.h"
#include "scenario/build.h"

enum { QUESTION_MAX_BYTES = 2000, ID_MAX_CHARS = 20 };

static char *asked(struct build *b, const struct ynode *at)
{
	size_t n = ynode_is_scalar(at) ? strlen(at->text) : 0;

	if (n == 0 || n > QUESTION_MAX_BYTES)
		diags_found(b->diags, CODE_NAME_FORM, at,
			    "a question has 1 to %d bytes of text",
			    (int)QUESTION_MAX_BYTES);
	return xstrdup(n ? at->text : "");
}

/* A text, or one in each of two languages. */
static void read_asked(struct build *b, const struct ynode *at, struct question_plan *q)
{
	struct params p = {0};

	if (ynode_is_scalar(at)) {
		q->ask = asked(b, at);
		return;
	}
	if (read_fields(b, at, asked_fields, NULL, "'ask'", &p)) {
		q->ask = asked(b, ynode_get(at, "en"));
		if (ynode_get(at, "ru"))
			q->ask_ru = asked(b, ynode_get(at, "ru"));
	}
	params_release(&p);
}

static void read_phase_name(struct build *b, const struct ynode *at,
			    struct question_plan *q)
{
	const char *name = ynode_is_scalar(at) ? at->text : "";

	for (size_t i = 0; i < b->plan->n_phases; i++)
		if (strcmp(b->plan->phases[i].name, name) == 0) {
			ids_add(&q->phases, (int32_t)i);
			return;
		}
	diags_found(b->diags, CODE_NAME_UNKNOWN, at, "there is no phase '%.80s'", name);
}

static void read_question_phases(struct build *b, const struct ynode *map,
				 struct question_plan *q)
{
	const struct ynode *one = ynode_get(map, "phase");

	if (one)
		read_phase_name(b, one, q);
	yaml_foreach (e, ynode_get(map, "phases"))
		read_phase_name(b, e->value, q);
}

static bool is_plane_measured(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->n_workloads; i++)
		if (strcmp(plane_name(workload_plane(&p->workloads[i])), name) == 0)
			return true;
	return false;
}

/* Nodes are not known yet: the write-up says so when there is none of that name. */
static bool is_known(const struct plan *p, enum answer_of of, const char *name)
{
	const struct workload_plan *w = plan_workload(p, name);

	switch (of) {
	case OF_SERVED:
		return (w && !workload_is_bulk(w)) || (!w && is_plane_measured(p, name));
	case OF_WORKLOAD: return w;
	case OF_WRITER: return w && w->kind == WORKLOAD_PRODUCE;
	case OF_READER: return w && w->kind == WORKLOAD_CONSUME && w->group;
	case OF_TOPIC: return plan_topic(p, name);
	case OF_NODE: return *name;
	case OF_NOTHING: break;
	}
	return false;
}

static void check_of(struct build *b, const struct item *it, const struct answer_row *row)
{
	const char *of = it->value ? it->value->text : NULL;

	if (!it->value)
		return;
	if (row->of == OF_NOTHING)
		diags_found(b->diags, CODE_ANSWER_UNKNOWN, it->value,
			    "the answer '%s' stands alone", row->name);
	else if (!ynode_is_scalar(it->value) || !is_known(b->plan, row->of, of))
		diags_found(b->diags, CODE_ANSWER_UNKNOWN, it->value,
			    "behind the answer '%s' stands %s, or nothing; there is no "
			    "such '%.80s'",
			    row->name, answer_of_words(row->of), of);
}

static void read_answer(struct build *b, const struct ynode *n, struct question_plan *q)
{
	struct strbuf scratch = STRBUF_INIT;
	struct answer_plan *a;
	enum answer_kind kind;
	struct item it;

	if (!read_item(b, n, "an answer", "outage: checkout", &it))
		return;
	kind = answer_find(it.key->text);
	if (kind == ANSWER_COUNT)
		diags_found(b->diags, CODE_ANSWER_UNKNOWN, it.key,
			    "there is no answer '%.80s'%s", it.key->text,
			    did_you_mean(it.key->text, answer_rows,
					 ARRAY_LEN(answer_rows), sizeof(answer_rows[0]),
					 &scratch));
	else
		check_of(b, &it, &answer_rows[kind]);
	a = GROW(q->answers, q->n_answers);
	a->kind = xstrdup(it.key->text);
	a->of = ynode_is_scalar(it.value) ? xstrdup(it.value->text) : NULL;
	strbuf_release(&scratch);
}

static void read_question(struct build *b, const struct ynode *map)
{
	struct question_plan *q = GROW(b->plan->questions, b->plan->n_questions);
	const struct ynode *answers = ynode_get(map, "answer");
	struct params p = {0};

	if (!ynode_is_map(map)) {
		diags_found(b->diags, CODE_WRONG_SHAPE, map,
			    "a question is a mapping such as {ask: Who leads?, answer: "
			    "[controller]}, not %s",
			    ynode_kind_name(map));
		return;
	}
	q->line = (int)map->pos.line;
	if (read_fields(b, map, question_fields, NULL, "a question", &p)) {
		read_asked(b, ynode_get(map, "ask"), q);
		read_question_phases(b, map, q);
		if (params_get(&p, "id") &&
		    read_name(b, ynode_get(map, "id"), params_text(&p, "id", ""),
			      "a question's id", ID_MAX_CHARS))
			q->id = xstrdup(params_text(&p, "id", ""));
		if (read_count(b, answers, MAX_ITEMS, "answers"))
			yaml_foreach (e, answers)
				read_answer(b, e->value, q);
	}
	params_release(&p);
}

void read_questions(struct build *b, const struct ynode *list)
{
	if (!ynode_is_list(list) || !read_count(b, list, MAX_ITEMS, "questions"))
		return;
	yaml_foreach (e, list)
		read_question(b, e->value);
}
