#include "base/file.h"
#include "base/mem.h"
#include "diag_kit.h"
#include "scratch.h"
#include "unit.h"
#include "yaml/tree.h"

#include <fcntl.h>
#include <unistd.h>

/* A tree and what was said about it. */
struct reading {
	struct yaml_doc doc;
	struct diags diags;
	char *said;
	int rc;
};

static struct reading *read_bytes(const char *text, size_t len)
{
	struct reading *r = xcalloc(1, sizeof(*r));
	struct strbuf out = STRBUF_INIT;

	r->rc = yaml_parse(&r->doc, "a.yaml", text, len, &r->diags);
	diags_plain(&r->diags, &out);
	r->said = strbuf_detach(&out);
	return r;
}

static struct reading *read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static void done(struct reading *r)
{
	diags_release(&r->diags);
	yaml_release(&r->doc);
	free(r->said);
	free(r);
}

/* The tree in one line: {k: v}, [v], "quoted". */
static void write_node(struct strbuf *out, const struct ynode *n)
{
	if (n->kind == YNODE_SCALAR) {
		strbuf_addf(out, n->is_plain ? "%s" : "\"%s\"",
			    n->is_null ? "~" : n->text);
		return;
	}
	strbuf_addch(out, n->kind == YNODE_MAP ? '{' : '[');
	yaml_foreach (e, n) {
		strbuf_addstr(out, e == n->items ? "" : ", ");
		if (e->key)
			strbuf_addf(out, "%s: ", e->key->text);
		write_node(out, e->value);
	}
	strbuf_addch(out, n->kind == YNODE_MAP ? '}' : ']');
}

static const struct {
	const char *text, *want;
} trees[] = {
	{"a: 1\n", "{a: 1}"},
	{"---\na: 1\n", "{a: 1}"},
	{"%YAML 1.2\n---\na: 1\n...\n", "{a: 1}"},
	{"\xEF\xBB\xBF"
	 "a: 1\n",
	 "{a: 1}"},
	{"a: 1\r\nb: 2\r\n", "{a: 1, b: 2}"},
	{"- x\n- [y, {z: 0777}]\n", "[x, [y, {z: 0777}]]"},
	{"z: 1\na: 2\nm: 3\n", "{z: 1, a: 2, m: 3}"},
	{"a: ~\nb: null\nc:\nd: \"\"\ne: 'null'\n",
	 "{a: ~, b: ~, c: ~, d: \"\", e: \"null\"}"},
	{"a: yes\nb: 22:22\nc: 1_000\nd: 1e3\n", "{a: yes, b: 22:22, c: 1_000, d: 1e3}"},
	{"a: !!str 5\nb: ! 6\nc: !!int 7\nd: !!map {}\n",
	 "{a: \"5\", b: \"6\", c: 7, d: {}}"},
	{"a: >-\n  x\n  y\nb: |\n  z\n", "{a: \"x y\", b: \"z\n\"}"},
	{"a: &x 5\nb: *x\n", "{a: 5, b: 5}"},
	{"a: &x 5\nb: *x\nc: &x 6\nd: *x\n", "{a: 5, b: 5, c: 6, d: 6}"},
	{"a: &x [1]\nb: *x\n", "{a: [1], b: [1]}"},
	{"&k key: 1\nb: *k\n", "{key: 1, b: key}"},
	{"a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", "{a: {b: 1, c: 2}, d: {c: 3, b: 1}}"},
	{"a: {c: 3, <<: {b: 1, c: 2}}\n", "{a: {c: 3, b: 1}}"},
	{"a: {<<: [{b: 1}, {b: 2, c: 2}]}\n", "{a: {b: 1, c: 2}}"},
	{"a: {<<: {x: {y: 1}}, x: {z: 1}}\n", "{a: {x: {z: 1}}}"},
	{"a: &p {k: 1}\nb: &q {<<: *p, l: 2}\nc: {<<: *q}\n",
	 "{a: {k: 1}, b: {l: 2, k: 1}, c: {l: 2, k: 1}}"},
	{"a: {\"<<\": {b: 1}}\n", "{a: {<<: {b: 1}}}"},
	{"a: {<<: {}}\n", "{a: {}}"},
};

