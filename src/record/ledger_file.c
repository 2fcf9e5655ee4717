#include "record/ledger_file.h"

#include "base/mem.h"
#include "base/str.h"
#include "model/bulk.h"

static const char magic[] = "kchaosL";

static const struct {
	const char *suffix;
	size_t row_bytes;
	uint8_t letter;
} kinds[] = {
	[LEDGER_PRODUCED] = {".produced", PRODUCED_BYTES, 'p'},
	[LEDGER_CONSUMED] = {".consumed", CONSUMED_BYTES, 'c'},
	[LEDGER_FOUND] = {"settle/found", FOUND_BYTES, 'f'},
	[LEDGER_ASKED] = {".asked", PRODUCED_BYTES, 'a'},
	[LEDGER_INTERVALS] = {".intervals", BULK_INTERVAL_BYTES, 'i'},
	[LEDGER_LATENCIES] = {".latencies", BULK_LATENCY_BYTES, 'l'},
	[LEDGER_OUTCOMES] = {".outcomes", BULK_OUTCOME_BYTES, 'o'},
	[LEDGER_COPIES] = {"settle/copies", BULK_COPIES_BYTES, 'r'},
	[LEDGER_ORDER] = {"settle/order", BULK_ORDER_BYTES, 's'},
};

void ledger_header_write(uint8_t out[LEDGER_HEADER_BYTES], enum ledger_kind kind)
{
	memset(out, 0, LEDGER_HEADER_BYTES);
	memcpy(out, magic, sizeof(magic) - 1);
	out[7] = kinds[kind].letter;
	out[8] = LEDGER_VERSION;
	out[9] = (uint8_t)kinds[kind].row_bytes;
}

int ledger_header_read(const uint8_t in[LEDGER_HEADER_BYTES], enum ledger_kind kind,
		       struct err *e)
{
	if (memcmp(in, magic, sizeof(magic) - 1) != 0)
		return err_set(e, CODE_RUN_DAMAGED, "not a file of ledger rows");
	if (in[8] > LEDGER_VERSION)
		return err_set(
			e, CODE_RUN_NEWER,
			"rows of version %u; this kchaos reads versions up to %d: use a "
			"newer one",
			in[8], LEDGER_VERSION);
	if (in[7] != kinds[kind].letter || in[8] < 1 || in[9] != kinds[kind].row_bytes)
		return err_set(e, CODE_RUN_DAMAGED,
			       "garbled head of a file of ledger rows");
	return 0;
}

size_t ledger_row_bytes(enum ledger_kind kind)
{
	return kinds[kind].row_bytes;
}

bool ledger_is_settled(enum ledger_kind kind)
{
	return kind == LEDGER_FOUND || kind == LEDGER_COPIES || kind == LEDGER_ORDER;
}

static bool ends_with(const char *text, const char *suffix)
{
	size_t n = strlen(text), k = strlen(suffix);

	return n >= k && strcmp(text + n - k, suffix) == 0;
}

bool ledger_kind_of(const char *file, enum ledger_kind *out)
{
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++)
		if (ends_with(file, kinds[k].suffix)) {
			*out = (enum ledger_kind)k;
			return true;
		}
	return false;
}

char *ledger_workload_of(const char *file, int *out_member)
{
	const char *dot = strrchr(file, '.');
	const char *dash = strrchr(file, '-');
	char *digits;
	int64_t member;
	bool ok;

	if (!dot || !dash || dash > dot || dash == file)
		return NULL;
	digits = xstrndup(dash + 1, (size_t)(dot - dash - 1));
	ok = str_to_int(digits, &member) && member >= 0 && member <= INT32_MAX;
	free(digits);
	if (!ok)
		return NULL;
	*out_member = (int)member;
	return xstrndup(file, (size_t)(dash - file));
}
