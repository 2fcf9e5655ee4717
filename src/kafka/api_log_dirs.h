/*
 * api_log_dirs.h - DescribeLogDirs v2-4: the disks of the asked broker, and what lies on them.
 *
 * A row's offset_lag is not how far a follower is behind its leader: it is counted from the
 * follower's own high watermark, which never is beyond what it has (ReplicaManager
 * .getLogEndOffsetLag), hence 0. Ask for log ends as a debugger instead (api_offsets.h).
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_LOG_DIRS_H
#define KAFKA_API_LOG_DIRS_H

#include "kafka/wire.h"

struct log_row {
	int32_t partition;
	int64_t size_bytes;
	int64_t offset_lag; /* -1: not known; see above */
	bool is_future; /* a copy that moves here from another disk of the same broker */
};

struct log_topic {
	char *name;
	struct log_row *rows;
	size_t n_rows;
};

struct log_dir {
	int16_t error; /* KAFKA_STORAGE_ERROR: taken out of service; the rest is empty then */
	char *path;
	int64_t total_bytes, usable_bytes; /* of its volume; -1: not told, or before v4 */
	struct log_topic *topics;
	size_t n_topics;
};

struct log_dir_view {
	int16_t error;
	struct log_dir *dirs;
	size_t len;
};

/* Only what lies there of one partition; topic NULL: everything. */
void log_dir_view_request(struct strbuf *body, const char *topic /* or NULL */,
			  int32_t partition);
int log_dir_view_decode(struct log_dir_view *out, int version, struct wire_reader *r,
			struct err *e);
void log_dir_view_release(struct log_dir_view *v);

#endif
