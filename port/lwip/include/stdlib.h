/* SPDX-License-Identifier: MIT */
/* What lwIP calls of the C library's rest. */
#ifndef LWIP_STDLIB_H
#define LWIP_STDLIB_H

/* The decimal number that (s) begins with. */
static inline int atoi(const char *s)
{
	int n = 0;

	while (*s >= '0' && *s <= '9')
		n = n * 10 + (*s++ - '0');
	return n;
}

#endif
