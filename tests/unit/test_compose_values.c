#include "cluster/compose_values.h"

#include "base/mem.h"
#include "cluster/dotenv.h"
#include "cluster/listeners.h"
#include "cluster/log_cause.h"
#include "cluster/portvars.h"
#include "unit.h"

enum { REFUSED = -7 };

static const struct {
	const char *text;
	int64_t want;
} sizes[] = {
	{"512m", 512 << 20},
	{"1g", 1 << 30},
	{"1.5k", 1536},
	{"64KiB", 65536},
	{"100", 100},
	{"10 MB", 10 << 20},
	{"2b", 2},
	{"", REFUSED},
	{"m", REFUSED},
	{"-1m", REFUSED},
	{"1x", REFUSED},
	{".", REFUSED},
	{"99999999999t", REFUSED},
};

START_TEST(sizes_are_read_as_compose_reads_them)
{
	int64_t got = REFUSED;
	bool ok = value_bytes(sizes[_i].text, &got);

	ck_assert_msg(ok == (sizes[_i].want != REFUSED), "'%s'", sizes[_i].text);
	ck_assert_int_eq(got, sizes[_i].want);
}
END_TEST

static const struct {
	const char *text;
	int64_t want_ms;
} durations[] = {
	{"30s", 30000},   {"1m30s", 90000},  {"500ms", 500},    {"1.5h", 5400000},
	{"1d", 86400000}, {"1w", 604800000}, {"30", REFUSED},   {"", REFUSED},
	{"s", REFUSED},   {"1s ", REFUSED},  {"1m30", REFUSED}, {"-1s", REFUSED},
};

START_TEST(durations_are_read_as_compose_reads_them)
{
	int64_t got = REFUSED * NS_PER_MS;
	bool ok = value_duration(durations[_i].text, &got);

	ck_assert_msg(ok == (durations[_i].want_ms != REFUSED), "'%s'",
		      durations[_i].text);
	ck_assert_int_eq(got, durations[_i].want_ms * NS_PER_MS);
}
END_TEST

static const struct {
	const char *yaml;
	const char *want;
} printed[] = {
	{"TRUE", "true"},       {"False", "false"}, {"\"TRUE\"", "TRUE"},
	{"yes", "yes"},         {"1.0", "1"},       {"1.50", "1.5"},
	{"0.1", "0.1"},         {"1e3", "1000"},    {"0x1F", "31"},
	{"0o17", "15"},         {"0777", "511"},    {"'0777'", "0777"},
	{"1_000", "1000"},      {"-5", "-5"},       {"~", ""},
	{"1.2.3", "1.2.3"},     {"22:22", "22:22"}, {"-Xmx256m", "-Xmx256m"},
	{"1e30", "1e+30"},      {"0b101", "5"},     {"123456789.5", "123456789.5"},
	{"100000.0", "100000"}, {"089", "089"},
};

START_TEST(values_are_printed_as_compose_prints_them)
{
	struct yaml_doc doc;
	struct diags d = DIAGS_INIT;
	char *text = xasprintf("v: %s\n", printed[_i].yaml), *got;

	ck_assert_int_eq(yaml_parse(&doc, "t", text, strlen(text), &d), 0);
	got = value_print(ynode_get(doc.root, "v"));
	ck_assert_str_eq(got, printed[_i].want);
	free(got);
	free(text);
	yaml_release(&doc);
	diags_release(&d);
}
END_TEST

static const struct {
	const char *text;
	const char *want; /* words with '|' between; NULL: refused */
} commands[] = {
	{"sh -c 'echo  a'", "sh|-c|echo  a"},
	{"  a\tb\nc ", "a|b|c"},
	{"\"a \\\" b\" c\\ d", "a \" b|c d"},
	{"'it''s'", "its"},
	{"a ''", "a|"},
	{"", ""},
	{"\"open", NULL},
	{"'open", NULL},
};

