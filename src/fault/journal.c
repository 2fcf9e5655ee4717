#include "fault/journal.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "fault/journal_file.h"

#include <ctype.h>
#include <inttypes.h>
#include <pthread.h>

struct entry {
	int64_t number;
	enum undo undo;
	int32_t node;
	bool pending;
};

/* `lock` guards all of it. */
struct journal {
	pthread_mutex_t lock;
	struct journal_file file;
	struct entry *entries;
	size_t len;
};

const char *undo_name(enum undo u)
{
	static const char *const names[] = {
#define UNDO_NAME(id, name) [UNDO_##id] = (name),
		UNDOS(UNDO_NAME)
#undef UNDO_NAME
	};

	return names[u];
}

static bool undo_from(const char *name, enum undo *out)
{
	static const enum undo all[] = {UNDO_START, UNDO_UNPAUSE};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (strcmp(undo_name(all[i]), name) != 0)
			continue;
		*out = all[i];
		return true;
	}
	return false;
}

static void add_file_name(struct strbuf *b, const char *name)
{
	for (const char *p = name; *p; p++)
		strbuf_addch(b, isalnum((unsigned char)*p) || strchr("-_", *p) ||
						(*p == '.' && p != name)
					? *p
					: '_');
}

static const char *environment(const char *name)
{
	return getenv(name); /* NOLINT(concurrency-mt-unsafe): nobody sets any */
}

char *journal_path(const char *engine_id, const char *project, struct err *e)
{
	const char *state = environment("XDG_STATE_HOME"), *home = environment("HOME");
	struct strbuf b = STRBUF_INIT;

	if (state && *state == '/')
		strbuf_addstr(&b, state);
	else if (home && *home)
		strbuf_addf(&b, "%s/.local/state", home);
	else {
		err_set(e, ERR_ENVIRONMENT,
			"no place for the undo journal: neither XDG_STATE_HOME nor HOME is set");
		return NULL;
	}
	strbuf_addstr(&b, "/kchaos/");
	add_file_name(&b, engine_id);
	strbuf_addch(&b, '/');
	add_file_name(&b, project);
	strbuf_addstr(&b, ".journal");
	return strbuf_detach(&b);
}

static struct entry *find_entry(struct journal *j, int64_t number)
{
	for (size_t i = 0; i < j->len; i++)
		if (j->entries[i].number == number)
			return &j->entries[i];
	return NULL;
}

/* Cuts the next word off the front; "" at the end. */
static const char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, " ");
	size_t len = strcspn(word, " ");

	*rest = word + len + (word[len] != '\0');
	word[len] = '\0';
	return word;
}

static void read_intent(struct journal *j, int64_t number, char *rest)
{
	struct entry new = {.number = number, .pending = true};
	int64_t node;

	if (!undo_from(next_word(&rest), &new.undo) ||
	    !str_to_int(next_word(&rest), &node))
		return;
	new.node = (int32_t)node;
	*GROW(j->entries, j->len) = new;
}

/* "intent 3 start 2 kc-kafka2-1", "applied 3", "reverted 3", "owner 4711" */
static void read_words(void *arg, const char *line)
{
	struct journal *j = arg;
	char *copy = xstrdup(line), *rest = copy;
	const char *verb = next_word(&rest);
	struct entry *known;
	int64_t number;

	if (str_to_int(next_word(&rest), &number)) {
		known = find_entry(j, number);
		if (strcmp(verb, "intent") == 0)
			read_intent(j, number, rest);
		else if (known && strcmp(verb, "reverted") == 0)
			known->pending = false;
	}
	free(copy);
}

static void journal_free(struct journal *j)
{
	(void)pthread_mutex_destroy(&j->lock);
	free(j->entries);
	free(j);
}

struct journal *journal_open(const char *path, struct err *e)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	(void)pthread_mutex_init(&j->lock,
				 NULL); /* cannot fail with default attributes */
	if (journal_file_open(&j->file, path, read_words, j, e) < 0) {
		journal_free(j);
		return NULL;
	}
	return j;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	journal_file_close(&j->file, journal_pending(j) == 0);
	journal_free(j);
}

/* ---- what is pending ---- */

static struct entry *find_pending(struct journal *j, enum undo undo, int32_t node)
{
	for (size_t i = 0; i < j->len; i++)
		if (j->entries[i].pending && j->entries[i].undo == undo &&
		    j->entries[i].node == node)
			return &j->entries[i];
	return NULL;
}

static int64_t next_number(const struct journal *j)
{
	int64_t top = 0;

	for (size_t i = 0; i < j->len; i++)
		if (j->entries[i].number > top)
			top = j->entries[i].number;
	return top + 1;
}

static int64_t add_intent(struct journal *j, enum undo undo, const struct node *node,
			  struct err *e)
{
	int64_t number = next_number(j);
	struct strbuf lines = STRBUF_INIT;
	int rc;

	journal_line(&lines, "intent %" PRId64 " %s %" PRId32 " %.200s", number,
		     undo_name(undo), node->id, node->container ? node->container : "");
	rc = journal_file_append(&j->file, &lines, e);
	strbuf_release(&lines);
	if (rc < 0)
		return -1;
	*GROW(j->entries, j->len) = (struct entry){
		.number = number, .undo = undo, .node = node->id, .pending = true};
	return number;
}

int64_t journal_intent(struct journal *j, enum undo undo, const struct node *node,
		       struct err *e)
{
	struct entry *known;
	int64_t number;

	(void)pthread_mutex_lock(&j->lock);
	known = find_pending(j, undo, node->id);
	number = known ? known->number : add_intent(j, undo, node, e);
	(void)pthread_mutex_unlock(&j->lock);
	return number;
}

int journal_applied(struct journal *j, int64_t number, struct err *e)
{
	struct strbuf lines = STRBUF_INIT;
	int rc;

	journal_line(&lines, "applied %" PRId64, number);
	(void)pthread_mutex_lock(&j->lock);
	rc = journal_file_append(&j->file, &lines, e);
	(void)pthread_mutex_unlock(&j->lock);
	strbuf_release(&lines);
	return rc;
}

static int revert(struct journal *j, enum undo undo, int32_t node, struct err *e)
{
	struct strbuf lines = STRBUF_INIT;
	struct entry *known;
	int rc = 0;

	while (rc == 0 && (known = find_pending(j, undo, node))) {
		strbuf_clear(&lines);
		journal_line(&lines, "reverted %" PRId64, known->number);
		rc = journal_file_append(&j->file, &lines, e);
		known->pending = rc < 0;
	}
	strbuf_release(&lines);
	return rc;
}

int journal_reverted(struct journal *j, enum undo undo, int32_t node, struct err *e)
{
	int rc;

	(void)pthread_mutex_lock(&j->lock);
	rc = revert(j, undo, node, e);
	(void)pthread_mutex_unlock(&j->lock);
	return rc;
}

void journal_nodes(struct journal *j, enum undo undo, struct ids *out)
{
	ids_release(out);
	(void)pthread_mutex_lock(&j->lock);
	for (size_t i = 0; i < j->len; i++)
		if (j->entries[i].pending && j->entries[i].undo == undo &&
		    !ids_has(out, j->entries[i].node))
			ids_add(out, j->entries[i].node);
	(void)pthread_mutex_unlock(&j->lock);
}

size_t journal_pending(struct journal *j)
{
	size_t n = 0;

	(void)pthread_mutex_lock(&j->lock);
	for (size_t i = 0; i < j->len; i++)
		n += j->entries[i].pending;
	(void)pthread_mutex_unlock(&j->lock);
	return n;
}
