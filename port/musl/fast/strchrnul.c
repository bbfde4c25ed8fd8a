/* SPDX-License-Identifier: MIT */
/* strchrnul(), which others of musl's functions are made of. */
#include "port/musl/fast/vector.h"

char *__strchrnul(const char *text, int c)
{
	const vector *block = vector_around(text);
	vector wanted = vector_of(c);
	unsigned found, within = ~0u << ((uintptr_t)text & (VECTOR - 1));

	for (;; block++, within = ~0u) {
		found = vector_mask((*block == wanted) | (*block == (vector){ 0 })) & within;
		if (found)
			return (char *)(uintptr_t)block + __builtin_ctz(found);
	}
}

char *strchrnul(const char *text, int c) __attribute__((weak, alias("__strchrnul")));
