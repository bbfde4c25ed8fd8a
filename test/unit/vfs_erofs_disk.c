/* SPDX-License-Identifier: MIT */
/*
 * The root file system of an image on a disk: the same as from the image itself (vfs_erofs.c),
 * through a cache that is smaller than it, and from memory that is not believed. A disk that is
 * another, or is broken, is found out.
 *
 * Links: kern/mem/user.c kern/pipe/[a-z]*.c
 * Links: test/unit/erofs_compare.c test/unit/vfs_fake.c kern/vfs/[a-z]*.c kern/vfs/tree/[a-z]*.c kern/vfs/made/text.c kern/sched/lock.c kern/sched/mutex.c
 * Links: kern/console/[a-z]*.c
 * Links: abi/linux/grown.c abi/linux/file/[a-oqrt-z]*.c abi/linux/file/p[a-oq-z]*.c abi/linux/file/s[a-df-z]*.c
 * Links: fs/[a-z]*.c fs/disk/[a-z]*.c base/format.c base/sha256.c arch/x86_64/sha256*.[cS] kern/dev/block.c
 */
#include "abi/linux/syscalls.h" /* before headers that make macros of its names */

#include <stdlib.h>
#include <string.h>

#include "base/errno.h"
#include "base/sha256.h"
#include "fs/disk/disk.h"
#include "kern/core/cpus.h"
#include "kern/mem/frame.h"
#include "test/unit/erofs_compare.h"
#include "test/unit/tap.h"
#include "test/unit/vfs_fake.h"

#define PAGES_MAX   2048
#define CACHE_PAGES 64 /* the fewest that it has: less than a tenth of the image */

extern uint8_t image_root[];
uint8_t image_root[8 + PAGES_MAX / SEAL_PER_PAGE * SHA256_SIZE];

static uint8_t disk[(PAGES_MAX + PAGES_MAX / SEAL_PER_PAGE) * PAGE_SIZE] aligned(PAGE_SIZE);
static unsigned nr_reads, nr_pages;
static bool fails, loses;
static uint64_t most; /* frames that were in use at once */

unsigned cpus_possible(void)
{
	return 1;
}

static int disk_read(struct block_device *d, uint64_t at, const paddr_t *pages, unsigned n,
		     bool *lost)
{
	struct frame_stats s;

	frame_get_stats(&s);
	most = MAX(most, s.total - s.free);
	check(n && n <= BLOCK_PAGES_MAX && at + n * PAGE_SIZE <= d->size);
	nr_reads++;
	nr_pages += n;
	*lost = fails && loses;
	if (fails)
		return -EIO;
	for (unsigned i = 0; i < n; i++)
		memcpy(phys_to_virt(pages[i]), disk + at + i * PAGE_SIZE, PAGE_SIZE);
	return 0;
}

static const struct block_device_ops ops = { .read = disk_read };
static struct block_device devices[2];

static void digest(const uint8_t *page, uint8_t *to)
{
	struct sha256 s;

	sha256_init(&s);
	sha256_add(&s, page, PAGE_SIZE);
	sha256_end(&s, to);
}

/* As `pith build` seals it. */
static void make_disk(size_t size)
{
	uint64_t pages = (size + PAGE_SIZE - 1) / PAGE_SIZE, bytes = pages * PAGE_SIZE;
	uint64_t nr = (pages + SEAL_PER_PAGE - 1) / SEAL_PER_PAGE;

	memcpy(disk, pith_root_start, bytes);
	for (uint64_t i = 0; i < pages; i++)
		digest(disk + i * PAGE_SIZE, disk + bytes + i * SHA256_SIZE);
	memcpy(image_root, &bytes, sizeof bytes);
	for (uint64_t i = 0; i < nr; i++)
		digest(disk + bytes + i * PAGE_SIZE, image_root + 8 + i * SHA256_SIZE);
	memset(pith_root_start, 0, size);
	devices[1] = (struct block_device){ .ops = &ops, .size = bytes + nr * PAGE_SIZE };
}

/* Small memory makes a small cache. The disk is not the first one. */
static bool find_disk(void)
{
	const char *why;

	block_devices = NULL;
	devices[0] = (struct block_device){ .ops = &ops, .size = 100 * PAGE_SIZE };
	block_device_add(&devices[0]);
	block_device_add(&devices[1]);
	fake_frames_max = 2 * CACHE_PAGES;
	why = block_root_begin();
	fake_frames_max = 65536;
	return !why;
}

static bool begin_cached(size_t size)
{
	make_disk(size);
	return find_disk();
}

