/* SPDX-License-Identifier: MIT */
/*
 * Memory that is touched densely, and then taken apart: where a machine may have large pages, all is as with
 * small ones. cpus: many
 */
#include "mm.h"

#include <pthread.h>

#define MIB (1ul << 20)

static char *map(size_t size)
{
	char *p = mmap(NULL, size, RW, ANON, -1, 0);

	if (p == MAP_FAILED)
		exit(1);
	return p;
}

/* Byte 0 of page i of a pattern. */
static unsigned char mark(size_t i)
{
	return (unsigned char)(i % 251 + 1);
}

static void fill(char *p, size_t size)
{
	for (size_t i = 0; i < size / PAGE; i++)
		p[i * PAGE] = (char)mark(i);
}

/* How many pages of [p, p + size) are not as in the pattern from page (first) on? */
static long wrong(const char *p, size_t size, size_t first)
{
	long n = 0;

	for (size_t i = 0; i < size / PAGE; i++)
		n += (unsigned char)p[i * PAGE] != mark(first + i);
	return n;
}

static long nonzero(const char *p, size_t size)
{
	long n = 0;

	for (size_t i = 0; i < size; i++)
		n += p[i] != 0;
	return n;
}

static void apart(void)
{
	char *p = map(24 * MIB), *q;

	T(nonzero(p, 24 * MIB));
	fill(p, 24 * MIB);
	T(wrong(p, 24 * MIB, 0));
	T(mprotect(p + 5 * MIB, PAGE, PROT_READ));
	T(put(p + 5 * MIB, 1));
	T(put(p + 5 * MIB + PAGE, mark(5 * MIB / PAGE + 1)));
	T(mprotect(p + 7 * MIB, 3 * MIB, PROT_NONE));
	T(get(p + 8 * MIB));
	T(mprotect(p, 24 * MIB, RW));
	T(wrong(p, 24 * MIB, 0));
	T(madvise(p + 11 * MIB + PAGE, PAGE, MADV_DONTNEED));
	T(nonzero(p + 11 * MIB + PAGE, PAGE));
	p[11 * MIB + PAGE] = (char)mark(11 * MIB / PAGE + 1);
	T(munmap(p + 13 * MIB, 3 * MIB));
	T(get(p + 13 * MIB - PAGE) == mark(13 * MIB / PAGE - 1));
	T(get(p + 13 * MIB));
	T(get(p + 16 * MIB) == mark(16 * MIB / PAGE));
	q = mremap(p, 13 * MIB, 40 * MIB, MREMAP_MAYMOVE);
	T(wrong(q, 13 * MIB, 0));
	T(nonzero(q + 13 * MIB, 27 * MIB));
	T(wrong(p + 16 * MIB, 8 * MIB, 16 * MIB / PAGE));
	T(munmap(q, 40 * MIB));
	T(munmap(p + 16 * MIB, 8 * MIB));
}

static void advised(void)
{
	char *p = map(32 * MIB), *a = (char *)(((uintptr_t)p + 2 * MIB - 1) & -(2 * MIB));

	T(madvise(a, 16 * MIB, MADV_HUGEPAGE));
	for (int i = 7; i >= 0; i--)
		a[i * 2 * MIB + 12345] = (char)i;
	for (int i = 0; i < 8; i++)
		printf(" %d %d", a[i * 2 * MIB + 12345], a[i * 2 * MIB + 99999]);
	printf("\n");
	T(madvise(a, 4 * MIB, MADV_NOHUGEPAGE));
	T(madvise(a + 1, PAGE, MADV_HUGEPAGE));
	T(madvise(a, 2 * MIB, MADV_DONTNEED));
	T(a[12345]);
	T(a[2 * MIB + 12345]);
	munmap(a + 4 * MIB, 4 * MIB);
	T(madvise(a, 16 * MIB, MADV_HUGEPAGE));
	T(a[8 * MIB + 12345]);
	munmap(p, 32 * MIB);
}

/* Each goes through its own part, which is next to the others', and gives half of it back. */
static void *part(void *arg)
{
	char *p = arg;
	long bad = 0;

	for (int round = 0; round < 3; round++) {
		fill(p, 4 * MIB);
		mprotect(p + MIB, MIB, PROT_READ);
		bad += wrong(p, 4 * MIB, 0);
		mprotect(p + MIB, MIB, RW);
		madvise(p + 2 * MIB, 2 * MIB, MADV_DONTNEED);
		bad += nonzero(p + 2 * MIB, 2 * MIB);
		bad += wrong(p, 2 * MIB, 0);
		madvise(p, 4 * MIB, MADV_DONTNEED);
	}
	return (void *)bad;
}

int main(void)
{
	pthread_t t[4];
	long bad = 0;
	char *p;

	setvbuf(stdout, NULL, _IOLBF, 0);
	catch_faults();
	apart();
	advised();
	p = map(17 * MIB);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, part, p + i * 4 * MIB + MIB / 2);
	for (int i = 0; i < 4; i++) {
		void *got;

		pthread_join(t[i], &got);
		bad += (long)got;
	}
	T(bad);
	/* All that was given back can be had again, many times over. */
	for (int i = 0; i < 20; i++) {
		p = map(64 * MIB);
		fill(p, 64 * MIB);
		bad += wrong(p, 64 * MIB, 0);
		munmap(p + (i % 4) * MIB, 64 * MIB - (i % 4) * MIB);
		munmap(p, (i % 4) * MIB);
	}
	T(bad);
	return 0;
}
