/* SPDX-License-Identifier: MIT */
/*
 * The index of a compressed file has an entry for each block of its contents. Where an extent
 * begins in that block, the entry has the place of its bytes; all others say how far back that is.
 */
#include "fs/erofs_packed.h"

#include "base/assert.h"
#include "base/errno.h"
#include "base/string.h"
#include "fs/lz4.h"

#define KIND        3u
#define KIND_PLAIN  0u
#define KIND_HEAD   1u
#define KIND_INSIDE 2u

#define BLOCKS_FLAG 0x800u /* in the first word of an entry inside: the rest counts blocks */

struct entry {
	uint16_t kind;
	uint16_t offset; /* of the extent's beginning in its block */
	uint16_t low;    /* inside: blocks back to the beginning, and on to the next; */
	uint16_t high;   /* else both are the block of the image */
} packed;
static_assert(sizeof(struct entry) == 8, "struct z_erofs_lcluster_index");

/* Entry (n) of the index, which was seen to be within the image. */
static int read_entry(const struct erofs_image *im, const struct erofs_info *i, uint64_t n,
		      struct entry *e)
{
	return erofs_copy(im, i->index + n * sizeof *e, e, sizeof *e);
}

static uint64_t begin_of(const struct erofs_image *im, const struct entry *e, uint64_t n)
{
	return (n << im->block_bits) + e->offset;
}

/* The entry with which the extent of (offset) begins. */
static int find_head(const struct erofs_image *im, const struct erofs_info *i, uint64_t offset,
		     uint64_t *head, struct entry *e)
{
	uint64_t n = offset >> im->block_bits;

	for (;;) {
		uint64_t back = 1;
		int err = read_entry(im, i, n, e);

		if (err)
			return err;
		if ((e->kind & KIND) == KIND_INSIDE) {
			if (!(e->low & BLOCKS_FLAG))
				back = e->low;
		} else if (begin_of(im, e, n) <= offset) {
			*head = n;
			return 0;
		}
		if (!back || back > n)
			return -EIO;
		n -= back;
	}
}

/*
 * Where the extent of (head), entry (n), ends in the file, and how many blocks of the image it has.
 * The entry behind the first one may say that.
 */
static int find_end(const struct erofs_image *im, const struct erofs_info *i, uint64_t n,
		    struct erofs_extent *x, uint64_t *blocks)
{
	uint64_t nr = (i->size + (1ull << im->block_bits) - 1) >> im->block_bits;
	struct entry e;

	x->end = i->size;
	*blocks = 1;
	for (uint64_t next = n + 1; next < nr; next++) {
		int err = read_entry(im, i, next, &e);

		if (err)
			return err;
		if ((e.kind & KIND) != KIND_INSIDE) {
			x->end = begin_of(im, &e, next);
			break;
		}
		if (next == n + 1 && e.low & BLOCKS_FLAG)
			*blocks = e.low & (BLOCKS_FLAG - 1);
		if (next - n > EROFS_EXTENT_MAX >> im->block_bits)
			return -EIO;
	}
	return 0;
}

int erofs_find_extent(const struct erofs_image *im, const struct erofs_info *i, uint64_t offset,
		      struct erofs_extent *x)
{
	uint64_t n = 0, blocks;
	struct entry head;
	int err;

	if (!i->index || offset >= i->size)
		return -EIO;
	err = find_head(im, i, offset, &n, &head);
	if (!err)
		err = find_end(im, i, n, x, &blocks);
	if (err)
		return err;
	x->begin = begin_of(im, &head, n);
	x->plain = (head.kind & KIND) == KIND_PLAIN;
	x->at = ((uint64_t)head.high << 16 | head.low) << im->block_bits;
	x->size = (size_t)blocks << im->block_bits;
	if ((head.kind & KIND) > KIND_HEAD || x->at > im->size || x->size > im->size - x->at ||
	    x->end > i->size || x->end <= offset || x->end - x->begin > EROFS_EXTENT_MAX)
		return -EIO;
	return 0;
}

int erofs_unpack(const struct erofs_image *im, const struct erofs_extent *x,
		 struct erofs_pieces *pieces, uint8_t *to)
{
	size_t size = (size_t)(x->end - x->begin), n = x->size;
	const uint8_t *from;

	if (x->plain)
		return size > n ? -EIO : erofs_copy(im, x->at, to, size);
	if (im->source) {
		int err = n > sizeof pieces->bytes ? -EIO : erofs_copy(im, x->at, pieces->bytes, n);

		if (err)
			return err;
		from = pieces->bytes;
	} else {
		from = im->base + x->at;
	}
	/* The compressed bytes end with their last block: zeros fill it up before them. */
	for (; n && !*from; n--)
		from++;
	return lz4_decode(from, n, to, size);
}
