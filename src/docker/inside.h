/*
 * inside.h - what goes on inside a container: commands, files, logs and figures.
 *
 * Owner: results are the caller's, to be released. Threads and failures as engine.h.
 */
#ifndef DOCKER_INSIDE_H
#define DOCKER_INSIDE_H

#include "base/strbuf.h"
#include "docker/engine.h"
#include "docker/lists.h"
#include "docker/loglines.h"
#include "docker/tar.h"

struct exec_spec {
	struct text_list cmd;
	const char *called;   /* in errors; NULL: cmd's first word */
	struct text_list env; /* on top of the container's own */
	const char *user;     /* NULL: the container's */
	const char *working_dir;
	bool privileged;
	bool mixes;         /* both outputs in the order they came, in exec_result.out */
	int64_t timeout_ms; /* 0: the engine's */
	size_t max_output; /* bytes kept of out and err each; 0: 1 MiB. More is a failure */
};

struct exec_result {
	int exit_code; /* 126, 127: could not be started, `out` says why */
	struct strbuf out;
	struct strbuf err;
};
void exec_result_release(struct exec_result *r);

/* Runs a command to its end. A command that outlives the timeout goes on running in the container:
 * wrap it in "timeout". ENGINE_GONE: no such container. */
enum engine_result container_exec(struct engine *en, const char *id,
				  const struct exec_spec *spec, struct exec_result *out,
				  struct err *e);

/* The bytes of one regular file, at most `max`. ENGINE_GONE: no such container or file. */
enum engine_result container_read_file(struct engine *en, const char *id,
				       const char *path, size_t max, struct strbuf *out,
				       struct err *e);

/* The files of a directory and below, in the order the engine tells them (by name), as tar_walk tells
 * them; in memory is never more than a piece. Whoever has `enough` ends it. ENGINE_GONE: no such
 * container or directory. The engine may be silent for its timeout, as a whole it may take any time. */
enum engine_result container_read_dir(struct engine *en, const char *id, const char *dir,
				      tar_file_fn *file, tar_bytes_fn *bytes, void *arg,
				      struct err *e);

/* Puts one file into a directory that is there; works before the first start, too. `mode` such as
 * 0755. */
enum engine_result container_write_file(struct engine *en, const char *id,
					const char *dir, const char *name, unsigned mode,
					const void *bytes, size_t n, struct err *e);

struct logs_query {
	int64_t tail;          /* last lines; 0: all */
	int64_t since_wall_ns; /* 0: from the start; a line at that very instant is not repeated */
};

/* The log so far, line by line. See loglines.h for struct log_line. */
enum engine_result container_logs(struct engine *en, const char *id,
				  const struct logs_query *q, log_line_fn *on_line,
				  void *arg, struct err *e);

/* One look; rates are the caller's to make of two. All zero for a container that is not running. */
struct container_stats {
	int64_t read_at_ns; /* wall clock, or NEVER */
	uint64_t cpu_total_ns;
	uint64_t system_cpu_ns; /* of the whole host */
	uint64_t throttled_ns;
	int online_cpus;
	uint64_t memory_bytes; /* without the page cache it can give back */
	uint64_t memory_limit_bytes;
	uint64_t rx_bytes; /* over all its networks */
	uint64_t tx_bytes;
	uint64_t disk_read_bytes;
	uint64_t disk_write_bytes;
	uint64_t pids;
};
enum engine_result container_stats(struct engine *en, const char *id,
				   struct container_stats *out, struct err *e);

#endif
