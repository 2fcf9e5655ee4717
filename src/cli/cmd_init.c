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
			e, CODE_WORD_UNKNOWN,
			"there is no template '%s': minority, majority, controller, load, homework or ci",
			name);
	if (controllers && !b->dedicated && strcmp(controllers, "combined") != 0)
		return err_set(e, CODE_OPTION_VALUE,
			       "--controllers is combined or dedicated, not '%s'",
			       controllers);
	if (nodes && (!str_to_int(nodes, &n) || n < TEMPLATE_LEAST || n > TEMPLATE_MOST))
		return err_set(
			e, CODE_OPTION_VALUE,
			"--nodes is %d to %d, not '%s': with fewer a minority is nobody",
			TEMPLATE_LEAST, TEMPLATE_MOST, nodes);
	if (b->dedicated && !b->row->dedicated)
		return err_set(
			e, CODE_OPTIONS_TOGETHER,
			"template '%s' is about combined nodes: leave out --controllers",
			b->row->name);
	if (n != TEMPLATE_LEAST && !b->row->any_number)
		return err_set(e, CODE_OPTIONS_TOGETHER,
			       "template '%s' is about %d nodes: leave out --nodes",
			       b->row->name, TEMPLATE_LEAST);
	if (b->dedicated && n != TEMPLATE_LEAST)
		return err_set(
			e, CODE_OPTIONS_TOGETHER,
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

/* The workflow for GitHub Actions, of a clone or as it was installed. */
static int read_workflow(struct strbuf *out, struct err *e)
{
	const char *clone = "docs/ci/github.yml",
		   *installed = KCHAOS_DATADIR "/ci/github.yml";

	return file_read(file_exists(clone) ? clone : installed, FILE_MAX, out, e);
}

/* A file that is there is the user's. */
static int refuse(const char *path, struct err *e)
{
	return file_exists(path)
		       ? err_set(e, CODE_OUTPUT_TAKEN,
				 "'%s' is there already, and is not overwritten: name another folder",
				 path)
		       : 0;
}

/* What is written, in this order: the scenario last, as it names the other. */
struct written {
	char *path;
	struct strbuf text;
};

static int write_all(const struct beginning *b, struct written *files, size_t n,
		     struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = refuse(files[i].path, e);
	if (rc == 0)
		rc = file_make_dirs(b->dir, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = file_write_atomic(files[i].path, strbuf_text(&files[i].text),
				       files[i].text.len, e);
		if (rc == 0)
			(void)printf("wrote %s\n", files[i].path);
	}
	return rc;
}

static void say_next(const struct beginning *b, const char *scenario)
{
	(void)printf(
		"next: kchaos validate %s\n      kchaos explain %s\n      kchaos run %s\n",
		scenario, scenario, scenario);
	if (strcmp(b->row->name, "ci") == 0)
		(void)printf(
			"      and the workflow goes to .github/workflows/ of the repository\n");
}

int command_init(const struct cli *cli, struct err *e)
{
	struct written files[3] = {0};
	struct beginning b = {0};
	char *name;
	int rc = choose(cli, &b, e);
	bool ci = rc == 0 && strcmp(b.row->name, "ci") == 0;

	if (rc < 0)
		return rc;
	name = xasprintf("%s.yaml", b.row->scenario);
	files[0].path = path_join(b.dir, "compose.yaml");
	files[1].path = path_join(b.dir, name);
	files[2].path = path_join(b.dir, "github-workflow.yml");
	rc = make(&b, &files[1].text, &files[0].text, e);
	if (rc == 0 && ci)
		rc = read_workflow(&files[2].text, e);
	if (rc == 0)
		rc = write_all(&b, files, ci ? 3 : 2, e);
	if (rc == 0)
		say_next(&b, files[1].path);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		free(files[i].path);
		strbuf_release(&files[i].text);
	}
	free(name);
	return rc;
}
