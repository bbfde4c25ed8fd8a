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
	uint64_t at; /* in the image: bytes */
	size_t size; /* there */
	bool plain;  /* not compressed */
};

/* Find the extent that has (offset) < size. Errors: -EIO. */
must_use int erofs_find_extent(const struct erofs_image *im, const struct erofs_info *i,
			       uint64_t offset, struct erofs_extent *e);

/* Its bytes in the image are copied here where they are not in one piece. */
struct erofs_pieces {
	uint8_t bytes[EROFS_EXTENT_MAX];
};

/*
 * Store the bytes of (e), (end) - (begin) of them, at (to). (pieces) may be NULL where the image
 * has no source.
 */
must_use int erofs_unpack(const struct erofs_image *im, const struct erofs_extent *e,
			  struct erofs_pieces *pieces, uint8_t *to);

#endif
