/* SPDX-License-Identifier: MIT */
/*
 * Texts of the application, page by page: what stands behind the end need not be there.
 */
#include "kern/mem/user.h"

#include "base/string.h"

/* Has one of the eight bytes of (w) no bit? Then the first of them is at the lowest bit of this. */
static always_inline uint64_t zero_bytes(uint64_t w)
{
	return (w - 0x0101010101010101) & ~w & 0x8080808080808080;
}

/*
 * As strnlen(), eight bytes at a time: (s) and its (max) bytes are in one page, which is there. A
 * word may begin before (s) or end behind its end; a sanitizer is told not to look.
 */
static __attribute__((no_sanitize("address"))) size_t length_in_page(const char *s, size_t max)
{
	unsigned skip = (uintptr_t)s % 8;
	const char *at = s - skip;
	uint64_t w, zero;

	__builtin_memcpy(&w, at, 8);
	zero = zero_bytes(w | ((1ull << 8 * skip) - 1));
	while (!zero && (size_t)(at + 8 - s) < max) {
		at += 8;
		__builtin_memcpy(&w, at, 8);
		zero = zero_bytes(w);
	}
	return zero ? MIN((size_t)(at - s) + (size_t)__builtin_ctzll(zero) / 8, max) : max;
}

ssize_t user_strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max) {
		size_t part = MIN(max - n, PAGE_SIZE - (uintptr_t)(s + n) % PAGE_SIZE), len;

		if (!user_readable(s + n, 1))
			return -EFAULT;
		len = length_in_page(s + n, part);
		n += len;
		if (len < part)
			break;
	}
	return (ssize_t)n;
}
