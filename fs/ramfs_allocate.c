/* SPDX-License-Identifier: MIT */
/*
 * Taking the space of a ramfs file before it is written, and giving it up again: fallocate().
 *
 * A page that goes is first out of the file, then out of all mappings, then free: who asks in
 * between finds the hole.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/frame.h"

#define BATCH 32

static int take_range(struct ramfs_inode *i, uint64_t index, uint64_t end)
{
	paddr_t pa;
	int err = 0;

	for (; index < end && !err; index++)
		err = ramfs_take(i, index, false, &pa);
	return err;
}

/* Zero [from, to), which is in one page, unless that is a hole. */
static int clear_part(struct ramfs_inode *i, uint64_t from, uint64_t to)
{
	uint64_t index = from >> PAGE_SHIFT;
	paddr_t pa;
	int err = 0;

	if (from >= to)
		return 0;
	if (ramfs_shows_lower(i, index))
		err = ramfs_take(i, index, false, &pa);
	else if (!ramfs_pages_find(&i->file.pages, index, &pa))
		return 0;
	if (!err)
		memset((char *)phys_to_virt(pa) + from % PAGE_SIZE, 0, to - from);
	return err;
}

/* Free the pages [index, end). */
static void free_pages(struct ramfs_inode *i, uint64_t index, uint64_t end)
{
	paddr_t pa[BATCH];
	unsigned n;

	do {
		uint64_t from = index;

		n = ramfs_pages_remove(&i->file.pages, &index, end, pa, BATCH);
		if (n && i->file.object.ops)
			space_object_replace(&i->file.object, from, index - from);
		while (n)
			frame_free(pa[--n]);
	} while (index < end);
}

static int punch(struct ramfs_inode *i, uint64_t from, uint64_t to)
{
	uint64_t index = (from + PAGE_SIZE - 1) >> PAGE_SHIFT, end = to >> PAGE_SHIFT;
	int err = 0;

	if (index > end) /* within one page */
		return clear_part(i, from, to);
	/* What shows through cannot be a hole. */
	for (uint64_t at = index; at < end && !err && ramfs_shows_lower(i, at); at++) {
		err = clear_part(i, at << PAGE_SHIFT, (at + 1) << PAGE_SHIFT);
		index = at + 1;
	}
	if (!err)
		err = clear_part(i, from, MIN(to, ROUND_UP(from, PAGE_SIZE)));
	if (!err)
		err = clear_part(i, MAX(from, end << PAGE_SHIFT), to);
	if (!err)
		free_pages(i, index, end);
	return err;
}

/* What the seals of (i) forbid. */
static bool is_sealed(const struct ramfs_inode *i, int64_t end, unsigned how)
{
	if (how & ALLOCATE_PUNCH)
		return i->file.seals & (SEAL_WRITE | SEAL_FUTURE_WRITE);
	return end > i->inode.size && i->file.seals & SEAL_GROW;
}

int ramfs_allocate(struct inode *file, int64_t offset, int64_t len, unsigned how)
{
	struct ramfs_inode *i = ramfs_of(file);
	uint64_t from = (uint64_t)offset, to = from + (uint64_t)len;
	int err = 0;

	mutex_lock(&file->lock);
	if (is_sealed(i, offset + len, how))
		err = -EPERM;
	else if (how & ALLOCATE_PUNCH)
		err = punch(i, from, to);
	else
		err = take_range(i, from >> PAGE_SHIFT, (to + PAGE_SIZE - 1) >> PAGE_SHIFT);
	if (!err && !(how & (ALLOCATE_KEEP_SIZE | ALLOCATE_PUNCH)))
		file->size = MAX(file->size, offset + len);
	if (err != -EPERM) {
		file->blocks = ramfs_blocks(i);
		file->ctime = inode_now();
	}
	if (!err && how & ALLOCATE_PUNCH)
		file->mtime = file->ctime;
	mutex_unlock(&file->lock);
	return err;
}
