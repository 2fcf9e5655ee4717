/* Undoing what was done to a node's process: unpause, start. */
#include "fault/net.h"
#include "fault/undo.h"

typedef int cluster_fn(struct cluster *c, const struct node *node, struct err *e);

struct repair {
	cluster_fn *call;
	enum process_state broken; /* the state that needs it */
	const char *done, *still;  /* "started again", "down" */
};

static int look(struct undo_job *job, const struct repair *r, bool *is_needed,
		struct err *e)
{
	struct node_state s;

	if (cluster_inspect(job->cluster, job->node, &s, e) < 0)
		return -1;
	*is_needed = s.exists && s.state == r->broken;
	return 0;
}

/* What the call says is not what counts: it may have failed and yet been carried out. */
static int repair(struct undo_job *job, const struct repair *r, struct err *e)
{
	struct err said = {0}, ignored = {0};
	bool is_needed = true;
	int rc = r->call(job->cluster, job->node, &said);

	if (look(job, r, &is_needed, rc < 0 ? &ignored : e) < 0 || is_needed) {
		if (rc < 0)
			*e = said;
		else if (e->kind == ERR_NONE)
			err_set(e, CODE_STILL_THERE, "%s is still %s",
				node_title(job->node).text, r->still);
		return -1;
	}
	undo_say(job, "%s", r->done);
	return 0;
}

static int take_back(struct undo_job *job, const struct repair *r, struct err *e)
{
	bool is_needed;

	if (look(job, r, &is_needed, e) < 0)
		return -1;
	return is_needed ? repair(job, r, e) : 0;
}

int undo_unpause(struct undo_job *job, struct err *e)
{
	static const struct repair r = {cluster_unpause, PROCESS_PAUSED, "unpaused",
					"paused"};

	return take_back(job, &r, e);
}

int undo_start(struct undo_job *job, struct err *e)
{
	static const struct repair r = {cluster_start, PROCESS_EXITED, "started again",
					"down"};

	if (take_back(job, &r, e) < 0)
		return -1;
	return job->text.len ? net_started(job->cluster, job->journal, job->node, e) : 0;
}
