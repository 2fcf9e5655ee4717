#include "diag_kit.h"
#include "unit.h"
#include "yaml/fields.h"
#include "yaml/interpolate.h"

static const struct field rows[] = {
	{"name", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "what it is called"},
	{"for", FIELD_DURATION, 0, "10s", NULL, "how long"},
	{"rate", FIELD_RATE, 0, NULL, NULL, "how often"},
	{"size", FIELD_SIZE, 0, "1KiB", NULL, "how much"},
	{"at_least", FIELD_PERCENT, 0, NULL, NULL, "how well"},
	{"acks", FIELD_CHOICE, 0, "all", "all|1|0", "how safely"},
	{"stop", FIELD_SELECTOR, 0, NULL, NULL, "which nodes"},
	{"until", FIELD_ANY, 0, NULL, NULL, "until when"},
	{"do", FIELD_LIST, 0, NULL, NULL, "what"},
	{"config", FIELD_MAP, 0, NULL, NULL, "topic settings"},
	{"members", FIELD_INT, 0, NULL, NULL, "how many"},
	{"idempotent", FIELD_BOOL, 0, NULL, NULL, "whether"},
	FIELD_END,
};

static const char *nothing_is_set(UNUSED void *arg, UNUSED const char *name)
{
	return NULL;
}

/* What is said about `key: value` in a mapping that has its name; caller frees. */
static char *said_about(const char *text, bool *out_ok)
{
	struct strbuf whole = STRBUF_INIT, out = STRBUF_INIT;
	struct diags d = DIAGS_INIT;
	struct yaml_doc doc;

	strbuf_addf(&whole, "%s\n", text);
	ck_assert_int_eq(yaml_parse(&doc, "a.yaml", strbuf_text(&whole), whole.len, &d),
			 0);
	yaml_interpolate(doc.root, nothing_is_set, NULL, &d);
	*out_ok = yfields_check(doc.root, rows, "phase 'x'", &d);
	diags_plain(&d, &out);
	strbuf_release(&whole);
	diags_release(&d);
	yaml_release(&doc);
	return strbuf_detach(&out);
}

static const char *const fits[] = {
	"name: x",
	"name: 5",
	"name: \"\"",
	"name: x\nfor: 1.5s",
	"name: x\nfor: \"30s\"",
	"name: x\nrate: 200/s",
	"name: x\nsize: 1KiB",
	"name: x\nat_least: 99.9%",
	"name: x\nacks: 1",
	"name: x\nacks: all",
	"name: x\nstop: leader of payments/0",
	"name: x\nstop: [node 1, node 2]",
	"name: x\nuntil: end",
	"name: x\nuntil: {isr: full}",
	"name: x\ndo: []",
	"name: x\nconfig: {}",
	"name: x\nmembers: 2",
	"name: x\nidempotent: false",
	"name: x\nfor: ${UNSET:-3s}",
};

START_TEST(a_value_that_fits_is_taken_without_a_word)
{
	bool ok;
	char *said = said_about(fits[_i], &ok);

	ck_assert_str_eq(said, "");
	ck_assert(ok);
	free(said);
}
END_TEST

