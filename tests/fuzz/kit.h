/*
 * kit.h - what the fuzz targets share: taking an input apart, a folder for files, mutating JSON.
 *
 * A target is a file fuzz_NAME.c with LLVMFuzzerTestOneInput(). It must not exit, frees what it
 * allocates, and says with MUST() what holds whatever the bytes. It keeps nothing that could make
 * the next input behave differently: an artifact must fail again by itself.
 * Threads: one.
 */
#ifndef FUZZ_KIT_H
#define FUZZ_KIT_H

#include "base/err.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "model/topology.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libFuzzer's own, for targets that mutate themselves. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);

/* A finding when it does not hold. */
#define MUST(ok) ((ok) ? (void)0 : kit_failed(#ok, __FILE__, __LINE__))
NORETURN void kit_failed(const char *what, const char *file, int line);

/* A failure has a kind and a text. Returns rc. */
int kit_said_why(int rc, const struct err *e);

/* An input taken from the front; behind its end everything is zero and empty. */
struct bytes {
	const uint8_t *at;
	size_t left;
};
uint8_t take_byte(struct bytes *b);
uint64_t take_number(struct bytes *b, size_t width); /* of so many bytes, big-endian */
struct bytes take_bytes(struct bytes *b, size_t n);  /* fewer when there are fewer */

/* Two bytes of length, then as many bytes or what is left. */
struct bytes take_counted(struct bytes *b);

/* What is left, with a NUL behind it (and perhaps others inside). Caller frees. */
char *take_text(struct bytes *b);

/* A folder for this process' files, gone with the run; a file in it, whole and anew. */
const char *kit_dir(void);
void kit_write(const char *name, const void *bytes, size_t n);
void kit_remove(const char *name);
void kit_make_dir(const char *name);

/* Three combined nodes kafka1 to kafka3 with ids 1 to 3; release it. */
struct topology kit_topology(void);

/*
 * Changes one value of a JSON text that stands on a line of its own behind the first `skip` bytes;
 * an input without such a line is mutated as bytes. For LLVMFuzzerCustomMutator().
 */
size_t mutate_json(uint8_t *data, size_t size, size_t max_size, unsigned seed,
		   size_t skip);

#endif
