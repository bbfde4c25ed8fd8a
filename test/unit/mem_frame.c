/* SPDX-License-Identifier: MIT */
/*
 * Page frames: single ones, runs, exhaustion, joining.
 *
 * Links: test/unit/mem_frame.c test/unit/mem_fake.c kern/sched/lock.c kern/mem/frame.c
 * Links: kern/mem/frame_run.c
 */
#include "kern/mem/frame.h"

#include <stdlib.h>

#include "base/errno.h"
#include "kern/mem/frame_int.h"
#include "test/unit/mem_fake.h"
#include "test/unit/tap.h"

#define FRAMES 1100

static bool fake_alone; /* a frame of its own for each */

unsigned frame_map(paddr_t pa)
{
	return pa == fake_table_frame ? 0 : fake_alone ? 1 : 2;
}

static void test_regions(void)
{
	struct frame_stats s;
	paddr_t a = 0, b = 0, untouched = 7;

	fake_frames(0);
	ok(frame_alloc(&untouched) == -ENOMEM && untouched == 7,
	   "no region, no frame, and the result is untouched");
	frame_add_region(0, 2 * PAGE_SIZE + 1);
	frame_add_region(0x5001, 0x7fff);
	frame_add_region(0x9001, 0x9fff);
	frame_get_stats(&s);
	ok(s.total == 2 && s.free == 2, "regions are rounded inwards, and frame 0 is left out");
	ok(!frame_alloc(&a) && a == PAGE_SIZE, "the first frame is the lowest");
	ok(!frame_alloc(&b) && b == 0x6000, "then comes the next region");
	ok(frame_alloc(&untouched) == -ENOMEM, "then nothing");
	frame_free(a);
	ok(!frame_alloc(&b) && b == a, "a freed frame is taken again");
	for (paddr_t pa = 16; pa < 16 + 2 * FRAME_REGIONS; pa += 2)
		frame_add_region(pa * PAGE_SIZE, (pa + 1) * PAGE_SIZE);
	frame_get_stats(&s);
	ok(s.total == FRAME_REGIONS, "regions that are too many are not used");
}

static void test_some(void)
{
	paddr_t pa = 7;

	fake_frames(1100);
	fake_alone = true;
	ok(frame_alloc_some(3, &pa) == 1 && pa == PAGE_SIZE, "one, if more are not there at once");
	fake_alone = false;
	ok(frame_alloc_some(3, &pa) == 3 && pa == 512 * PAGE_SIZE, "three that follow each other");
	frame_free(513 * PAGE_SIZE);
	ok(frame_alloc_some(3, &pa) == 1 && pa == 513 * PAGE_SIZE, "what was freed comes first");
	ok(frame_alloc_some(1000, &pa) == 509 && pa == 515 * PAGE_SIZE, "up to a border of 2 MiB");
	fake_table_frame = 1024 * PAGE_SIZE;
	ok(frame_alloc_some(1000, &pa) == 76 && pa == 1025 * PAGE_SIZE, "past one that is a table");
	ok(frame_alloc_some(1000, &pa) == 510 && pa == 2 * PAGE_SIZE,
	   "those that stand alone last");
	ok(frame_alloc_some(1, &pa) == 0 && fake_frames_free() == 0, "then none");
	fake_table_frame = 0;
}

static void test_zero(void)
{
	paddr_t pa;
	const uint8_t *p;
	bool zero = true;

	fake_frames(1);
	ok(!frame_alloc_zero(&pa), "a zeroed frame");
	p = phys_to_virt(pa);
	for (size_t i = 0; i < PAGE_SIZE; i++)
		zero = zero && !p[i];
	ok(zero, "is zero");
}

static void test_tables(void)
{
	paddr_t pa;

	fake_frames(20);
	fake_table_frame = PAGE_SIZE;
	ok(!frame_alloc(&pa) && pa == 2 * PAGE_SIZE && fake_frames_free() == 18,
	   "a frame that became a table is not handed out");
	fake_table_frame = 9 * PAGE_SIZE;
	ok(!frame_alloc_run(4, &pa) && pa == 4 * PAGE_SIZE, "a run before it");
	ok(!frame_alloc_run(4, &pa) && pa == 12 * PAGE_SIZE,
	   "a run goes behind a frame that became a table");
	ok(fake_frames_free() == 9, "and what was left of it is free");
	fake_table_frame = 0;
}

/* Everything handed out must be aligned, apart, and inside the pool. */
static bool take_and_check(size_t n, paddr_t *pa, uint8_t *owner)
{
	size_t size = 1;

	while (size < n)
		size *= 2;
	if (n == 1 ? frame_alloc(pa) : frame_alloc_run(n, pa))
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t frame = (*pa >> PAGE_SHIFT) + i;

		if (frame < 1 || frame > FRAMES || owner[frame] || (*pa >> PAGE_SHIFT) % size)
			abort();
		owner[frame] = 1;
		memset(phys_to_virt(*pa + i * PAGE_SIZE), 0xee, PAGE_SIZE);
	}
	return true;
}

static bool torture(unsigned seed)
{
	static struct {
		paddr_t pa;
		size_t n;
	} held[200];
	static uint8_t owner[FRAMES + 1];
	size_t used = 0;
	paddr_t pa;

	fake_frames(FRAMES);
	memset(owner, 0, sizeof owner);
	memset(held, 0, sizeof held);
	srand(seed);
	for (int step = 0; step < 2000; step++) {
		size_t i = (size_t)rand() % nitems(held);

		if (held[i].n) {
			memset(owner + (held[i].pa >> PAGE_SHIFT), 0, held[i].n);
			if (held[i].n == 1)
				frame_free(held[i].pa);
			else
				frame_free_run(held[i].pa, held[i].n);
			used -= held[i].n;
			held[i].n = 0;
		} else {
			size_t n = rand() % 3 ? 1 : 1 + (size_t)rand() % 40;

			if (take_and_check(n, &held[i].pa, owner)) {
				held[i].n = n;
				used += n;
			}
		}
		if (fake_frames_free() != FRAMES - used)
			return false;
	}
	for (size_t i = 0; i < nitems(held); i++)
		if (held[i].n)
			frame_free_run(held[i].pa, held[i].n);
	/* All is free, in pieces: the largest run must still be there. */
	return !frame_alloc_run(512, &pa) && fake_frames_free() == FRAMES - 512;
}

static void test_exhaustion(void)
{
	size_t n = 0;
	paddr_t pa;

	fake_frames(FRAMES);
	while (!frame_alloc_run(3, &pa))
		n += 3;
	while (!frame_alloc(&pa))
		n++;
	ok(n == FRAMES && fake_frames_free() == 0,
	   "every frame can be had, by runs and then singly");
	ok(frame_alloc_run(1, &pa) == -ENOMEM, "and then not one");
}

int main(void)
{
	fake_cpu();
	test_regions();
	test_zero();
	test_some();
	test_tables();
	test_exhaustion();
	for (unsigned seed = 1; seed <= 30; seed++)
		ok(torture(seed), "frames are apart, counted, and joined in the end (seed %u)",
		   seed);
	return tap_done();
}
