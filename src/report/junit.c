/*
 * junit.c - a run as JUnit XML, as the usual readers of build servers take it.
 *
 * Readers differ in what they show, so a failure says everything in its text, and classname + name is
 * unique in the file: of equal ones some count only the first.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "report/ci.h"
#include "report/proof.h"
#include "report/xml.h"

#include <inttypes.h>

enum { WHOLE_RUN = -1 };

struct junit {
	const struct telling *all;
	struct strbuf *out;
	char **names; /* of the cases written so far, with their classes */
	size_t n_names;
};

/* One suite: the expectations of a phase, or of the whole run. */
struct suite {
	const struct told *run;
	int phase; /* WHOLE_RUN: the run */
};

struct tally {
	size_t tests, failures, errors;
};

static void tally_one(struct tally *t, enum verdict v)
{
	t->tests++;
	t->failures += v == VERDICT_FAIL;
	t->errors += v == VERDICT_INCONCLUSIVE;
}

/* A run that expects nothing has proved nothing: one case says so. */
static bool says_nothing(const struct suite *s)
{
	return s->phase == WHOLE_RUN && s->run->v.len == 0;
}

static struct tally tally_of(const struct suite *s)
{
	struct tally t = {0};

	for (size_t i = 0; i < s->run->v.len; i++)
		if (s->run->v.judged[i].expect->phase == s->phase)
			tally_one(&t, s->run->v.judged[i].verdict);
	if (says_nothing(s))
		tally_one(&t, VERDICT_INCONCLUSIVE);
	return t;
}

static const struct plan *plan_of(const struct suite *s)
{
	return &s->run->run.header.plan;
}

static const char *suite_name(const struct suite *s)
{
	return s->phase < 0 ? "whole run" : plan_of(s)->phases[s->phase].name;
}

/* What tells the runs of one file apart. */
static const char *run_name(const struct junit *j, const struct told *run)
{
	return j->all->len == 1 ? run->run.header.plan.name : told_name(run);
}

static int64_t length_of(const struct suite *s)
{
	const struct findings *f = &s->run->f;

	if (s->phase < 0)
		return f->end_ns - f->begin_ns;
	if (!f->phases[s->phase].begun)
		return 0;
	return f->phases[s->phase].end_ns - f->phases[s->phase].begin_ns;
}

/* Readers take a point for the end of a package's name. Caller frees. */
static char *class_of(const struct junit *j, const struct suite *s)
{
	struct strbuf b = STRBUF_INIT;

	for (const char *p = run_name(j, s->run); *p; p++)
		strbuf_addch(&b, (char)(*p == '.' ? '-' : *p));
	strbuf_addch(&b, '.');
	for (const char *p = suite_name(s); *p; p++)
		strbuf_addch(&b, (char)(*p == '.' ? '-' : *p));
	return strbuf_detach(&b);
}

static bool is_taken(const struct junit *j, const char *name)
{
	for (size_t i = 0; i < j->n_names; i++)
		if (strcmp(j->names[i], name) == 0)
			return true;
	return false;
}

/* The case's name, numbered where the class has one already. Borrowed. */
static const char *unique(struct junit *j, const char *class, const char *name)
{
	char *full = xasprintf("%s\n%s", class, name);

	for (int i = 2; is_taken(j, full); i++) {
		free(full);
		full = xasprintf("%s\n%s (%d)", class, name, i);
	}
	*GROW(j->names, j->n_names) = full;
	return strchr(full, '\n') + 1;
}

static void begin_case(struct junit *j, const struct suite *s, const char *name, int line)
{
	char *class = class_of(j, s);

	strbuf_addstr(j->out, "    <testcase");
	xml_attr(j->out, "classname", class);
	xml_attr(j->out, "name", unique(j, class, name));
	xml_attr_f(j->out, "time", "%.3f", ns_to_s(length_of(s)));
	xml_attr(j->out, "file", plan_of(s)->file);
	if (line > 0)
		xml_attr_f(j->out, "line", "%d", line);
	strbuf_addstr(j->out, ">\n");
	free(class);
}

static void begin_element(struct junit *j, const char *element, const char *type,
			  const char *message)
{
	strbuf_addf(j->out, "      <%s", element);
	xml_attr(j->out, "type", type);
	xml_attr(j->out, "message", message);
	strbuf_addch(j->out, '>');
}

static void outcome(struct junit *j, const struct suite *s, const struct judged *x)
{
	const char *element = x->verdict == VERDICT_PASS   ? "system-out"
			      : x->verdict == VERDICT_FAIL ? "failure"
							   : "error";
	struct strbuf lines = STRBUF_INIT, line = STRBUF_INIT;

	proof_lines(s->run, x, &lines);
	proof_line(x, &line);
	if (x->verdict == VERDICT_PASS)
		strbuf_addstr(j->out, "      <system-out>");
	else
		begin_element(j, element,
			      x->verdict == VERDICT_FAIL ? "expectation" : "inconclusive",
			      strbuf_text(&line));
	xml_text(j->out, strbuf_text(&lines));
	strbuf_addf(j->out, "</%s>\n", element);
	strbuf_release(&lines);
	strbuf_release(&line);
}

static void one_case(struct junit *j, const struct suite *s, const struct judged *x)
{
	begin_case(j, s, x->expect->text ? x->expect->text : x->expect->kind,
		   x->expect->line);
	outcome(j, s, x);
	strbuf_addstr(j->out, "    </testcase>\n");
}

