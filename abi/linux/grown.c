/* SPDX-License-Identifier: MIT */
/* Structures of the application that grow from version to version, and say how long they are. */
#include "abi/linux/user.h"

#include "base/errno.h"
#include "base/string.h"

int user_get_grown(void *to, size_t known, const void *from, size_t size)
{
	uint64_t word;

	if (size > PAGE_SIZE)
		return -E2BIG;
	memset(to, 0, known);
	if (user_get(to, from, MIN(size, known)))
		return -EFAULT;
	for (size_t at = known, n; at < size; at += n) {
		n = MIN(size - at, sizeof word);
		word = 0;
		if (user_get(&word, (const uint8_t *)from + at, n))
			return -EFAULT;
		if (word)
			return -E2BIG;
	}
	return 0;
}
