#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_faults.h"

enum {
	GRACE_S = 2,    /* between the signals with which timeout(1) ends the command */
	LATE_MS = 5000, /* on top, until what ends it is itself given up */
};

/* A command under way. */
struct command {
	const char *const *argv;
	int64_t timeout_s;
	struct exec_spec spec;
	struct exec_result result;
};

static void add_argv(struct command *k)
{
	for (const char *const *a = k->argv; *a; a++)
		text_list_add(&k->spec.cmd, *a);
}

/* The engine does not end a command: timeout(1) in the container does. */
static void limit_time(struct command *k)
{
	char number[24];

	text_list_add(&k->spec.cmd, "timeout");
	text_list_add(&k->spec.cmd, "-k");
	(void)snprintf(number, sizeof(number), "%d", GRACE_S);
	text_list_add(&k->spec.cmd, number);
	(void)snprintf(number, sizeof(number), "%lld", (long long)k->timeout_s);
	text_list_add(&k->spec.cmd, number);
}

static int run_once(struct command *k, struct engine *en, const struct node *n,
		    struct err *e)
{
	enum engine_result result;

	k->spec.called = k->argv[0];
	k->spec.mixes = true;
	k->spec.max_output = HELP_OUTPUT_MAX;
	k->spec.timeout_ms = (k->timeout_s + GRACE_S) * 1000 + LATE_MS;
	result = container_exec(en, n->container, &k->spec, &k->result, e);
	text_list_release(&k->spec.cmd);
	return docker_settle(result, n, e);
}

/* The engine's words for a program that is not in the image: then it goes without. */
static bool lacks_timeout(const struct command *k)
{
	return (k->result.exit_code == 126 || k->result.exit_code == 127) &&
	       strstr(strbuf_text(&k->result.out), "exec: \"timeout\"");
}

/* Ended by a signal or, as coreutils say it, by the time. */
static bool was_ended(const struct command *k)
{
	int code = k->result.exit_code;

	return code == 124 || code == 137 || code == 143;
}

static int run(struct command *k, struct engine *en, const struct node *n, struct err *e)
{
	struct clock clock;

	clock_start(&clock);
	limit_time(k);
	add_argv(k);
	if (run_once(k, en, n, e) < 0)
		return -1;
	if (lacks_timeout(k)) {
		exec_result_release(&k->result);
		add_argv(k);
		if (run_once(k, en, n, e) < 0)
			return -1;
	}
	if (was_ended(k) && clock_now(&clock) >= k->timeout_s * NS_PER_S)
		return err_set(e, CODE_HELPER_FAILED,
			       "'%s' has not come to its end within %lld s and was ended",
			       k->argv[0], (long long)k->timeout_s);
	return 0;
}

int docker_exec(struct cluster *c, const struct node *n, const char *const *argv,
		int64_t timeout_ns, int *out_exit_code, struct strbuf *out, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct command k = {.argv = argv, .timeout_s = HELP_TIMEOUT_S};
	int rc = -1;

	if (timeout_ns > 0)
		k.timeout_s = (timeout_ns + NS_PER_S - 1) / NS_PER_S;
	if (en)
		rc = run(&k, en, n, e);
	if (rc == 0) {
		*out_exit_code = k.result.exit_code;
		strbuf_add(out, strbuf_text(&k.result.out), k.result.out.len);
	}
	exec_result_release(&k.result);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "run a command in", rc, e);
}

int docker_read_dir(struct cluster *c, const struct node *n, const char *dir,
		    node_file_fn *file, node_bytes_fn *bytes, void *arg, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	enum engine_result result = ENGINE_FAILED;

	if (en)
		result = container_read_dir(en, n->container, dir, file, bytes, arg, e);
	if (result == ENGINE_GONE)
		(void)err_set(e, CODE_NODE_FOLDER, "there is no '%s' in container '%s'",
			      dir, n->container);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "read a directory of", result == ENGINE_DONE ? 0 : -1,
			   e);
}