START_TEST(a_file_is_read_as_it_is_written)
{
	struct reading *r = read_text(trees[_i].text);
	struct strbuf got = STRBUF_INIT;

	ck_assert_str_eq(r->said, "");
	ck_assert_int_eq(r->rc, 0);
	write_node(&got, r->doc.root);
	ck_assert_str_eq(strbuf_text(&got), trees[_i].want);
	strbuf_release(&got);
	done(r);
}
END_TEST

static const struct {
	const char *text, *want;
} mistakes[] = {
	{"", "a.yaml: error: the file is empty\n"},
	{"# nothing\n", "a.yaml: error: the file is empty\n"},
	{"---\n", "a.yaml: error: the file is empty\n"},
	{"a: 1\nb: 2\na: 3\n", "a.yaml:3:1: error: duplicate key 'a'\n"
			       "    3 | a: 3\n"
			       "      | ^\n"
			       "a.yaml:1:1: note: 'a' stands here first\n"
			       "    1 | a: 1\n"
			       "      | ^\n"},
	{"a: {<<: {b: 1}, <<: {c: 1}}\n", "a.yaml:1:17: error: duplicate key '<<'\n"
					  "    1 | a: {<<: {b: 1}, <<: {c: 1}}\n"
					  "      |                 ^~\n"
					  "a.yaml:1:5: note: '<<' stands here first\n"
					  "    1 | a: {<<: {b: 1}, <<: {c: 1}}\n"
					  "      |     ^~\n"},
	{"a: 1\n---\nb: 2\n",
	 "a.yaml:2:1: error: a second document starts here: a file may hold only one\n"
	 "    2 | ---\n"
	 "      | ^~~\n"},
	{"a: !reset null\n", "a.yaml:1:4: error: tag '!reset' is not supported\n"
			     "    1 | a: !reset null\n"
			     "      |    ^~~~~~~~~~~\n"},
	{"a: !!binary QQ==\n", "a.yaml:1:4: error: tag '!!binary' is not supported here\n"
			       "    1 | a: !!binary QQ==\n"
			       "      |    ^~~~~~~~~~~~~\n"},
	{"a: &abc 1\nb: *abd\n",
	 "a.yaml:2:4: error: '*abd' names no anchor above (did you mean '*abc'?)\n"
	 "    2 | b: *abd\n"
	 "      |    ^~~~\n"},
	{"b: *x\n", "a.yaml:1:4: error: '*x' names no anchor above\n"
		    "    1 | b: *x\n"
		    "      |    ^~\n"},
	{"a: &a [1, *a]\n",
	 "a.yaml:1:11: error: '*a' stands inside what it names, so it would never end\n"
	 "    1 | a: &a [1, *a]\n"
	 "      |           ^~\n"},
	{"a: &a {<<: *a}\n",
	 "a.yaml:1:12: error: '*a' stands inside what it names, so it would never end\n"
	 "    1 | a: &a {<<: *a}\n"
	 "      |            ^~\n"},
	{"a: {<<: 3}\n",
	 "a.yaml:1:9: error: '<<' wants a mapping or a list of mappings, not a text\n"
	 "    1 | a: {<<: 3}\n"
	 "      |         ^\n"},
	{"a: {<<: [1]}\n",
	 "a.yaml:1:10: error: '<<' wants mappings in its list, not a text\n"
	 "    1 | a: {<<: [1]}\n"
	 "      |          ^\n"},
	{"? [a, b]\n: c\n", "a.yaml:1:3: error: a key must be a text, not a list\n"
			    "    1 | ? [a, b]\n"
			    "      |   ^~~~~~\n"},
	{"? \n: x\n", "a.yaml:1:2: error: a key is missing before ':'\n"
		      "    1 | ?\n"
		      "      |  ^\n"},
	{"{: x}\n", "a.yaml:1:2: error: a value is expected here\n"
		    "    1 | {: x}\n"
		    "      |  ^\n"},
	{"a: \"x\\0y\"\n",
	 "a.yaml:1:4: error: a text may not hold a NUL character (\\0)\n"
	 "    1 | a: \"x\\0y\"\n"
	 "      |    ^~~~~~\n"},
	{"a: \xff\n", "a.yaml:1:4: error: byte 0xff is not UTF-8 text\n"
		      "    1 | a: \xEF\xBF\xBD\n"
		      "      |    ^\n"},
	{"\xff\xfe"
	 "a",
	 "a.yaml: error: the file is not UTF-8 but looks like UTF-16: save it as UTF-8\n"},
	{"b: 1\na: \x07\n", "a.yaml:2:4: error: character U+0007 is not allowed in YAML\n"
			    "    2 | a: \xEF\xBF\xBD\n"
			    "      |    ^\n"},
	{"a:\n\tb: 1\n", "a.yaml:2:1: error: a tab may not indent: use spaces\n"
			 "    2 |         b: 1\n"
			 "      | ^\n"},
	{"a:\n  b: 1\n\tc: 2\n", "a.yaml:3:1: error: a tab may not indent: use spaces\n"
				 "    3 |         c: 2\n"
				 "      | ^\n"},
	{"a: @x\n",
	 "a.yaml:1:4: error: a value may not start with '@': put it in quotes\n"
	 "    1 | a: @x\n"
	 "      |    ^\n"},
	{"a: b: c\n", "a.yaml:1:5: error: ':' is not expected here: is the indentation "
		      "right, or does the text need quotes?\n"
		      "    1 | a: b: c\n"
		      "      |     ^\n"},
	{"a: 1\n- b\n",
	 "a.yaml:2:1: error: a key is expected here: is the indentation "
	 "right, or a quote missing?\n"
	 "    2 | - b\n"
	 "      | ^\n"
	 "a.yaml:1:1: note: while parsing a block mapping that starts here\n"
	 "    1 | a: 1\n"
	 "      | ^\n"},
	{"- a\nb: 1\n",
	 "a.yaml:2:1: error: a list item ('- ') is expected here: is the indentation "
	 "right?\n"
	 "    2 | b: 1\n"
	 "      | ^\n"
	 "a.yaml:1:1: note: while parsing a block collection that starts here\n"
	 "    1 | - a\n"
	 "      | ^\n"},
	{"a: 1\nb\nc: 2\n", "a.yaml:2:1: error: ':' is missing after the key\n"
			    "    2 | b\n"
			    "      | ^\n"},
	{"a: [1, 2\n", "a.yaml:1:9: error: ',' or ']' is expected here\n"
		       "    1 | a: [1, 2\n"
		       "      |         ^\n"},
	{"a: {x: 1\n\n\n", "a.yaml:1:9: error: ',' or '}' is expected here\n"
			   "    1 | a: {x: 1\n"
			   "      |         ^\n"},
	{"a: \"abc\nb: 1\n", "a.yaml:1:4: error: the closing quote is missing\n"
			     "    1 | a: \"abc\n"
			     "      |    ^\n"},
	{"%YAML 3.0\n---\na: 1\n",
	 "a.yaml:1:1: error: only YAML 1.1 and 1.2 can be read\n"
	 "    1 | %YAML 3.0\n"
	 "      | ^\n"},
	{"%FOO\n---\na: 1\n", "a.yaml:1:5: error: not YAML: while scanning a directive: "
			      "found unknown directive name\n"
			      "    1 | %FOO\n"
			      "      |     ^\n"},
};

