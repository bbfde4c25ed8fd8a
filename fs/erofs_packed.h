/* SPDX-License-Identifier: MIT */
/*
 * Compressed files of EROFS images: pure functions, as erofs_format.h's.
 *
 * A file is cut into extents, each of which is compressed by itself. What is understood is what
 * `pith build` has mkfs.erofs make: LZ4 with full indexes, and extents of up to EROFS_EXTENT_MAX
 * bytes.
 */
#ifndef FS_EROFS_PACKED_H
#define FS_EROFS_PACKED_H

#include "fs/erofs_format.h"

#define EROFS_EXTENT_MAX (64u * 1024)

struct erofs_extent {
	uint64_t begin; /* in the file */
	uint64_t end;
	const uint8_t *bytes; /* where it is in the image */
	size_t size;          /* there */
	bool plain;           /* not compressed */
};

/* Find the extent that has (offset) < size. Errors: -EIO. */
must_use int erofs_find_extent(const struct erofs_image *im, const struct erofs_info *i,
			       uint64_t offset, struct erofs_extent *e);

/* Store the bytes of (e), (end) - (begin) of them, at (to). Errors: -EIO. */
must_use int erofs_unpack(const struct erofs_extent *e, uint8_t *to);

#endif
