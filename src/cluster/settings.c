#include "cluster/settings.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"
#include "cluster/properties.h"

#include <ctype.h>
#include <sys/stat.h>

static void set(struct settings *s, const char *key, const char *value,
		const struct ynode *at)
{
	struct setting *found = NULL;

	if (!*value)
		return;
	for (size_t i = 0; i < s->len && !found; i++)
		if (strcmp(s->items[i].key, key) == 0)
			found = &s->items[i];
	if (!found) {
		found = GROW(s->items, s->len);
		found->key = xstrdup(key);
	}
	free(found->value);
	found->value = xstrdup(value);
	found->at = at;
}

const char *settings_get(const struct settings *s, const char *key,
			 const struct ynode **out_at)
{
	for (size_t i = 0; i < s->len; i++) {
		if (strcmp(s->items[i].key, key) != 0)
			continue;
		if (out_at && s->items[i].at)
			*out_at = s->items[i].at;
		return s->items[i].value;
	}
	return NULL;
}

void settings_release(struct settings *s)
{
	for (size_t i = 0; i < s->len; i++) {
		free(s->items[i].key);
		free(s->items[i].value);
	}
	free(s->items);
	*s = (struct settings){0};
}

static char lower(char c)
{
	return (char)tolower((unsigned char)c);
}

char *setting_key(const char *variable)
{
	static const char marks[] = "._-";
	struct strbuf key = STRBUF_INIT;

	if (!str_starts(variable, "KAFKA_"))
		return NULL;
	variable += strlen(str_starts(variable, "KAFKA_CFG_") ? "KAFKA_CFG_" : "KAFKA_");
	while (*variable) {
		size_t run = strspn(variable, "_");

		if (run == 0) {
			strbuf_addch(&key, lower(*variable++));
			continue;
		}
		run = run > strlen(marks) ? strlen(marks) : run;
		strbuf_addch(&key, marks[run - 1]);
		variable += run;
	}
	return strbuf_detach(&key);
}

static void read_variables(const struct service *s, struct settings *out)
{
	for (size_t i = 0; i < s->n_env; i++) {
		char *key = setting_key(s->env[i].key);

		if (key)
			set(out, key, s->env[i].value, s->env[i].at);
		free(key);
	}
}

/* The words of entrypoint and command; a word that is a shell's whole script is taken apart. */
static void command_words(const struct service *s, struct text_list *out)
{
	const struct text_list *parts[] = {&s->spec.entrypoint, &s->spec.cmd};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		for (size_t k = 0; k < parts[i]->len; k++) {
			const char *word = parts[i]->items[k];

			if (!strpbrk(word, " \n\t") || !value_words(word, out))
				text_list_add(out, word);
		}
}

static const struct ynode *command_place(const struct service *s)
{
	const struct ynode *at = ynode_get(s->map, "command");

	return at ? at : s->map ? s->at : NULL;
}

static void read_overrides(const struct service *s, const struct text_list *words,
			   struct settings *out)
{
	static const char option[] = "--override";

