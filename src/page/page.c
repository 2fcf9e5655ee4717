#include "page/page.h"

#include "page/assets.h"
#include "page/part.h"

static void asset(const struct page *p, const struct asset *a)
{
	strbuf_add(p->out, a->bytes, a->len);
}

/* Nothing may be fetched, whatever a name tries: the policy is a second lock behind the escaping. */
static void head(const struct page *p, const char *title)
{
	putf(p,
	     "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	     "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
	     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	     "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	     p->t->lang == LANG_RU ? "ru" : "en");
	say(p, title);
	put(p, "</title>\n<style>\n");
	asset(p, &asset_page_css);
	asset(p, &asset_uplot_css);
	put(p, "</style>\n</head>\n<body>\n");
	putf(p, "<a class=\"skip\" href=\"#r1\">%s</a>\n", W(p, SKIP));
}

static void contents(const struct page *p)
{
	static const struct {
		const char *id;
		enum word name;
	} items[] = {{"timeline", WORD_TIMELINE}, {"course", WORD_PHASES},
		     {"windows", WORD_WINDOWS},   {"served", WORD_AVAILABILITY},
		     {"cluster", WORD_CLUSTER},   {"settled", WORD_SETTLEMENT},
		     {"logs", WORD_LOGS},         {"quality", WORD_QUALITY},
		     {"setup", WORD_ENVIRONMENT}, {"again", WORD_REPRODUCE}};

	putf(p, "<nav class=\"contents\" aria-label=\"%s: ", W(p, CONTENTS));
	say(p, p->plan->name);
	put(p, "\">");
	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		putf(p, "<a href=\"#r%zu-%s\">%s</a> ", p->number, items[i].id,
		     word(p->t->lang, items[i].name));
	put(p, "</nav>\n");
}

static void run(const struct page *p)
{
	putf(p, "<article class=\"run\" id=\"r%zu\">\n<h2 id=\"r%zu-name\">", p->number,
	     p->number);
	if (p->t->len > 1)
		sayf(p, "%s · ", p->plan->name);
	sayf(p, "%s %s", W(p, RUN), p->r->dir ? told_name(p->r) : "?");
	put(p, "</h2>\n");
	part_first(p);
	contents(p);
	part_timeline(p);
	part_course(p);
	part_windows(p);
	part_served(p);
	part_cluster(p);
	part_settled(p);
	part_logs(p);
	part_quality(p);
	part_setup(p);
	put(p, "</article>\n");
}

static struct page page_of(const struct telling *t, size_t i, struct strbuf *out)
{
	const struct told *r = &t->runs[i];

	return (struct page){.t = t,
			     .r = r,
			     .f = &r->f,
			     .plan = &r->f.run->header.plan,
			     .number = i + 1,
			     .out = out};
}

/* Which runs, and what came of them. */
static void several(const struct telling *t, struct strbuf *out)
{
	struct page p = page_of(t, 0, out);

	putf(&p, "<nav class=\"runs\" aria-label=\"%s\"><ul>\n", W(&p, RUNS));
	for (size_t i = 0; i < t->len; i++) {
		enum verdict v = t->runs[i].v.overall;

		p = page_of(t, i, out);
		putf(&p, "<li><a href=\"#r%zu\">", i + 1);
		say(&p, p.plan->name);
		putf(&p, "</a> <span class=\"badge %s\">%s</span> ",
		     page_verdict_class(v), word(t->lang, page_verdict_word(v)));
		say(&p, t->runs[i].v.sentence);
		put(&p, "</li>\n");
	}
	put(&p, "</ul></nav>\n");
}

static void data(const struct telling *t, struct strbuf *out)
{
	struct page p = page_of(t, 0, out);

	put(&p, "<script type=\"application/json\" id=\"data\">[{\"format\":1}");
	for (size_t i = 0; i < t->len; i++) {
		p = page_of(t, i, out);
		chart_data(&p);
	}
	put(&p, "]</script>\n");
}

static void foot(const struct page *p)
{
	putf(p, "</main>\n<footer><h2>%s</h2>\n<p>kchaos %s.", W(p, ABOUT_PAGE),
	     KCHAOS_VERSION);
	if (asset_uplot_js.len) {
		put(p, " uPlot:</p>\n<pre tabindex=\"0\">");
		strbuf_add(p->out, asset_uplot_licence.bytes, asset_uplot_licence.len);
		put(p, "</pre>");
	} else {
		put(p, "</p>");
	}
	put(p, "\n</footer>\n");
}

static void scripts(const struct page *p)
{
	if (asset_uplot_js.len) {
		put(p, "<script>\n");
		asset(p, &asset_uplot_js);
		put(p, "</script>\n");
	}
	put(p, "<script>\n");
	asset(p, &asset_page_js);
	put(p, "</script>\n</body>\n</html>\n");
}

int page_html(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	struct page p = page_of(t, 0, out);

	head(&p, t->len == 1 ? p.plan->name : W(&p, RUNS));
	put(&p, "<header class=\"head\"><h1>");
	say(&p, t->len == 1 ? p.plan->name : W(&p, RUNS));
	putf(&p,
	     "</h1><button type=\"button\" class=\"theme\" hidden>%s</button></header>\n<main>\n",
	     W(&p, THEME));
	if (t->len > 1)
		several(t, out);
	for (size_t i = 0; i < t->len; i++) {
		p = page_of(t, i, out);
		run(&p);
	}
	foot(&p);
	data(t, out);
	scripts(&p);
	return 0;
}
