/*
 * Compose files as they are found elsewhere: tests/golden/compose-wild/NAME.yaml, and the nodes that are
 * seen in them: NAME.expected (GOLDEN_WRITE=1 writes it anew). Then what is read of them, and of the
 * shipped files, against `docker compose config`, where there is such a command.
 */
#include "cluster/service.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "compose_kit.h"
#include "scratch.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

static char *files[200];
static int n_files, n_wild;

static void load(const char *file)
{
	struct compose_opts opts = {0};
	struct strbuf said = STRBUF_INIT;

	diags = (struct diags)DIAGS_INIT;
	compose = compose_load(file, &opts, &diags);
	diags_text(&diags, &said);
	ck_assert_msg(compose != NULL, "%s", strbuf_text(&said));
	strbuf_release(&said);
}

static void describe(const struct topology *t, struct strbuf *out)
{
	strbuf_addf(out, "%s quorum\n", quorum_kind_name(t->quorum));
	for (size_t i = 0; i < t->len; i++) {
		const struct node *n = &t->nodes[i];

		strbuf_addf(out, "%d %s", (int)n->id, n->name);
		if (n->roles & ROLE_BROKER)
			strbuf_addf(out, " broker %s:%d (%d, among brokers %d)",
				    n->broker.host, n->broker.port, n->listens.clients,
				    n->listens.replication);
		if (n->roles & ROLE_CONTROLLER)
			strbuf_addf(out, " controller %s:%d (%d)", n->controller.host,
				    n->controller.port, n->listens.controller);
		strbuf_addch(out, '\n');
	}
}

START_TEST(the_nodes_of_a_file_are_recognised)
{
	const char *file = files[_i];
	char *path = xasprintf("%.*s.expected", (int)(strlen(file) - strlen(".yaml")),
			       file);
	struct strbuf seen = STRBUF_INIT, want = STRBUF_INIT;
	struct err e = {0};

	load(file);
	describe(compose_topology(compose), &seen);
	if (getenv("GOLDEN_WRITE"))
		ck_assert_int_eq(file_write_atomic(path, seen.buf, seen.len, &e), 0);
	ck_assert_msg(file_read(path, 1 << 20, &want, &e) == 0, "%s", e.msg);
	ck_assert_msg(strcmp(strbuf_text(&want), strbuf_text(&seen)) == 0,
		      "%s: expected\n%s\nseen\n%s", file, strbuf_text(&want),
		      strbuf_text(&seen));
	strbuf_release(&seen);
	strbuf_release(&want);
	free(path);
}
END_TEST

/* ---- against the reference ---- */

/* What `docker compose ...` writes; false: it failed, or there is no such command. */
static bool compose_says(char *const *argv, struct strbuf *out)
{
	char *dir = scratch_dir(), *path = path_join(dir, "out");
	posix_spawn_file_actions_t files_of_it;
	struct err e = {0};
	int status = -1;
	pid_t pid;

	ck_assert_int_eq(posix_spawn_file_actions_init(&files_of_it), 0);
	ck_assert_int_eq(posix_spawn_file_actions_addopen(&files_of_it, STDOUT_FILENO,
							  path, O_WRONLY | O_CREAT, 0600),
			 0);
	ck_assert_int_eq(posix_spawn_file_actions_addopen(&files_of_it, STDERR_FILENO,
							  "/dev/null", O_WRONLY, 0),
			 0);
	if (posix_spawnp(&pid, argv[0], &files_of_it, NULL, argv, environ) == 0)
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (status == 0)
		ck_assert_msg(file_read(path, 4 << 20, out, &e) == 0, "%s", e.msg);
	(void)posix_spawn_file_actions_destroy(&files_of_it);
	free(path);
	free(dir);
	return status == 0;
}

/* Compose writes a '$' as "$$". */
static bool is_same(const char *theirs, const char *ours)
{
	for (; *theirs && *ours; theirs++, ours++) {
		if (*theirs != *ours)
			return false;
		if (*theirs == '$' && theirs[1] == '$')
			theirs++;
	}
	return !*theirs && !*ours;
}

static void check_text(const char *where, const char *what, const json_t *theirs,
		       const char *ours)
{
	const char *text = json_string_value(theirs);

	ck_assert_msg(is_same(text ? text : "", ours ? ours : ""),
		      "%s: %s is '%s' to Compose and '%s' here", where, what,
		      text ? text : "", ours ? ours : "");
}

static void check_environment(const struct service *s, json_t *theirs)
{
	size_t set = 0;
	const char *key;
	json_t *value;

	json_object_foreach (theirs, key, value) {
		check_text(s->name, key, value, service_env(s, key, NULL));
		set += json_is_string(value);
	}
	ck_assert_msg(set == s->n_env, "%s: %zu variables to Compose, %zu here", s->name,
		      set, s->n_env);
}

static void check_words(const struct service *s, const char *what, const json_t *theirs,
			const struct text_list *ours)
{
	ck_assert_msg(json_array_size(theirs) == ours->len,
		      "%s: %s has %zu words to Compose, %zu here", s->name, what,
		      json_array_size(theirs), ours->len);
	for (size_t i = 0; i < ours->len; i++)
		check_text(s->name, what, json_array_get(theirs, i), ours->items[i]);
}

