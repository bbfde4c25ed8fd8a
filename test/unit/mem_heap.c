/* SPDX-License-Identifier: MIT */
/*
 * The kernel's heap: blocks are apart, aligned and counted, and misuse is noticed. The source
 * itself is included, because the heap of a new test must forget the slabs of the one before.
 *
 * Links: test/unit/mem_heap.c test/unit/mem_fake.c kern/sched/lock.c kern/mem/frame.c
 * Links: kern/mem/frame_run.c
 */
#include "kern/mem/heap.c"

#include <stdlib.h>

#include "test/unit/mem_fake.h"
#include "test/unit/tap.h"

#define FRAMES 2000
#define SLABS  14 /* one of each class may stay empty */

uint64_t space_random = 0x123456789abcdefull;

unsigned frame_map(paddr_t pa)
{
	(void)pa;
	return true;
}

static void new_heap(size_t frames)
{
	fake_frames(frames);
	memset(partial, 0, sizeof partial);
	lock.held = 0;
}

static void test_sizes(void)
{
	static const size_t sizes[] = {
		1, 8, 24, 25, 100, 2008, 2009, 4000, 4096, 100000, HEAP_MAX
	};
	bool good = true;
	char *p;

	new_heap(FRAMES);
	ok(!heap_alloc(0), "a block of no bytes is none");
	ok(!heap_alloc(HEAP_MAX + 1), "nor is one that is too large");
	heap_free(NULL);
	for (size_t i = 0; i < nitems(sizes); i++) {
		p = heap_alloc_zero(sizes[i]);
		good = good && p && !((uintptr_t)p & 15);
		for (size_t at = 0; good && at < sizes[i]; at++)
			good = !p[at];
		if (p)
			memset(p, 0xff, sizes[i]);
		heap_free(p);
	}
	ok(good, "blocks of all sizes are aligned, zeroed and can be written to the last byte");
}

static bool torture(unsigned seed, size_t frames)
{
	static struct {
		unsigned char *p;
		size_t n;
		unsigned char c;
	} held[300];
	bool good = true;

	new_heap(frames);
	memset(held, 0, sizeof held);
	srand(seed);
	for (int step = 0; step < 4000; step++) {
		size_t i = (size_t)rand() % nitems(held);

		for (size_t k = 0; k < held[i].n; k++)
			good = good && held[i].p[k] == held[i].c;
		if (held[i].n) {
			heap_free(held[i].p);
			held[i].n = 0;
			continue;
		}
		held[i].n = 1 + (size_t)rand() % (rand() % 20 ? 600 : 20000);
		held[i].c = (unsigned char)rand();
		held[i].p = heap_alloc(held[i].n);
		if (held[i].p)
			memset(held[i].p, held[i].c, held[i].n);
		else
			held[i].n = 0;
	}
	for (size_t i = 0; i < nitems(held); i++)
		if (held[i].n)
			heap_free(held[i].p);
	good = good && fake_frames_free() + SLABS >= frames;
	heap_give_back();
	return good && fake_frames_free() == frames;
}

static void overrun_small(void)
{
	char *p = heap_alloc(20);

	p[20] = 0;
	heap_free(p);
}

static void overrun_run(void)
{
	char *p = heap_alloc(5000);

	p[5000] = 0;
	heap_free(p);
}

static void overrun_seal(void)
{
	char *p = heap_alloc(24);

	memset(p, 0, 32);
	heap_free(p);
}

static void free_twice(void)
{
	char *p = heap_alloc(20), *other = heap_alloc(20);

	heap_free(p);
	heap_free(p);
	heap_free(other);
}

static void free_middle(void)
{
	char *p = heap_alloc(20000);

	heap_free(p + 8192);
}

static void free_unaligned(void)
{
	char *p = heap_alloc(100);

	heap_free(p + 1);
}

static void write_after_free(void)
{
	char *p = heap_alloc(24);

	heap_free(p);
	memset(p + 8, 0, 24);
	p = heap_alloc(24);
	heap_free(p);
}

static const struct {
	const char *what;
	void (*misuse)(void);
	const char *why;
} cases[] = {
	{ "one byte behind a small block", overrun_small,
	  "heap: a block was written past its end" },
	{ "one byte behind a large block", overrun_run, "heap: a block was written past its end" },
	{ "the seal itself", overrun_seal, "heap: a block was written past its end" },
	{ "a second free", free_twice, "heap: a block is freed twice" },
	{ "a free of the middle", free_middle, "heap: what is freed is no block" },
	{ "a free of an odd address", free_unaligned, "heap: what is freed is no block" },
	{ "a write after the free", write_after_free, "heap: a free block was written to" },
};

int main(void)
{
	fake_cpu();
	test_sizes();
	for (unsigned seed = 1; seed <= 20; seed++)
		ok(torture(seed, FRAMES), "contents stay and all comes back (seed %u)", seed);
	for (unsigned seed = 1; seed <= 20; seed++)
		ok(torture(seed, 5 * seed), "so they do with %u frames", 5 * seed);
	for (size_t i = 0; i < nitems(cases); i++) {
		const char *volatile why = NULL;

		new_heap(FRAMES);
		fake_panic_caught = (const char **)&why;
		if (!setjmp(fake_panic))
			cases[i].misuse();
		ok_text(why, cases[i].why, cases[i].what);
		fake_panic_caught = NULL;
	}
	return tap_done();
}
