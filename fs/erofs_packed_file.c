/* SPDX-License-Identifier: MIT */
/*
 * Reading and mapping compressed files of EROFS: linked where the image carries such.
 *
 * The last few extents that were unpacked are kept, so that whoever reads a file from its beginning
 * unpacks each once. Pages that are mapped are kept with their inode. Nothing is copied to the
 * application while the lock is held: it may have mapped a file of ours where the bytes go.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/erofs_int.h"
#include "fs/erofs_packed.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/sched/mutex.h"

#define EXTENTS 4

static struct {
	struct mutex lock; /* guards: */
	struct unpacked {
		uint64_t from; /* where it is in the image; 0: nothing */
		uint64_t used; /* when, in uses */
		uint8_t bytes[EROFS_EXTENT_MAX];
	} extents[EXTENTS];
	struct erofs_pieces pieces;
	uint64_t uses;
} cache;

static int unpack(const struct erofs_extent *x, const uint8_t **bytes) REQUIRES(&cache.lock)
{
	struct unpacked *u = &cache.extents[0];
	int err;

	for (unsigned i = 0; i < EXTENTS; i++) {
		if (cache.extents[i].from == x->at) {
			u = &cache.extents[i];
			break;
		}
		if (cache.extents[i].used < u->used)
			u = &cache.extents[i];
	}
	if (u->from != x->at) {
		u->from = 0;
		err = erofs_unpack(erofs_image(), x, &cache.pieces, u->bytes);
		if (err)
			return err;
		u->from = x->at;
	}
	u->used = ++cache.uses;
	*bytes = u->bytes;
	return 0;
}

/* Store what is at (offset) of the file at (to): (n) bytes, less at its end. */
static int copy_bytes(const struct erofs_info *info, uint64_t offset, uint8_t *to, size_t n)
	REQUIRES(&cache.lock)
{
	const uint8_t *bytes = NULL;
	int err = 0;

	n = (size_t)MIN(n, info->size - offset);
	while (n && !err) {
		struct erofs_extent x;
		size_t part;

		err = erofs_find_extent(erofs_image(), info, offset, &x);
		if (!err)
			err = unpack(&x, &bytes);
		if (err)
			break;
		part = (size_t)MIN(n, x.end - offset);
		memcpy(to, bytes + (offset - x.begin), part);
		offset += part;
		to += part;
		n -= part;
	}
	return err;
}

int erofs_packed_read(const struct erofs_info *info, struct io *io, int64_t *pos)
{
	paddr_t pa;
	uint8_t *page;
	int err = 0;

	if (frame_alloc(&pa))
		return -ENOMEM;
	page = phys_to_virt(pa);
	while (io->left && (uint64_t)*pos < info->size && !err) {
		size_t n = (size_t)MIN(MIN(io->left, PAGE_SIZE), info->size - (uint64_t)*pos), done;

		mutex_lock(&cache.lock);
		err = copy_bytes(info, (uint64_t)*pos, page, n);
		mutex_unlock(&cache.lock);
		if (err)
			break;
		done = io_copy_out(io, page, n);
		*pos += (int64_t)done;
		if (done < n)
			break;
	}
	frame_free(pa);
	return err;
}

/*
 * Make (bytes), less than a page at the end of the file, page (index), unless it is there already.
 */
static int add_page(void **pages, uint64_t index, const uint8_t *bytes, size_t n)
{
	paddr_t pa;

	if (pages[index])
		return 0;
	if (n < PAGE_SIZE ? frame_alloc_zero(&pa) : frame_alloc(&pa))
		return -ENOMEM;
	memcpy(phys_to_virt(pa), bytes, n);
	__atomic_store_n(&pages[index], phys_to_virt(pa), __ATOMIC_RELEASE);
	return 0;
}

/*
 * All pages that are whole in the extent of (offset): its bytes are at hand, and what is next to a
 * page that is used is used more often than not. That one of them is not had for want of memory is
 * no error yet.
 */
static int add_extent(const struct erofs_info *info, void **pages, uint64_t offset)
	REQUIRES(&cache.lock)
{
	const uint8_t *bytes = NULL;
	struct erofs_extent x;
	int err = erofs_find_extent(erofs_image(), info, offset, &x);

	if (!err)
		err = unpack(&x, &bytes);
	if (err)
		return err;
	for (uint64_t at = ROUND_UP(x.begin, PAGE_SIZE); at < x.end; at += PAGE_SIZE) {
		size_t n = (size_t)MIN(PAGE_SIZE, x.end - at);

		if ((n == PAGE_SIZE || x.end == info->size) &&
		    add_page(pages, at >> PAGE_SHIFT, bytes + (at - x.begin), n))
			break;
	}
	return 0;
}

/* A page of several extents. */
static int add_mixed(const struct erofs_info *info, void **pages, uint64_t index)
	REQUIRES(&cache.lock)
{
	paddr_t pa;
	int err = frame_alloc_zero(&pa);

	if (err)
		return -ENOMEM;
	err = copy_bytes(info, index << PAGE_SHIFT, phys_to_virt(pa), PAGE_SIZE);
	if (err)
		frame_free(pa);
	else
		__atomic_store_n(&pages[index], phys_to_virt(pa), __ATOMIC_RELEASE);
	return err;
}

/* Bring page (index) into the table of the file's pages, which is made for the first. */
static int add(struct erofs_inode *i, uint64_t index) REQUIRES(&cache.lock)
{
	size_t nr = (size_t)((i->info.size + PAGE_SIZE - 1) >> PAGE_SHIFT);
	void **pages = i->pages ? i->pages : heap_alloc_zero(nr * sizeof *pages);
	int err;

	if (!pages)
		return -ENOMEM;
	__atomic_store_n(&i->pages, pages, __ATOMIC_RELEASE);
	if (pages[index])
		return 0;
	err = add_extent(&i->info, pages, index << PAGE_SHIFT);
	return err || pages[index] ? err : add_mixed(&i->info, pages, index);
}

int erofs_packed_page(struct erofs_inode *i, uint64_t index, void **page)
{
	void **pages = __atomic_load_n(&i->pages, __ATOMIC_ACQUIRE);
	int err;

	*page = pages ? __atomic_load_n(&pages[index], __ATOMIC_ACQUIRE) : NULL;
	if (*page)
		return 0;
	mutex_lock(&cache.lock);
	err = add(i, index);
	if (!err)
		*page = i->pages[index];
	mutex_unlock(&cache.lock);
	return err;
}

void erofs_packed_fini(struct erofs_inode *i)
{
	size_t nr = (size_t)((i->info.size + PAGE_SIZE - 1) >> PAGE_SHIFT);

	for (size_t k = 0; i->pages && k < nr; k++)
		if (i->pages[k])
			frame_free(virt_to_phys(i->pages[k]));
	heap_free(i->pages);
}
