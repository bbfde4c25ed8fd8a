/* SPDX-License-Identifier: MIT */
/*
 * The closed file that is kept for the next one need not hold a page for itself alone: when many files were open and are
 * closed, and it was given back, the heap has as many pages as before.
 *
 * Links: kern/vfs/file.c kern/mem/heap.c kern/mem/frame.c kern/mem/frame_run.c kern/sched/lock.c test/unit/mem_fake.c
 */
#include <stdlib.h>

#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/vfs/file.h"
#include "test/unit/mem_fake.h"
#include "test/unit/tap.h"

#define FRAMES 2000
#define STAY   30  /* fewer than a page holds */
#define MANY   500 /* some pages */
#define ROUNDS 20

uint64_t space_random = 0x123456789abcdefull;

unsigned frame_map(paddr_t pa)
{
	(void)pa;
	return 1;
}

static const struct file_ops ops;
static struct file *files[MANY];

static struct file *open_one(void)
{
	struct file *f;

	return file_create(&ops, FILE_O_RDWR, &f) ? NULL : f;
}

/* As a server, which looks at a file of its own now and then, and then answers whom it has to. */
static void load(unsigned seed)
{
	struct file *looks;

	srand(seed);
	for (size_t i = 0; i < MANY; i++)
		files[i] = open_one();
	for (size_t left = MANY; left;) {
		size_t i = (size_t)rand() % left;
		struct file *f = rand() % 5 ? NULL : open_one();

		file_destroy(files[i]);
		files[i] = files[--left];
		if (f)
			file_destroy(f);
	}
	/* It looks just when all that is spare is given back. */
	looks = seed % 2 ? open_one() : NULL;
	file_give_back();
	file_give_back();
	heap_give_back();
	if (looks)
		file_destroy(looks);
	file_destroy(open_one());
}

int main(void)
{
	unsigned more = 0;
	size_t before;

	fake_cpu();
	fake_frames(FRAMES);
	for (size_t i = 0; i < STAY; i++)
		(void)open_one();
	file_destroy(open_one());
	before = fake_frames_free();
	for (unsigned i = 0; i < ROUNDS; i++) {
		load(i);
		more += fake_frames_free() != before;
	}
	ok_int(more, 0, "files that were open leave no page behind");
	return tap_done();
}
