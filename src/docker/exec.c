#include "docker/inside.h"

#include "docker/call.h"

enum {
	OUTPUT_MAX = 1024 * 1024,
	SETTLE_POLLS =
		400, /* x 5 ms: how long an exit code may come after the output's end */
};

void exec_result_release(struct exec_result *r)
{
	strbuf_release(&r->out);
	strbuf_release(&r->err);
}

/* The output while it comes in. */
struct output {
	struct frames frames;
	struct exec_result *result;
	bool mixes;
};

static void on_output(void *arg, enum frame_stream stream, const char *bytes, size_t n,
		      UNUSED bool is_last)
{
	const struct output *o = arg;
	struct exec_result *r = o->result;

	strbuf_add(stream == FRAME_STDERR && !o->mixes ? &r->err : &r->out, bytes, n);
}

static bool on_exec_bytes(void *arg, const char *bytes, size_t n)
{
	struct output *o = arg;

	return frames_feed(&o->frames, bytes, n, on_output, o) == 0 &&
	       !o->result->out.overflow && !o->result->err.overflow;
}

static enum engine_result create(struct engine *en, const char *id,
				 const struct exec_spec *spec, char **out_exec,
				 struct err *e)
{
	struct call c = CALL("POST");
	json_t *o = json_object(), *reply = NULL;
	enum engine_result result = ENGINE_FAILED;

	call_path(&c, "/containers/", id, "/exec");
	js_put_true(o, "AttachStdout", true);
	js_put_true(o, "AttachStderr", true);
	js_put_texts(o, "Cmd", &spec->cmd);
	js_put_texts(o, "Env", &spec->env);
	js_put_text(o, "User", spec->user);
	js_put_text(o, "WorkingDir", spec->working_dir);
	js_put_true(o, "Privileged", spec->privileged);
	c.json = js_body(o, e);
	if (c.json)
		result = call_json(en, &c, "no such container", &reply, e);
	if (result == ENGINE_DONE)
		*out_exec = js_dup(reply, "Id");
	json_decref(reply);
	call_release(&c);
	return result;
}

static int start(struct engine *en, const char *exec, const struct exec_spec *spec,
		 struct exec_result *out, struct err *e)
{
	struct call c = CALL("POST");
	struct output o = {.result = out, .mixes = spec->mixes};
	int rc = -1;

	call_path(&c, "/exec/", exec, "/start");
	c.json = js_body(json_pack("{s:b,s:b}", "Detach", 0, "Tty", 0), e);
	c.req.timeout_ms = spec->timeout_ms;
	c.req.is_last = true; /* the engine takes the connection over */
	c.req.on_bytes = on_exec_bytes;
	c.req.arg = &o;
	if (!c.json)
		goto out;
	rc = call_run(en, &c, e);
	if (c.reply.given_up)
		rc = err_set(e, CODE_HELPER_FAILED,
			     out->out.overflow || out->err.overflow
				     ? "its output is longer than %zu bytes"
				     : "its output is garbled (limit %zu bytes)",
			     out->out.max);
	else if (rc == 0 && !call_ok(&c))
		rc = call_refused(&c, e);
out:
	call_release(&c);
	return rc;
}

/* 0 and the exit code, 1 while it runs, -1. */
static int ask(struct engine *en, const char *exec, int *out_code, struct err *e)
{
	struct call c = CALL("GET");
	json_t *o;
	int rc = -1;

	call_path(&c, "/exec/", exec, "/json");
	if (call_json(en, &c, NEVER_GONE, &o, e) == ENGINE_DONE) {
		rc = js_bool(o, "Running") || !json_is_integer(js_at(o, "ExitCode"));
		if (rc == 0)
			*out_code = (int)js_int(o, "ExitCode");
	}
	json_decref(o);
	call_release(&c);
	return rc;
}

/* The output's end may come some milliseconds before the engine knows the exit code, and nothing
 * tells when it does: ask until then. */
static int settle(struct engine *en, const char *exec, int *out_code, struct err *e)
{
	const struct timespec pause = {.tv_nsec = 5 * NS_PER_MS};
	int rc = ask(en, exec, out_code, e);

	for (int i = 0; rc > 0 && i < SETTLE_POLLS; i++) {
		(void)nanosleep(&pause, NULL);
		rc = ask(en, exec, out_code, e);
	}
	if (rc > 0)
		return err_set(e, CODE_HELPER_FAILED,
			       "it closed its output but goes on running");
	return rc;
}

enum engine_result container_exec(struct engine *en, const char *id,
				  const struct exec_spec *spec, struct exec_result *out,
				  struct err *e)
{
	size_t max = spec->max_output ? spec->max_output : OUTPUT_MAX;
	char *exec = NULL;
	enum engine_result result = create(en, id, spec, &exec, e);

	if (result != ENGINE_DONE)
		return result;
	*out = (struct exec_result){0};
	strbuf_limit(&out->out, max);
	strbuf_limit(&out->err, max);
	if (start(en, exec, spec, out, e) < 0 ||
	    settle(en, exec, &out->exit_code, e) < 0) {
		(void)err_wrap(e, "cannot run '%s' in container '%.12s'",
			       spec->called ? spec->called : spec->cmd.items[0], id);
		exec_result_release(out);
		result = ENGINE_FAILED;
	}
	free(exec);
	return result;
}
