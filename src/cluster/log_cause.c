#include "cluster/log_cause.h"

/* What to believe first; within one sort the first line, as later ones are its consequences. */
static const char *const signs[] = {
	"ConfigException:",
	"java.lang.IllegalArgumentException:",
	"requirement failed:",
	"InconsistentClusterIdException:",
	"InvalidReplicationFactorException:",
	"java.lang.OutOfMemoryError",
	"No space left on device",
	"entrypoint:",
	"Exception in thread \"main\"",
	"KafkaException:",
	" FATAL ",
	" ERROR ",
};

static const char *line_begin(const char *log, const char *at)
{
	while (at > log && at[-1] != '\n')
		at--;
	return at;
}

static const char *last_line(const char *log)
{
	const char *end = log + strlen(log);

	while (end > log && (end[-1] == '\n' || end[-1] == ' '))
		end--;
	return line_begin(log, end);
}

void log_cause(const char *log, char *out, size_t cap)
{
	const char *at = NULL;
	size_t n;

	for (size_t i = 0; i < ARRAY_LEN(signs) && !at; i++)
		at = strstr(log, signs[i]);
	at = at ? line_begin(log, at) : last_line(log);
	n = strcspn(at, "\r\n");
	if (at > log && n > 9 && strncmp(at + n - 9, "see above", 9) == 0)
		at = line_begin(log, at - 1);
	while (*at == ' ' || *at == '\t')
		at++;
	n = strcspn(at, "\r\n");
	if (n >= cap)
		n = cap - 1;
	memcpy(out, at, n);
	out[n] = '\0';
}
