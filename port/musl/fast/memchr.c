/* SPDX-License-Identifier: MIT */
/* memchr(): by aligned blocks; the first may begin before the bytes, the last end behind them. */
#include "port/musl/fast/vector.h"

void *memchr(const void *start, int c, size_t n)
{
	const char *p = start;
	const vector *block = vector_around(p);
	size_t before = (uintptr_t)p & (VECTOR - 1), rest = VECTOR - before;
	vector wanted = vector_of(c);
	unsigned found;

	if (!n)
		return NULL;
	found = vector_mask(*block == wanted) >> before;
	while (!found) {
		if (n <= rest)
			return NULL;
		n -= rest;
		rest = VECTOR;
		p = (const char *)++block;
		found = vector_mask(*block == wanted);
	}
	before = (size_t)__builtin_ctz(found);
	return before < n ? (void *)(uintptr_t)(p + before) : NULL;
}
