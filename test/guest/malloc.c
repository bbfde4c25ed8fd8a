/* SPDX-License-Identifier: MIT */
/* The heap under a random load: contents survive, alignment holds, what is freed is used again. */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 1000

static struct {
	unsigned char *p;
	size_t n;
	unsigned char mark;
} slots[SLOTS];

static unsigned long seed = 99;

static unsigned next(void)
{
	seed = seed * 6364136223846793005ul + 1442695040888963407ul;
	return (unsigned)(seed >> 33);
}

static size_t pick_size(void)
{
	switch (next() % 16) {
	case 0:
		return next() % 300000;
	case 1:
		return next() % 20000;
	case 2:
		return 0;
	default:
		return next() % 500;
	}
}

static int intact(unsigned i)
{
	for (size_t k = 0; k < slots[i].n; k += k < 64 || k + 64 > slots[i].n ? 1 : 61)
		if (slots[i].p[k] != slots[i].mark)
			return 0;
	return 1;
}

static void load(unsigned rounds)
{
	unsigned bad = 0, misaligned = 0;
	unsigned long total = 0;

	for (unsigned r = 0; r < rounds; r++) {
		unsigned i = next() % SLOTS;
		size_t n = pick_size();

		bad += !intact(i);
		if (next() % 4 == 0 && slots[i].p) {
			unsigned char *p = realloc(slots[i].p, n + 1);

			for (size_t k = 0; k < n + 1 && k < slots[i].n; k++)
				bad += p[k] != slots[i].mark;
			slots[i].p = p;
			n++;
		} else {
			free(slots[i].p);
			slots[i].p = next() % 3 ? malloc(n) : calloc(1, n);
		}
		misaligned += ((uintptr_t)slots[i].p & 15) != 0;
		slots[i].n = n;
		slots[i].mark = (unsigned char)next();
		memset(slots[i].p, slots[i].mark, n);
		total += n;
	}
	printf("%u rounds, %lu bytes, bad %u, misaligned %u\n", rounds, total, bad, misaligned);
}

static void extremes(void)
{
	volatile size_t huge = (size_t)-1 / 2;
	void *p;
	unsigned char *z;
	int zero = 1;

	errno = 0;
	p = malloc(huge);
	printf("huge: %d %d\n", p == NULL, errno == ENOMEM);
	p = calloc(huge, 4);
	printf("overflow: %d\n", p == NULL);
	for (size_t a = 16; a <= 65536; a *= 2) {
		zero &= !posix_memalign(&p, a, 100) && !((uintptr_t)p & (a - 1));
		memset(p, 1, 100);
		free(p);
	}
	printf("aligned %d, bad alignment %d\n", zero, posix_memalign(&p, 3, 8) == EINVAL);
	z = calloc(1000, 1000);
	zero = 1;
	for (unsigned i = 0; i < 1000000; i += 997)
		zero &= !z[i];
	printf("calloc is zero: %d\n", zero);
	z = realloc(z, 5000000);
	memset(z, 1, 5000000);
	z = realloc(z, 10);
	printf("%d %d\n", z[9], malloc_usable_size(z) >= 10);
	free(z);
	free(NULL);
}

static unsigned bad_zero, too_small, misaligned_again, broken;

/* Take six pieces of about (n) bytes, one of them aligned and one empty, fill them, look, and free them. */
static void take_and_free(size_t n, unsigned more, unsigned order)
{
	unsigned char *p[6];

	for (unsigned i = 0; i < 6; i++) {
		size_t m = n + i * more;

		if (i == 4 && posix_memalign((void **)&p[i], 8, m))
			exit(1);
		if (i != 4)
			p[i] = i == 5 ? calloc(1, m) : malloc(m);
		misaligned_again += ((uintptr_t)p[i] & 15) != 0;
		too_small += malloc_usable_size(p[i]) < m;
		for (size_t k = 0; i == 5 && k < m; k++)
			bad_zero += p[i][k] != 0;
		memset(p[i], (int)(i + 1), m);
	}
	for (unsigned i = 0; i < 6; i++)
		for (size_t k = 0; k < n + i * more; k++)
			broken += p[i][k] != i + 1;
	for (unsigned i = 0; i < 6; i++)
		free(p[(i + order) % 6]);
}

/* What was freed a moment ago is taken again, for other sizes of the same kind. */
static void again(void)
{
	for (size_t n = 0; n < 9000; n += n < 200 ? 1 : 37)
		for (unsigned round = 0; round < 4; round++)
			take_and_free(n, round * 3, round);
	printf("again: %u %u %u %u\n", bad_zero, too_small, misaligned_again, broken);
}

int main(void)
{
	load(30000);
	extremes();
	again();
	for (unsigned i = 0; i < SLOTS; i++) {
		free(slots[i].p);
		slots[i].n = 0;
		slots[i].p = NULL;
	}
	for (int i = 0; i < 200; i++) {
		char *p = malloc(1 << 20);

		memset(p, i, 1 << 20);
		free(p);
	}
	load(5000);
	return 0;
}
