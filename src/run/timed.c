#include "run/timed.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "fault/heal.h"

#define POLL_NS   (10 * NS_PER_MS)
#define SILENT_NS (100 * NS_PER_MS) /* between two looks at an engine that is silent */
#define TOLD_NS   (5 * NS_PER_S)    /* one that is gone is told to be within that */

struct timed_task {
	struct timed *timed;
	struct timed_task *next;
	pthread_t thread;
	int64_t at_ns;
	int phase, action;
	char *name;
	struct ids nodes;
	int64_t *numbers;
	size_t n;
	struct strbuf text; /* what was undone */
};

void timed_begin(struct timed *t)
{
	(void)pthread_mutex_init(&t->lock,
				 NULL); /* cannot fail with default attributes */
	t->first = NULL;
	atomic_store(&t->stop, false);
}

static void note(void *arg, UNUSED int32_t node, UNUSED bool is_error, const char *text)
{
	struct timed_task *task = arg;

	strbuf_addf(&task->text, "%s%s", task->text.len ? "; " : "", text);
}

static void tell(struct timed_task *task, int rc, const struct err *why)
{
	struct event ev = EVENT(ACTION, clock_now(task->timed->clock));
	char *code = rc < 0 ? xstrdup(code_text(why->code)) : NULL;

	ev.phase = task->phase;
	ev.action = task->action;
	ev.step = rc < 0 ? STEP_FAILED : STEP_UNDONE;
	ev.name = task->name;
	ev.text = task->text.buf ? task->text.buf : (char[]){""};
	ev.code = code;
	ev.ids = task->nodes;
	task->timed->emit(task->timed->emit_arg, &ev);
	free(code);
}

static bool is_pending(const struct timed_task *task)
{
	for (size_t i = 0; i < task->n; i++)
		if (journal_is_pending(task->timed->journal, task->numbers[i]))
			return true;
	return false;
}

/* Does it start engines itself? Then it cannot wait for them. */
static bool starts_engines(const struct timed_task *task)
{
	struct intents engines;
	bool does = false;

	journal_list(task->timed->journal, UNDO_ENGINE, ANY_INTENT, &engines);
	for (size_t i = 0; i < engines.len; i++)
		for (size_t k = 0; k < task->n; k++)
			does = does || engines.item[i].number == task->numbers[k];
	intents_release(&engines);
	return does;
}

static bool is_silent(const struct timed_task *task)
{
	const struct timed *t = task->timed;

	return t->is_silent && t->is_silent(t->silent_arg, &task->nodes) &&
	       !starts_engines(task);
}

/* Did it fail of an engine that is told to be silent only after a while? */
static bool falls_silent(const struct timed_task *task, const struct err *e)
{
	const struct timed *t = task->timed;
	int64_t until = clock_now(t->clock) + TOLD_NS;

	while (t->is_silent && cluster_engine_is_away(e) && !is_silent(task) &&
	       !atomic_load(&t->stop) && clock_now(t->clock) < until)
		clock_sleep_until(t->clock, clock_now(t->clock) + SILENT_NS);
	return is_silent(task);
}

/* Nothing can be undone where no engine answers. false: the end, or somebody else's undoing, came first. */
static bool await_engines(struct timed_task *task)
{
	const struct clock *clock = task->timed->clock;

	if (!is_silent(task))
		return true;
	log_warning(CODE_NOT_IN_TIME, "run",
		    "'%s' is not undone in time: an engine does not answer, and is "
		    "waited for",
		    task->name);
	while (is_silent(task)) {
		if (atomic_load(&task->timed->stop) || !is_pending(task))
			return false;
		clock_sleep_until(clock, clock_now(clock) + SILENT_NS);
	}
	strbuf_addf(&task->text, "%s%s too late, for an engine did not answer",
		    task->text.len ? "; " : "",
		    DURATION_TEXT(clock_now(clock) - task->at_ns));
	return true;
}

/* Until it is done, or what it failed of is no engine that fell silent meanwhile. */
static int undo_all(struct timed_task *task, struct err *e)
{
	int rc;

	do {
		if (!await_engines(task))
			return err_set(e, CODE_INTERRUPTED, "interrupted");
		*e = (struct err){0};
		rc = heal_these(task->timed->cluster, task->timed->journal, task->numbers,
				task->n, note, task, e);
	} while (rc < 0 && e->kind != ERR_INTERRUPTED && falls_silent(task, e));
	return rc;
}

static void undo(struct timed_task *task)
{
	struct err why = {0};
	int rc;

	if (!is_pending(task))
		return; /* something else has undone it */
	rc = undo_all(task, &why);
	if (rc < 0 && why.kind == ERR_INTERRUPTED)
		return; /* the run is on its way out, and heals */
	if (rc < 0)
		log_warning(CODE_NOT_IN_TIME, "run",
			    "'%s' could not be undone in time: %s", task->name, why.msg);
	tell(task, rc, &why);
}

static void *wait_and_undo(void *arg)
{
	struct timed_task *task = arg;
	const struct clock *clock = task->timed->clock;

	while (!atomic_load(&task->timed->stop)) {
		int64_t now = clock_now(clock);

		if (now >= task->at_ns) {
			undo(task);
			break;
		}
		clock_sleep_until(clock, task->at_ns - now < POLL_NS ? task->at_ns
								     : now + POLL_NS);
	}
	return NULL;
}

static void free_task(struct timed_task *task)
{
	free(task->name);
	free(task->numbers);
	ids_release(&task->nodes);
	strbuf_release(&task->text);
	free(task);
}

static struct timed_task *new_task(struct timed *t, const struct later *l)
{
	struct timed_task *task = xcalloc(1, sizeof(*task));

	*task = (struct timed_task){.timed = t,
				    .at_ns = l->at_ns,
				    .phase = l->phase,
				    .action = l->action,
				    .name = xstrdup(l->name),
				    .numbers = xcalloc(l->n, sizeof(*l->numbers)),
				    .n = l->n,
				    .text = STRBUF_INIT};
	memcpy(task->numbers, l->numbers, l->n * sizeof(*l->numbers));
	ids_copy(&task->nodes, l->nodes);
	return task;
}

void timed_add(struct timed *t, const struct later *l)
{
	struct timed_task *task = new_task(t, l);

	(void)pthread_mutex_lock(&t->lock); /* fails on misuse only */
	if (pthread_create(&task->thread, NULL, wait_and_undo, task) == 0) {
		task->next = t->first;
		t->first = task;
		task = NULL;
	}
	(void)pthread_mutex_unlock(&t->lock);
	if (!task)
		return;
	log_warning(CODE_NOT_IN_TIME, "run",
		    "no thread to end '%s' in time; it lasts until the run heals",
		    l->name);
	free_task(task);
}

void timed_end(struct timed *t)
{
	atomic_store(&t->stop, true);
	while (t->first) {
		struct timed_task *task = t->first;

		(void)pthread_join(task->thread, NULL); /* it ends soon */
		t->first = task->next;
		free_task(task);
	}
}
