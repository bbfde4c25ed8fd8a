/* SPDX-License-Identifier: MIT */
/* Reservations that are much larger than memory, as the run-time systems of languages make them. */
#include "mm.h"

#define GIB (1ul << 30)

/* 1 TiB, of which some pages are used: GHC, Go. */
static void reserve(void)
{
	char *p = mmap(NULL, 1024 * GIB, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
	unsigned long sum = 0;

	printf("reserved: %d\n", p != MAP_FAILED);
	printf("%d %d\n", get(p), put(p + 512 * GIB, 1));
	for (unsigned long i = 0; i < 1024; i += 64) {
		if (mprotect(p + i * GIB, 2 * PAGE, RW))
			printf("mprotect: errno %d\n", errno);
		p[i * GIB + 5] = (char)(i / 64);
	}
	for (unsigned long i = 0; i < 1024; i += 64)
		sum += (unsigned long)p[i * GIB + 5];
	printf("sum: %lu\n", sum);
	mmap(p + 100 * GIB, PAGE, RW, ANON | MAP_FIXED, -1, 0);
	printf("%d %d %d\n", put(p + 100 * GIB, 1), get(p + 100 * GIB + PAGE),
	       get(p + 100 * GIB - 1));
	printf("unmapped: %d\n", munmap(p, 1024 * GIB));
	printf("%d %d\n", get(p + 5), get(p + 64 * GIB));
}

/* Three of 8 TiB at once, the last a page at its very end: MariaDB, for what its buffers may grow to. */
static void reserve_more(void)
{
	char *p[3];

	for (int i = 0; i < 3; i++)
		p[i] = mmap(NULL, 8192 * GIB, PROT_NONE, ANON, -1, 0);
	printf("more: %d %d %d\n", p[0] != MAP_FAILED, p[1] != MAP_FAILED, p[2] != MAP_FAILED);
	printf("at its end: %d %d\n", mprotect(p[2] + 8192 * GIB - PAGE, PAGE, RW),
	       put(p[2] + 8192 * GIB - 1, 1));
	for (int i = 0; i < 3; i++)
		munmap(p[i], 8192 * GIB);
}

/* Writable, but never counted: 8 GiB. */
static void uncounted(void)
{
	char *p = mmap(NULL, 8 * GIB, RW, ANON | MAP_NORESERVE, -1, 0);

	printf("uncounted: %d\n", p != MAP_FAILED);
	for (unsigned long i = 0; i < 8; i++)
		p[i * GIB] = (char)i;
	printf("%d\n", p[7 * GIB]);
	munmap(p, 8 * GIB);
}

/* A stack with a guard page, as pthread_create() makes it. */
static void stack(void)
{
	char *p = mmap(NULL, 8 << 20, PROT_NONE, ANON | MAP_NORESERVE | MAP_STACK, -1, 0);

	T(mprotect(p + PAGE, (8 << 20) - PAGE, RW));
	printf("%d %d %d\n", put(p, 1), put(p + PAGE, 1), put(p + (8 << 20) - 1, 1));
	munmap(p, 8 << 20);
}

/* Take and give back much more than there is, 4 MiB at a time. */
static void churn(void)
{
	unsigned long sum = 0;

	for (int i = 0; i < 200; i++) {
		char *p = mmap(NULL, 4 << 20, RW, ANON, -1, 0);

		for (unsigned long k = 0; k < 4 << 20; k += PAGE)
			p[k + 1] = (char)(k / PAGE + (unsigned)i);
		for (unsigned long k = 0; k < 4 << 20; k += PAGE)
			sum += (unsigned char)p[k + 1] + (unsigned char)p[k];
		munmap(p, 4 << 20);
	}
	printf("churn: %lu\n", sum);
}

int main(void)
{
	catch_faults();
	reserve();
	reserve_more();
	uncounted();
	stack();
	churn();
	return 0;
}