static void empty_case(struct junit *j, const struct suite *s)
{
	begin_case(j, s, "expectations", 0);
	begin_element(j, "error", "inconclusive", s->run->v.sentence);
	xml_text(j->out, s->run->v.sentence);
	strbuf_addstr(j->out, "</error>\n    </testcase>\n");
}

static void property(struct junit *j, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	strbuf_addstr(j->out, "      <property");
	xml_attr(j->out, "name", name);
	xml_attr(j->out, "value", value);
	strbuf_addstr(j->out, "/>\n");
}

static void property_topic(struct junit *j, const struct topic_plan *t)
{
	struct strbuf name = STRBUF_INIT, value = STRBUF_INIT;

	strbuf_addf(&name, "topic %s", t->name);
	strbuf_addf(&value, "partitions=%d, replicas=%d", t->partitions, t->replication);
	for (size_t i = 0; i < t->config.len; i++)
		strbuf_addf(&value, ", %s=%s", t->config.item[i].name,
			    t->config.item[i].text);
	property(j, strbuf_text(&name), strbuf_text(&value));
	strbuf_release(&name);
	strbuf_release(&value);
}

static void properties(struct junit *j, const struct told *run)
{
	const struct run_header *h = &run->run.header;
	char *seed = xasprintf("%" PRIu64, h->plan.seed);

	strbuf_addstr(j->out, "    <properties>\n");
	property(j, "verdict", verdict_name(run->v.overall));
	property(j, "question", h->plan.question);
	property(j, "run", told_name(run));
	property(j, "kchaos", h->kchaos);
	property(j, "librdkafka", params_text(&h->environment, "librdkafka", NULL));
	property(j, "image", h->topology.image);
	property(j, "image id", h->topology.image_id);
	property(j, "seed", seed);
	for (size_t i = 0; i < h->plan.n_topics; i++)
		property_topic(j, &h->plan.topics[i]);
	strbuf_addstr(j->out, "    </properties>\n");
	free(seed);
}

/* When it began, without a zone as the schema of the readers has it: UTC. */
static void timestamp(struct junit *j, const struct suite *s)
{
	const struct findings *f = &s->run->f;
	int64_t at = s->phase < 0 ? f->begin_ns : f->phases[s->phase].begin_ns;
	char wall[40];

	(void)clock_format_wall(wall, sizeof(wall),
				s->run->run.header.wall_start_ns + at);
	xml_attr_f(j->out, "timestamp", "%.19s", wall);
}

static void counts(struct junit *j, const struct tally *t, int64_t length_ns)
{
	xml_attr_f(j->out, "tests", "%zu", t->tests);
	xml_attr_f(j->out, "failures", "%zu", t->failures);
	xml_attr_f(j->out, "errors", "%zu", t->errors);
	xml_attr(j->out, "skipped", "0");
	xml_attr_f(j->out, "time", "%.3f", ns_to_s(length_ns));
}

static void cases(struct junit *j, const struct suite *s)
{
	for (size_t i = 0; i < s->run->v.len; i++)
		if (s->run->v.judged[i].expect->phase == s->phase)
			one_case(j, s, &s->run->v.judged[i]);
	if (says_nothing(s))
		empty_case(j, s);
}

static void suite(struct junit *j, const struct suite *s)
{
	struct tally t = tally_of(s);

	if (t.tests == 0 && s->phase != WHOLE_RUN)
		return;
	strbuf_addstr(j->out, "  <testsuite");
	xml_attr_f(j->out, "name", "%s: %s", run_name(j, s->run), suite_name(s));
	counts(j, &t, length_of(s));
	timestamp(j, s);
	strbuf_addstr(j->out, ">\n");
	if (s->phase == WHOLE_RUN)
		properties(j, s->run);
	cases(j, s);
	if (s->phase == WHOLE_RUN) {
		strbuf_addstr(j->out, "    <system-out>");
		xml_text(j->out, s->run->v.sentence);
		strbuf_addstr(j->out, "</system-out>\n");
	}
	strbuf_addstr(j->out, "  </testsuite>\n");
}

static void suites(struct junit *j, const struct told *run)
{
	struct suite s = {run, WHOLE_RUN};

	for (; s.phase < (int)run->run.header.plan.n_phases; s.phase++)
		suite(j, &s);
}

static void root(struct junit *j)
{
	struct tally sum = {0};
	int64_t length = 0;

	for (size_t i = 0; i < j->all->len; i++) {
		const struct told *run = &j->all->runs[i];

		for (size_t k = 0; k < run->v.len; k++)
			tally_one(&sum, run->v.judged[k].verdict);
		if (run->v.len == 0)
			tally_one(&sum, VERDICT_INCONCLUSIVE);
		length += run->f.end_ns - run->f.begin_ns;
	}
	strbuf_addstr(j->out, "<testsuites");
	xml_attr_f(j->out, "name", "kchaos%s%s", j->all->len == 1 ? " " : "",
		   j->all->len == 1 ? run_name(j, j->all->runs) : "");
	counts(j, &sum, length);
	strbuf_addstr(j->out, ">\n");
}

int report_junit(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	struct junit j = {.all = t, .out = out};

	strbuf_addstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	root(&j);
	for (size_t i = 0; i < t->len; i++)
		suites(&j, &t->runs[i]);
	strbuf_addstr(out, "</testsuites>\n");
	while (j.n_names > 0)
		free(j.names[--j.n_names]);
	free(j.names);
	return 0;
}