START_TEST(a_mistake_is_shown_where_it_is)
{
	struct reading *r = read_text(mistakes[_i].text);

	ck_assert_str_eq(r->said, mistakes[_i].want);
	ck_assert_uint_eq(diags_count_errors(&r->diags), 1);
	done(r);
}
END_TEST

START_TEST(all_duplicate_keys_are_reported_and_the_first_counts)
{
	struct reading *r = read_text("a: 1\na: 2\nb: {c: 1, c: 2}\n");
	struct strbuf got = STRBUF_INIT;

	ck_assert_int_eq(r->rc, 0);
	ck_assert_uint_eq(diags_count_errors(&r->diags), 2);
	write_node(&got, r->doc.root);
	ck_assert_str_eq(strbuf_text(&got), "{a: 1, b: {c: 1}}");
	strbuf_release(&got);
	done(r);
}
END_TEST

START_TEST(a_nul_byte_is_refused)
{
	struct reading *r = read_bytes("a: x\0y\n", 7);

	ck_assert_str_eq(r->said,
			 "a.yaml:1:5: error: a NUL byte: this is not a text file\n"
			 "    1 | a: x\xEF\xBF\xBDy\n"
			 "      |     ^\n");
	done(r);
}
END_TEST

START_TEST(aliases_that_explode_are_refused)
{
	struct reading *r = read_text("a: &a [x,x,x,x,x,x,x,x,x,x]\n"
				      "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
				      "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
				      "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
				      "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
				      "f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n");

	ck_assert_int_eq(r->rc, -1);
	ck_assert_str_eq(r->said,
			 "a.yaml:5:29: error: aliases make this file larger than "
			 "100000 values\n"
			 "    5 | e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
			 "      |                             ^~\n");
	done(r);
}
END_TEST

