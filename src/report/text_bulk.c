/* text_bulk.c - workloads that wrote as fast as they could: how fast, how late, and where it all lies. */
#include "report/text.h"

#include "base/str.h"

#include <inttypes.h>

static double ms(int64_t ns)
{
	return (double)ns / (double)NS_PER_MS;
}

static double mib(double per_s, const struct workload_plan *w)
{
	return per_s * (double)w->value_bytes / (1024 * 1024);
}

/* The words and the order of kafka-producer-perf-test's last line, so that both can be laid side by side. */
static void perf_line(const struct text *t, const struct workload_plan *w,
		      const struct bulk_finding *b)
{
	const struct hist *h = b->latency;
	double avg = h->count ? h->sum_ns / (double)h->count / (double)NS_PER_MS : 0;
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line,
		    "%" PRIu64
		    " records sent, %.1f records/sec (%.2f MB/sec), %.2f ms avg "
		    "latency, %.2f ms max latency",
		    b->acked, b->per_s, mib(b->per_s, w), avg, ms(h->max_ns));
	if (h->count > 0)
		strbuf_addf(&line,
			    ", %.0f ms 50th, %.0f ms 95th, %.0f ms 99th, %.0f ms 99.9th.",
			    ms(hist_percentile(h, 5000)), ms(hist_percentile(h, 9500)),
			    ms(hist_percentile(h, 9900)), ms(hist_percentile(h, 9990)));
	text_paragraph(t, INDENT + 2, "%s", strbuf_text(&line));
	strbuf_release(&line);
}

/* Who was waited for. */
static void bottleneck(const struct text *t, const struct bulk_finding *b)
{
	if (b->generator_bound)
		text_paragraph(t, INDENT + 2,
			       "the generator was the bottleneck: there was room in the "
			       "client's queue nearly all the time");
	else
		text_paragraph(
			t, INDENT + 2, "the client's queue was full %.0f %% of the time",
			100.0 * (double)b->full_ns / (double)(b->to_ns - b->from_ns));
}

static void one(const struct text *t, const struct workload_plan *w,
		const struct bulk_finding *b)
{
	text_paragraph(t, INDENT, "%s (%s, acks=%s%s, %lld records of %s)", w->name,
		       w->topic, acks_name(w->acks), w->idempotent ? ", idempotent" : "",
		       (long long)w->records, BYTES_TEXT(w->value_bytes));
	if (b->from_ns == NEVER) {
		text_paragraph(t, INDENT + 2, "did not begin");
		return;
	}
	perf_line(t, w, b);
	text_paragraph(
		t, INDENT + 2,
		"best second: %.1f records/sec (%.2f MB/sec), from %s on; in all %s",
		b->peak_per_s, mib(b->peak_per_s, w), WHEN(t, b->peak_ns),
		DURATION_TEXT(b->to_ns - b->from_ns));
	bottleneck(t, b);
}

static void read_back(const struct text *t)
{
	double seconds = ns_to_s(t->f->read_back_ns);

	if (t->f->read_back_ns > 0 && t->f->read_back > 0)
		text_paragraph(t, INDENT,
			       "read back and settled: %" PRIu64
			       " records in %s, %.1f records/sec",
			       t->f->read_back, DURATION_TEXT(t->f->read_back_ns),
			       (double)t->f->read_back / seconds);
}

/* Only what was seen: each replica compared, and each the same. */
static void whereabouts(const struct text *t)
{
	const struct replicas_finding *r = &t->f->replicas;
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->f->n_disks; i++) {
		const struct disk_finding *d = &t->f->disks[i];

		strbuf_addf(&b, "%s%s ", i ? ", " : "on disk: ", text_node(t, d->node));
		strbuf_addstr(&b, d->bytes < 0 ? "not told" : BYTES_TEXT(d->bytes));
	}
	if (r->len > 0 && r->same == r->len && t->plan->n_topics == 1)
		strbuf_addf(&b, "%seach record is on %d brokers, byte for byte the same",
			    b.len ? "; " : "", t->plan->topics[0].replication);
	if (b.len > 0)
		text_paragraph(t, INDENT, "%s", strbuf_text(&b));
	strbuf_release(&b);
}

void text_bulk(const struct text *t)
{
	bool any = false;

	for (size_t i = 0; i < t->plan->n_workloads; i++) {
		const struct bulk_finding *b = t->f->workloads[i].bulk;

		if (!b)
			continue;
		if (!any)
			text_heading(
				t, "bulk load",
				"as fast as it went; latency from handing over to the "
				"answer; MB is 2^20 bytes");
		any = true;
		one(t, &t->plan->workloads[i], b);
	}
	if (!any)
		return;
	read_back(t);
	whereabouts(t);
}
