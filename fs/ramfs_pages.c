/* SPDX-License-Identifier: MIT */
/*
 * The frames of a ramfs file: a radix tree, sparse in all of its 2^51 pages.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"

static unsigned pages_height(uint64_t root)
{
	return root & RAMFS_HEIGHT;
}

static struct ramfs_node *pages_node(uint64_t slot)
{
	return (struct ramfs_node *)(slot & ~(uint64_t)RAMFS_HEIGHT);
}

static paddr_t pages_frame(uint64_t slot)
{
	return slot & ~(uint64_t)(PAGE_SIZE - 1);
}

/* Which slot of a node at (height), 1 at the bottom, leads to (index). */
static unsigned pages_slot(uint64_t index, unsigned height)
{
	return index >> (height - 1) * RAMFS_SHIFT & (RAMFS_SLOTS - 1);
}

/* Is (index) within a tree of (height)? */
static bool pages_reach(uint64_t index, unsigned height)
{
	return index >> height * RAMFS_SHIFT == 0;
}

bool ramfs_pages_find(const struct ramfs_pages *p, uint64_t index, paddr_t *pa)
{
	uint64_t slot = __atomic_load_n(&p->root, __ATOMIC_ACQUIRE);
	unsigned height = pages_height(slot);

	if (!slot || !pages_reach(index, height))
		return false;
	for (; height; height--) {
		struct ramfs_node *node = pages_node(slot);

		slot = __atomic_load_n(&node->slot[pages_slot(index, height)], __ATOMIC_ACQUIRE);
		if (!slot)
			return false;
	}
	*pa = pages_frame(slot);
	return true;
}

/* Make the tree high enough for (index). The lock is held. */
static int pages_grow(struct ramfs_pages *p, uint64_t index)
{
	while (!pages_reach(index, pages_height(p->root))) {
		unsigned height = pages_height(p->root) + 1;
		struct ramfs_node *node = heap_alloc_zero(sizeof *node);

		if (!node)
			return -ENOSPC;
		node->slot[0] = height == 1 ? p->root : p->root & ~(uint64_t)RAMFS_HEIGHT;
		__atomic_store_n(&p->root, (uint64_t)(uintptr_t)node | height, __ATOMIC_RELEASE);
	}
	return 0;
}

/* The slot at the bottom that (index) belongs in, making the nodes on the way. The lock is held. */
static int pages_make_slot(struct ramfs_pages *p, uint64_t index, uint64_t **slot)
{
	struct ramfs_node *node;
	unsigned height;
	int err;

	err = pages_grow(p, index);
	if (err)
		return err;
	height = pages_height(p->root);
	*slot = &p->root;
	for (node = pages_node(p->root); height; height--) {
		*slot = &node->slot[pages_slot(index, height)];
		if (!**slot && height > 1) {
			node = heap_alloc_zero(sizeof *node);
			if (!node)
				return -ENOSPC;
			__atomic_store_n(*slot, (uint64_t)(uintptr_t)node, __ATOMIC_RELEASE);
		}
		node = pages_node(**slot);
	}
	return 0;
}

int ramfs_charge(struct ramfs_inode *i, uint64_t n)
{
	struct ramfs *r = ramfs_of_fs(i->inode.fs);
	uint64_t max = __atomic_load_n(&r->max_pages, __ATOMIC_RELAXED);

	if (__atomic_add_fetch(&r->nr_pages, n, __ATOMIC_RELAXED) <= max || !max)
		return 0;
	ramfs_uncharge(i, n);
	return -ENOSPC;
}

void ramfs_uncharge(struct ramfs_inode *i, uint64_t n)
{
	__atomic_fetch_sub(&ramfs_of_fs(i->inode.fs)->nr_pages, n, __ATOMIC_RELAXED);
}

static struct ramfs_inode *pages_owner(struct ramfs_pages *p)
{
	return container_of(p, struct ramfs_inode, file.pages);
}

/* A frame for a hole, in (*slot). The lock is held. */
static int pages_fill(struct ramfs_pages *p, uint64_t *slot, bool scrap, paddr_t *pa)
{
	int err = ramfs_charge(pages_owner(p), 1);

	if (err)
		return err;
	err = scrap ? frame_alloc(pa) : frame_alloc_zero(pa);
	if (err) {
		ramfs_uncharge(pages_owner(p), 1);
		return err;
	}
	__atomic_store_n(slot, *pa | RAMFS_FRAME, __ATOMIC_RELEASE);
	p->count++;
	return 0;
}

