/* SPDX-License-Identifier: MIT */
/*
 * EROFS images as bytes: pure functions over a bounded buffer, which trust nothing that they find.
 *
 * What is understood: inodes of both sizes, data in one run of blocks (flat plain) and with the
 * tail behind the inode (flat inline). Compressed files are told, and are for erofs_packed.h.
 * Chunks and further devices are not; extended attributes are passed over. The format is described
 * in Linux's Documentation/filesystems/erofs.rst and fs/erofs/erofs_fs.h.
 */
#ifndef FS_EROFS_FORMAT_H
#define FS_EROFS_FORMAT_H

#include "base/types.h"

struct erofs_image {
	const uint8_t *base;
	size_t size;
	uint64_t meta; /* where the inodes begin: bytes */
	uint64_t root_nid;
	uint64_t inodes;
	int64_t build_time;  /* nanoseconds since 1970: the time of small inodes */
	unsigned block_bits; /* 9 to 16 */
};

/* What an inode says, checked as far as it can be by itself. */
struct erofs_info {
	uint64_t nid;
	uint64_t size;  /* at most INT64_MAX */
	uint64_t start; /* of the data in whole blocks: bytes */
	uint64_t whole; /* bytes of data that are there; the rest is the tail */
	uint64_t tail;  /* where the tail is: bytes */
	uint64_t index; /* where the index of a compressed file is: bytes; else 0 */
	int64_t time;   /* nanoseconds since 1970 */
	uint32_t mode;
	uint32_t nlink;
	uint32_t uid;
	uint32_t gid;
	uint32_t ino;  /* as 32-bit stat() had it */
	uint64_t rdev; /* major << 8 | minor */
};

/* An entry of a folder. The name is in the image. */
struct erofs_entry {
	const char *name;
	unsigned len;
	uint64_t nid;
	uint32_t mode; /* the kind only */
	uint64_t next; /* position behind it */
};

/* Errors of all: -EIO for an image that is broken or says something that is not understood. */

must_use int erofs_open_image(struct erofs_image *im, const void *base, size_t size);
must_use int erofs_read_inode(const struct erofs_image *im, uint64_t nid, struct erofs_info *i);

/*
 * Find the data of a file that is not compressed at (offset) < size: its address in (*p), and how
 * much of it is contiguous there in (*n), at least 1.
 */
must_use int erofs_find_data(const struct erofs_image *im, const struct erofs_info *i,
			     uint64_t offset, const uint8_t **p, size_t *n);

/* Find (name, len) in the folder (dir). Errors: -ENOENT. */
must_use int erofs_find_name(const struct erofs_image *im, const struct erofs_info *dir,
			     const char *name, unsigned len, uint64_t *nid);

/*
 * The entry of the folder (dir) at position (pos): the block in the upper bits, the number of the
 * entry in it in the lower 16. Positions that are behind a block go on in the next. Errors: -ENOENT
 * at the end.
 */
must_use int erofs_read_entry(const struct erofs_image *im, const struct erofs_info *dir,
			      uint64_t pos, struct erofs_entry *e);

#endif
