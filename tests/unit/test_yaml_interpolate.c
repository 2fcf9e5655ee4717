#include "base/mem.h"
#include "diag_kit.h"
#include "unit.h"
#include "yaml/interpolate.h"

/* SET=value, EMPTY=, DOLLAR=$SET (not to be read again), BIG=40 KiB; all else is unset. */
static const char *lookup(void *arg, const char *name)
{
	static const struct {
		const char *name, *value;
	} known[] = {{"SET", "value"}, {"EMPTY", ""}, {"DOLLAR", "$SET"}, {"_1x", "odd"}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].value;
	return strcmp(name, "BIG") == 0 ? arg : NULL;
}

static char *said_by(const struct diags *d)
{
	struct strbuf out = STRBUF_INIT;

	diags_plain(d, &out);
	return strbuf_detach(&out);
}

static const struct {
	const char *text, *want;
} values[] = {
	{"plain", "plain"},
	{"$SET", "value"},
	{"${SET}", "value"},
	{"a$SET-b${SET}c", "avalue-bvaluec"},
	{"$_1x", "odd"},
	{"$EMPTY", ""},
	{"$$SET", "$SET"},
	{"$$$SET", "$value"},
	{"$$$$", "$$"},
	{"$DOLLAR", "$SET"},
	{"${SET:-d}", "value"},
	{"${EMPTY:-d}", "d"},
	{"${UNSET:-d}", "d"},
	{"${SET-d}", "value"},
	{"${EMPTY-d}", ""},
	{"${UNSET-d}", "d"},
	{"${UNSET-}", ""},
	{"${UNSET:-}", ""},
	{"${SET:?e}", "value"},
	{"${SET?e}", "value"},
	{"${EMPTY?e}", ""},
	{"${SET:+r}", "r"},
	{"${EMPTY:+r}", ""},
	{"${UNSET:+r}", ""},
	{"${SET+r}", "r"},
	{"${EMPTY+r}", "r"},
	{"${UNSET+r}", ""},
	{"${UNSET:-${EMPTY:-${SET}}}", "value"},
	{"${UNSET:-a${SET}b$SET}c", "avaluebvaluec"},
	{"${UNSET:-{\"a\": 1}}", "{\"a\": 1}"},
	{"${UNSET:-a:-b}", "a:-b"},
	{"${UNSET-$$}", "$"},
	{"${SET:-${UNSET}}", "value"}, /* only the branch taken: no warning */
	{"${SET:-$ }", "value"},
};

START_TEST(a_variable_is_replaced_as_compose_does_it)
{
	struct diags d = DIAGS_INIT;
	struct strbuf out = STRBUF_INIT;
	char *said;

	ck_assert_int_eq(
		yaml_interpolate_text(values[_i].text, lookup, NULL, NULL, &out, &d), 0);
	ck_assert_str_eq(strbuf_text(&out), values[_i].want);
	said = said_by(&d);
	ck_assert_str_eq(said, "");
	free(said);
	strbuf_release(&out);
	diags_release(&d);
}
END_TEST

