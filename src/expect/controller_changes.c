/* controller_changes - how often the active controller changed. */
#include "base/mem.h"
#include "expect/judge.h"

static void add(struct judge *j, size_t changes, const char *limit, bool at_most)
{
	struct reading r = {.value = (double)changes,
			    .limit = (double)judge_num(j, limit),
			    .at_most = at_most,
			    .observed = xasprintf("%zu change%s of the active controller",
						  changes, changes == 1 ? "" : "s")};

	if (!j->f->observed)
		r.doubt = doubt_make(CODE_NOT_OBSERVED, "the observer saw nothing");
	judge_add(j, &r);
}

void judge_controller_changes(struct judge *j, char **expected)
{
	size_t n = findings_controller_changes(j->f, j->from_ns, j->to_ns);
	struct strbuf text = STRBUF_INIT;

	if (judge_has(j, "at_least")) {
		strbuf_addf(&text, "at least %lld", (long long)judge_num(j, "at_least"));
		add(j, n, "at_least", false);
	}
	if (judge_has(j, "at_most")) {
		strbuf_addf(&text, "%sat most %lld", text.len ? ", " : "",
			    (long long)judge_num(j, "at_most"));
		add(j, n, "at_most", true);
	}
	strbuf_addstr(&text, " changes of the active controller");
	*expected = strbuf_detach(&text);
}
