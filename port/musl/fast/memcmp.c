/* SPDX-License-Identifier: MIT */
/* memcmp(): 16 bytes at once; few by words whose first byte counts most. */
#include "port/musl/fast/vector.h"

static inline int order_8(const char *a, const char *b)
{
	uint64_t x = __builtin_bswap64(SEEN(loose_8, a)), y = __builtin_bswap64(SEEN(loose_8, b));

	return x == y ? 0 : x < y ? -1 : 1;
}

static inline int order_4(const char *a, const char *b)
{
	uint32_t x = __builtin_bswap32(SEEN(loose_4, a)), y = __builtin_bswap32(SEEN(loose_4, b));

	return x == y ? 0 : x < y ? -1 : 1;
}

static int order_few(const char *a, const char *b, size_t n)
{
	int order;

	if (n >= 8)
		return (order = order_8(a, b)) ? order : order_8(a + n - 8, b + n - 8);
	if (n >= 4)
		return (order = order_4(a, b)) ? order : order_4(a + n - 4, b + n - 4);
	for (; n; n--, a++, b++)
		if (*a != *b)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

int memcmp(const void *first, const void *second, size_t n)
{
	const char *a = first, *b = second;
	size_t at = 0;
	unsigned other;

	if (n < VECTOR)
		return order_few(a, b, n);
	for (;;) {
		other = ~vector_mask(SEEN(loose_vector, a + at) == SEEN(loose_vector, b + at)) &
			0xffff;
		if (other)
			break;
		if (at == n - VECTOR)
			return 0;
		at += VECTOR;
		if (at > n - VECTOR)
			at = n - VECTOR;
	}
	at += (size_t)__builtin_ctz(other);
	return (unsigned char)a[at] - (unsigned char)b[at];
}
