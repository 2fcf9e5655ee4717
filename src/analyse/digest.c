/*
 * digest.c - lines of the nodes' own logs that mean something, counted by phase, in plain words.
 *
 * Words of Kafka 3.9 to 4.4. What is not in the table is not told: most lines of a log are about nothing
 * that happened. Logs explain; no number and no verdict rests on them.
 */
#include "analyse/parts.h"
#include "base/mem.h"

/* The first that fits counts. '#' in the words: the number or name right behind the needle. */
static const struct saying {
	const char *needle, *words;
} sayings[] = {
	{"No space left on device", "had no room left on its disk"},
	{"java.lang.OutOfMemoryError", "ran out of memory"},
	{"Stopping serving logs in", "gave up a log directory"},
	{"CorruptRecordException", "found damaged records in a log"},
	{"Found invalid messages in log segment", "found damaged records in a log"},
	{"Encountered fatal fault", "met a fatal error"},
	{"Exiting Kafka due to fatal exception", "ended by a fatal error"},
	{"unable to register with the controller quorum",
	 "ended: it could not register with the quorum"},
	{"Becoming the active controller at epoch ",
	 "became the active controller, epoch #"},
	{"Renouncing the leadership due to a metadata log event",
	 "learned that it is no longer the active controller"},
	{"Did not receive fetch request from the majority of the voters",
	 "led the quorum and heard from no majority"},
	{"Completed transition to ResignedState", "resigned as leader of the quorum"},
	{"to Prospective state due to fetch timeout",
	 "heard nothing from the quorum's leader and asked for votes"},
	{"Become candidate due to fetch timeout",
	 "heard nothing from the quorum's leader and stood for election"},
	{"Completed transition to CandidateState", "stood for election in the quorum"},
	{"Fencing broker ", "fenced broker #: its session was over"},
	{"using an unclean election", "made a replica leader that was not in sync"},
	{"UNCLEAN partition change", "made a replica leader that was not in sync"},
	{"Unable to send a heartbeat because",
	 "could not send the controller its heartbeat"},
	{"DUPLICATE_BROKER_REGISTRATION",
	 "had to wait: its former registration was still valid"},
	{"The broker has been unfenced", "was unfenced"},
	{"Shrinking ISR from", "asked to shrink an ISR"},
	{"Timed out waiting for the controller to approve controlled shutdown",
	 "ended without any controller's consent"},
	{"Beginning controlled shutdown", "began an orderly shutdown"},
	{"since no clean shutdown file was found",
	 "started after a crash: its logs are checked"},
	{"Kafka Server started", "had started"},
	{"from now on will use node ", "learned that # is the controller"},
};

enum { LONGEST_NAME = 40 };

static char *words_of(const struct saying *s, const char *behind)
{
	const char *mark = strchr(s->words, '#');
	int len = (int)strspn(behind, "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-");

	if (!mark)
		return xstrdup(s->words);
	return xasprintf("%.*s%.*s%s", (int)(mark - s->words), s->words,
			 len > LONGEST_NAME ? LONGEST_NAME : len, behind, mark + 1);
}

/* NULL: a line that means nothing here. Caller frees. */
static char *meaning(const char *line)
{
	for (size_t i = 0; i < ARRAY_LEN(sayings); i++) {
		const char *at = strstr(line, sayings[i].needle);

		if (at)
			return words_of(&sayings[i], at + strlen(sayings[i].needle));
	}
	return NULL;
}

/* -1: in none. */
static int phase_at(const struct findings *f, int64_t at_ns)
{
	for (size_t i = 0; i < f->run->header.plan.n_phases; i++)
		if (f->phases[i].begun && at_ns >= f->phases[i].begin_ns &&
		    at_ns < f->phases[i].end_ns)
			return (int)i;
	return -1;
}

static struct digest_row *row_of(struct findings *f, int phase, int32_t node,
				 const char *words)
{
	for (size_t i = 0; i < f->n_digest; i++)
		if (f->digest[i].phase == phase && f->digest[i].node == node &&
		    strcmp(f->digest[i].words, words) == 0)
			return &f->digest[i];
	return NULL;
}

/* Takes `words`. Lines come in the order of time, so rows are by their first one. */
static void count(struct findings *f, int phase, const struct log_line *line, char *words)
{
	struct digest_row *row = row_of(f, phase, line->node, words);

	if (row) {
		row->count++;
		row->last_ns = line->at_ns;
		free(words);
		return;
	}
	*GROW(f->digest, f->n_digest) = (struct digest_row){.phase = phase,
							    .node = line->node,
							    .words = words,
							    .count = 1,
							    .first_ns = line->at_ns,
							    .last_ns = line->at_ns};
}

/* A log that cannot be read is no reason to refuse the run: no number rests on it. */
void find_digest(struct findings *f)
{
	struct err e = {0};
	struct log_line *lines;
	size_t len;

	if (!f->run->dir) /* a run that was never on a disk */
		return;
	if (run_log_lines(f->run, f->begin_ns, f->end_ns, &lines, &len, &e) < 0) {
		*GROW(f->notes,
		      f->n_notes) = xasprintf("the nodes' logs are not told: %s", e.msg);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		int phase = phase_at(f, lines[i].at_ns);
		char *words = phase < 0 ? NULL : meaning(lines[i].text);

		if (words)
			count(f, phase, &lines[i], words);
	}
	run_log_lines_free(lines, len);
}
