#include "cluster/compose_read.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"

static void duration_into(struct reading *r, const struct ynode *v, const char *what,
			  int64_t *out_ns)
{
	if (v && read_scalar(v, what, r->diags) && !value_duration(v->text, out_ns))
		diags_found(r->diags, CODE_WRONG_VALUE, v,
			    "'%s' wants a duration such as 500ms, 30s or 1m30s, not '%s'",
			    what, v->text);
}

static void read_test(struct reading *r, struct health_check *h, const struct ynode *v)
{
	const char *first;

	if (ynode_is_scalar(v)) {
		text_list_add(&h->test, "CMD-SHELL");
		text_list_add(&h->test, v->text);
		return;
	}
	if (!read_texts(v, "test", &h->test, r->diags))
		return;
	first = h->test.len > 0 ? h->test.items[0] : "";
	if (strcmp(first, "NONE") != 0 && strcmp(first, "CMD") != 0 &&
	    strcmp(first, "CMD-SHELL") != 0)
		diags_found(
			r->diags, CODE_WRONG_VALUE, v,
			"a list in 'test' starts with CMD, CMD-SHELL or NONE, not '%s'",
			first);
}

void read_healthcheck(struct reading *r, struct service *s, const struct ynode *v)
{
	struct health_check *h = &s->spec.health;
	const struct ynode *test = ynode_get(v, "test"), *off = ynode_get(v, "disable");
	const struct ynode *retries = ynode_get(v, "retries");
	bool is_off = false;
	int64_t n = 0;

	if (!ynode_is_map(v)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, v,
			    "'healthcheck' wants a mapping, not %s", ynode_kind_name(v));
		return;
	}
	if (off)
		(void)read_bool(off, "disable", &is_off, r->diags);
	if (is_off)
		text_list_add(&h->test, "NONE");
	else if (test)
		read_test(r, h, test);
	duration_into(r, ynode_get(v, "interval"), "interval", &h->interval_ns);
	duration_into(r, ynode_get(v, "timeout"), "timeout", &h->timeout_ns);
	duration_into(r, ynode_get(v, "start_period"), "start_period",
		      &h->start_period_ns);
	duration_into(r, ynode_get(v, "start_interval"), "start_interval",
		      &h->start_interval_ns);
	if (retries && !value_int(retries->text, 0, INT32_MAX, &n))
		diags_found(r->diags, CODE_WRONG_VALUE, retries,
			    "'retries' wants a number, not '%s'", retries->text);
	h->retries = (int)n;
}

void read_stop_grace(struct reading *r, struct service *s, const struct ynode *v)
{
	int64_t ns = -1;

	duration_into(r, v, "stop_grace_period", &ns);
	if (ns < 0)
		return;
	s->spec.stop_timeout_s = (int)((ns + NS_PER_S - 1) / NS_PER_S);
	s->spec.has_stop_timeout = true;
}

void read_restart(struct reading *r, struct service *s, const struct ynode *v)
{
	static const char *const known[] = {"no", "always", "unless-stopped",
					    "on-failure"};
	const char *text = v->text, *colon;
	int64_t tries = 0;
	char *policy;
	bool ok = false;

	if (!read_scalar(v, "restart", r->diags))
		return;
	/* `restart: no` without quotes is a YAML 1.1 false, and is meant as it is written. */
	if (v->is_plain && strcmp(text, "false") == 0)
		text = "no";
	colon = strchr(text, ':');
	policy = xstrndup(text, colon ? (size_t)(colon - text) : strlen(text));
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		ok |= strcmp(policy, known[i]) == 0;
	if (!ok || (colon && !value_int(colon + 1, 0, INT32_MAX, &tries))) {
		diags_found(
			r->diags, CODE_WRONG_VALUE, v,
			"'restart' is no, always, unless-stopped or on-failure[:N], not '%s'",
			text);
		free(policy);
		return;
	}
	free(s->spec.restart_policy);
	s->spec.restart_policy = policy;
	s->spec.restart_max = (int)tries;
}
