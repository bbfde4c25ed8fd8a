/* SPDX-License-Identifier: MIT */
/* Thread-local storage whose alignment is less than the thread pointer's. */
#include <stdio.h>

static __thread volatile int first = 5;
static __thread volatile char rest[301];

int main(void)
{
	first++;
	rest[300] = 3;
	printf("%d %d %d\n", first, rest[299], rest[300]);
	return 0;
}
