#include "fault/journal.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "fault/journal_file.h"
#include "model/event.h"

#include <ctype.h>
#include <inttypes.h>
#include <pthread.h>

struct entry {
	struct intent intent;
	bool pending;
};

enum { DETAIL_MAX = 4096 };

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

void intents_release(struct intents *l)
{
	for (size_t i = 0; i < l->len; i++)
		free(l->item[i].detail);
	free(l->item);
	*l = (struct intents){0};
}

static bool undo_from(const char *name, enum undo *out)
{
	for (int i = UNDO_NONE + 1; i < UNDO_COUNT; i++) {
		if (strcmp(undo_name((enum undo)i), name) != 0)
			continue;
		*out = (enum undo)i;
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
		err_set(e, CODE_JOURNAL_FILE,
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
		if (j->entries[i].intent.number == number)
			return &j->entries[i];
	return NULL;
}

/* ---- reading ---- */

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
	struct entry new = {.intent = {.number = number, .in_doubt = true},
			    .pending = true};
	int64_t node;

	if (!undo_from(next_word(&rest), &new.intent.undo) ||
	    !str_to_int(next_word(&rest), &node))
		return;
	(void)next_word(&rest); /* the container's name, for people */
	new.intent.node = (int32_t)node;
	new.intent.detail = journal_unescape(rest);
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
		else if (known && strcmp(verb, "applied") == 0)
			known->intent.in_doubt = false;
		else if (known && strcmp(verb, "reverted") == 0)
			known->pending = false;
	}
	free(copy);
}

static void journal_free(struct journal *j)
{
	(void)pthread_mutex_destroy(&j->lock);
	for (size_t i = 0; i < j->len; i++)
		free(j->entries[i].intent.detail);
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

int64_t journal_found_ns(const struct journal *j)
{
	return j->file.found_wall_ns;
}

/* ---- what is pending ---- */

static bool is_of(const struct entry *en, enum undo undo, int32_t node)
{
	return en->pending && (undo == UNDO_NONE || en->intent.undo == undo) &&
	       (node == ANY_INTENT || en->intent.node == node);
}

static struct entry *find_pending(struct journal *j, enum undo undo, int32_t node)
{
	for (size_t i = 0; i < j->len; i++)
		if (is_of(&j->entries[i], undo, node))
			return &j->entries[i];
	return NULL;
}

static int64_t next_number(const struct journal *j)
{
	int64_t top = 0;

	for (size_t i = 0; i < j->len; i++)
		if (j->entries[i].intent.number > top)
			top = j->entries[i].intent.number;
	return top + 1;
}

static int64_t add_intent(struct journal *j, enum undo undo, const struct node *node,
			  const char *detail, struct err *e)
{
	int64_t number = next_number(j);
	int32_t id = node ? node->id : NO_NODE;
	struct strbuf lines = STRBUF_INIT, escaped = STRBUF_INIT;
	int rc;

	journal_escape(&escaped, detail);
	journal_line(&lines, "intent %" PRId64 " %s %" PRId32 " %.200s%s%s", number,
		     undo_name(undo), id, node && node->container ? node->container : "-",
		     escaped.len ? " " : "", strbuf_text(&escaped));
	rc = journal_file_append(&j->file, &lines, e);
	strbuf_release(&lines);
	strbuf_release(&escaped);
	if (rc < 0)
		return -1;
	*GROW(j->entries, j->len) = (struct entry){
		.intent = {number, undo, id, xstrdup(detail), false}, .pending = true};
	return number;
}

int64_t journal_intent(struct journal *j, enum undo undo, const struct node *node,
		       const char *detail, struct err *e)
{
	bool is_once = undo == UNDO_START || undo == UNDO_UNPAUSE;
	struct entry *known = NULL;
	int64_t number;

	if (detail && strlen(detail) > DETAIL_MAX)
		return err_set(
			e, CODE_JOURNAL_ROOM,
			"what is to be undone takes %zu bytes to write down, at most "
			"%d fit into the undo journal",
			strlen(detail), DETAIL_MAX);
	(void)pthread_mutex_lock(&j->lock);
	if (is_once && node)
		known = find_pending(j, undo, node->id);
	number = known ? known->intent.number
		       : add_intent(j, undo, node, detail ? detail : "", e);
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

/* Under the lock. What is undone is so even if the disk is full: healing would look again, and find it
 * so. */
static void revert(struct journal *j, struct entry *known)
{
	struct strbuf lines = STRBUF_INIT;
	struct err why = {0};

	journal_line(&lines, "reverted %" PRId64, known->intent.number);
	if (journal_file_append(&j->file, &lines, &why) < 0)
		log_warning(CODE_JOURNAL_BEHIND, "journal",
			    "%s, continuing; what was undone is not noted", why.msg);
	known->pending = false;
	strbuf_release(&lines);
}

static void revert_all(struct journal *j, enum undo undo, int32_t node)
{
	struct entry *known;

	(void)pthread_mutex_lock(&j->lock);
	while ((known = find_pending(j, undo, node)))
		revert(j, known);
	(void)pthread_mutex_unlock(&j->lock);
}

int journal_reverted(struct journal *j, enum undo undo, int32_t node,
		     UNUSED struct err *e)
{
	revert_all(j, undo, node);
	return 0;
}

int journal_clear(struct journal *j, UNUSED struct err *e)
{
	revert_all(j, UNDO_NONE, ANY_INTENT);
	return 0;
}

int journal_done(struct journal *j, int64_t number, UNUSED struct err *e)
{
	struct entry *known;

	(void)pthread_mutex_lock(&j->lock);
	known = find_entry(j, number);
	if (known && known->pending)
		revert(j, known);
	(void)pthread_mutex_unlock(&j->lock);
	return 0;
}

void journal_list(struct journal *j, enum undo undo, int32_t node, struct intents *out)
{
	*out = (struct intents){0};
	(void)pthread_mutex_lock(&j->lock);
	for (size_t i = 0; i < j->len; i++) {
		const struct intent *in = &j->entries[i].intent;

		if (is_of(&j->entries[i], undo, node))
			*GROW(out->item, out->len) = (struct intent){
				in->number, in->undo, in->node, xstrdup(in->detail),
				in->in_doubt};
	}
	(void)pthread_mutex_unlock(&j->lock);
}

bool journal_is_pending(struct journal *j, int64_t number)
{
	const struct entry *known;
	bool is;

	(void)pthread_mutex_lock(&j->lock);
	known = find_entry(j, number);
	is = known && known->pending;
	(void)pthread_mutex_unlock(&j->lock);
	return is;
}

static void collect_nodes(struct journal *j, enum undo undo, struct ids *out)
{
	ids_release(out);
	(void)pthread_mutex_lock(&j->lock);
	for (size_t i = 0; i < j->len; i++)
		if (is_of(&j->entries[i], undo, ANY_INTENT) &&
		    j->entries[i].intent.node != NO_NODE &&
		    !ids_has(out, j->entries[i].intent.node))
			ids_add(out, j->entries[i].intent.node);
	(void)pthread_mutex_unlock(&j->lock);
}

void journal_nodes(struct journal *j, enum undo undo, struct ids *out)
{
	collect_nodes(j, undo, out);
}

void journal_hurt(struct journal *j, struct ids *out)
{
	collect_nodes(j, UNDO_NONE, out);
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
