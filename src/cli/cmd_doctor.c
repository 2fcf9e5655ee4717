/* cmd_doctor.c - `kchaos doctor`: is what kchaos needs there, and how is it got? */
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/hosts.h"
#include "cli/live.h"
#include "cluster/checkup.h"
#include "guide/checks.h"
#include "load/load.h"
#include "scenario/scenario.h"

#include <arpa/inet.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#define DISK_LEAST (INT64_C(5) << 30)

enum { FILE_MAX = 4 * 1024 * 1024 };

/* ---- this machine ---- */

static void disk(struct checkup *c)
{
	struct statvfs v;
	int64_t free_bytes;

	if (statvfs(".", &v) != 0)
		return;
	free_bytes = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
	checkup_add(c, free_bytes < DISK_LEAST ? CHECK_WARNING : CHECK_OK, "disk",
		    xasprintf("%s free here", BYTES_TEXT(free_bytes)),
		    free_bytes < DISK_LEAST
			    ? xstrdup("docker system df; docker system prune")
			    : NULL);
}

/* kchaos lets the system choose, so any port of 127.0.0.1 will do. */
static void ports(struct checkup *c)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool can = fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	checkup_add(c, can ? CHECK_OK : CHECK_MISSING, "ports",
		    xstrdup(can ? "free ones of 127.0.0.1 are taken as needed"
				: "none of 127.0.0.1 can be bound"),
		    NULL);
	if (fd >= 0)
		(void)close(fd);
}

static bool lists(const char *path, const char *text)
{
	char line[1024];
	FILE *f = fopen(path, "re");
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f))
		found = strstr(line, text) != NULL;
	if (f)
		(void)fclose(f);
	return found;
}

/* Part of the running kernel (one of its symbols), or a module there to be loaded. */
static bool kernel_has(const char *module, const char *symbol)
{
	char *word = xasprintf(" %s", symbol), *file = xasprintf("/%s.ko", module), *path;
	bool has = lists("/proc/kallsyms", word);
	struct utsname u;

	if (!has && uname(&u) == 0) {
		path = xasprintf("/lib/modules/%s/modules.dep", u.release);
		has = lists(path, file);
		free(path);
	}
	free(word);
	free(file);
	return has;
}

static void kernel(struct checkup *c)
{
	static const struct {
		const char *module, *symbol, *for_what;
	} rows[] = {{"ip_tables", "ipt_do_table", "partition"},
		    {"xt_statistic", "statistic_mt", "loss"},
		    {"sch_tbf", "tbf_enqueue", "rate"},
		    {"sch_netem", "netem_enqueue",
		     "delay, reorder-packets, duplicate-packets, corrupt-packets"},
		    {"loop", "lo_open", "disks of limited size"}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool has = kernel_has(rows[i].module, rows[i].symbol);

		checkup_add(
			c, has ? CHECK_OK : CHECK_WARNING, "kernel",
			xasprintf(
				"%s (%s)%s", rows[i].module, rows[i].for_what,
				has ? ""
				    : " is not in this machine's kernel: a run that needs it says so before it begins"),
			has ? NULL : xasprintf("sudo modprobe %s", rows[i].module));
	}
}

static void pressure(struct checkup *c)
{
	bool told = access("/proc/pressure/cpu", R_OK) == 0;

	checkup_add(
		c, told ? CHECK_OK : CHECK_WARNING, "pressure",
		xstrdup(told ? "the kernel tells how long programs wait for a processor"
			     : "the kernel does not tell how long programs wait for a processor: a busy machine cannot be told from a slow cluster"),
		told ? NULL : xstrdup("boot with psi=1"));
}

/* ---- programs and libraries ---- */

static void client(struct checkup *c)
{
	struct params environment = {0}, defaults = {0};
	const char *version;

	load_describe(&environment, &defaults);
	version = params_text(&environment, "librdkafka", "?");
	checkup_add(c, CHECK_OK, "librdkafka", xstrdup(version), NULL);
	for (size_t i = 0; i < environment.len; i++)
		if (str_starts(environment.item[i].name, "librdkafka artefact"))
			checkup_add(c, CHECK_WARNING, "librdkafka",
				    xstrdup(environment.item[i].text), NULL);
	params_release(&environment);
	params_release(&defaults);
}

static bool in_path(const char *program)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
	const char *path = getenv("PATH");

	while (path && *path) {
		char *dir = xstrndup(path, strcspn(path, ":"));
		char *file = path_join(dir, program);
		bool here = access(file, X_OK) == 0;

		free(dir);
		free(file);
		if (here)
			return true;
		path += strcspn(path, ":");
		path += *path == ':';
	}
	return false;
}

static void gnuplot(struct checkup *c)
{
	bool here = in_path("gnuplot");

	checkup_add(
		c, here ? CHECK_OK : CHECK_WARNING, "gnuplot",
		xstrdup(here ? "draws the charts of written reports"
			     : "not here: written reports have strips of text instead of charts"),
		here ? NULL : xstrdup("sudo apt-get install gnuplot-nox"));
}

/* ---- the whole ---- */

/* The image that the shipped Compose files name. */
static char *wanted_image(void)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
	const char *named = getenv("KAFKA_IMAGE"), *at;
	struct strbuf text = STRBUF_INIT;
	struct err ignored = {0};
	char *scenario = scenario_find("minority-outage", &ignored);
	char *dir = scenario ? path_dir(scenario) : xstrdup(".");
	char *path = path_join(dir, "../compose/combined-3.yaml");
	char *image = named && *named ? xstrdup(named) : NULL;

	if (!image && file_read(path, FILE_MAX, &text, &ignored) == 0 &&
	    (at = strstr(strbuf_text(&text), "${KAFKA_IMAGE:-")))
		image = xstrndup(at + strlen("${KAFKA_IMAGE:-"),
				 strcspn(at + strlen("${KAFKA_IMAGE:-"), "}"));
	strbuf_release(&text);
	free(scenario);
	free(dir);
	free(path);
	return image ? image : xstrdup("apache/kafka");
}

/* With hosts it is their kernels that faults need, of which an engine does not tell. */
static void look(struct checkup *c, const struct hosts *hosts)
{
	char *image = wanted_image();

	if (hosts->len)
		checkup_hosts(c, hosts, image);
	else
		checkup_engine(c, image);
	disk(c);
	ports(c);
	if (hosts->len == 0)
		kernel(c);
	pressure(c);
	client(c);
	gnuplot(c);
	free(image);
}

int command_doctor(const struct cli *cli, struct err *e)
{
	struct strbuf out = STRBUF_INIT;
	struct checkup c = {0};
	struct hosts hosts;
	int rc = 0;

	if (hosts_of_option(cli, &hosts, e) < 0)
		return -1;
	look(&c, &hosts);
	hosts_release(&hosts);
	if (cli->count[OPTION_JSON])
		checks_json(&c, &out);
	else
		checks_text(&c, live_columns(), &out);
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	for (size_t i = 0; i < c.len; i++)
		if (c.at[i].state == CHECK_MISSING)
			rc = 3; /* as a run would end */
	strbuf_release(&out);
	checkup_release(&c);
	return rc;
}
