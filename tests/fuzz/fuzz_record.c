#include "base/mem.h"
#include "record/event_json.h"
#include "record/header_json.h"
#include "record/ledger_file.h"
#include "record/writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was accepted is written the same way as what that reads back as. */
static void check_event(const char *line, size_t n)
{
	struct event ev, back;
	struct err e = {0};
	char *once, *twice;

	if (event_from_json(&ev, line, n, &e) != EVENT_LINE_OK)
		return;
	once = event_to_json(&ev);
	if (event_from_json(&back, once, strlen(once), &e) != EVENT_LINE_OK)
		abort();
	twice = event_to_json(&back);
	if (strcmp(once, twice) != 0)
		abort();
	event_release(&ev);
	event_release(&back);
	free(once);
	free(twice);
}

static void check_header(const char *text, size_t n)
{
	struct run_header h, back;
	struct err e = {0};
	char *once, *twice;

	if (header_from_json(&h, text, n, &e) < 0)
		return;
	once = header_to_json(&h);
	if (header_from_json(&back, once, strlen(once), &e) < 0)
		abort();
	twice = header_to_json(&back);
	if (strcmp(once, twice) != 0)
		abort();
	run_header_release(&h);
	run_header_release(&back);
	free(once);
	free(twice);
}

static void check_ledger(const uint8_t *bytes, size_t n)
{
	for (unsigned kind = LEDGER_PRODUCED; kind <= LEDGER_FOUND; kind++) {
		struct err e = {0};
		uint8_t head[LEDGER_HEADER_BYTES];

		if (n < LEDGER_HEADER_BYTES ||
		    ledger_header_read(bytes, (enum ledger_kind)kind, &e) < 0)
			continue;
		ledger_header_write(head, (enum ledger_kind)kind);
		if (memcmp(head, bytes, 10) != 0) /* behind are bytes a reader ignores */
			abort();
	}
}

/* The first byte chooses: an event's line, run.json, or the head of a ledger and a file's name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;
	int member;

	if (size < 1)
		return 0;
	text = xstrndup((const char *)data + 1, size - 1);
	if (data[0] % 3 == 0)
		check_event((const char *)data + 1, size - 1);
	else if (data[0] % 3 == 1)
		check_header((const char *)data + 1, size - 1);
	else
		check_ledger(data + 1, size - 1);
	free(ledger_workload_of(text, &member));
	free(text);
	return 0;
}
