/*
 * The run directory's pieces: a line of an event stream, run.json, the head of a ledger and its
 * name, the tables of a phase's boundary. The first byte chooses. Whole directories: fuzz_run.c.
 */
#include "kit.h"

#include "record/description_json.h"
#include "record/event_json.h"
#include "record/header_json.h"
#include "record/ledger_file.h"
#include "record/writer.h"
#include "report/describe.h"

/* What was accepted is written the same way as what that reads back as. */
static void event(const char *line, size_t n)
{
	struct event ev, back;
	struct err e = {0};
	enum event_line how = event_from_json(&ev, line, n, &e);
	char *once, *twice;

	(void)kit_said_why(how == EVENT_LINE_BAD ? -1 : 0, &e);
	if (how != EVENT_LINE_OK)
		return;
	once = event_to_json(&ev);
	MUST(event_from_json(&back, once, strlen(once), &e) == EVENT_LINE_OK);
	twice = event_to_json(&back);
	MUST(strcmp(once, twice) == 0);
	event_release(&ev);
	event_release(&back);
	free(once);
	free(twice);
}

static void header(const char *text, size_t n)
{
	struct run_header h, back;
	struct err e = {0};
	char *once, *twice;

	if (kit_said_why(header_from_json(&h, text, n, &e), &e) < 0)
		return;
	once = header_to_json(&h);
	MUST(header_from_json(&back, once, strlen(once), &e) == 0);
	twice = header_to_json(&back);
	MUST(strcmp(once, twice) == 0);
	run_header_release(&h);
	run_header_release(&back);
	free(once);
	free(twice);
}

static void ledger(const char *bytes, size_t n)
{
	for (unsigned kind = LEDGER_PRODUCED; kind <= LEDGER_ORDER; kind++) {
		uint8_t head[LEDGER_HEADER_BYTES], own[LEDGER_HEADER_BYTES];
		struct err e = {0};

		if (n < sizeof(head))
			return;
		memcpy(head, bytes, sizeof(head));
		if (kit_said_why(ledger_header_read(head, (enum ledger_kind)kind, &e),
				 &e) < 0)
			continue;
		ledger_header_write(own, (enum ledger_kind)kind);
		MUST(memcmp(own, head, 10) == 0); /* behind are bytes a reader ignores */
	}
}

static void file_names(const char *text, UNUSED size_t n)
{
	enum ledger_kind kind;
	int member = -7;
	char *name = ledger_workload_of(text, &member);

	MUST(name ? member >= 0 : member == -7);
	free(name);
	if (ledger_kind_of(text, &kind))
		MUST(ledger_row_bytes(kind) > 0);
}

static void description(const char *text, size_t n)
{
	struct description d, back;
	struct err e = {0};
	struct strbuf shown = STRBUF_INIT;
	char *once, *twice;

	if (kit_said_why(description_from_json(&d, text, n, &e), &e) == 0) {
		once = description_to_json(&d, false);
		MUST(description_from_json(&back, once, strlen(once), &e) == 0);
		twice = description_to_json(&back, false);
		MUST(strcmp(once, twice) == 0);
		report_description(&back, 100, &shown);
		strbuf_release(&shown);
		description_release(&back);
		free(once);
		free(twice);
	}
	description_release(&d);
}

typedef void record_fn(const char *bytes, size_t n);
static record_fn *const readers[] = {event, header, ledger, file_names, description};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {data, size};
	record_fn *read = readers[take_byte(&in) % ARRAY_LEN(readers)];
	size_t n = in.left;
	char *bytes = take_text(&in);

	read(bytes, n);
	free(bytes);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	return seed % 4 ? mutate_json(data, size, max_size, seed, 1)
			: LLVMFuzzerMutate(data, size, max_size);
}
