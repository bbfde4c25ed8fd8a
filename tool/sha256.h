/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 (FIPS 180-4), for the build record.
 */
#ifndef TOOL_SHA256_H
#define TOOL_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_TEXT_SIZE 65

struct sha256 {
	uint32_t state[8];
	uint64_t total;
	uint8_t block[64];
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *bytes, size_t n);

/* Store the digest in lower-case hexadecimal, NUL-terminated. (s) must be started anew then. */
void sha256_text(struct sha256 *s, char text[SHA256_TEXT_SIZE]);

#endif