static bool begin_mapped(size_t size)
{
	make_disk(size);
	devices[1].memory = disk;
	devices[1].ops = NULL;
	return find_disk();
}

/* --- What can be wrong, on a disk of pages that are no file system --- */

static void make_plain(uint64_t pages)
{
	for (uint64_t i = 0; i < pages * PAGE_SIZE; i++)
		pith_root_start[i] = (uint8_t)(i * 7 + i / PAGE_SIZE);
	make_disk(pages * PAGE_SIZE);
}

/* Is page (page) to be had, and right? */
static int get(const struct erofs_source *s, uint64_t page)
{
	size_t n = PAGE_SIZE;
	const uint8_t *p = NULL;
	int err = s->get(page * PAGE_SIZE, &n, &p);

	if (err)
		return err;
	check(n == PAGE_SIZE && !memcmp(p, disk + page * PAGE_SIZE, n));
	s->put(page * PAGE_SIZE);
	return 0;
}

static void test_found(bool mapped)
{
	const struct erofs_source *s = mapped ? &erofs_mapped_source : &erofs_cache_source;

	make_plain(300);
	if (mapped) {
		devices[1].memory = disk;
		devices[1].ops = NULL;
	}
	ok(find_disk(), "the disk is found behind another");
	disk[299 * PAGE_SIZE + 5] ^= 1;
	ok_int(get(s, 299), -EIO, "a page with another bit is refused");
	ok_int(get(s, 298), 0, "and not the one before it");
	disk[299 * PAGE_SIZE + 5] ^= 1;
	ok_int(get(s, 299), 0, "once it is right it is taken");
	disk[301 * PAGE_SIZE] ^= 1; /* of digests */
	ok_int(get(s, 130), -EIO, "nothing is right whose digest is not");
	ok_int(get(s, 127), 0, "but what has others is");
	disk[301 * PAGE_SIZE] ^= 1;
	disk[0] ^= 1;
	block_devices = NULL;
	ok(!find_disk(), "a disk whose first page is another is another");
	disk[0] ^= 1;
	devices[1].size -= PAGE_SIZE;
	ok(!find_disk(), "and so is one that is too short");
	devices[1].size += PAGE_SIZE;
}

static void test_cache(void)
{
	const struct erofs_source *s = &erofs_cache_source;
	size_t n = 1;
	const uint8_t *p;
	bool right = true;

	make_plain(1000);
	ok(find_disk(), "a disk of 1000 pages");
	nr_reads = nr_pages = 0;
	for (uint64_t i = 1; i < 1000; i++)
		right &= !get(s, i);
	ok(right, "is read in order");
	ok(nr_reads < 1000 / 8, "with few requests");
	most = 0;
	for (uint64_t i = 0; i < 3000; i++)
		right &= !get(s, i * 337 % 1000);
	ok(right && most <= CACHE_PAGES + BLOCK_PAGES_MAX + 2, "with few frames, also at random");
	fails = true;
	right = false;
	for (uint64_t i = 1; i < 1000 && !right; i++)
		right = get(s, i) == -EIO;
	ok(right, "what cannot be read is an error");
	loses = true;
	for (uint64_t i = 1; i < 1000; i += 100)
		(void)get(s, i);
	fails = loses = false;
	for (uint64_t i = 1; i < 1000; i++)
		right &= !get(s, i);
	ok(right, "until it can");
	for (uint64_t i = 0; i < 100; i++)
		right &= !s->get(i * PAGE_SIZE, &n, &p);
	ok(right, "more can be held than it keeps");
	for (uint64_t i = 0; i < 100; i++)
		s->put(i * PAGE_SIZE);
	right = !s->get(7 * PAGE_SIZE, &n, &p) && !erofs_cache_lend(7 * PAGE_SIZE, 1, 0) &&
		!erofs_cache_lend(7 * PAGE_SIZE, 1, 0);
	ok(right && erofs_cache_lend(7 * PAGE_SIZE, 2, 0) == -EIO,
	   "a page is lent to one file alone");
	s->put(7 * PAGE_SIZE);
}

int main(void)
{
	fake_init();
	test_found(true);
	test_found(false);
	test_cache();
	ok_int((int)fake_failed, 0, "all that was read was right");
	erofs_compare_begin();
	for (unsigned i = 0; i < EROFS_KINDS; i++) {
		ok(erofs_compare(i, begin_cached), "an image made with '%s' does by a cache",
		   erofs_kinds[i]);
		ok(erofs_compare(i, begin_mapped), "and where it is mapped");
	}
	erofs_compare_end();
	return tap_done();
}