static const struct {
	const char *text, *want;
} complaints[] = {
	{"a: x $UNSET y\n",
	 "a.yaml:1:6: warning: variable 'UNSET' is not set, continuing with an empty text\n"
	 "    1 | a: x $UNSET y\n"
	 "      |      ^~~~~~\n"},
	{"a: \"\xC3\xA9 ${UNSET}\"\n",
	 "a.yaml:1:7: warning: variable 'UNSET' is not set, continuing with an empty text\n"
	 "    1 | a: \"\xC3\xA9 ${UNSET}\"\n"
	 "      |       ^~~~~~~~\n"},
	{"a: \"\\x41 $UNSET\"\n", /* an escape: the place within the text is not known */
	 "a.yaml:1:4: warning: variable 'UNSET' is not set, continuing with an empty text\n"
	 "    1 | a: \"\\x41 $UNSET\"\n"
	 "      |    ^~~~~~~~~~~~~\n"},
	{"a: >-\n  x\n  $UNSET\n",
	 "a.yaml:1:4: warning: variable 'UNSET' is not set, continuing with an empty text\n"
	 "    1 | a: >-\n"
	 "      |    ^~\n"},
	{"a: ${UNSET:-${OTHER}}\n",
	 "a.yaml:1:13: warning: variable 'OTHER' is not set, continuing with an empty text\n"
	 "    1 | a: ${UNSET:-${OTHER}}\n"
	 "      |             ^~~~~~~~\n"},
	{"a: ${UNSET:?set it to $SET}\n",
	 "a.yaml:1:4: error: variable 'UNSET' is required: set it to value\n"
	 "    1 | a: ${UNSET:?set it to $SET}\n"
	 "      |    ^~~~~~~~~~~~~~~~~~~~~~~~\n"},
	{"a: ${EMPTY:?}\n",
	 "a.yaml:1:4: error: variable 'EMPTY' is required: set it to something\n"
	 "    1 | a: ${EMPTY:?}\n"
	 "      |    ^~~~~~~~~~\n"},
	{"a: ${UNSET?}\n", "a.yaml:1:4: error: variable 'UNSET' is required: set it\n"
			   "    1 | a: ${UNSET?}\n"
			   "      |    ^~~~~~~~~\n"},
	{"a: x${SET\n", "a.yaml:1:5: error: '${' is never closed by '}'\n"
			"    1 | a: x${SET\n"
			"      |     ^~~~~\n"},
	{"a: ${UNSET:-${SET}\n", "a.yaml:1:4: error: '${' is never closed by '}'\n"
				 "    1 | a: ${UNSET:-${SET}\n"
				 "      |    ^~~~~~~~~~~~~~~\n"},
	{"a: ${SET:}\n",
	 "a.yaml:1:4: error: '${SET' may go on with '}', ':-', '-', ':?', "
	 "'?', ':+' or '+' only\n"
	 "    1 | a: ${SET:}\n"
	 "      |    ^~~~~~~\n"},
	{"a: ${SET=x}\n", "a.yaml:1:4: error: '${SET' may go on with '}', ':-', '-', "
			  "':?', '?', ':+' or '+' only\n"
			  "    1 | a: ${SET=x}\n"
			  "      |    ^~~~~~\n"},
	{"a: ${}\n", "a.yaml:1:4: error: '${' wants the name of a variable\n"
		     "    1 | a: ${}\n"
		     "      |    ^~\n"},
	{"a: 5 $\n",
	 "a.yaml:1:6: error: '$' wants the name of a variable; write '$$' for "
	 "a dollar sign\n"
	 "    1 | a: 5 $\n"
	 "      |      ^\n"},
	{"a: $5\n",
	 "a.yaml:1:4: error: '$' wants the name of a variable; write '$$' for a "
	 "dollar sign\n"
	 "    1 | a: $5\n"
	 "      |    ^\n"},
	{"a: $BIG$BIG\n", "a.yaml:1:4: error: with its variables replaced, the text is "
			  "longer than 64 KiB\n"
			  "    1 | a: $BIG$BIG\n"
			  "      |    ^~~~~~~~\n"},
};

static char *big_value(void)
{
	char *big = xcalloc(40 * 1024 + 1, 1);

	memset(big, 'x', 40 * 1024);
	return big;
}

START_TEST(a_variable_that_fails_is_shown_where_it_is)
{
	struct diags d = DIAGS_INIT;
	struct yaml_doc doc;
	char *said, *big = big_value();

	ck_assert_int_eq(yaml_parse(&doc, "a.yaml", complaints[_i].text,
				    strlen(complaints[_i].text), &d),
			 0);
	yaml_interpolate(doc.root, lookup, big, &d);
	said = said_by(&d);
	ck_assert_str_eq(said, complaints[_i].want);
	ck_assert(ynode_get(doc.root, "a")->is_broken == (diags_count_errors(&d) > 0));
	free(said);
	free(big);
	yaml_release(&doc);
	diags_release(&d);
}
END_TEST

static struct yaml_doc interpolated(const char *text, char *arg, struct diags *d)
{
	struct yaml_doc doc;

	ck_assert_int_eq(yaml_parse(&doc, "a.yaml", text, strlen(text), d), 0);
	yaml_interpolate(doc.root, lookup, arg, d);
	return doc;
}

