#include "record/description_json.h"

#include "base/mem.h"
#include "record/mapped.h"
#include "record/reader.h"
#include "record/shape.h"

#define OF(type, kind, member) CELL(kind, struct type, member)

static const struct cell_row partition_rows[] = {
	OF(described_partition, INT32, partition),
	OF(described_partition, INT32, leader),
	OF(described_partition, INT32, epoch),
	OF(described_partition, IDS, replicas),
	OF(described_partition, IDS, isr),
	OF(described_partition, IDS, elr),
	OF(described_partition, IDS, last_known_elr),
	CELL_END};
static const struct shape partition = {sizeof(struct described_partition),
				       partition_rows};

static const struct cell_row config_rows[] = {
	OF(described_config, TEXT, name), OF(described_config, TEXT, value), CELL_END};
static const struct shape config = {sizeof(struct described_config), config_rows};

static const struct cell_row topic_rows[] = {
	OF(described_topic, TEXT, name),
	OF(described_topic, TEXT, id),
	CELL_AS("internal", BOOL, struct described_topic, is_internal),
	OF(described_topic, BOOL, configs_told),
	LIST_OF("configs", struct described_topic, configs, n_configs, &config),
	LIST_OF("partitions", struct described_topic, partitions, n_partitions,
		&partition),
	CELL_END};
static const struct shape topic = {sizeof(struct described_topic), topic_rows};

static const struct cell_row replica_rows[] = {
	OF(described_replica, INT32, id),
	CELL_AS("voter", BOOL, struct described_replica, is_voter),
	OF(described_replica, TEXT, directory),
	OF(described_replica, INT64, log_end),
	CELL_AS("last_fetch_ms", INT64, struct described_replica, last_fetch_wall_ms),
	CELL_AS("last_caught_up_ms", INT64, struct described_replica,
		last_caught_up_wall_ms),
	CELL_END};
static const struct shape replica = {sizeof(struct described_replica), replica_rows};

static const struct cell_row node_rows[] = {
	OF(described_node, INT32, id),
	OF(described_node, TEXT, name),
	OF(described_node, TEXT, process),
	CELL_AS("broker", BOOL, struct described_node, is_broker),
	CELL_AS("controller", BOOL, struct described_node, is_controller),
	OF(described_node, BOOL, broker_answers),
	OF(described_node, BOOL, controller_answers),
	OF(described_node, BOOL, controller_hidden),
	OF(described_node, TEXT, registered),
	OF(described_node, TEXT, rack),
	OF(described_node, TEXT, host),
	OF(described_node, INT64, bytes),
	OF(described_node, TEXT, why),
	CELL_END};
static const struct shape node = {sizeof(struct described_node), node_rows};

static const struct cell_row rows[] = {
	CELL_AS("t", INT64, struct description, at_ns),
	OF(description, INT64, took_ns),
	OF(description, INT32, phase),
	OF(description, TEXT, cluster_id),
	OF(description, INT32, leader),
	OF(description, INT32, epoch),
	OF(description, INT64, high_watermark),
	LIST_OF("replicas", struct description, replicas, n_replicas, &replica),
	OF(description, BOOL, topics_told),
	LIST_OF("topics", struct description, topics, n_topics, &topic),
	LIST_OF("nodes", struct description, nodes, n_nodes, &node),
	CELL_END};
static const struct shape whole = {sizeof(struct description), rows};

const struct shape *description_shape(void)
{
	return &whole;
}

char *description_to_json(const struct description *d, bool indented)
{
	json_t *root = json_object();
	char *text;

	shape_write(&whole, d, root);
	text = json_dumps(root, indented ? JSON_INDENT(1) : JSON_COMPACT);
	json_decref(root);
	return text;
}

/* Texts the rest of the program takes for granted. */
static int check_texts(const struct description *d, struct err *e)
{
	for (size_t i = 0; i < d->n_topics; i++) {
		const struct described_topic *t = &d->topics[i];

		if (!t->name)
			return err_set(e, CODE_RUN_DAMAGED, "topics: item %zu: no name",
				       i);
		for (size_t k = 0; k < t->n_configs; k++)
			if (!t->configs[k].name)
				return err_set(e, CODE_RUN_DAMAGED,
					       "topics: item %zu: configs: item %zu: no "
					       "name",
					       i, k);
	}
	return 0;
}

int description_from_json(struct description *d, const char *text, size_t n,
			  struct err *e)
{
	json_error_t why;
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	int rc = -1;

	*d = (struct description){0};
	if (!root)
		return err_set(e, CODE_RUN_DAMAGED, "%s", why.text);
	if (shape_read(&whole, root, d, e) == 0)
		rc = check_texts(d, e);
	json_decref(root);
	return rc;
}

static int add_line(struct description **out, size_t *len, const char *line, size_t n,
		    struct err *e)
{
	struct description d;

	if (description_from_json(&d, line, n, e) < 0) {
		description_release(&d);
		return -1;
	}
	*GROW(*out, *len) = d;
	return 0;
}

int run_descriptions(const struct run *run, struct description **out, size_t *out_len,
		     struct err *e)
{
	char *path = xasprintf("%s/snapshots.jsonl", run->dir);
	struct description *all = NULL;
	struct mapped m = {0};
	size_t at = 0, n, len = 0;
	const char *line;
	int rc = mapped_open(&m, path, e);

	while (rc == 0 && mapped_line(&m, &at, &line, &n)) {
		rc = add_line(&all, &len, line, n, e);
		if (rc < 0)
			err_wrap(e, "%s:%zu", path, len + 1);
	}
	mapped_release(&m);
	free(path);
	if (rc < 0) {
		run_descriptions_free(all, len);
		return -1;
	}
	*out = all;
	*out_len = len;
	return 0;
}

void run_descriptions_free(struct description *d, size_t len)
{
	for (size_t i = 0; i < len; i++)
		description_release(&d[i]);
	free(d);
}