/* The first line of what is said; the caret line is test_yaml_diag.c's matter. */
static const struct {
	const char *text, *want;
} misfits[] = {
	{"a: b\nname: x",
	 "1:1: error: unknown key 'a' in phase 'x' (known: name, for, rate, size, "
	 "at_least, acks, stop, until, do, config, members, idempotent)"},
	{"name: x\nstpo: y", "2:1: error: unknown key 'stpo' in phase 'x' (did you mean "
			     "'stop'?)"},
	{"nmae: x", "1:1: error: unknown key 'nmae' in phase 'x' (did you mean 'name'?)"},
	{"\"x\\e[2J\": y\nname: x",
	 "1:1: error: unknown key 'x\\x1b[2J' in phase 'x' "
	 "(known: name, for, rate, size, at_least, acks, stop, "
	 "until, do, config, members, idempotent)"},
	{"for: 3s", "1:1: error: phase 'x' needs 'name': a text"},
	{"{}", "1:1: error: phase 'x' needs 'name': a text"},
	{"[a]", "1:1: error: phase 'x' wants a mapping, not a list"},
	{"name:", "1:6: error: 'name' wants a text, but has no value"},
	{"name: ~", "1:7: error: 'name' wants a text, but has no value"},
	{"name: {a: b}", "1:7: error: 'name' wants a text, not a mapping"},
	{"name: x\nfor: soon", "2:6: error: 'for' wants a duration such as 500ms, 30s or "
			       "2m, not 'soon'"},
	{"name: x\nfor: 10", "2:6: error: 'for' wants a unit: did you mean '10s'?"},
	{"name: x\nfor: \"0.5\"", "2:6: error: 'for' wants a unit: did you mean '0.5s'?"},
	{"name: x\nfor: -10", "2:6: error: 'for' wants a duration such as 500ms, 30s or "
			      "2m, not '-10'"},
	{"name: x\nfor: 10 sec",
	 "2:6: error: 'for' wants a duration such as 500ms, 30s or "
	 "2m, not '10 sec' (did you mean '10s'?)"},
	{"name: x\nfor: 2 Minutes",
	 "2:6: error: 'for' wants a duration such as 500ms, 30s "
	 "or 2m, not '2 Minutes' (did you mean '2m'?)"},
	{"name: x\nfor: [1s]", "2:6: error: 'for' wants a duration such as 500ms, 30s or "
			       "2m, not a list"},
	{"name: x\nrate: 200", "2:7: error: 'rate' wants a unit: did you mean '200/s'?"},
	{"name: x\nrate: 0",
	 "2:7: error: 'rate' wants a rate such as 200/s or 600/m, not "
	 "'0'"},
	{"name: x\nrate: 200 per second", "2:7: error: 'rate' wants a rate such as 200/s "
					  "or 600/m, not '200 per second' (did you mean "
					  "'200/s'?)"},
	{"name: x\nsize: 1024", "2:7: error: 'size' wants a unit: did you mean '1024B'?"},
	{"name: x\nsize: 64M", "2:7: error: 'size' wants a size such as 512B, 1KiB or "
			       "64MiB, not '64M' (did you mean '64MiB'?)"},
	{"name: x\nat_least: 99.9", "2:11: error: 'at_least' wants a unit: did you mean "
				    "'99.9%'?"},
	{"name: x\nat_least: 0.99", "2:11: error: 'at_least' wants a percentage such as "
				    "99.9%, not '0.99'"},
	{"name: x\nat_least: 101", "2:11: error: 'at_least' wants a percentage such as "
				   "99.9%, not '101'"},
	{"name: x\nat_least: 99 %", "2:11: error: 'at_least' wants a percentage such as "
				    "99.9%, not '99 %' (did you mean '99%'?)"},
	{"name: x\nacks: al",
	 "2:7: error: 'acks' wants one of all, 1 or 0, not 'al' (did "
	 "you mean 'all'?)"},
	{"name: x\nacks: ALL", "2:7: error: 'acks' wants one of all, 1 or 0, not 'ALL' "
			       "(did you mean 'all'?)"},
	{"name: x\nacks: whatever", "2:7: error: 'acks' wants one of all, 1 or 0, not "
				    "'whatever'"},
	{"name: x\nstop: []", "2:7: error: 'stop' is an empty list"},
	{"name: x\nstop: {a: b}",
	 "2:7: error: 'stop' wants a selector such as controller, "
	 "minority or node 2, or a list of them, not a mapping"},
	{"name: x\nstop: [a, [b]]", "2:11: error: 'stop' wants texts in its list, not a "
				    "list"},
	{"name: x\nstop: [a, ~]", "2:11: error: 'stop' wants texts in its list, not "
				  "nothing"},
	{"name: x\nuntil: [a]", "2:8: error: 'until' wants a text or a mapping, not a "
				"list"},
	{"name: x\ndo: stop", "2:5: error: 'do' wants a list, not 'stop'"},
	{"name: x\ndo:", "2:4: error: 'do' wants a list, but has no value"},
	{"name: x\nconfig: [a]", "2:9: error: 'config' wants a mapping, not a list"},
	{"name: x\nmembers: 2.5", "2:10: error: 'members' wants a whole number, not "
				  "'2.5'"},
	{"name: x\nmembers: ten", "2:10: error: 'members' wants a whole number, not "
				  "'ten'"},
	{"name: x\nidempotent: yes", "2:13: error: 'idempotent' wants true or false, not "
				     "'yes' (did you mean 'true'?)"},
	{"name: x\nidempotent: False",
	 "2:13: error: 'idempotent' wants true or false, not "
	 "'False' (did you mean 'false'?)"},
	{"name: x\nidempotent: maybe",
	 "2:13: error: 'idempotent' wants true or false, not "
	 "'maybe'"},
	{"name: x\nfor: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxyyyy",
	 "2:6: error: 'for' wants a duration such as 500ms, 30s or 2m, not "
	 "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"},
};

START_TEST(a_value_that_does_not_fit_is_explained_once)
{
	bool ok;
	char *said = said_about(misfits[_i].text, &ok);
	const char *second = strstr(said + 1, "\na.yaml:");

	ck_assert_msg(!second, "more than one: %s", said);
	said[strcspn(said, "\n")] = '\0';
	ck_assert_str_eq(said + strlen("a.yaml:"), misfits[_i].want);
	ck_assert(!ok);
	free(said);
}
END_TEST

