/*
 * journal_file.h - the undo journal's file: lines with a checksum, a lock, appending all or
 * nothing. Private to journal.c.
 *
 *     kchaos-journal 1
 *     owner 4711 ~5d0c9a31
 *     intent 1 start 2 kc-kafka2-1 ~...     node 2 must be started again; synced before it is stopped
 *     applied 1 ~...
 *     intent 2 net 3 kc-kafka3-1 drop from 1 2 ~...    '%7e' and the like stand for bytes that would
 *                                                      spoil a line
 *     reverted 1 ~...
 *
 * Owner: the journal. Threads: under the journal's lock. Fails: as journal.h says.
 */
#ifndef FAULT_JOURNAL_FILE_H
#define FAULT_JOURNAL_FILE_H

#include "base/err.h"
#include "base/strbuf.h"

#include <sys/types.h>

struct journal_file {
	char *path;
	int fd;
	off_t end;             /* bytes of whole lines */
	int64_t found_wall_ns; /* when it was last written before it was opened, ns since 1970 */
};

/* Told the words of each whole line, without checksum. */
typedef void journal_line_fn(void *arg, const char *words);

/* Makes folders and file if need be, locks it, reads it, cuts a torn end and signs it. */
int journal_file_open(struct journal_file *f, const char *path, journal_line_fn *fn,
		      void *arg, struct err *e);
void journal_file_close(struct journal_file *f, bool remove);

/* A line for journal_file_append(). */
void journal_line(struct strbuf *out, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Any text as part of a line, and back (caller frees). */
void journal_escape(struct strbuf *out, const char *text);
char *journal_unescape(const char *text);

/* On disk when it returns 0; else as if it had not been tried. */
int journal_file_append(struct journal_file *f, const struct strbuf *lines,
			struct err *e);

#endif
