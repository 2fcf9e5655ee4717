#include "cluster/compose_read.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"

static char *absolute(const struct reading *r, const char *path)
{
	const char *home = compose_variable(r->compose, "HOME");

	if (*path == '~' && (path[1] == '/' || !path[1]))
		return path_join(home ? home : "/", path[1] ? path + 2 : "");
	while (str_starts(path, "./"))
		path += 2;
	return path_join(r->compose->dir, path);
}

static bool is_path(const char *source)
{
	return *source == '.' || *source == '/' || *source == '~';
}

static struct mount_map *add_mount(struct service *s, enum mount_kind kind,
				   const char *target)
{
	struct mount_map *m = container_spec_add_mount(&s->spec);

	m->kind = kind;
	m->target = xstrdup(target);
	return m;
}

static void use_volume(struct reading *r, struct mount_map *m, const struct ynode *at,
		       const char *key)
{
	struct resource *volume = compose_volume(r->compose, key);

	if (volume) {
		volume->is_used = true;
		m->source = xstrdup(volume->name);
	} else {
		diags_found(
			r->diags, CODE_COMPOSE_DANGLING, at,
			"volume '%s' is not among the file's 'volumes' (a path starts with "
			"'./' or '/')",
			key);
	}
}

/* What is behind the second colon, word by word. */
static void read_mode(struct reading *r, struct mount_map *m, const struct ynode *at,
		      const char *mode)
{
	static const char *const harmless[] = {"rw",     "z",         "Z",
					       "cached", "delegated", "consistent"};

	while (*mode) {
		size_t n = strcspn(mode, ",");
		bool known = false;

		for (size_t i = 0; i < ARRAY_LEN(harmless); i++)
			known |= strlen(harmless[i]) == n &&
				 !strncmp(mode, harmless[i], n);
		if (n == 2 && strncmp(mode, "ro", 2) == 0)
			m->is_read_only = true;
		else if (!known)
			diags_found(r->diags, CODE_COMPOSE_UNSUPPORTED, at,
				    "volume option '%.*s' is not supported (ro, rw)",
				    (int)n, mode);
		mode += n + (mode[n] == ',');
	}
}

/* [source:]target[:mode] */
static void read_short(struct reading *r, struct service *s, const struct ynode *v)
{
	const char *first = strchr(v->text, ':');
	const char *second = first ? strchr(first + 1, ':') : NULL;
	char *source, *target;
	struct mount_map *m;

	if (!first) {
		(void)add_mount(s, MOUNT_VOLUME, v->text); /* without a name: anonymous */
		return;
	}
	source = xstrndup(v->text, (size_t)(first - v->text));
	target = second ? xstrndup(first + 1, (size_t)(second - first - 1))
			: xstrdup(first + 1);
	if (*target != '/')
		diags_found(r->diags, CODE_WRONG_VALUE, v,
			    "'%s' is no absolute path in the container", target);
	m = add_mount(s, is_path(source) ? MOUNT_BIND : MOUNT_VOLUME, target);
	if (second)
		read_mode(r, m, v, second + 1);
	if (m->kind == MOUNT_BIND) {
		m->source = absolute(r, source);
		m->makes_source = true;
	} else {
		use_volume(r, m, v, source);
	}
	free(source);
	free(target);
}

static void read_bind(struct reading *r, struct mount_map *m, const struct ynode *map)
{
	const struct ynode *source = ynode_get(map, "source");
	const struct ynode *make = ynode_get(ynode_get(map, "bind"), "create_host_path");

	if (!source) {
		diags_found(r->diags, CODE_KEY_MISSING, map,
			    "a bind mount needs a 'source'");
		return;
	}
	m->source = absolute(r, source->text);
	m->makes_source = true;
	if (make)
		(void)read_bool(make, "create_host_path", &m->makes_source, r->diags);
}

static void tmpfs_options(struct reading *r, struct mount_map *m, const struct ynode *map)
{
	const struct ynode *size = ynode_get(map, "size"), *mode = ynode_get(map, "mode");
	int64_t bytes = 0;

	if (size && !value_bytes(size->text, &bytes))
		diags_found(r->diags, CODE_WRONG_VALUE, size,
			    "'size' wants a size such as 64m, not '%s'", size->text);
	if (bytes > 0 && mode)
		m->options = xasprintf("size=%lld,mode=%s", (long long)bytes, mode->text);
	else if (bytes > 0)
		m->options = xasprintf("size=%lld", (long long)bytes);
	else if (mode)
		m->options = xasprintf("mode=%s", mode->text);
}

static void read_long(struct reading *r, struct service *s, const struct ynode *map)
{
	const struct ynode *type = ynode_get(map, "type"),
			   *target = ynode_get(map, "target");
	const struct ynode *source = ynode_get(map, "source");
	const struct ynode *ro = ynode_get(map, "read_only");
	const char *kind = type ? type->text : "volume";
	struct mount_map *m;

	if (!target || !read_scalar(target, "target", r->diags)) {
		if (!target)
			diags_found(r->diags, CODE_KEY_MISSING, map,
				    "a volume needs a 'target'");
		return;
	}
	m = add_mount(s, MOUNT_VOLUME, target->text);
	if (ro)
		(void)read_bool(ro, "read_only", &m->is_read_only, r->diags);
	if (strcmp(kind, "bind") == 0) {
		m->kind = MOUNT_BIND;
		read_bind(r, m, map);
	} else if (strcmp(kind, "tmpfs") == 0) {
		m->kind = MOUNT_TMPFS;
		tmpfs_options(r, m, ynode_get(map, "tmpfs"));
	} else if (strcmp(kind, "volume") != 0) {
		diags_found(r->diags, CODE_WRONG_VALUE, type,
			    "a volume's type is volume, bind or tmpfs, not '%s'", kind);
	} else if (source) {
		use_volume(r, m, source, source->text);
	}
}

void read_volumes(struct reading *r, struct service *s, const struct ynode *v)
{
	if (ynode_is_null(v))
		return;
	if (!ynode_is_list(v)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, v,
			    "'volumes' of a service wants a list, not %s",
			    ynode_kind_name(v));
		return;
	}
	yaml_foreach (e, v) {
		if (ynode_is_map(e->value))
			read_long(r, s, e->value);
		else if (read_scalar(e->value, "volumes", r->diags))
			read_short(r, s, e->value);
	}
}

/* "/path" or "/path:size=64m,mode=1777" */
void read_tmpfs(struct reading *r, struct service *s, const struct ynode *v)
{
	struct text_list paths = {0};

	if (read_texts(v, "tmpfs", &paths, r->diags)) {
		for (size_t i = 0; i < paths.len; i++) {
			char *path = paths.items[i], *colon = strchr(path, ':');
			struct mount_map *m;

			if (colon)
				*colon = '\0';
			m = add_mount(s, MOUNT_TMPFS, path);
			m->options = colon ? xstrdup(colon + 1) : NULL;
		}
	}
	text_list_release(&paths);
}
