#include "cluster/compose_read.h"

#include "base/file.h"
#include "base/mem.h"
#include "cluster/compose_values.h"
#include "cluster/dotenv.h"

static void set_env(struct service *s, const char *key, const char *value,
		    const struct ynode *at)
{
	struct env_var *var = NULL;

	for (size_t i = 0; i < s->n_env && !var; i++)
		if (strcmp(s->env[i].key, key) == 0)
			var = &s->env[i];
	if (!var) {
		var = GROW(s->env, s->n_env);
		var->key = xstrdup(key);
	}
	free(var->value);
	var->value = xstrdup(value);
	var->at = at;
}

const char *service_env(const struct service *s, const char *key,
			const struct ynode **out_at)
{
	for (size_t i = 0; i < s->n_env; i++) {
		if (strcmp(s->env[i].key, key) != 0)
			continue;
		if (out_at)
			*out_at = s->env[i].at;
		return s->env[i].value;
	}
	return NULL;
}

/* Named without a value: as it is outside, or not at all. */
static void inherit(struct reading *r, struct service *s, const char *key,
		    const struct ynode *at)
{
	const char *value = compose_variable(r->compose, key);

	if (value)
		set_env(s, key, value, at);
}

static void read_item(struct reading *r, struct service *s, const struct ynode *v)
{
	const char *equals;
	char *key;

	if (!read_scalar(v, "environment", r->diags))
		return;
	equals = strchr(v->text, '=');
	if (!equals) {
		inherit(r, s, v->text, v);
		return;
	}
	key = xstrndup(v->text, (size_t)(equals - v->text));
	set_env(s, key, equals + 1, v);
	free(key);
}

static void read_entry(struct reading *r, struct service *s, const struct yentry *e)
{
	char *value;

	if (ynode_is_null(e->value)) {
		inherit(r, s, e->key->text, e->value);
		return;
	}
	if (!ynode_is_scalar(e->value)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, e->value,
			    "variable '%s' wants a text, not %s", e->key->text,
			    ynode_kind_name(e->value));
		return;
	}
	value = value_print(e->value);
	set_env(s, e->key->text, value, e->value);
	free(value);
}

void read_environment(struct reading *r, struct service *s, const struct ynode *v)
{
	if (ynode_is_scalar(v) && !ynode_is_null(v)) {
		diags_found(
			r->diags, CODE_WRONG_SHAPE, v,
			"'environment' wants a mapping or a list of 'NAME=value', not %s",
			ynode_kind_name(v));
		return;
	}
	yaml_foreach (e, v) {
		if (e->key)
			read_entry(r, s, e);
		else
			read_item(r, s, e->value);
	}
}

static const char *look_up(void *arg, const char *name)
{
	return compose_variable(arg, name);
}

static void read_one_file(struct reading *r, struct service *s, const struct ynode *at,
			  const char *name, bool must)
{
	struct pair_list vars = {0};
	struct err e = {0};
	char *path = path_join(r->compose->dir, name);

	if (dotenv_load(path, must, look_up, r->compose, &vars, &e) < 0)
		diags_found(r->diags, e.code, at, "%s", e.msg);
	for (size_t i = 0; i < vars.len; i++)
		set_env(s, vars.items[i].key, vars.items[i].value, at);
	pair_list_release(&vars);
	free(path);
}

/* A name, or {path, required}. */
static void read_file_item(struct reading *r, struct service *s, const struct ynode *v)
{
	const struct ynode *path = v, *required = NULL;
	bool must = true;

	if (ynode_is_map(v)) {
		path = ynode_get(v, "path");
		required = ynode_get(v, "required");
	}
	if (!path) {
		diags_found(r->diags, CODE_KEY_MISSING, v,
			    "an entry of 'env_file' needs a 'path'");
		return;
	}
	if (required && !read_bool(required, "required", &must, r->diags))
		return;
	if (read_scalar(path, "env_file", r->diags))
		read_one_file(r, s, path, path->text, must);
}

void read_env_file(struct reading *r, struct service *s, const struct ynode *v)
{
	if (!ynode_is_list(v)) {
		read_file_item(r, s, v);
		return;
	}
	yaml_foreach (e, v)
		read_file_item(r, s, e->value);
}

static bool is_profile_active(const struct reading *r, const char *profile)
{
	const char *active = compose_variable(r->compose, "COMPOSE_PROFILES");
	size_t n = strlen(profile);

	while (active && *active) {
		size_t len = strcspn(active, ",");

		if ((len == 1 && *active == '*') ||
		    (len == n && strncmp(active, profile, n) == 0))
			return true;
		active += len + (active[len] == ',');
	}
	return false;
}

void read_profiles(struct reading *r, struct service *s, const struct ynode *v)
{
	struct text_list profiles = {0};

	if (read_texts(v, "profiles", &profiles, r->diags)) {
		s->is_off = profiles.len > 0;
		for (size_t i = 0; i < profiles.len; i++)
			if (is_profile_active(r, profiles.items[i]))
				s->is_off = false;
		if (s->is_off)
			diags_found(r->diags, CODE_COMPOSE_LEFT_OUT, v,
				    "service '%s' is left out: its profile is not in "
				    "COMPOSE_PROFILES",
				    s->name);
	}
	text_list_release(&profiles);
}
