#include "kafka/api_admin.h"
#include "kafka/api_commits.h"
#include "kafka/api_config.h"
#include "kafka/api_group.h"
#include "kafka/api_log_dirs.h"
#include "kafka/api_members.h"
#include "kafka/api_moves.h"
#include "kafka/api_offsets.h"
#include "kafka/api_quorum.h"
#include "kafka/api_topics.h"
#include "kafka/api_versions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int versions(struct wire_reader *r, int version, struct err *e)
{
	struct api_versions v = {0};
	int rc = api_versions_decode(&v, version, r, e);

	(void)api_versions_best(&v, KAPI_METADATA, 12);
	(void)api_versions_feature(&v, "metadata.version");
	api_versions_release(&v);
	return rc;
}

static int quorum(struct wire_reader *r, int version, struct err *e)
{
	struct quorum_view v = {0};
	int rc = quorum_view_decode(&v, version % 3, r, e);

	quorum_view_release(&v);
	return rc;
}

static int opinion(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct quorum_opinion q;

	return quorum_opinion_decode(&q, r, e);
}

static int cluster(struct wire_reader *r, int version, struct err *e)
{
	struct cluster_view v = {0};
	int rc = cluster_view_decode(&v, version % 3, r, e);

	cluster_view_release(&v);
	return rc;
}

static int metadata(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct metadata_view v = {0};
	int rc = metadata_decode(&v, r, e);

	(void)topic_list_find(&v.topics, "t");
	metadata_view_release(&v);
	return rc;
}

static int page(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct topic_page p = {0};
	struct topic_list all = {0};
	int rc = topic_page_decode(&p, r, e);

	topic_list_append(&all, &p.topics);
	topic_list_release(&all);
	topic_page_release(&p);
	return rc;
}

static int offsets(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct offset_view v = {0};
	int rc = offset_view_decode(&v, r, e);

	(void)offset_view_find(&v, "t", 0);
	offset_view_release(&v);
	return rc;
}

static int created(struct wire_reader *r, int version, struct err *e)
{
	struct topic_results l = {0};
	int rc = create_topics_decode(&l, 5 + version % 3, r, e);

	topic_results_release(&l);
	return rc;
}

static int deleted(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct topic_results l = {0};
	int rc = delete_topics_decode(&l, r, e);

	topic_results_release(&l);
	return rc;
}

static int elected(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct election_view v = {0};
	int rc = election_decode(&v, r, e);

	election_view_release(&v);
	return rc;
}

static int config(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct config_view v = {0};
	int rc = config_view_decode(&v, r, e);

	(void)config_view_find(&v, "min.insync.replicas");
	config_view_release(&v);
	return rc;
}

static int altered(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct topic_results l = {0};
	int rc = alter_config_decode(&l, r, e);

	topic_results_release(&l);
	return rc;
}

static int moved(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct move_answer a = {0};
	int rc = move_decode(&a, r, e);

	move_answer_release(&a);
	return rc;
}

static int moving(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct moving_view v = {0};
	int rc = moving_view_decode(&v, r, e);

	(void)moving_view_find(&v, "t", 0);
	moving_view_release(&v);
	return rc;
}

static int dirs(struct wire_reader *r, int version, struct err *e)
{
	struct log_dir_view v = {0};
	int rc = log_dir_view_decode(&v, 2 + version % 3, r, e);

	log_dir_view_release(&v);
	return rc;
}

static int coordinator(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct coordinator_view v = {0};
	int rc = coordinator_view_decode(&v, r, e);

	coordinator_view_release(&v);
	return rc;
}

static int deleted_group(struct wire_reader *r, UNUSED int version, struct err *e)
{
	int16_t error;

	return delete_group_decode(&error, r, e);
}

static int commit(struct wire_reader *r, UNUSED int version, struct err *e)
{
	int16_t error;

	return commit_decode(&error, r, e);
}

static int committed(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct committed c;

	return committed_decode(&c, r, e);
}

static int joined(struct wire_reader *r, UNUSED int version, struct err *e)
{
	struct joined j = {0};
	int rc = joined_decode(&j, r, e);

	joined_release(&j);
	return rc;
}

static int synced(struct wire_reader *r, UNUSED int version, struct err *e)
{
	int16_t error;

	return sync_decode(&error, r, e);
}

static int left(struct wire_reader *r, UNUSED int version, struct err *e)
{
	int16_t error;

	return leave_decode(&error, r, e);
}

typedef int decode_fn(struct wire_reader *r, int version, struct err *e);

static decode_fn *const decoders[] = {
	versions, quorum,  opinion, cluster,       metadata, page,
	offsets,  created, deleted, elected,       config,   altered,
	moved,    moving,  dirs,    coordinator,   commit,   committed,
	joined,   synced,  left,    deleted_group,
};

/* The first byte picks decoder and version. Whatever follows: read, or refused with a reason. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = {0};
	struct wire_reader r;
	int rc;

	if (size == 0)
		return 0;
	r = wire_reader_of(data + 1, size - 1);
	rc = decoders[(data[0] & 0x3f) % ARRAY_LEN(decoders)](&r, data[0] >> 6, &e);
	if (rc == 0 ? e.kind != ERR_NONE : e.kind != ERR_ENVIRONMENT)
		abort();
	return 0;
}
