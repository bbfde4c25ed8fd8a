/* SPDX-License-Identifier: MIT */
/* Calls that a sealed single program may not make fail as they do where Linux has not got them. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	/* Removed from Linux, or never there: the same everywhere. */
	static const long numbers[] = { 174, 177, 178, 180, 181, 183, 184, 185, 214, 215, 236, 400, 423, 470, 511, 512, 100000 };

	for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		long r;

		errno = 0;
		r = syscall(numbers[i], 1, 2, 3, 4, 5, 6);
		printf("%ld: %ld %d\n", numbers[i], r, errno);
	}
	return 0;
}