/* The addresses differ on purpose: here they are all this machine's own. */
static void check_ports(const struct service *s, const json_t *theirs)
{
	size_t ours = 0;

	for (size_t i = 0; i < s->spec.n_ports; i++) {
		const struct port_map *p = &s->spec.ports[i];
		const json_t *row = json_array_get(theirs, ours);
		const char *published = json_string_value(
			json_object_get(row, "published"));
		char port[8];

		if (!p->is_published || s->port_origins[i].at == s->at)
			continue; /* only exposed; or published for us */
		ours++;
		ck_assert_int_eq(json_integer_value(json_object_get(row, "target")),
				 p->container_port);
		(void)snprintf(port, sizeof(port), "%u", (unsigned)p->host_port);
		ck_assert_str_eq(published ? published : "0", port);
		check_text(s->name, "protocol", json_object_get(row, "protocol"),
			   p->protocol);
	}
	ck_assert_msg(json_array_size(theirs) == ours,
		      "%s: %zu ports to Compose, %zu here", s->name,
		      json_array_size(theirs), ours);
}

static void check_volumes(const struct service *s, const json_t *theirs)
{
	static const char *const kinds[] = {[MOUNT_VOLUME] = "volume",
					    [MOUNT_BIND] = "bind",
					    [MOUNT_TMPFS] = "tmpfs"};

	ck_assert_uint_eq(json_array_size(theirs), s->spec.n_mounts);
	for (size_t i = 0; i < s->spec.n_mounts; i++) {
		const struct mount_map *m = &s->spec.mounts[i];
		const json_t *row = json_array_get(theirs, i);

		check_text(s->name, "kind of volume", json_object_get(row, "type"),
			   kinds[m->kind]);
		check_text(s->name, "target", json_object_get(row, "target"), m->target);
		ck_assert_int_eq(json_is_true(json_object_get(row, "read_only")),
				 m->is_read_only);
		if (m->kind == MOUNT_BIND)
			check_text(s->name, "source", json_object_get(row, "source"),
				   m->source);
	}
}

static void check_dependencies(const struct service *s, const json_t *theirs)
{
	static const char *const words[] = {
		[DEPENDS_STARTED] = "service_started",
		[DEPENDS_HEALTHY] = "service_healthy",
		[DEPENDS_COMPLETED] = "service_completed_successfully"};

	ck_assert_uint_eq(json_object_size(theirs), s->n_depends);
	for (size_t i = 0; i < s->n_depends; i++)
		check_text(s->name, s->depends[i].service,
			   json_object_get(json_object_get(theirs, s->depends[i].service),
					   "condition"),
			   words[s->depends[i].kind]);
}

static void check_service(const struct service *s, const json_t *theirs)
{
	ck_assert_msg(json_is_object(theirs), "Compose knows no service '%s'", s->name);
	check_text(s->name, "image", json_object_get(theirs, "image"), s->spec.image);
	check_text(s->name, "hostname", json_object_get(theirs, "hostname"),
		   s->spec.hostname);
	check_text(s->name, "container_name", json_object_get(theirs, "container_name"),
		   s->own_name);
	check_text(s->name, "restart", json_object_get(theirs, "restart"),
		   s->spec.restart_policy);
	check_environment(s, json_object_get(theirs, "environment"));
	check_words(s, "command", json_object_get(theirs, "command"), &s->spec.cmd);
	check_words(s, "entrypoint", json_object_get(theirs, "entrypoint"),
		    &s->spec.entrypoint);
	check_ports(s, json_object_get(theirs, "ports"));
	check_volumes(s, json_object_get(theirs, "volumes"));
	check_dependencies(s, json_object_get(theirs, "depends_on"));
}

START_TEST(what_is_read_is_what_compose_reads)
{
	char docker[] = "docker", sub[] = "compose", f[] = "-f", config[] = "config";
	char format[] = "--format", json[] = "json", version[] = "version";
	char *const is_there[] = {docker, sub, version, NULL};
	char *const read_it[] = {docker, sub, f, files[_i], config, format, json, NULL};
	struct strbuf text = STRBUF_INIT;
	json_t *theirs, *services;

	if (!compose_says(is_there, &text)) {
		if (_i == 0)
			(void)puts(
				"compose-wild: there is no 'docker compose' here: what "
				"is read is not compared with what it reads");
		goto out;
	}
	strbuf_clear(&text);
	ck_assert_msg(compose_says(read_it, &text), "Compose does not read %s",
		      files[_i]);
	theirs = json_loads(strbuf_text(&text), 0, NULL);
	services = json_object_get(theirs, "services");
	load(files[_i]);
	check_text(files[_i], "name", json_object_get(theirs, "name"),
		   compose_project(compose));
	ck_assert_uint_eq(json_object_size(services),
			  compose->n_services + compose->left_out.len);
	for (size_t i = 0; i < compose->n_services; i++)
		check_service(&compose->services[i],
			      json_object_get(services, compose->services[i].name));
	json_decref(theirs);
out:
	strbuf_release(&text);
}
END_TEST

START_TEST(the_corpus_is_there)
{
	ck_assert_int_ge(n_wild, 4);
	ck_assert_int_ge(n_files - n_wild, 6);
}
END_TEST

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int first = n_files;

	while (dir && (entry = readdir(dir)) && n_files < (int)ARRAY_LEN(files)) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot && strcmp(dot, ".yaml") == 0)
			files[n_files++] = path_join(folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
	qsort(files + first, (size_t)(n_files - first), sizeof(char *), by_text);
}

static Suite *compose_wild_suite(void)
{
	Suite *s = suite_create("compose-wild");
	TCase *tc = tcase_create("files");

	list_folder("tests/golden/compose-wild");
	n_wild = n_files;
	list_folder("compose");
	tcase_add_checked_fixture(tc, compose_kit_open, compose_kit_close);
	tcase_add_test(tc, the_corpus_is_there);
	tcase_add_loop_test(tc, the_nodes_of_a_file_are_recognised, 0, n_wild);
	tcase_add_loop_test(tc, what_is_read_is_what_compose_reads, 0, n_files);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(compose_wild_suite)
