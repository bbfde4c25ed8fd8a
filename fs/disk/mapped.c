/* SPDX-License-Identifier: MIT */
/*
 * A root file system in memory that is not part of the image: a file that a process mapped. Pages
 * are used where they are, each once it was found to be right; a bit remembers that. Whoever may
 * write to the file can still change it then, as he can the image's own.
 */
#include "base/errno.h"
#include "fs/disk/disk.h"
#include "kern/mem/heap.h"

/* Pages that are looked at before others are asked for. */
#define PAGES_MAX 16

static uint64_t *right; /* a bit for each page of the disk; atomic */

int erofs_mapped_begin(void)
{
	uint64_t words = erofs_seal_pages(&erofs_disk.seal) / 64 + 1;

	heap_free(right);
	right = words > HEAP_MAX / sizeof *right ? NULL : heap_alloc_zero(words * sizeof *right);
	return right ? 0 : -ENOMEM;
}

static const uint8_t *page_at(uint64_t page)
{
	return erofs_disk.device->memory + page * PAGE_SIZE;
}

static bool is_right(uint64_t page)
{
	return __atomic_load_n(&right[page / 64], __ATOMIC_RELAXED) >> page % 64 & 1;
}

static int look_at(uint64_t page)
{
	uint64_t of = erofs_seal_page_of(&erofs_disk.seal, page);

	if (is_right(page))
		return 0;
	if (page < erofs_disk.seal.pages && !is_right(of)) {
		int err = look_at(of);

		if (err)
			return err;
	}
	if (!erofs_seal_holds(&erofs_disk.seal, page, page_at(page), page_at(of)))
		return erofs_disk_broken(page);
	__atomic_or_fetch(&right[page / 64], 1ull << page % 64, __ATOMIC_RELAXED);
	return 0;
}

static int mapped_get(uint64_t at, size_t *n, const uint8_t **p)
{
	uint64_t first = at / PAGE_SIZE, page = first, end;
	int err = 0;

	*n = MIN(*n, PAGES_MAX * PAGE_SIZE - at % PAGE_SIZE);
	end = (at + *n + PAGE_SIZE - 1) / PAGE_SIZE;
	while (page < end && !err) {
		err = look_at(page);
		page += !err;
	}
	if (page == first)
		return err;
	*n = MIN(*n, page * PAGE_SIZE - at);
	*p = erofs_disk.device->memory + at;
	return 0;
}

static void mapped_put(uint64_t at)
{
	(void)at;
}

const struct erofs_source erofs_mapped_source = {
	.get = mapped_get,
	.put = mapped_put,
};
