/* SPDX-License-Identifier: MIT */
/*
 * Texts of the application, page by page: what stands behind the end need not be there.
 */
#include "kern/mem/user.h"

#include "base/string.h"

ssize_t user_strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max) {
		size_t part = MIN(max - n, PAGE_SIZE - (uintptr_t)(s + n) % PAGE_SIZE), len;

		if (!user_readable(s + n, 1))
			return -EFAULT;
		len = strnlen(s + n, part);
		n += len;
		if (len < part)
			break;
	}
	return (ssize_t)n;
}