	for (size_t i = 0; i < words->len; i++) {
		const char *pair = words->items[i], *equals;
		char *key;

		if (strcmp(pair, option) == 0 && i + 1 < words->len)
			pair = words->items[++i];
		else if (str_starts(pair, "--override="))
			pair += sizeof(option);
		else
			continue;
		equals = strchr(pair, '=');
		if (!equals)
			continue;
		key = xstrndup(pair, (size_t)(equals - pair));
		set(out, key, equals + 1, command_place(s));
		free(key);
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static size_t length_without_slash(const char *path)
{
	size_t n = strlen(path);

	while (n > 0 && path[n - 1] == '/')
		n--;
	return n;
}

/* The innermost mount that holds a path in the container, or NULL: it is the image's. */
static const struct mount_map *mount_at(const struct service *s, const char *path)
{
	const struct mount_map *best = NULL;
	size_t best_len = 0;

	for (size_t i = 0; i < s->spec.n_mounts; i++) {
		const struct mount_map *m = &s->spec.mounts[i];
		size_t n = length_without_slash(m->target);

		if (n >= best_len && n > 0 && strncmp(path, m->target, n) == 0 &&
		    (path[n] == '/' || !path[n])) {
			best = m;
			best_len = n;
		}
	}
	return best;
}

/* A path in the container as one on this machine; NULL: it is the image's or a volume's. Caller
 * frees. */
static char *outside(const struct service *s, const char *path)
{
	const struct mount_map *m = mount_at(s, path);

	if (!m || m->kind != MOUNT_BIND || !m->source)
		return NULL;
	return xasprintf("%s%s", m->source, path + length_without_slash(m->target));
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static void read_text(const struct service *s, const char *path, const char *text,
		      struct settings *out, struct diags *d)
{
	struct pair_list pairs = {0};

	if (!properties_parse(text, &pairs))
		diags_found(d, CODE_SETTINGS_UNSEEN, s->at,
			    "service '%s': '%s' has more than %d settings; the rest is "
			    "not looked at",
			    s->name, path, (int)PROPERTIES_MAX);
	for (size_t i = 0; i < pairs.len; i++)
		set(out, pairs.items[i].key, pairs.items[i].value, s->map ? s->at : NULL);
	pair_list_release(&pairs);
}

static void read_file(const struct service *s, const char *path, struct settings *out,
		      struct diags *d)
{
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};

	if (!is_file(path))
		diags_found(d, CODE_SETTINGS_UNSEEN, s->at,
			    "service '%s' mounts '%s', which is no file here", s->name,
			    path);
	else if (file_read(path, SETTINGS_FILE_MAX, &text, &e) < 0)
		diags_found(d, CODE_SETTINGS_UNSEEN, s->at, "service '%s': %s", s->name,
			    e.msg);
	else
		read_text(s, path, strbuf_text(&text), out, d);
	strbuf_release(&text);
}

/* The file that the command names, as the container calls it, or NULL. Borrowed from `words`. */
static const char *named_path(const struct text_list *words)
{
	for (size_t i = words->len; i > 0; i--)
		if (words->items[i - 1][0] == '/' &&
		    ends_with(words->items[i - 1], ".properties"))
			return words->items[i - 1];
	return NULL;
}

/* Where the images look for a file that replaces their own. */
static const char *const usual_paths[] = {
	"/mnt/shared/config/server.properties",
	"/opt/kafka/config/server.properties",
	"/opt/kafka/config/kraft/server.properties",
	"/etc/kafka/kafka.properties",
	"/etc/kafka/server.properties",
	"/bitnami/kafka/config/server.properties",
	"/opt/bitnami/kafka/config/server.properties",
	"/opt/bitnami/kafka/config/kraft/server.properties",
};

/* NULL: nothing of this machine is mounted there. Caller frees. */
static char *usual_file(const struct service *s)
{
	for (size_t i = 0; i < ARRAY_LEN(usual_paths); i++) {
		char *path = outside(s, usual_paths[i]);

		if (path && is_file(path))
			return path;
		free(path);
	}
	return NULL;
}

void settings_files(const struct service *s, struct text_list *out)
{
	struct text_list words = {0};
	const char *named;

	command_words(s, &words);
	named = named_path(&words);
	if (named)
		text_list_add(out, named);
	/* The image's own there are templates; only what is mounted was meant. */
	for (size_t i = 0; !named && i < ARRAY_LEN(usual_paths); i++)
		if (mount_at(s, usual_paths[i]))
			text_list_add(out, usual_paths[i]);
	text_list_release(&words);
}

/* Is it apache/kafka, or built here to stand for it, and started as the image says? */
static bool is_plain_image(const struct service *s)
{
	static const char *const names[] = {"apache/kafka", "docker.io/apache/kafka",
					    "kchaos/kafka"};
	const char *image = s->spec.image ? s->spec.image : "";
	const struct text_list *cmd = &s->spec.cmd;

	if (s->map ? cmd->len + s->spec.entrypoint.len > 0
		   : cmd->len != 1 || strcmp(cmd->items[0], "/etc/kafka/docker/run") != 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcspn(image, ":@") == strlen(names[i]) &&
		    str_starts(image, names[i]))
			return true;
	return false;
}

bool settings_of_image(const struct service *s, struct settings *out)
{
	static const char *const single[][2] = {
		{"node.id", "1"},
		{"process.roles", "broker,controller"},
		{"controller.quorum.voters", "1@localhost:9093"},
		{"controller.listener.names", "CONTROLLER"},
		{"listeners", "PLAINTEXT://:9092,CONTROLLER://:9093"},
		{"advertised.listeners",
		 "PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093"},
	};

	if (out->len > 0 || !is_plain_image(s))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(single); i++)
		set(out, single[i][0], single[i][1], NULL);
	return true;
}

/* What was read out of the container itself: the file that the command names beats variables, the
 * first of the usual ones is beaten by them. */
static void read_inside(const struct service *s, const struct text_list *words,
			struct settings *out, struct diags *d)
{
	const char *named = named_path(words), *text = NULL;

	for (size_t i = 0; !named && !text && i < ARRAY_LEN(usual_paths); i++) {
		text = pair_list_get(&s->files, usual_paths[i]);
		if (text)
			read_text(s, usual_paths[i], text, out, d);
	}
	read_variables(s, out);
	text = named ? pair_list_get(&s->files, named) : NULL;
	if (text)
		read_text(s, named, text, out, d);
}

static void read_outside(const struct service *s, const struct text_list *words,
			 struct settings *out, struct diags *d)
{
	const char *path = named_path(words);
	char *named = path ? outside(s, path) : NULL;
	char *usual = named ? NULL : usual_file(s);

	if (usual)
		read_file(s, usual, out, d);
	read_variables(s, out);
	if (named)
		read_file(s, named, out, d);
	free(named);
	free(usual);
}

void settings_read(const struct service *s, struct settings *out, struct diags *d)
{
	struct text_list words = {0};

	command_words(s, &words);
	if (s->map)
		read_outside(s, &words, out, d);
	else
		read_inside(s, &words, out, d);
	read_overrides(s, &words, out);
	text_list_release(&words);
}