/* Writes `count` times `part`, each # in it as the number, between head and tail. */
static char *repeat(const char *head, const char *part, unsigned count, const char *tail)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, head);
	for (unsigned i = 0; i < count; i++)
		for (const char *p = part; *p; p++) {
			if (*p == '#')
				strbuf_addf(&b, "%u", i);
			else
				strbuf_addch(&b, *p);
		}
	strbuf_addstr(&b, tail);
	return strbuf_detach(&b);
}

static const struct {
	const char *head, *part;
	unsigned count;
	const char *tail;
	const char *want; /* the first line of the answer */
} limits[] = {
	{"", "[", 64, "", "a.yaml:1:65: error: a value is expected here"},
	{"", "[", 65, "", "a.yaml:1:65: error: values are nested deeper than 64 levels"},
	{"", "[", 500000, "",
	 "a.yaml:1:65: error: values are nested deeper than 64 levels"},
	{"", "{a: ", 500, "",
	 "a.yaml:1:257: error: values are nested deeper than 64 levels"},
	{"", "- ", 500, "",
	 "a.yaml:1:129: error: values are nested deeper than 64 levels"},
	{"a: &a []\n", "b#: &b [*a]\nc#: &a [*b]\n", 70, "",
	 "a.yaml:64:10: error: '*a' nests values deeper than 64 levels"},
	{"[", "1,", 120000, "]", "a.yaml:1:200000: error: more than 100000 values"},
	{"a: ", "x", 65537, "\n",
	 "a.yaml:1:4: error: a text of 64 KiB: 64 KiB is the most"},
	{"", "- &a# 1\n", 1001, "", "a.yaml:1001:3: error: more than 1000 anchors"},
	{"a: ", "x", 1024 * 1024, "", "a.yaml: error: the text is larger than 1024 KiB"},
	{"a: &a {k1: 1,k2: 2,k3: 3,k4: 4,k5: 5}\n", "b#: {<<: *a}\n", 12000, "",
	 "a.yaml:7143:13: error: aliases make this file larger than 100000 values"},
};

START_TEST(every_limit_is_kept_with_a_word)
{
	char *text = repeat(limits[_i].head, limits[_i].part, limits[_i].count,
			    limits[_i].tail);
	struct reading *r = read_text(text);

	ck_assert_int_eq(r->rc, -1);
	r->said[strcspn(r->said, "\n")] = '\0';
	ck_assert_str_eq(r->said, limits[_i].want);
	done(r);
	free(text);
}
END_TEST

START_TEST(a_mapping_of_many_keys_is_read_at_once)
{
	char *text = repeat("", "key#: 1\n", 49000, "key7: 2\n");
	struct reading *r = read_text(text);

	ck_assert_int_eq(r->rc, 0);
	ck_assert_uint_eq(r->doc.root->len, 49000);
	ck_assert_uint_eq(diags_count_errors(&r->diags), 1);
	done(r);
	free(text);
}
END_TEST

