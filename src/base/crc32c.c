#include "base/crc32c.h"

#include <pthread.h>

/* Eight bytes at a step ("slicing by 8"): a table for each place a byte can stand in. */
enum { SLICES = 8 };
#define POLYNOMIAL 0x82f63b78U /* reflected */

static uint32_t table[SLICES][256];

static void make_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1U ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
		table[0][i] = crc;
	}
	for (uint32_t i = 0; i < 256; i++)
		for (int s = 1; s < SLICES; s++)
			table[s][i] = table[s - 1][i] >> 8 ^
				      table[0][table[s - 1][i] & 0xffU];
}

static uint32_t one_step(uint32_t crc, const uint8_t *p)
{
	uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 |
			      (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);

	return table[7][low & 0xffU] ^ table[6][low >> 8 & 0xffU] ^
	       table[5][low >> 16 & 0xffU] ^ table[4][low >> 24] ^ table[3][p[4]] ^
	       table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
}

uint32_t crc32c(uint32_t before, const void *bytes, size_t n)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const uint8_t *p = bytes;
	uint32_t crc = ~before;

	(void)pthread_once(&once, make_table); /* cannot fail for a static one */
	for (; n >= SLICES; p += SLICES, n -= SLICES)
		crc = one_step(crc, p);
	for (; n > 0; p++, n--)
		crc = crc >> 8 ^ table[0][(crc ^ *p) & 0xffU];
	return ~crc;
}
