/* SPDX-License-Identifier: MIT */
/* mremap: grow, shrink, move; what moves with it. */
#include "mm.h"

static char *fresh(size_t pages)
{
	char *p = mmap(NULL, 64 * PAGE, PROT_NONE, ANON, -1, 0);

	munmap(p, 64 * PAGE);
	p = mmap(p + 16 * PAGE, pages * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	for (size_t i = 0; i < pages; i++)
		p[i * PAGE] = (char)(i + 1);
	return p;
}

static void show(char *p, int n)
{
	for (int i = 0; i < n; i++)
		printf(" %d", get(p + i * PAGE));
	printf("\n");
}

static void in_place(void)
{
	char *p = fresh(4), *q;

	q = mremap(p, 4 * PAGE, 8 * PAGE, 0);
	printf("grow: %d\n", p == q);
	show(p, 9);
	q = mremap(p, 8 * PAGE, 2 * PAGE, 0);
	printf("shrink: %d\n", p == q);
	show(p, 4);
	mmap(p + 3 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0);
	M(mremap(p, 2 * PAGE, 5 * PAGE, 0));
	q = mremap(p, 2 * PAGE, 3 * PAGE, 0);
	printf("grow by one: %d\n", p == q);
	q = mremap(p, 3 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
	printf("grow elsewhere: %d\n", q != p && q != MAP_FAILED);
	show(q, 6);
	show(p, 5);
	munmap(q, 6 * PAGE);
	munmap(p, 5 * PAGE);
}

static void elsewhere(void)
{
	char *p = fresh(4), *q;

	q = mremap(p, 4 * PAGE, 6 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + 20 * PAGE);
	printf("fixed: %d\n", q == p + 20 * PAGE);
	show(q, 7);
	show(p, 4);
	p = mremap(q + PAGE, 2 * PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p);
	printf("a part: %d\n", p == q - 20 * PAGE);
	show(q, 6);
	show(p, 2);
	mprotect(p, PAGE, PROT_READ);
	p = mremap(p, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	printf("read only: %d %d %d\n", get(p), put(p, 1), put(p + PAGE, 1));
}

static void errors(void)
{
	char *p = fresh(8);

	M(mremap(p + 1, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
	M(mremap(p, PAGE, 0, MREMAP_MAYMOVE));
	M(mremap(p, PAGE, 2 * PAGE, 64));
	M(mremap(p, PAGE, 2 * PAGE, MREMAP_FIXED, p + 20 * PAGE));
	M(mremap(p, 4 * PAGE, 4 * PAGE, MREMAP_FIXED | MREMAP_MAYMOVE, p + 2 * PAGE));
	M(mremap(p, 4 * PAGE, 4 * PAGE, MREMAP_FIXED | MREMAP_MAYMOVE, p + 20 * PAGE + 1));
	M(mremap(p + 8 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
	M(mremap(p, 12 * PAGE, 13 * PAGE, MREMAP_MAYMOVE));
	mprotect(p + 4 * PAGE, PAGE, PROT_READ);
	M(mremap(p, 8 * PAGE, 9 * PAGE, MREMAP_MAYMOVE));
	M(mremap(p, PAGE, 1ul << 60, MREMAP_MAYMOVE));
}

/* As realloc() does it, to 40 MB. */
static void large(void)
{
	size_t n = 1 << 16;
	char *p = mmap(NULL, n, RW, ANON, -1, 0);
	unsigned long sum = 0;

	while (n < 40u << 20) {
		memset(p + n / 2, (int)(n >> 16), n / 2);
		p = mremap(p, n, 2 * n, MREMAP_MAYMOVE);
		n *= 2;
	}
	for (size_t i = 0; i < n; i += 512)
		sum += (unsigned char)p[i];
	printf("large: %lu\n", sum);
	munmap(p, n);
}

int main(void)
{
	catch_faults();
	in_place();
	elsewhere();
	errors();
	large();
	return 0;
}
