/* SPDX-License-Identifier: MIT */
/*
 * A root file system that stands outside of the image: which disk has it is found out at the start,
 * by what is on the disks. What is wrong then stops the start with a sentence; what turns out to be
 * wrong later is a line, and EIO for whoever wants that page.
 */
#include "fs/disk/disk.h"

#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"

LINK_WITH(cpus_possible); /* whose cpus_begin() calls it */

#define NAME "root"

/* PITH_NOTE_ROOT: the size of the file system in bytes, then the digests. */
extern const uint8_t image_root[];

struct erofs_disk erofs_disk;

static const struct erofs_source *source;
static bool chosen;

int erofs_disk_broken(uint64_t page)
{
	static uint64_t last;

	/* Of a disk that was not chosen yet: nothing. A page is told of once in a row. */
	if (chosen && __atomic_exchange_n(&last, page + 1, __ATOMIC_RELAXED) != page + 1)
		log_err(NAME, "page %llu is not what it was when the image was built",
			(unsigned long long)page);
	return -EIO;
}

static int try_device(struct block_device *d)
{
	const uint8_t *p;
	size_t n = 1;
	int err;

	erofs_disk.device = d;
	source = d->memory ? &erofs_mapped_source : &erofs_cache_source;
	err = d->memory ? erofs_mapped_begin() : erofs_cache_begin();
	if (!err)
		err = source->get(0, &n, &p);
	if (!err)
		source->put(0);
	return err;
}

const char *block_root_begin(void)
{
	const char *why = "there is no disk with it (IMAGE.root, which was built with the image)";
	uint64_t size;

	memcpy(&size, image_root, sizeof size);
	erofs_disk.seal = (struct erofs_seal){ size / PAGE_SIZE, image_root + sizeof size };
	block_devices_find();
	for (struct block_device *d = block_devices; d; d = d->next) {
		int err = -EIO;

		why = "the disk is smaller than the IMAGE.root that was built with the image";
		if (d->size / PAGE_SIZE < erofs_seal_pages(&erofs_disk.seal))
			continue;
		err = try_device(d);
		chosen = !err;
		if (chosen)
			return NULL;
		why = err == -ENOMEM
			      ? "no memory"
			      : "the disk is not the IMAGE.root that was built with the image";
	}
	return why;
}

int erofs_disk_open(struct erofs_image *im)
{
	if (!chosen)
		return -EIO;
	return erofs_open_image(im, NULL, erofs_disk.seal.pages * PAGE_SIZE, source);
}

int erofs_disk_lend(uint64_t at, uint64_t nid, uint64_t index)
{
	return source == &erofs_cache_source ? erofs_cache_lend(at, nid, index) : 0;
}