START_TEST(keys_stay_and_shared_values_are_replaced_once)
{
	static const char text[] = "$SET: &a {b: $$SET, c: $SET}\n"
				   "d: *a\n"
				   "e: {<<: *a}\n"
				   "f: &s $SET\n"
				   "g: *s\n";
	struct diags d = DIAGS_INIT;
	struct yaml_doc doc = interpolated(text, NULL, &d);
	const struct ynode *a = ynode_get(doc.root, "$SET");

	ck_assert_str_eq(ynode_get(a, "b")->text, "$SET");
	ck_assert_str_eq(ynode_get(a, "c")->text, "value");
	ck_assert_ptr_eq(ynode_get(doc.root, "d"), a);
	ck_assert_ptr_eq(ynode_get(ynode_get(doc.root, "e"), "c"), ynode_get(a, "c"));
	ck_assert_str_eq(ynode_get(doc.root, "f")->text, "value");
	ck_assert_str_eq(ynode_get(doc.root, "g")->text, "value");
	yaml_interpolate(doc.root, lookup, NULL, &d); /* a second time: nothing changes */
	ck_assert_str_eq(ynode_get(a, "b")->text, "$SET");
	ck_assert_uint_eq(diags_count_errors(&d) + diags_count_warnings(&d), 0);
	yaml_release(&doc);
	diags_release(&d);
}
END_TEST

START_TEST(an_empty_result_is_a_text_and_no_null)
{
	struct diags d = DIAGS_INIT;
	struct yaml_doc doc = interpolated("a: $EMPTY\n", NULL, &d);

	ck_assert(!ynode_is_null(ynode_get(doc.root, "a")));
	ck_assert_str_eq(ynode_get(doc.root, "a")->text, "");
	yaml_release(&doc);
	diags_release(&d);
}
END_TEST

START_TEST(variables_that_explode_are_refused)
{
	struct strbuf text = STRBUF_INIT;
	struct diags d = DIAGS_INIT;
	char *big = big_value(), *said;
	struct yaml_doc doc;

	for (int i = 0; i < 1000; i++)
		strbuf_addstr(&text, "- $BIG\n");
	doc = interpolated(strbuf_text(&text), big, &d);
	said = said_by(&d);
	ck_assert_str_eq(said, "a.yaml: error: with its variables replaced, the file is "
			       "larger than 16 MiB\n");
	free(said);
	free(big);
	strbuf_release(&text);
	yaml_release(&doc);
	diags_release(&d);
}
END_TEST

START_TEST(deeply_nested_defaults_are_refused)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;
	struct diags d = DIAGS_INIT;
	char *said;

	for (int i = 0; i < 10000; i++)
		strbuf_addstr(&text, "${U-");
	for (int i = 0; i < 10000; i++)
		strbuf_addch(&text, '}');
	ck_assert_int_eq(
		yaml_interpolate_text(strbuf_text(&text), lookup, NULL, NULL, &out, &d),
		-1);
	said = said_by(&d);
	ck_assert_str_eq(said, "error: variables are nested deeper than 32 levels\n");
	ck_assert_str_eq(strbuf_text(&out), "");
	free(said);
	strbuf_release(&text);
	strbuf_release(&out);
	diags_release(&d);
}
END_TEST

static Suite *yaml_interpolate_suite(void)
{
	Suite *s = suite_create("yaml_interpolate");
	TCase *tc = tcase_create("interpolate");

	tcase_add_loop_test(tc, a_variable_is_replaced_as_compose_does_it, 0,
			    (int)ARRAY_LEN(values));
	tcase_add_loop_test(tc, a_variable_that_fails_is_shown_where_it_is, 0,
			    (int)ARRAY_LEN(complaints));
	tcase_add_test(tc, keys_stay_and_shared_values_are_replaced_once);
	tcase_add_test(tc, an_empty_result_is_a_text_and_no_null);
	tcase_add_test(tc, variables_that_explode_are_refused);
	tcase_add_test(tc, deeply_nested_defaults_are_refused);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(yaml_interpolate_suite)
