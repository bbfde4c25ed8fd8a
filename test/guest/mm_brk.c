/* SPDX-License-Identifier: MIT */
/*
 * brk, by number: the C library's own does nothing. It must not be on that heap itself, so libc: musl.
 */
#include <sys/syscall.h>

#include "mm.h"

static char *brk_to(char *p)
{
	return (char *)syscall(SYS_brk, p);
}

int main(void)
{
	char *start = brk_to(NULL);

	catch_faults();
	start = brk_to(start + (-(uintptr_t)start & (PAGE - 1)));
	printf("aligned: %d\n", (uintptr_t)start % PAGE == 0);
	printf("grow: %ld\n", brk_to(start + 10000) - start);
	printf("%d %d %d %d\n", get(start), put(start + 9999, 3), put(start + 3 * PAGE - 1, 4), get(start + 3 * PAGE));
	printf("again: %ld\n", brk_to(start + 5 * PAGE) - start);
	printf("%d %d\n", get(start + 9999), put(start + 5 * PAGE - 1, 1));
	printf("shrink: %ld\n", brk_to(start + 1) - start);
	printf("%d %d\n", get(start + 1), get(start + PAGE));
	printf("grow: %ld %d\n", brk_to(start + 3 * PAGE) - start, get(start + 9999));
	printf("too much: %ld\n", brk_to(start + (1ul << 46)) - start);
	printf("below: %ld\n", brk_to((char *)PAGE) - start);
	printf("back: %ld\n", brk_to(start) - start);
	return 0;
}
