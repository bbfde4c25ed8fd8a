/* SPDX-License-Identifier: MIT */
/*
 * A root file system that stands outside of its image, and the two ways to have one: on a device
 * whose pages are read into a cache (cache.c), and in memory, where a process mapped the file
 * (mapped.c). Both believe a page only when its seal holds.
 */
#ifndef FS_DISK_DISK_H
#define FS_DISK_DISK_H

#include "fs/erofs_format.h"
#include "fs/disk/seal.h"
#include "kern/dev/block.h"

/* --- What fs/erofs.c calls, linked where the root file system stands outside of the image --- */

/*
 * Open the image on the disk that the image was built with. Errors: -EIO; what is wrong was logged.
 */
WEAK int erofs_disk_open(struct erofs_image *im);

/*
 * The page of the image at (at), which is held, is page (index) of the file (nid), and is to be
 * mapped as such. Errors: -EIO: it is another file's, too.
 */
WEAK int erofs_disk_lend(uint64_t at, uint64_t nid, uint64_t index);

/* --- What it offers --- */

/*
 * The (n) pages from (index) on of the file (nid) are about to be other frames: no mapping has them
 * after this.
 */
void erofs_unmap_pages(uint64_t nid, uint64_t index, uint64_t n);

/* --- Between the files of this folder --- */

struct erofs_disk {
	struct block_device *device;
	struct erofs_seal seal;
};

/* The one that there is. Constant once it was found. */
extern struct erofs_disk erofs_disk;

/* Page (page) of the disk is not what it was when the image was built: say so. Returns -EIO. */
int erofs_disk_broken(uint64_t page) cold;

/* Get ready for erofs_disk's device. Errors: -ENOMEM. Context: boot. */
must_use int erofs_cache_begin(void);
must_use int erofs_mapped_begin(void);

extern const struct erofs_source erofs_cache_source, erofs_mapped_source;

/*
 * The cached page at (at), which is held, is page (index) of (nid), and may be mapped as such until
 * erofs_unmap_pages(). Errors: -EIO.
 */
must_use int erofs_cache_lend(uint64_t at, uint64_t nid, uint64_t index);

#endif
