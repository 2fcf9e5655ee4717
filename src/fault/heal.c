#include "fault/heal.h"

#include "base/mem.h"
#include "fault/engine.h"
#include "fault/undo.h"

#include <pthread.h>

struct healing {
	struct cluster *cluster;
	struct journal *journal;
	heal_fn *tell;
	void *arg;
	const int64_t *only; /* these numbers; NULL: all */
	size_t n_only;
	size_t undone, left;
	struct ids away;  /* hosts that did not answer */
	struct err first; /* of the failures */
};

static void say(struct healing *h, int32_t node, bool is_error, const char *text)
{
	if (h->tell)
		h->tell(h->arg, node, is_error, text);
}

static void give_up(struct healing *h, int32_t node, const struct err *why)
{
	if (h->left++ == 0)
		h->first = *why;
	say(h, node, true, why->msg);
}

static bool is_wanted(const struct healing *h, int64_t number)
{
	for (size_t i = 0; i < h->n_only; i++)
		if (h->only[i] == number)
			return true;
	return h->only == NULL;
}

/* A node the cluster no longer has needs no undoing. */
static bool is_about_a_stranger(const struct undo_job *job)
{
	return job->intent->node != NO_NODE && !job->node;
}

/*
 * One undoing of a kind at a time on a node, from looking at what else is pending to the mark that this
 * one is not any more: of two that end at once each would else leave the node to the other.
 * Nodes may share a lock. A command may take long and has nothing to do with others: none.
 */
enum { SHARES = 8 };

static pthread_mutex_t locks[UNDO_COUNT][SHARES];
static pthread_once_t locks_made = PTHREAD_ONCE_INIT;

static void make_locks(void)
{
	for (size_t u = 0; u < UNDO_COUNT; u++)
		for (size_t i = 0; i < SHARES; i++)
			(void)pthread_mutex_init(&locks[u][i], NULL); /* cannot fail */
}

static pthread_mutex_t *lock_of(const struct intent *intent)
{
	(void)pthread_once(&locks_made, make_locks); /* cannot fail either */
	if (intent->undo == UNDO_COMMAND)
		return NULL;
	return &locks[intent->undo][(uint32_t)intent->node % SHARES];
}

/* What is not among the nodes may be on a host that does not answer: then it is still to be undone. */
static int undo_strange(const struct healing *h, const struct undo_job *job,
			struct err *e)
{
	if (!cluster_missing(h->cluster))
		return 0;
	return err_set(e, CODE_STILL_TO_UNDO, "still to undo: '%s' of node %d: %s",
		       undo_name(job->intent->undo), (int)job->intent->node,
		       cluster_missing(h->cluster));
}

/* A host that does not answer is asked once, not for each thing that is to be undone there. */
static int undo_one(struct healing *h, const struct undo_row *row, struct undo_job *job,
		    struct err *e)
{
	const struct node *n = job->node;
	int rc;

	if (is_about_a_stranger(job))
		return undo_strange(h, job, e);
	if (n && ids_has(&h->away, n->host))
		return err_set(e, CODE_STILL_TO_UNDO, "its engine does not answer");
	rc = row->take_back(job, e);
	if (rc < 0 && n && topology_host(cluster_topology(job->cluster), n) &&
	    cluster_engine_is_away(e))
		ids_add(&h->away, n->host);
	return rc;
}

/* "still to undo: 'start' of node 3 on host c: ..." in front: with hosts the reader must know where. */
static void tell_what_is_left(const struct undo_job *job, struct err *why)
{
	const struct topology *t = cluster_topology(job->cluster);
	const struct host *host = job->node ? topology_host(t, job->node) : NULL;

	if (host)
		(void)err_wrap(why, "still to undo: '%s' of %s on host %s",
			       undo_name(job->intent->undo), node_word(job->node).text,
			       host->name);
}

static void take_back(struct healing *h, const struct undo_row *row,
		      const struct intent *intent)
{
	struct undo_job job = {
		.cluster = h->cluster,
		.journal = h->journal,
		.intent = intent,
		.node = topology_any_by_id(cluster_topology(h->cluster), intent->node),
		.text = STRBUF_INIT};
	struct err why = {0};
	int rc = undo_one(h, row, &job, &why);

	if (rc < 0)
		tell_what_is_left(&job, &why);
	if (rc == 0 && job.text.len) {
		h->undone++;
		say(h, intent->node, false, strbuf_text(&job.text));
	}
	if (rc < 0 || journal_done(h->journal, intent->number, &why) < 0)
		give_up(h, intent->node, &why);
	strbuf_release(&job.text);
}

