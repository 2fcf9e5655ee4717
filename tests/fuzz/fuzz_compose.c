/* Any text as a Compose file, as .env, as listeners and voters: errors at most. */
#include "base/strbuf.h"
#include "cluster/compose.h"
#include "cluster/compose_values.h"
#include "cluster/dotenv.h"
#include "cluster/listeners.h"
#include "cluster/log_cause.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_parts(const char *text)
{
	struct pair_list vars = {0};
	struct listeners listeners = {0};
	struct voters voters = {0};
	struct text_list words = {0};
	struct err e = {0};
	int64_t number;
	char cause[32];

	(void)dotenv_parse("fuzz", text, NULL, NULL, &vars, &e);
	(void)listeners_parse(text, &listeners);
	(void)voters_parse(text, &voters);
	(void)value_words(text, &words);
	(void)value_bytes(text, &number);
	(void)value_duration(text, &number);
	(void)value_cpus(text, &number);
	log_cause(text, cause, sizeof(cause));
	pair_list_release(&vars);
	listeners_release(&listeners);
	voters_release(&voters);
	text_list_release(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct compose_opts opts = {.project = size % 2 ? "fuzz" : NULL};
	struct diags d = DIAGS_INIT;
	struct strbuf text = STRBUF_INIT, said = STRBUF_INIT;

	strbuf_add(&text, data, size);
	compose_free(compose_parse("/nowhere/fuzz/compose.yaml", strbuf_text(&text),
				   text.len, &opts, &d));
	diags_text(&d, &said);
	diags_release(&d);
	read_parts(strbuf_text(&text));
	strbuf_release(&said);
	strbuf_release(&text);
	return 0;
}