START_TEST(command_lines_are_split_as_a_shell_does)
{
	struct text_list words = {0};
	struct strbuf got = STRBUF_INIT;
	bool ok = value_words(commands[_i].text, &words);

	ck_assert_int_eq(ok, commands[_i].want != NULL);
	for (size_t i = 0; ok && i < words.len; i++)
		strbuf_addf(&got, "%s%s", i ? "|" : "", words.items[i]);
	if (ok)
		ck_assert_str_eq(strbuf_text(&got), commands[_i].want);
	strbuf_release(&got);
	text_list_release(&words);
}
END_TEST

static const struct {
	const char *text;
	const char *want; /* variable, or NULL */
	uint16_t port;
} hosts[] = {
	{"${A:-29091}:9092", "A", 29091},
	{"127.0.0.1:${A-29091}:9092", "A", 29091},
	{"127.0.0.1:${A}:9092", "A", 0},
	{"$A:9092", "A", 0},
	{"${IP:-127.0.0.1}:${A:-1}:9092/tcp", "A", 1},
	{"[::1]:${A:-2}:9092", "A", 2},
	{"${A:?set it}:9092", "A", 0},
	{"${A:-${B:-3}}:9092", "A", 0},
	{"${A:+4}:9092", NULL, 0},
	{"${A:-1}-${B:-2}:1-2", NULL, 0},
	{"29091:9092", NULL, 0},
	{"9092", NULL, 0},
	{"${A:-9092}", NULL, 0},
	{"$:9092", NULL, 0},
	{"${}:9092", NULL, 0},
	{"${1}:9092", NULL, 0},
	{":9092", NULL, 0},
};

START_TEST(variables_that_stand_for_a_host_port_are_found)
{
	size_t len = 0;
	uint16_t port = 0;
	const char *part = port_host_part(hosts[_i].text, &len);
	char *name = part ? port_variable(part, len, &port) : NULL;

	ck_assert_msg((name != NULL) == (hosts[_i].want != NULL), "'%s'", hosts[_i].text);
	if (name)
		ck_assert_str_eq(name, hosts[_i].want);
	ck_assert_uint_eq(port, hosts[_i].port);
	free(name);
}
END_TEST

static const char *one_variable(UNUSED void *arg, const char *name)
{
	return strcmp(name, "OUTER") == 0 ? "outer" : NULL;
}

static const struct {
	const char *text;
	const char *want; /* "K=v;", NULL: refused */
} files[] = {
	{"A=1\nB=2\n", "A=1;B=2;"},
	{"# c\n\n  export A = 1 # no\n", "A=1;"},
	{"A: x\r\nB='a $OUTER # \\n'\n", "A=x;B=a $OUTER # \\n;"},
	{"A=\"l1\\nl2 ${OUTER} \\$X\"", "A=l1\nl2 outer $X;"},
	{"A=a\nB=${A}b\n", "A=a;B=ab;"},
	{"OUTER\nMISSING\n", "OUTER=outer;"},
	{"A=a#b\n", "A=a#b;"},
	{"A=\n", "A=;"},
	{"A=\"two\nlines\"\nB=1", "A=two\nlines;B=1;"},
	{"A='open\n", NULL},
	{"=1\n", NULL},
	{"A b\n", NULL},
};

START_TEST(files_of_variables_are_read)
{
	struct pair_list vars = {0};
	struct strbuf got = STRBUF_INIT;
	struct err e = {0};
	int rc = dotenv_parse(".env", files[_i].text, one_variable, NULL, &vars, &e);

	ck_assert_msg((rc == 0) == (files[_i].want != NULL), "'%s': %s", files[_i].text,
		      e.msg);
	for (size_t i = 0; i < vars.len; i++)
		strbuf_addf(&got, "%s=%s;", vars.items[i].key, vars.items[i].value);
	if (rc == 0)
		ck_assert_str_eq(strbuf_text(&got), files[_i].want);
	strbuf_release(&got);
	pair_list_release(&vars);
}
END_TEST

