#include "docker/inside.h"

#include "docker/call.h"
#include "docker/instant.h"
#include "docker/statsjson.h"

#define NO_CONTAINER "no such container"

/* A tar of the file: headers and padding on top of its bytes. */
enum { TAR_EXTRA = 64 * 1024 };

enum engine_result container_read_file(struct engine *en, const char *id,
				       const char *path, size_t max, struct strbuf *out,
				       struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result = ENGINE_FAILED;
	const struct strbuf *tar = &c.reply.body;

	call_path(&c, "/containers/", id, "/archive");
	call_query(&c, "path", path);
	c.req.max_body = max + TAR_EXTRA;
	if (call_run(en, &c, e) < 0)
		goto out;
	if (call_gone(&c, NULL)) {
		result = ENGINE_GONE;
		goto out;
	}
	if (!call_ok(&c)) {
		(void)call_refused(&c, e);
		goto out;
	}
	if (tar_read(strbuf_text(tar), tar->len, out, e) == 0)
		result = ENGINE_DONE;
	else
		(void)err_wrap(e, "cannot read '%s' in container '%.12s'", path, id);
out:
	call_release(&c);
	return result;
}

struct dir_reader {
	struct tar_walk walk;
	struct err err; /* what the archive was refused for */
	bool failed;
};

static bool on_dir_bytes(void *arg, const char *bytes, size_t n)
{
	struct dir_reader *r = arg;

	r->failed = tar_walk_feed(&r->walk, bytes, n, &r->err) < 0;
	return !r->failed && !r->walk.enough;
}

static enum engine_result dir_result(struct dir_reader *r, const char *id,
				     const char *dir, struct err *e)
{
	if (!r->failed && tar_walk_end(&r->walk, &r->err) == 0)
		return ENGINE_DONE;
	*e = r->err;
	(void)err_wrap(e, "cannot read '%s' in container '%.12s'", dir, id);
	return ENGINE_FAILED;
}

enum engine_result container_read_dir(struct engine *en, const char *id, const char *dir,
				      tar_file_fn *file, tar_bytes_fn *bytes, void *arg,
				      struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result = ENGINE_FAILED;
	struct dir_reader r = {0};

	tar_walk_init(&r.walk, file, bytes, arg);
	call_path(&c, "/containers/", id, "/archive");
	call_query(&c, "path", dir);
	c.req.is_endless = true;
	c.req.on_bytes = on_dir_bytes;
	c.req.arg = &r;
	if (call_run(en, &c, e) < 0) {
		if (c.reply.given_up)
			result = dir_result(&r, id, dir, e);
	} else if (call_gone(&c, NULL)) {
		result = ENGINE_GONE;
	} else if (!call_ok(&c)) {
		(void)call_refused(&c, e);
	} else {
		result = dir_result(&r, id, dir, e);
	}
	call_release(&c);
	return result;
}

enum engine_result container_write_file(struct engine *en, const char *id,
					const char *dir, const char *name, unsigned mode,
					const void *bytes, size_t n, struct err *e)
{
	struct call c = CALL("PUT");
	struct strbuf tar = STRBUF_INIT;
	enum engine_result result;

	tar_write(&tar, name, mode, bytes, n);
	call_path(&c, "/containers/", id, "/archive");
	call_query(&c, "path", dir);
	c.req.body = tar.buf;
	c.req.body_len = tar.len;
	c.req.content_type = "application/x-tar";
	result = call_act(en, &c, NO_CONTAINER, e);
	strbuf_release(&tar);
	return result;
}

static bool on_log_bytes(void *arg, const char *bytes, size_t n)
{
	return log_lines_feed(arg, bytes, n) == 0;
}

enum engine_result container_logs(struct engine *en, const char *id,
				  const struct logs_query *q, log_line_fn *on_line,
				  void *arg, struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result = ENGINE_FAILED;
	struct log_lines lines;
	char since[INSTANT_MAX];

	log_lines_init(&lines, q->since_wall_ns, on_line, arg);
	call_path(&c, "/containers/", id, "/logs");
	call_query(&c, "stdout", "1");
	call_query(&c, "stderr", "1");
	call_query(&c, "timestamps", "1");
	if (q->tail > 0)
		call_query_int(&c, "tail", q->tail);
	if (q->since_wall_ns > 0)
		call_query(&c, "since", instant_query(since, q->since_wall_ns));
	c.req.is_endless = true;
	c.req.on_bytes = on_log_bytes;
	c.req.arg = &lines;
	if (call_run(en, &c, e) < 0) {
		if (c.reply.given_up)
			(void)err_set(e, CODE_ENGINE_GARBLED,
				      "the log of container '%.12s' is garbled", id);
	} else if (call_gone(&c, NO_CONTAINER)) {
		result = ENGINE_GONE;
	} else if (!call_ok(&c)) {
		(void)call_refused(&c, e);
	} else {
		log_lines_end(&lines);
		result = ENGINE_DONE;
	}
	log_lines_release(&lines);
	call_release(&c);
	return result;
}

enum engine_result container_stats(struct engine *en, const char *id,
				   struct container_stats *out, struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result;
	json_t *o;

	call_path(&c, "/containers/", id, "/stats");
	call_query(&c, "stream", "false");
	call_query(&c, "one-shot", "true");
	result = call_json(en, &c, NO_CONTAINER, &o, e);
	if (result == ENGINE_DONE)
		stats_read(o, out);
	json_decref(o);
	call_release(&c);
	return result;
}
