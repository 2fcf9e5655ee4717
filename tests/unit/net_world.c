#include "net_world.h"

#include "base/mem.h"
#include "fake_kernel.h"
#include "unit.h"

/* What helpers do instead of what the fake kernel does. */
const char *net_helper_says;
int net_helper_code;

static void help(void *arg, const struct node *node, const struct helper_job *job,
		 int *out_exit_code, struct strbuf *out)
{
	if (!net_helper_says) {
		ck_assert(fake_kernel_answer(arg, node, job, out_exit_code, out));
		return;
	}
	strbuf_addstr(out, net_helper_says);
	*out_exit_code = net_helper_code;
}

void net_world_set_up(void)
{
	fault_set_up();
	fake_kernel_begin();
	fake_cluster_on_help(fake, help, fake);
	net_helper_says = NULL;
	net_helper_code = 0;
}

void net_world_tear_down(void)
{
	fake_kernel_end();
	fault_tear_down();
}

static void take_params(struct action_plan *a, const char *text)
{
	char *copy = xstrdup(text), *rest = NULL;

	for (char *w = strtok_r(copy, ";", &rest); w; w = strtok_r(NULL, ";", &rest)) {
		char *value = strchr(w, '=');
		int64_t num = 0;

		*value++ = '\0';
		(void)field_parse(field_find(action_find(a->kind)->fields,
					     strcmp(w, "target") == 0 ? "node" : w),
				  value, &num); /* a text has no number */
		params_set(&a->params, w, value, num);
	}
	free(copy);
}

int net_act(const char *kind, const char *params)
{
	struct action_plan a = {.kind = xstrdup(kind)};
	int rc;

	take_params(&a, params);
	action_result_release(&result);
	why = (struct err){0};
	rc = action_run(action_find(kind), &ctx, &a, &result, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

int net_can(const char *kind, const char *params)
{
	const struct action_row *row = action_find(kind);
	struct action_plan a = {.kind = xstrdup(kind)};
	int rc;

	take_params(&a, params);
	why = (struct err){0};
	rc = row->fits ? row->fits(NULL, &a, &why) : 0;
	if (rc == 0)
		rc = row->possible(&ctx, &a, &why);
	params_release(&a.params);
	free(a.kind);
	return rc;
}

void check_net_acts(const char *kind, const char *params)
{
	ck_assert_msg(net_act(kind, params) == 0, "%s", why.msg);
}

void check_net_fails(const char *kind, const char *params, const char *text)
{
	ck_assert_int_eq(net_act(kind, params), -1);
	ck_assert_msg(strstr(why.msg, text) != NULL, "%s", why.msg);
}

void check_net_wishes(const char *want)
{
	struct strbuf got = STRBUF_INIT;
	struct intents pending;

	journal_list(journal, UNDO_NET, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++)
		strbuf_addf(&got, "%d: %s\n", pending.item[i].node,
			    pending.item[i].detail);
	ck_assert_str_eq(strbuf_text(&got), want);
	intents_release(&pending);
	strbuf_release(&got);
}

void check_net_faults(const char *want)
{
	char *got = fake_cluster_faults(fake);

	ck_assert_str_eq(got, want);
	free(got);
}

char net_told[1000];

static void tell(void *arg UNUSED, int32_t node UNUSED, bool is_error, const char *text)
{
	size_t len = strlen(net_told);

	(void)snprintf(net_told + len, sizeof(net_told) - len, "%s%s\n",
		       is_error ? "! " : "", text);
}

int net_heal_now(void)
{
	*net_told = '\0';
	why = (struct err){0};
	return heal(fake_cluster(fake), journal, tell, NULL, NULL, &why);
}

int net_take_back(size_t i)
{
	struct intents pending;
	int64_t number;

	journal_list(journal, UNDO_NONE, ANY_INTENT, &pending);
	ck_assert_uint_lt(i, pending.len);
	number = pending.item[i].number;
	intents_release(&pending);
	*net_told = '\0';
	return heal_these(fake_cluster(fake), journal, &number, 1, tell, NULL, &why);
}

size_t net_count_calls(const char *call)
{
	size_t n = 0;

	for (const char *p = fake_cluster_calls(fake); (p = strstr(p, call)); p++)
		n++;
	return n;
}
