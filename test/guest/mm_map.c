/* SPDX-License-Identifier: MIT */
/* mmap and munmap: where, what errors, and what is there afterwards. */
#include "mm.h"

static void errors(void)
{
	char *p = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);

	M(mmap(NULL, 0, RW, ANON, -1, 0));
	M(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0));
	M(mmap(NULL, PAGE, RW, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, -1, 0));
	M(mmap(NULL, PAGE, RW, ANON, -1, 1));
	M(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0));
	M(mmap(NULL, PAGE, RW, MAP_PRIVATE, 99, 0));
	M(mmap(NULL, PAGE, RW, MAP_PRIVATE, 99, 1));
	M(mmap(NULL, -1ul, RW, ANON, -1, 0));
	M(mmap(NULL, -PAGE, RW, ANON, -1, 0));
	M(mmap(NULL, 1ul << 60, PROT_NONE, ANON | MAP_NORESERVE, -1, 0));
	M(mmap(p + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0));
	M(mmap(p + PAGE, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
	M(mmap((void *)-PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0));
	M(mmap(NULL, PAGE, RW, ANON | MAP_HUGETLB, -1, 0) == MAP_FAILED ? MAP_FAILED : NULL);
	T(munmap(p, 0));
	T(munmap(p + 1, PAGE));
	T(munmap((void *)-PAGE, PAGE));
	T(munmap(p, -1ul));
	T(munmap(p, 4 * PAGE));
	T(munmap(p, 4 * PAGE));
}

static void places(void)
{
	char *p = mmap(NULL, 16 * PAGE, PROT_NONE, ANON | MAP_NORESERVE, -1, 0), *q;

	q = mmap(p + 4 * PAGE, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	printf("fixed: %d\n", q == p + 4 * PAGE);
	munmap(p + 8 * PAGE, 2 * PAGE);
	q = mmap(p + 8 * PAGE, 2 * PAGE, RW, ANON, -1, 0);
	printf("hint that is free: %d\n", q == p + 8 * PAGE);
	q = mmap(p + 8 * PAGE, 2 * PAGE, RW, ANON, -1, 0);
	printf("hint that is taken: %d\n", q != p + 8 * PAGE && q != MAP_FAILED);
	munmap(q, 2 * PAGE);
	munmap(p + 12 * PAGE, PAGE);
	q = mmap(p + 13 * PAGE - 5, PAGE, RW, ANON, -1, 0);
	printf("hint that is odd: %d\n", q == p + 12 * PAGE);
	q = mmap(p + 12 * PAGE, 1, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	printf("exclusive where taken: %d\n", q == MAP_FAILED && errno == EEXIST);
	munmap(p + 12 * PAGE, 1);
	q = mmap(p + 12 * PAGE, 1, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	printf("exclusive where free: %d\n", q == p + 12 * PAGE);
	munmap(p, 16 * PAGE);
	printf("gone: %d %d\n", get(p), get(p + 12 * PAGE));
}

static void contents(void)
{
	char *p = mmap(NULL, 8 * PAGE, RW, ANON | MAP_POPULATE, -1, 0);
	int sum = 0;

	for (size_t i = 0; i < 8 * PAGE; i++)
		sum += p[i];
	printf("zero: %d\n", sum);
	memset(p, 5, 8 * PAGE);
	mmap(p + 2 * PAGE, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	for (int i = 0; i < 8; i++)
		printf("%d ", get(p + i * PAGE));
	munmap(p + PAGE, 2 * PAGE);
	munmap(p + 6 * PAGE, PAGE);
	for (int i = 0; i < 8; i++)
		printf("%d ", get(p + i * PAGE));
	printf("\nshared: ");
	p = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	printf("%d ", put(p, 7));
	printf("%d %d\n", madvise(p, PAGE, MADV_DONTNEED), get(p));
}

/* Many small mappings, of which every other goes: the rest keeps what it holds. */
static void many(void)
{
	static unsigned char *p[2000];
	unsigned long sum = 0;

	for (int i = 0; i < 2000; i++) {
		p[i] = mmap(NULL, (size_t)(1 + i % 5) * PAGE, i % 3 ? RW : PROT_READ, ANON, -1, 0);
		if (i % 3)
			p[i][i % 7 * 100] = (unsigned char)i;
	}
	for (int i = 0; i < 2000; i += 2)
		munmap(p[i], (size_t)(1 + i % 5) * PAGE);
	for (int i = 1; i < 2000; i += 2)
		sum += p[i][i % 7 * 100] * (unsigned long)i;
	printf("many: %lu\n", sum);
	for (int i = 1; i < 2000; i += 2)
		munmap(p[i], (size_t)(1 + i % 5) * PAGE);
}

int main(void)
{
	catch_faults();
	errors();
	places();
	contents();
	many();
	return 0;
}
