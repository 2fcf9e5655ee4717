/* goal.c - what the run was for, and how it ended. */
#include "writeup/sections.h"

#include "writeup/translate.h"

const char *w_heard(struct writer *w, const char *text)
{
	struct strbuf b = STRBUF_INIT;

	if (w->lang == LANG_EN)
		return w_name(w, text);
	(void)translate(text, &b);
	return w_keep(w, strbuf_detach(&b));
}

const char *w_reason_said(struct writer *w, enum reason r)
{
	return w_heard(w, reason_name(r));
}

const char *w_verdict_said(struct writer *w, enum verdict v)
{
	static const enum phrase words[] = {[VERDICT_PASS] = SAY_PASS,
					    [VERDICT_FAIL] = SAY_FAIL,
					    [VERDICT_INCONCLUSIVE] = SAY_INCONCLUSIVE};

	return w_said(w, words[v], NULL);
}

void write_title(struct writer *w)
{
	w_block_begin(w, "title");
	strbuf_addf(w->out, "# %s\n\n", w_name(w, w->plan->name));
	w_paragraph(w, SAY_VERDICT,
		    VALUES(w_verdict_said(w, w->told->v.overall),
			   w_heard(w, w->told->v.sentence)));
	w_paragraph(w, SAY_INTERPRET, NULL);
	w_block_end(w, "title");
}

void write_goal(struct writer *w)
{
	const char *about = w->plan->about, *question = w->plan->question;

	w_block_begin(w, "goal");
	w_paragraph(w, SAY_H_GOAL, NULL);
	if (about && *about)
		strbuf_addf(w->out, "%s\n\n", w_name(w, about));
	if (question && *question)
		w_paragraph(w, SAY_GOAL_QUESTION, VALUES(w_name(w, question)));
	if (!(about && *about) && !(question && *question))
		w_paragraph(w, SAY_GOAL_NONE, NULL);
	w_block_end(w, "goal");
}
