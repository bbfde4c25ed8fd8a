/* SPDX-License-Identifier: MIT */
/*
 * The name of a descriptor below /proc. The build takes a text "/proc" for the application's wish
 * to have that file system (tool/link/names.c), and this is none: nearly all who ask for the name
 * do so where Linux lacks a call that we have. So the text begins behind the slash.
 */
#include <stdio.h>

hidden void __procfdname(char *name, unsigned fd);

void __procfdname(char *name, unsigned fd)
{
	static const char folder[] = "proc/self/fd/";
	char digits[3 * sizeof fd];
	unsigned n = 0;

	*name++ = '/';
	for (const char *from = folder; *from;)
		*name++ = *from++;
	do {
		digits[n++] = (char)('0' + fd % 10);
	} while (fd /= 10);
	while (n)
		*name++ = digits[--n];
	*name = '\0';
}