START_TEST(all_mistakes_of_a_mapping_are_reported_at_once)
{
	bool ok;
	char *said = said_about("for: 10\nacks: x\nzzzzzzzz: 1", &ok);
	size_t errors = 0;

	for (const char *p = said; (p = strstr(p, ": error: ")) != NULL; p++)
		errors++;
	ck_assert_uint_eq(errors, 4); /* and the name is missing */
	free(said);
}
END_TEST

static const char *const broken[] = {
	"name: ${X",
	"name: x\nfor: $5",
	"name: x\nstop: [a, \"${\"]",
	"name: x\nuntil: ${X?}",
};

START_TEST(a_value_whose_variable_failed_is_not_reported_twice)
{
	bool ok;
	char *said = said_about(broken[_i], &ok);
	const char *first = strstr(said, ": error: ");

	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, ": error: "));
	ck_assert(!ok);
	free(said);
}
END_TEST

/* Writes "name=text/value" for each row; * where it stands in the file. */
static void note(void *arg, const struct field *row, const struct ynode *node,
		 const char *text, int64_t value)
{
	strbuf_addf(arg, "%s%s=%s/%lld ", node ? "*" : "", row->name, text,
		    (long long)value);
}

static const struct {
	const char *text, *want;
} given[] = {
	{"name: x", "*name=x/0 for=10s/10000000000 size=1KiB/1024 acks=all/0 "},
	{"acks: 1\nfor: 2ms\nname: y",
	 "*name=y/0 *for=2ms/2000000 size=1KiB/1024 *acks=1/0 "},
	{"stop: [node 1, node 2]\nuntil: end\ndo: [a]\nconfig: {a: b}",
	 "for=10s/10000000000 size=1KiB/1024 acks=all/0 *stop=node 1, node 2/0 "
	 "*until=end/0 *do=/0 *config=/0 "},
	{"rate: 0.5/s\nat_least: 50%\nmembers: -3\nidempotent: true",
	 "for=10s/10000000000 *rate=0.5/s/500 size=1KiB/1024 *at_least=50%/500000 "
	 "acks=all/0 *members=-3/-3 *idempotent=true/1 "},
	{"for: soon\nsize: {a: b}\nacks: ~\nnope: 1\nname: [a]", ""},
};

START_TEST(each_row_is_given_its_value_or_its_default)
{
	struct diags d = DIAGS_INIT;
	struct strbuf got = STRBUF_INIT;
	struct yaml_doc doc;

	ck_assert_int_eq(
		yaml_parse(&doc, "a.yaml", given[_i].text, strlen(given[_i].text), &d),
		0);
	yfields_each(doc.root, rows, note, &got);
	ck_assert_str_eq(strbuf_text(&got), given[_i].want);
	strbuf_release(&got);
	yaml_release(&doc);
	diags_release(&d);
}
END_TEST

START_TEST(an_absent_mapping_is_all_defaults)
{
	struct strbuf got = STRBUF_INIT;

	yfields_each(NULL, rows, note, &got);
	ck_assert_str_eq(strbuf_text(&got),
			 "for=10s/10000000000 size=1KiB/1024 acks=all/0 ");
	strbuf_release(&got);
}
END_TEST

START_TEST(an_absent_value_is_no_value)
{
	struct diags d = DIAGS_INIT;
	struct strbuf out = STRBUF_INIT;

	ck_assert(!yfield_check(NULL, field_find(rows, "stop"), &d));
	ck_assert(!yfields_check(NULL, rows, "phase 'x'", &d));
	diags_plain(&d, &out);
	ck_assert_str_eq(strbuf_text(&out),
			 "error: 'stop' wants a selector such as controller, minority or "
			 "node 2, or a list of them, but has no value\n"
			 "error: phase 'x' wants a mapping, not nothing\n");
	strbuf_release(&out);
	diags_release(&d);
}
END_TEST

static Suite *yaml_fields_suite(void)
{
	Suite *s = suite_create("yaml_fields");
	TCase *tc = tcase_create("fields");

	tcase_add_loop_test(tc, a_value_that_fits_is_taken_without_a_word, 0,
			    (int)ARRAY_LEN(fits));
	tcase_add_loop_test(tc, a_value_that_does_not_fit_is_explained_once, 0,
			    (int)ARRAY_LEN(misfits));
	tcase_add_loop_test(tc, a_value_whose_variable_failed_is_not_reported_twice, 0,
			    (int)ARRAY_LEN(broken));
	tcase_add_loop_test(tc, each_row_is_given_its_value_or_its_default, 0,
			    (int)ARRAY_LEN(given));
	tcase_add_test(tc, all_mistakes_of_a_mapping_are_reported_at_once);
	tcase_add_test(tc, an_absent_mapping_is_all_defaults);
	tcase_add_test(tc, an_absent_value_is_no_value);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(yaml_fields_suite)
