#include "cli/github.h"

#include "base/log.h"
#include "report/github.h"

/* Other steps' and runs' sections stay. */
static int append(const char *path, const struct strbuf *text, struct err *e)
{
	FILE *f = fopen(path, "ae");
	int rc = 0;

	if (!f || fwrite(strbuf_text(text), 1, text->len, f) != text->len)
		rc = err_set_errno(e, CODE_FILE_WRITE, "cannot write '%s'", path);
	if (f && fclose(f) != 0 && rc == 0)
		rc = err_set_errno(e, CODE_FILE_WRITE, "cannot write '%s'", path);
	return rc;
}

static void summary_to(const struct told *run, const char *path)
{
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};

	github_summary(run, GITHUB_SUMMARY_MOST, &text);
	strbuf_addch(&text, '\n');
	if (append(path, &text, &e) < 0)
		log_warning(CODE_SUMMARY, "github",
			    "%s: the job's summary lacks this run", e.msg);
	strbuf_release(&text);
}

void github_tell(const struct told *run, const char *summary, FILE *annotations)
{
	struct strbuf text = STRBUF_INIT;

	if (summary && *summary)
		summary_to(run, summary);
	github_annotations(run, &text);
	if (annotations)
		(void)fputs(strbuf_text(&text), annotations);
	strbuf_release(&text);
}

/* Standard output may be JSON that somebody reads; commands are taken from both. */
void github_tell_if_there(const struct told *run)
{
	/* NOLINTBEGIN(concurrency-mt-unsafe): nobody changes the environment */
	const char *actions = getenv("GITHUB_ACTIONS");
	const char *summary = getenv("GITHUB_STEP_SUMMARY");
	/* NOLINTEND(concurrency-mt-unsafe) */

	github_tell(run, summary,
		    actions && strcmp(actions, "true") == 0 ? stderr : NULL);
}
