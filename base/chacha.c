/* SPDX-License-Identifier: MIT */
/*
 * Words are little endian, as is every machine that this runs on.
 */
#include "base/chacha.h"
#include "base/string.h"

static uint32_t rotate(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

void chacha20_block(uint8_t block[CHACHA_BLOCK], const uint8_t key[CHACHA_KEY], uint32_t counter,
		    const uint8_t nonce[12])
{
	uint32_t start[16], x[16];

	memcpy(start, "expand 32-byte k", 16);
	memcpy(start + 4, key, CHACHA_KEY);
	start[12] = counter;
	memcpy(start + 13, nonce, 12);
	memcpy(x, start, sizeof x);
	/* Columns on even rounds, diagonals on odd ones. */
	for (unsigned round = 0; round < 20; round++) {
		unsigned shift = round & 1;

		for (unsigned i = 0; i < 4; i++)
			quarter_round(&x[i], &x[4 + ((i + shift) & 3)],
				      &x[8 + ((i + 2 * shift) & 3)],
				      &x[12 + ((i + 3 * shift) & 3)]);
	}
	for (unsigned i = 0; i < 16; i++)
		x[i] += start[i];
	memcpy(block, x, CHACHA_BLOCK);
}