START_TEST(a_file_of_variables_names_the_line_that_is_wrong)
{
	struct pair_list vars = {0};
	struct err e = {0};

	ck_assert_int_lt(dotenv_parse(".env", "A=1\n\nB=${\n", NULL, NULL, &vars, &e), 0);
	ck_assert_msg(strncmp(e.msg, ".env:3: ", 8) == 0, "%s", e.msg);
	pair_list_release(&vars);
}
END_TEST

START_TEST(listeners_keep_their_names_hosts_and_ports)
{
	struct listeners l = {0};

	ck_assert(listeners_parse(" A://:1 ,B://host:2, C://[::1]:3,", &l));
	ck_assert_uint_eq(l.len, 3);
	ck_assert_str_eq(l.items[0].host, "");
	ck_assert_str_eq(listeners_find(&l, "B")->host, "host");
	ck_assert_str_eq(listeners_find(&l, "C")->host, "::1");
	ck_assert_int_eq(listeners_find(&l, "C")->port, 3);
	ck_assert_ptr_null(listeners_find(&l, "D"));
	listeners_release(&l);
}
END_TEST

START_TEST(a_folded_list_of_voters_with_blanks_is_read)
{
	struct voters v = {0};

	ck_assert(voters_parse("1@a:9093, 2@b:9093,\n 3@c:9093", &v));
	ck_assert_uint_eq(v.len, 3);
	ck_assert_int_eq(v.items[2].id, 3);
	ck_assert_str_eq(v.items[2].host, "c");
	voters_release(&v);
	ck_assert(!voters_parse("a:9093", &v));
	voters_release(&v);
}
END_TEST

START_TEST(the_exception_counts_more_than_what_follows_it)
{
	char out[80];

	log_cause(
		"INFO a\norg.apache.kafka.common.config.ConfigException: Invalid value\n"
		"\tat x\n[2026] ERROR Exiting (kafka.Kafka$)\n",
		out, sizeof(out));
	ck_assert_str_eq(out,
			 "org.apache.kafka.common.config.ConfigException: Invalid value");
}
END_TEST

START_TEST(a_line_that_points_at_the_one_above_is_not_the_cause)
{
	char out[80];

	log_cause(
		"something else\nyou must specify voters\nentrypoint: cannot format: see above\n",
		out, sizeof(out));
	ck_assert_str_eq(out, "you must specify voters");
}
END_TEST

START_TEST(without_an_exception_the_last_line_is_the_cause)
{
	char out[8];

	log_cause("one\n  a long last line \n\n", out, sizeof(out));
	ck_assert_str_eq(out, "a long ");
	log_cause("", out, sizeof(out));
	ck_assert_str_eq(out, "");
}
END_TEST

static Suite *compose_values_suite(void)
{
	Suite *s = suite_create("compose-values");
	TCase *tc = tcase_create("texts");

	tcase_add_loop_test(tc, sizes_are_read_as_compose_reads_them, 0,
			    ARRAY_LEN(sizes));
	tcase_add_loop_test(tc, durations_are_read_as_compose_reads_them, 0,
			    ARRAY_LEN(durations));
	tcase_add_loop_test(tc, values_are_printed_as_compose_prints_them, 0,
			    ARRAY_LEN(printed));
	tcase_add_loop_test(tc, command_lines_are_split_as_a_shell_does, 0,
			    ARRAY_LEN(commands));
	tcase_add_loop_test(tc, variables_that_stand_for_a_host_port_are_found, 0,
			    ARRAY_LEN(hosts));
	tcase_add_loop_test(tc, files_of_variables_are_read, 0, ARRAY_LEN(files));
	tcase_add_test(tc, a_file_of_variables_names_the_line_that_is_wrong);
	tcase_add_test(tc, listeners_keep_their_names_hosts_and_ports);
	tcase_add_test(tc, a_folded_list_of_voters_with_blanks_is_read);
	tcase_add_test(tc, the_exception_counts_more_than_what_follows_it);
	tcase_add_test(tc, a_line_that_points_at_the_one_above_is_not_the_cause);
	tcase_add_test(tc, without_an_exception_the_last_line_is_the_cause);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(compose_values_suite)