static void heal_one(struct healing *h, const struct undo_row *row,
		     const struct intent *intent)
{
	pthread_mutex_t *lock = lock_of(intent);

	if (lock)
		(void)pthread_mutex_lock(lock); /* fails on misuse only */
	if (journal_is_pending(h->journal, intent->number))
		take_back(h, row, intent);
	if (lock)
		(void)pthread_mutex_unlock(lock);
}

static void heal_all_of(struct healing *h, enum undo undo)
{
	const struct undo_row *row = undo_row(undo);
	struct intents pending;

	if (!row)
		return;
	journal_list(h->journal, undo, ANY_INTENT, &pending);
	for (size_t i = pending.len; i-- > 0;)
		if (is_wanted(h, pending.item[i].number))
			heal_one(h, row, &pending.item[i]);
	intents_release(&pending);
}

static int finish(struct healing *h, struct err *e)
{
	ids_release(&h->away);
	if (h->left == 0)
		return 0;
	*e = h->first;
	return err_wrap(e, "%zu thing%s could not be undone", h->left,
			h->left == 1 ? "" : "s");
}

/* After a crash: these containers are meant, and get these addresses back. What cannot be read is told
 * when it is its turn. */
static void recall_found(struct cluster *c, struct journal *j)
{
	struct intents pending;
	struct err ignored = {0};
	int32_t node;

	journal_list(j, UNDO_FOUND, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++)
		(void)cluster_recall(c, pending.item[i].detail, &node, &ignored);
	intents_release(&pending);
}

static int heal_from_to(struct healing *h, int from, int to, size_t *out_undone,
			struct err *e)
{
	recall_found(h->cluster, h->journal);
	for (int u = from; u < to; u++)
		heal_all_of(h, (enum undo)u);
	if (out_undone)
		*out_undone = h->undone;
	return finish(h, e);
}

int heal(struct cluster *c, struct journal *j, heal_fn *tell, void *arg,
	 size_t *out_undone, struct err *e)
{
	struct healing h = {.cluster = c, .journal = j, .tell = tell, .arg = arg};

	return heal_from_to(&h, UNDO_NONE + 1, UNDO_LASTING, out_undone, e);
}

int heal_found(struct cluster *c, struct journal *j, heal_fn *tell, void *arg,
	       size_t *out_undone, struct err *e)
{
	struct healing h = {.cluster = c, .journal = j, .tell = tell, .arg = arg};

	return heal_from_to(&h, UNDO_LASTING, UNDO_COUNT, out_undone, e);
}

int heal_kind(struct cluster *c, struct journal *j, enum undo undo, heal_fn *tell,
	      void *arg, struct err *e)
{
	struct healing h = {.cluster = c, .journal = j, .tell = tell, .arg = arg};

	heal_all_of(&h, undo);
	return finish(&h, e);
}

int heal_these(struct cluster *c, struct journal *j, const int64_t *numbers, size_t n,
	       heal_fn *tell, void *arg, struct err *e)
{
	struct healing h = {.cluster = c,
			    .journal = j,
			    .tell = tell,
			    .arg = arg,
			    .only = numbers,
			    .n_only = n};

	for (int u = UNDO_NONE + 1; u < UNDO_COUNT; u++)
		heal_all_of(&h, (enum undo)u);
	return finish(&h, e);
}

void heal_ended_hosts(struct cluster *c, struct journal *j, struct ids *out)
{
	const struct hosts *hosts = &cluster_topology(c)->hosts;
	struct intents pending;

	journal_list(j, UNDO_ENGINE, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++) {
		struct engine_intent in;
		size_t host;

		if (!engine_intent_read(pending.item[i].detail, &in))
			continue; /* undoing it says so */
		host = hosts_index(hosts, in.host);
		if (host < hosts->len)
			ids_add(out, (int32_t)host);
		engine_intent_release(&in);
	}
	intents_release(&pending);
}

int heal_machine(struct cluster *c, struct journal *j, heal_fn *tell, void *arg,
		 struct err *e)
{
	struct intents pending;
	int64_t *numbers = NULL;
	size_t n = 0;
	int rc = 0;

	journal_list(j, UNDO_NONE, NO_NODE, &pending);
	for (size_t i = 0; i < pending.len; i++)
		if (pending.item[i].undo == UNDO_COMMAND ||
		    pending.item[i].undo == UNDO_ENGINE)
			*GROW(numbers, n) = pending.item[i].number;
	if (n > 0)
		rc = heal_these(c, j, numbers, n, tell, arg, e);
	free(numbers);
	intents_release(&pending);
	return rc;
}
