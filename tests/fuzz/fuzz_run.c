/*
 * A run directory, read and worked out to the end. The input is its files, one behind the other,
 * each behind a line "--- NAME"; the byte before the first such line is the way to report.
 */
#include "check_findings.h"

static const char *const names[] = {
	"run.json",
	"events.jsonl",
	"engine.jsonl",
	"observer.jsonl",
	"load.jsonl",
	"instrument.jsonl",
	"logs/kafka1.log",
	"load/checkout-0.produced",
	"settle/found",
	"load/fire-hose-0.produced",
	"logs/kafka2.log",
	"load/ledger-0.consumed",
	"load/checkout-0.intervals",
	"load/checkout-0.latencies",
	"load/checkout-0.outcomes",
	"settle/copies",
	"settle/order",
};

/* What of the last input is still there. */
static bool is_there[ARRAY_LEN(names)];

static size_t find_name(const uint8_t *at, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strlen(names[i]) == n && memcmp(names[i], at, n) == 0)
			return i;
	return ARRAY_LEN(names);
}

static const uint8_t *find(struct bytes in, const char *text)
{
	return in.left ? memmem(in.at, in.left, text, strlen(text)) : NULL;
}

/* Takes the bytes up to `end`, or all. */
static struct bytes take_until(struct bytes *in, const uint8_t *end)
{
	return take_bytes(in, end ? (size_t)(end - in->at) : in->left);
}

/* The next file's name and bytes: the head line is "--- NAME", the next one ends it. */
static void write_file(struct bytes *in)
{
	struct bytes name, text;
	size_t i;

	(void)take_bytes(in, strlen("--- "));
	name = take_until(in, find(*in, "\n"));
	(void)take_byte(in);
	text = take_until(in, find(*in, "--- "));
	i = find_name(name.at, name.left);
	if (i == ARRAY_LEN(names) || is_there[i])
		return;
	kit_write(names[i], text.at, text.left);
	is_there[i] = true;
}

static void write_files(struct bytes in)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (is_there[i])
			kit_remove(names[i]);
		is_there[i] = false;
	}
	kit_make_dir("load");
	kit_make_dir("logs");
	kit_make_dir("settle");
	(void)take_until(&in, find(in, "--- "));
	while (in.left)
		write_file(&in);
}

static void read_logs(const struct run *run)
{
	struct log_line *lines;
	struct err e = {0};
	size_t n;

	if (kit_said_why(run_log_lines(run, 0, 10 * NS_PER_S, &lines, &n, &e), &e) < 0)
		return;
	for (size_t i = 1; i < n; i++)
		MUST(lines[i - 1].at_ns <= lines[i].at_ns);
	run_log_lines_free(lines, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {data, size};
	struct err e = {0};
	struct run run;

	write_files(in);
	if (kit_said_why(run_open(&run, kit_dir(), &e), &e) < 0)
		return 0;
	read_logs(&run);
	check_findings(&run, take_byte(&in));
	run_close(&run);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	return seed % 3 ? mutate_json(data, size, max_size, seed, 1)
			: LLVMFuzzerMutate(data, size, max_size);
}
