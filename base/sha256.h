/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 (FIPS 180-4): of what goes into a build, and of a root file system that stands outside
 * of its image.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/compiler.h"
#include "base/types.h"

#define SHA256_SIZE      32
#define SHA256_TEXT_SIZE 65

struct sha256 {
	uint32_t state[8];
	uint64_t total;
	uint8_t block[64];
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *bytes, size_t n);

/* Store the digest. (s) must be started anew then. */
void sha256_end(struct sha256 *s, uint8_t digest[SHA256_SIZE]);

/* The same in lower-case hexadecimal, NUL-terminated. */
void sha256_text(struct sha256 *s, char text[SHA256_TEXT_SIZE]);

/* Add (n) blocks of 64 bytes to (state) by plain code. */
void sha256_by_hand(uint32_t state[8], const uint8_t *blocks, size_t n);

/*
 * The same by instructions that the CPU has for it; false when it has none, and then nothing was
 * done. WEAK: who digests much links it. It keeps all vector registers. Context: any.
 */
WEAK bool sha256_by_cpu(uint32_t state[8], const uint8_t *blocks, size_t n);

/* The constants of the rounds (FIPS 180-4, 4.2.2), aligned to 16 bytes. */
extern const uint32_t sha256_constants[64];

#endif
