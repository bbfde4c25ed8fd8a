/* SPDX-License-Identifier: MIT */
/*
 * EROFS images as bytes: pure functions over a bounded buffer, which trust nothing that they find.
 * Where the buffer is not in memory as a whole, or is not to be believed yet, its pages come from a
 * source, and are held while they are looked at.
 *
 * What is understood: inodes of both sizes, data in one run of blocks (flat plain) and with the
 * tail behind the inode (flat inline). Compressed files are told, and are for erofs_packed.h.
 * Chunks and further devices are not; extended attributes are passed over. The format is described
 * in Linux's Documentation/filesystems/erofs.rst and fs/erofs/erofs_fs.h.
 */
#ifndef FS_EROFS_FORMAT_H
#define FS_EROFS_FORMAT_H

#include "base/types.h"

/* Where pages of an image come from that stands elsewhere. */
struct erofs_source {
	/*
	 * Find what is in the image from byte (at) on: its address in (*p), and in (*n), which was
	 * what is wanted, how much of that follows there, at least 1. It stays until put().
	 * Errors:  -EIO, -ENOMEM. Context: thread, no spin lock held; may sleep.
	 */
	int (*get)(uint64_t at, size_t *n, const uint8_t **p);
	void (*put)(uint64_t at);
};

struct erofs_image {
	const uint8_t *base;               /* NULL where there is a source */
	const struct erofs_source *source; /* or NULL */
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

#define EROFS_NAME_MAX 255

/* An entry of a folder. */
struct erofs_entry {
	char name[EROFS_NAME_MAX + 8]; /* with room behind it */
	unsigned len;
	uint64_t nid;
	uint32_t mode; /* the kind only */
	uint64_t next; /* position behind it */
};

/*
 * Errors of all: -EIO for an image that is broken or says something that is not understood; those
 * of its source.
 */

/* Open the image of (size) bytes at (base), or from (source). */
must_use int erofs_open_image(struct erofs_image *im, const void *base, size_t size,
			      const struct erofs_source *source);

/* Hold what is at byte (at), as struct erofs_source says; (*n) may be more than there is. */
must_use int erofs_hold(const struct erofs_image *im, uint64_t at, size_t *n, const uint8_t **p);

static inline void erofs_drop(const struct erofs_image *im, uint64_t at)
{
	if (im->source)
		im->source->put(at);
}

/* Copy (n) bytes at (at). */
must_use int erofs_copy(const struct erofs_image *im, uint64_t at, void *to, size_t n);

must_use int erofs_read_inode(const struct erofs_image *im, uint64_t nid, struct erofs_info *i);

/*
 * Find the data of a file that is not compressed at (offset) < size: where it is in the image in
 * (*at), and how much of it is contiguous there in (*n), at least 1.
 */
must_use int erofs_find_data(const struct erofs_image *im, const struct erofs_info *i,
			     uint64_t offset, uint64_t *at, size_t *n);

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
