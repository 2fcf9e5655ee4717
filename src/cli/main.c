/* main.c - the command line in, one exit code out. The only place that prints errors. */
#include "base/log.h"
#include "cli/command.h"
#include "cli/first.h"
#include "load/load.h"

#include <malloc.h>
#include <signal.h>

static int exit_code(const struct err *e)
{
	switch (e->kind) {
	case ERR_USAGE: return 2;
	case ERR_ENVIRONMENT: return 3;
	case ERR_INTERRUPTED: return 130;
	case ERR_NONE: break;
	}
	return 3;
}

static void print_versions(void)
{
	struct params environment = {0}, defaults = {0};

	load_describe(&environment, &defaults);
	(void)printf("kchaos %s\nlibrdkafka %s\n", KCHAOS_VERSION,
		     params_text(&environment, "librdkafka", "unknown"));
	params_release(&environment);
	params_release(&defaults);
}

static int dispatch(const struct cli *cli, struct err *e)
{
	if (cli->count[OPTION_VERSION]) {
		print_versions();
		return 0;
	}
	if (!cli->command || cli->count[OPTION_HELP]) {
		cli_help(cli->count[OPTION_HELP] ? stdout : stderr, cli->command);
		return cli->count[OPTION_HELP] ? 0 : 2;
	}
	if (cli->count[OPTION_VERBOSE])
		log_set_level(cli->count[OPTION_VERBOSE] > 1 ? LOG_DEBUG : LOG_INFO);
	return cli->command->run(cli, e);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct err e = {0}, unwritten = {0};
	int code;

	first_process();
	/* A dozen threads, each with an arena of its own, would need twice the memory. */
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no thread runs yet */
	(void)mallopt(M_ARENA_MAX, 2);
	(void)signal(SIGPIPE,
		     SIG_IGN); /* a closed pipe is a write error, told like any other */
	(void)signal(SIGXFSZ,
		     SIG_IGN); /* and so is a file that may not grow: heal, then say so */
	code = cli_parse(&cli, argc, argv, &e) < 0 ? -1 : dispatch(&cli, &e);
	if (code < 0) {
		cli_print_error(&e);
		code = exit_code(&e);
	}
	if (fflush(stdout) != 0 && code == 0) {
		err_set(&unwritten, CODE_FILE_WRITE, "cannot write to standard output");
		cli_print_error(&unwritten);
		code = exit_code(&unwritten);
	}
	return code;
}
