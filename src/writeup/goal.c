/* goal.c - what the run was for, and how it ended. */
#include "writeup/sections.h"

#include "writeup/translate.h"

const char *heard(struct writer *w, const char *text)
{
	struct strbuf b = STRBUF_INIT;

	if (w->lang == LANG_EN)
		return name(w, text);
	(void)translate(text, &b);
	return keep(w, strbuf_detach(&b));
}

const char *reason_said(struct writer *w, enum reason r)
{
	return heard(w, reason_name(r));
}

const char *verdict_said(struct writer *w, enum verdict v)
{
	static const enum phrase words[] = {[VERDICT_PASS] = SAY_PASS,
					    [VERDICT_FAIL] = SAY_FAIL,
					    [VERDICT_INCONCLUSIVE] = SAY_INCONCLUSIVE};

	return said(w, words[v], NULL);
}

void write_title(struct writer *w)
{
	block_begin(w, "title");
	strbuf_addf(w->out, "# %s\n\n", name(w, w->plan->name));
	paragraph(w, SAY_VERDICT,
		  VALUES(verdict_said(w, w->told->v.overall),
			 heard(w, w->told->v.sentence)));
	paragraph(w, SAY_INTERPRET, NULL);
	block_end(w, "title");
}

void write_goal(struct writer *w)
{
	const char *about = w->plan->about, *question = w->plan->question;

	block_begin(w, "goal");
	paragraph(w, SAY_H_GOAL, NULL);
	if (about && *about)
		strbuf_addf(w->out, "%s\n\n", name(w, about));
	if (question && *question)
		paragraph(w, SAY_GOAL_QUESTION, VALUES(name(w, question)));
	if (!(about && *about) && !(question && *question))
		paragraph(w, SAY_GOAL_NONE, NULL);
	block_end(w, "goal");
}
