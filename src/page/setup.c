/* setup.c - what the nodes logged, how far to trust the measurement, where it was made, how to repeat it. */
#include "page/part.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>

enum { DIGEST_SHOWN = 120, SCENARIO_MOST = 256 * 1024 };

void part_logs(const struct page *p)
{
	struct table t = {.align = "lllrrr"};
	const enum word heads[] = {WORD_PHASE, WORD_NODE,  WORD_MEANING,
				   WORD_LINES, WORD_FIRST, WORD_LAST};

	section_begin(p, "logs", W(p, LOGS));
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&t, "%s", word(p->t->lang, heads[i]));
	for (size_t i = 0; i < p->f->n_digest && i < DIGEST_SHOWN; i++) {
		const struct digest_row *d = &p->f->digest[i];

		table_add(&t, "%s",
			  d->phase >= 0 && (size_t)d->phase < p->plan->n_phases
				  ? p->plan->phases[d->phase].name
				  : "-");
		table_add(&t, "%s", page_node(p, d->node));
		table_add(&t, "%s", d->words);
		table_add(&t, "%" PRIu64, d->count);
		table_add(&t, "%s", WHEN(p, d->first_ns));
		table_add(&t, "%s", WHEN(p, d->last_ns));
	}
	if (p->f->n_digest)
		table_write(p, &t, W(p, LOGS), false);
	else
		element(p, "p", NULL, W(p, NOTHING_LOGGED));
	table_clear(&t);
	if (p->f->n_digest > DIGEST_SHOWN)
		putf(p, "<p>+ %zu %s</p>\n", p->f->n_digest - DIGEST_SHOWN,
		     W(p, MORE_LEFT_OUT));
	section_end(p);
}

static void list_item(const struct page *p, const char *text)
{
	element(p, "li", NULL, text);
	put(p, "\n");
}

static void measured(const struct page *p)
{
	const struct instrument_finding *m = &p->f->instrument;

	put(p, "<li>");
	sayf(p,
	     "kchaos used %.1f %% of a core and %.1f MiB; its clock ticked at worst %s late; "
	     "the observer's longest gap was %s",
	     100.0 * m->cpu_share, (double)m->peak_rss_kib / 1024.0,
	     DURATION_TEXT(m->worst_late_ns), DURATION_TEXT(m->observer_gap_ns));
	put(p, "</li>\n");
	if (m->contended >= 0) {
		put(p, "<li>");
		sayf(p,
		     "programs of this machine waited for a processor %.0f %% of the time",
		     100.0 * m->contended);
		put(p, "</li>\n");
	}
}

void part_quality(const struct page *p)
{
	section_begin(p, "quality", W(p, QUALITY));
	put(p, "<ul>\n");
	measured(p);
	for (size_t i = 0; i < p->f->n_notes; i++)
		list_item(p, p->f->notes[i]);
	put(p, "</ul>\n");
	section_end(p);
}

static void environment(const struct page *p)
{
	const struct params *env = &p->f->run->header.environment;

	put(p, "<dl class=\"terms\">\n");
	for (size_t i = 0; i < env->len; i++) {
		put(p, "<div>");
		element(p, "dt", NULL, env->item[i].name);
		element(p, "dd", NULL, env->item[i].text ? env->item[i].text : "-");
		put(p, "</div>\n");
	}
	put(p, "</dl>\n");
}

/* The file as it was read; what is longer than any scenario is not shown at all. */
static void scenario(const struct page *p)
{
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};
	char *path = p->f->run->dir ? path_join(p->f->run->dir, "scenario.yaml") : NULL;

	if (!path || file_read(path, SCENARIO_MOST, &text, &e) < 0) {
		element(p, "p", NULL, path ? e.msg : W(p, NO_SCENARIO));
	} else {
		put(p, "<details><summary>scenario.yaml</summary><pre tabindex=\"0\">");
		say(p, strbuf_text(&text));
		put(p, "</pre></details>\n");
	}
	free(path);
	strbuf_release(&text);
}

void part_setup(const struct page *p)
{
	const char *file = p->plan->file ? p->plan->file : "scenario.yaml";

	section_begin(p, "setup", W(p, ENVIRONMENT));
	environment(p);
	section_end(p);
	section_begin(p, "again", W(p, REPRODUCE));
	put(p, "<pre tabindex=\"0\">kchaos run ");
	say(p, file);
	putf(p, " --seed %" PRIu64 "\n", p->plan->seed);
	sayf(p, "kchaos report %s --format html -o report.html",
	     p->r->dir ? told_name(p->r) : "RUN");
	put(p, "</pre>\n");
	scenario(p);
	section_end(p);
}
