/* SPDX-License-Identifier: MIT */
/* mprotect, madvise, msync, mincore, mlock: what becomes of the pages. */
#include <sys/syscall.h>

#include "mm.h"

/* The C library may round the arguments. */
#define mprotect(...) syscall(SYS_mprotect, __VA_ARGS__)

static void show(char *p, int n)
{
	for (int i = 0; i < n; i++)
		printf(" %d/%d", get(p + i * PAGE), put(p + i * PAGE, i + 1));
	printf("\n");
}

static void protect(void)
{
	char *p = mmap(NULL, 8 * PAGE, RW, ANON, -1, 0);

	show(p, 8);
	T(mprotect(p + PAGE, 2 * PAGE, PROT_READ));
	T(mprotect(p + 4 * PAGE, PAGE, PROT_NONE));
	show(p, 8);
	T(mprotect(p, 8 * PAGE, PROT_NONE));
	show(p, 8);
	T(mprotect(p, 8 * PAGE, PROT_WRITE));
	show(p, 8);
	T(mprotect(p, 8 * PAGE, RW));
	munmap(p + 5 * PAGE, PAGE);
	T(mprotect(p, 8 * PAGE, PROT_READ));
	show(p, 8);
	T(mprotect(p + 1, PAGE, RW));
	T(mprotect(p, 0, RW));
	T(mprotect(p, -1ul, RW));
	T(mprotect(p, -PAGE, RW));
	T(mprotect(p, PAGE, 0x100));
	T(mprotect(p + 5 * PAGE, PAGE, RW));
	munmap(p, 8 * PAGE);
}

static void advise(void)
{
	char *p = mmap(NULL, 8 * PAGE, RW, ANON, -1, 0);

	memset(p, 9, 8 * PAGE);
	T(madvise(p + PAGE, 2 * PAGE, MADV_DONTNEED));
	for (int i = 0; i < 5; i++)
		printf(" %d", get(p + i * PAGE));
	printf("\n");
	mprotect(p + 3 * PAGE, PAGE, PROT_NONE);
	T(madvise(p + 3 * PAGE, PAGE, MADV_DONTNEED));
	mprotect(p + 3 * PAGE, PAGE, PROT_READ);
	printf("%d\n", get(p + 3 * PAGE));
	T(madvise(p + 1, PAGE, MADV_DONTNEED));
	T(madvise(p, 0, MADV_DONTNEED));
	T(madvise(p, PAGE, 77));
	T(madvise(p, -1ul, MADV_DONTNEED));
	T(madvise(p, 8 * PAGE, MADV_WILLNEED));
	T(madvise(p, 8 * PAGE, MADV_SEQUENTIAL));
	munmap(p + 5 * PAGE, PAGE);
	T(madvise(p + 4 * PAGE, 3 * PAGE, MADV_DONTNEED));
	printf("%d %d\n", get(p + 4 * PAGE), get(p + 6 * PAGE));
	T(madvise(p, 8 * PAGE, MADV_NORMAL));
	munmap(p, 8 * PAGE);
}

static void rest(void)
{
	char *p = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);
	unsigned char vec[4] = { 0 };

	memset(p, 1, 4 * PAGE);
	T(msync(p, 4 * PAGE, MS_SYNC));
	T(msync(p, 4 * PAGE, MS_SYNC | MS_ASYNC));
	T(msync(p + 1, PAGE, MS_SYNC));
	T(msync(p, PAGE, 64));
	T(mincore(p, 4 * PAGE, vec));
	printf("%d%d%d%d\n", vec[0] & 1, vec[1] & 1, vec[2] & 1, vec[3] & 1);
	T(mincore(p + 1, PAGE, vec));
	T(mlock(p + 5, 100));
	T(munlock(p, 4 * PAGE));
	T(mlockall(0));
	munmap(p + PAGE, PAGE);
	T(mincore(p, 4 * PAGE, vec));
	T(msync(p, 4 * PAGE, MS_ASYNC));
	T(mlock(p, 3 * PAGE));
	T(munlock(p, 3 * PAGE));
	munmap(p, 4 * PAGE);
}

int main(void)
{
	catch_faults();
	protect();
	advise();
	rest();
	return 0;
}