int ramfs_pages_take(struct ramfs_pages *p, uint64_t index, bool scrap, paddr_t *pa)
{
	uint64_t *slot;
	int err;

	spin_lock(&p->lock);
	err = pages_make_slot(p, index, &slot);
	if (!err && *slot)
		*pa = pages_frame(*slot);
	else if (!err)
		err = pages_fill(p, slot, scrap, pa);
	spin_unlock(&p->lock);
	return err ? -ENOSPC : 0;
}

int ramfs_pages_put(struct ramfs_pages *p, uint64_t index, paddr_t *pa)
{
	uint64_t *slot;
	int err;

	spin_lock(&p->lock);
	err = pages_make_slot(p, index, &slot);
	if (!err && *slot) {
		frame_free(*pa);
		*pa = pages_frame(*slot);
	} else if (!err && ramfs_charge(pages_owner(p), 1) == 0) {
		__atomic_store_n(slot, *pa | RAMFS_FRAME, __ATOMIC_RELEASE);
		p->count++;
	} else {
		err = -ENOSPC;
	}
	spin_unlock(&p->lock);
	return err;
}

/*
 * Free the frames from (from) on in (slot) at (height). Returns what the slot is then: 0 when
 * nothing is left.
 */
static uint64_t pages_trim(struct ramfs_pages *p, uint64_t slot, unsigned height, uint64_t from)
{
	struct ramfs_node *node;
	uint64_t left = 0;
	unsigned first;

	if (!height) {
		p->count--;
		frame_free(pages_frame(slot));
		return 0;
	}
	node = pages_node(slot);
	first = pages_slot(from, height);
	for (unsigned i = 0; i < RAMFS_SLOTS; i++) {
		uint64_t below = i == first ? from : 0;

		if (i >= first && node->slot[i])
			node->slot[i] = pages_trim(p, node->slot[i], height - 1, below);
		left |= node->slot[i];
	}
	if (left)
		return slot;
	heap_free(node);
	return 0;
}

void ramfs_pages_trim(struct ramfs_pages *p, uint64_t from)
{
	unsigned height;
	uint64_t count;

	spin_lock(&p->lock);
	count = p->count;
	height = pages_height(p->root);
	if (p->root && pages_reach(from, height))
		p->root = pages_trim(p, p->root, height, from);
	ramfs_uncharge(pages_owner(p), count - p->count);
	spin_unlock(&p->lock);
}

/* The slot at the bottom of (index), which has a frame. */
static uint64_t *pages_find_slot(struct ramfs_pages *p, uint64_t index)
{
	uint64_t *slot = &p->root;

	for (unsigned height = pages_height(p->root); height; height--)
		slot = &pages_node(*slot)->slot[pages_slot(index, height)];
	return slot;
}

unsigned ramfs_pages_remove(struct ramfs_pages *p, uint64_t *index, uint64_t end, paddr_t *pa,
			    unsigned n)
{
	unsigned found = 0;

	spin_lock(&p->lock);
	while (found < n) {
		uint64_t at = ramfs_pages_next(p, *index);
		uint64_t *slot;

		*index = MIN(at, end);
		if (at >= end)
			break;
		slot = pages_find_slot(p, at);
		pa[found++] = pages_frame(*slot);
		__atomic_store_n(slot, 0, __ATOMIC_RELEASE);
		*index = at + 1;
	}
	p->count -= found;
	ramfs_uncharge(pages_owner(p), found);
	spin_unlock(&p->lock);
	return found;
}

/* The first page from (index) on below (slot), UINT64_MAX when there is none. */
static uint64_t pages_next(uint64_t slot, unsigned height, uint64_t index)
{
	const struct ramfs_node *node = pages_node(slot);
	unsigned first;

	if (!height)
		return index;
	first = pages_slot(index, height);
	for (unsigned i = first; i < RAMFS_SLOTS; i++) {
		uint64_t span = 1ull << (height - 1) * RAMFS_SHIFT;
		uint64_t begin = (index & ~(span * RAMFS_SLOTS - 1)) + i * span;
		uint64_t next;

		if (!node->slot[i])
			continue;
		next = pages_next(node->slot[i], height - 1, i == first ? index : begin);
		if (next != UINT64_MAX)
			return next;
	}
	return UINT64_MAX;
}

uint64_t ramfs_pages_next(const struct ramfs_pages *p, uint64_t index)
{
	unsigned height = pages_height(p->root);

	if (!p->root || !pages_reach(index, height))
		return UINT64_MAX;
	return pages_next(p->root, height, index);
}
