/* SPDX-License-Identifier: MIT */
/* strlen(): by aligned blocks; the first may begin before the text, the last end behind it. */
#include "port/musl/fast/vector.h"

size_t strlen(const char *text)
{
	const vector *block = vector_around(text);
	unsigned zeros, within = ~0u << ((uintptr_t)text & (VECTOR - 1));

	for (;; block++, within = ~0u) {
		zeros = vector_mask(*block == (vector){ 0 }) & within;
		if (zeros)
			return (size_t)((const char *)block - text) + (size_t)__builtin_ctz(zeros);
	}
}
