/*
 * crc32c.h - the Castagnoli checksum (RFC 3720, appendix B.4), in which Kafka's record batches are
 * kept. Pure; from any thread.
 */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include "base/base.h"

/* Of bytes in pieces: begin with 0, and pass what came back for the piece before. */
uint32_t crc32c(uint32_t before, const void *bytes, size_t n);

#endif