START_TEST(a_file_of_100_mb_is_not_read)
{
	char *dir = scratch_dir(), *path = path_join(dir, "big.yaml");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	struct yaml_doc doc;
	struct diags d = DIAGS_INIT;
	struct strbuf got = STRBUF_INIT, want = STRBUF_INIT;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, 100L * 1000 * 1000), 0);
	ck_assert_int_eq(yaml_load(&doc, path, &d), -1);
	diags_plain(&d, &got);
	strbuf_addf(&want,
		    "error: '%s' is larger than 1024 KiB, which is more than such a file "
		    "ever needs\n",
		    path);
	ck_assert_str_eq(strbuf_text(&got), strbuf_text(&want));
	strbuf_release(&got);
	strbuf_release(&want);
	diags_release(&d);
	yaml_release(&doc);
	(void)close(fd);
	free(path);
	free(dir);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
	struct yaml_doc doc;
	struct diags d = DIAGS_INIT;
	struct strbuf got = STRBUF_INIT;

	ck_assert_int_eq(yaml_load(&doc, "no/such.yaml", &d), -1);
	diags_plain(&d, &got);
	ck_assert_str_eq(strbuf_text(&got), "error: cannot open 'no/such.yaml': No such "
					    "file or directory\n");
	strbuf_release(&got);
	diags_release(&d);
	yaml_release(&doc);
}
END_TEST

START_TEST(nodes_know_their_place)
{
	struct reading *r = read_text("\xC3\xA9: [1, 2]\nlong:\n  - {a: \"b c\"}\n");
	const struct ynode *list = ynode_get(r->doc.root, "\xC3\xA9");
	const struct ynode *map = ynode_get(r->doc.root, "long")->items[0].value;

	ck_assert_uint_eq(list->pos.col, 4);
	ck_assert_uint_eq(list->pos.len, 6);
	ck_assert_uint_eq(map->pos.line, 3);
	ck_assert_uint_eq(map->pos.len, 10);
	ck_assert_uint_eq(ynode_get(map, "a")->pos.col, 9);
	ck_assert_uint_eq(ynode_get(map, "a")->pos.len, 5);
	ck_assert_uint_eq(ynode_key(r->doc.root, "long")->pos.len, 4);
	done(r);
}
END_TEST

START_TEST(accessors_take_what_is_not_there)
{
	struct reading *r = read_text("a: [1]\n");
	const struct ynode *list = ynode_get(r->doc.root, "a");
	size_t n = 0;

	ck_assert_ptr_null(ynode_get(NULL, "a"));
	ck_assert_ptr_null(ynode_get(list, "a"));
	ck_assert_ptr_null(ynode_key(r->doc.root, "b"));
	ck_assert(ynode_is_null(NULL));
	ck_assert(!ynode_is_map(NULL) && !ynode_is_list(NULL) && !ynode_is_scalar(NULL));
	ck_assert_str_eq(ynode_kind_name(NULL), "nothing");
	ck_assert_str_eq(ynode_kind_name(list), "a list");
	yaml_foreach (e, list->items[0].value)
		n += e->value->len + 1;
	ck_assert_uint_eq(n, 0);
	done(r);
	yaml_release(NULL);
	diags_release(NULL);
	source_release(NULL);
}
END_TEST

static Suite *yaml_suite(void)
{
	Suite *s = suite_create("yaml");
	TCase *tc = tcase_create("tree");

	tcase_add_loop_test(tc, a_file_is_read_as_it_is_written, 0,
			    (int)ARRAY_LEN(trees));
	tcase_add_loop_test(tc, a_mistake_is_shown_where_it_is, 0,
			    (int)ARRAY_LEN(mistakes));
	tcase_add_loop_test(tc, every_limit_is_kept_with_a_word, 0,
			    (int)ARRAY_LEN(limits));
	tcase_add_test(tc, all_duplicate_keys_are_reported_and_the_first_counts);
	tcase_add_test(tc, a_nul_byte_is_refused);
	tcase_add_test(tc, aliases_that_explode_are_refused);
	tcase_add_test(tc, a_mapping_of_many_keys_is_read_at_once);
	tcase_add_test(tc, a_file_of_100_mb_is_not_read);
	tcase_add_test(tc, a_file_that_is_not_there_is_named);
	tcase_add_test(tc, nodes_know_their_place);
	tcase_add_test(tc, accessors_take_what_is_not_there);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(yaml_suite)
