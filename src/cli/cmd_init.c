/* cmd_init.c - `kchaos init`: a scenario and its Compose file to begin with. Nothing is overwritten. */
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "guide/template.h"
#include "scenario/scenario.h"

enum { FILE_MAX = 256 * 1024 };

struct beginning {
	const struct template_row *row;
	const char *dir;
	int nodes;
	bool dedicated;
};

static int choose(const struct cli *cli, struct beginning *b, struct err *e)
{
	const char *name = cli->value[OPTION_TEMPLATE], *nodes = cli->value[OPTION_NODES];
	const char *controllers = cli->value[OPTION_CONTROLLERS];
	int64_t n = TEMPLATE_LEAST;

	b->row = template_find(name ? name : "minority");
	b->dir = cli->n_args ? cli->args[0] : ".";
	b->dedicated = controllers && strcmp(controllers, "dedicated") == 0;
	if (!b->row)
		return err_set(
			e, ERR_USAGE,
			"there is no template '%s': minority, majority, controller, load, homework or ci",
			name);
	if (controllers && !b->dedicated && strcmp(controllers, "combined") != 0)
		return err_set(e, ERR_USAGE,
			       "--controllers is combined or dedicated, not '%s'",
			       controllers);
	if (nodes && (!str_to_int(nodes, &n) || n < TEMPLATE_LEAST || n > TEMPLATE_MOST))
		return err_set(
			e, ERR_USAGE,
			"--nodes is %d to %d, not '%s': with fewer a minority is nobody",
			TEMPLATE_LEAST, TEMPLATE_MOST, nodes);
	if (b->dedicated && !b->row->dedicated)
		return err_set(
			e, ERR_USAGE,
			"template '%s' is about combined nodes: leave out --controllers",
			b->row->name);
	if (n != TEMPLATE_LEAST && !b->row->any_number)
		return err_set(e, ERR_USAGE,
			       "template '%s' is about %d nodes: leave out --nodes",
			       b->row->name, TEMPLATE_LEAST);
	if (b->dedicated && n != TEMPLATE_LEAST)
		return err_set(
			e, ERR_USAGE,
			"dedicated controllers come with %d brokers: leave out --nodes",
			TEMPLATE_LEAST);
	b->nodes = (int)n;
	return 0;
}

static int read_beside(const char *scenario, const char *file, struct strbuf *out,
		       struct err *e)
{
	char *dir = path_dir(scenario), *path = path_join(dir, file);
	int rc = file_read(path, FILE_MAX, out, e);

	free(dir);
	free(path);
	return rc;
}

/* The path that the scenario names, or that of dedicated controllers. */
static char *compose_of(const struct beginning *b, const char *text)
{
	const char *at = strstr(text, "../compose/");

	if (b->dedicated || !at)
		return xstrdup("../compose/dedicated-3c3b.yaml");
	return xstrndup(at, strcspn(at, " \n"));
}

static int make(const struct beginning *b, struct strbuf *scenario,
		struct strbuf *compose, struct err *e)
{
	struct strbuf text = STRBUF_INIT, old = STRBUF_INIT;
	char *path = scenario_find(b->row->scenario, e), *file;
	int rc = path ? file_read(path, FILE_MAX, &text, e) : -1;

	if (rc == 0) {
		file = compose_of(b, strbuf_text(&text));
		rc = read_beside(path, file, &old, e);
		free(file);
	}
	if (rc == 0)
		template_scenario(strbuf_text(&text), b->nodes, scenario);
	if (rc == 0 && b->dedicated)
		strbuf_addstr(compose, strbuf_text(&old));
	else if (rc == 0)
		rc = template_compose(strbuf_text(&old), b->nodes, compose, e);
	strbuf_release(&text);
	strbuf_release(&old);
	free(path);
	return rc;
}

/* A file that is there is the user's. */
static int refuse(const char *path, struct err *e)
{
	return file_exists(path)
		       ? err_set(e, ERR_USAGE,
				 "'%s' is there already, and is not overwritten: name another folder",
				 path)
		       : 0;
}

static int write_both(const struct beginning *b, const struct strbuf *scenario,
		      const struct strbuf *compose, struct err *e)
{
	char *name = xasprintf("%s.yaml", b->row->scenario);
	char *one = path_join(b->dir, name), *other = path_join(b->dir, "compose.yaml");
	int rc = refuse(one, e);

	if (rc == 0)
		rc = refuse(other, e);
	if (rc == 0)
		rc = file_make_dirs(b->dir, e);
	if (rc == 0)
		rc = file_write_atomic(other, compose->buf, compose->len, e);
	if (rc == 0)
		rc = file_write_atomic(one, scenario->buf, scenario->len, e);
	if (rc == 0)
		(void)printf(
			"wrote %s and %s\nnext: kchaos validate %s, kchaos explain %s, kchaos run %s\n",
			one, other, one, one, one);
	free(name);
	free(one);
	free(other);
	return rc;
}

int command_init(const struct cli *cli, struct err *e)
{
	struct strbuf scenario = STRBUF_INIT, compose = STRBUF_INIT;
	struct beginning b = {0};
	int rc = choose(cli, &b, e);

	if (rc == 0)
		rc = make(&b, &scenario, &compose, e);
	if (rc == 0)
		rc = write_both(&b, &scenario, &compose, e);
	strbuf_release(&scenario);
	strbuf_release(&compose);
	return rc;
}
