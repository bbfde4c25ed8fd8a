/* SPDX-License-Identifier: MIT */
/*
 * Several frames at once, and runs of contiguous ones, in blocks of powers of two.
 *
 * A freed block says nothing about its neighbours, because a frame that is in use has no word to
 * spare for us. So blocks are split at once but joined late: only when nothing else is left, by
 * sorting the lists.
 */
#include "base/assert.h"
#include "base/errno.h"
#include "kern/mem/frame.h"
#include "kern/mem/frame_int.h"

#define SORT_BINS 40 /* bin n holds a sorted list of 2^n blocks */

static paddr_t *link_of(paddr_t block)
{
	return phys_to_virt(block);
}

/* Merge two lists that are sorted by address. */
static paddr_t merge(paddr_t a, paddr_t b)
{
	paddr_t first = 0, *end = &first;

	while (a && b) {
		paddr_t *lower = a < b ? &a : &b;

		*end = *lower;
		end = link_of(*lower);
		*lower = *end;
	}
	*end = a ? a : b;
	return first;
}

static paddr_t sort(paddr_t list)
{
	paddr_t bins[SORT_BINS] = { 0 }, sorted = 0;

	while (list) {
		paddr_t run = list;
		unsigned i;

		list = *link_of(run);
		*link_of(run) = 0;
		for (i = 0; bins[i]; i++) {
			run = merge(bins[i], run);
			bins[i] = 0;
		}
		bins[i] = run;
	}
	for (unsigned i = 0; i < SORT_BINS; i++)
		sorted = merge(bins[i], sorted);
	return sorted;
}

/* Join what is adjacent, from the smallest blocks up. */
static void join_blocks(void) REQUIRES(&frame_pool.lock)
{
	for (unsigned order = 0; order < FRAME_ORDERS - 1; order++) {
		paddr_t size = PAGE_SIZE << order;
		paddr_t list = sort(frame_pool.blocks[order]);

		frame_pool.blocks[order] = 0;
		while (list) {
			paddr_t pa = list, next = *link_of(pa);

			if (next == pa + size && !(pa & size)) {
				list = *link_of(next);
				frame_push(order + 1, pa);
			} else {
				list = next;
				frame_push(order, pa);
			}
		}
	}
	frame_pool.scattered = false;
}

/* Free [pa, pa + n frames) in as few aligned blocks as there can be. */
static void push_run(paddr_t pa, size_t n) REQUIRES(&frame_pool.lock)
{
	while (n) {
		unsigned order = 0;

		while (order < FRAME_ORDERS - 1 && 2ul << order <= n && !(pa & PAGE_SIZE << order))
			order++;
		frame_push(order, pa);
		pa += PAGE_SIZE << order;
		n -= 1ul << order;
	}
}

static paddr_t split_larger(unsigned order) REQUIRES(&frame_pool.lock)
{
	for (unsigned o = order; o < FRAME_ORDERS; o++) {
		paddr_t pa = frame_pop(o);

		if (!pa)
			continue;
		while (o-- > order)
			frame_push(o, pa + (PAGE_SIZE << o));
		return pa;
	}
	return 0;
}

paddr_t frame_take_block(unsigned order)
{
	paddr_t pa = split_larger(order);

	if (!pa && frame_pool.scattered) {
		join_blocks();
		pa = split_larger(order);
	}
	return pa;
}

/* Hand out the next frame of (r). Returns false when it became a table. */
static bool carve_one(struct frame_region *r, paddr_t *pa) REQUIRES(&frame_pool.lock)
{
	*pa = r->next;
	r->next += PAGE_SIZE;
	if (frame_map(*pa))
		return true;
	frame_pool.free--;
	return false;
}

/*
 * Cut an aligned block off (r); what is before it goes to the freed frames. Returns 0 when
 * there is no room.
 */
static paddr_t carve_block(struct frame_region *r, unsigned order) REQUIRES(&frame_pool.lock)
{
	paddr_t size = PAGE_SIZE << order, pa = 0;

	for (;;) {
		paddr_t start = ROUND_UP(r->next, size);
		bool whole = true;

		if (start >= r->end || r->end - start < size)
			return 0;
		while (r->next < start)
			if (carve_one(r, &pa))
				frame_push(0, pa);
		while (whole && r->next < start + size) {
			whole = carve_one(r, &pa);
			/* The window has a block of the largest size as one page, or not at all. */
			if (whole && order == FRAME_ORDERS - 1)
				r->next = start + size;
		}
		if (whole)
			return start;
		push_run(start, (pa - start) >> PAGE_SHIFT);
	}
}

/*
 * The frame before the next one of (r) stands alone in the window, and so do those up to (border):
 * they wait behind all regions, if there are others that do not. That is so beside the image alone.
 */
static void put_off(struct frame_region *r, paddr_t border) REQUIRES(&frame_pool.lock)
{
	struct frame_region *behind = frame_pool.regions + frame_pool.nr_regions;
	paddr_t end = MIN(r->end, border);
	bool others = r->end > border ||
		      (r + 1 < behind && r[1].end - r[1].next > FRAME_LARGE * PAGE_SIZE);

	if (!others || r->next >= end || frame_pool.nr_regions == FRAME_REGIONS)
		return;
	*behind = (struct frame_region){ r->next, end };
	frame_pool.nr_regions++;
	r->next = end;
}

/* Cut up to (n) frames off a region. Returns 0 when all are used up. */
static unsigned carve_some(unsigned n, paddr_t *pa) REQUIRES(&frame_pool.lock)
{
	const paddr_t size = FRAME_LARGE * PAGE_SIZE;
	struct frame_pool *p = &frame_pool;
	unsigned got = 0;

	for (struct frame_region *r = p->regions; !got && r < p->regions + p->nr_regions;) {
		paddr_t border = ROUND_DOWN(r->next, size) + size;

		if (r->next >= r->end) {
			r++;
			continue;
		}
		*pa = r->next;
		got = frame_map(*pa);
		if (got == 2)
			got = MIN(n, (unsigned)((MIN(r->end, border) - *pa) >> PAGE_SHIFT));
		r->next += (got + !got) * PAGE_SIZE;
		p->free -= !got;
		if (got == 1 && n > 1)
			put_off(r, border);
	}
	return got;
}

unsigned frame_alloc_some(unsigned n, paddr_t *pa)
{
	unsigned got = 1;

	spin_lock(&frame_pool.lock);
	*pa = frame_pop(0);
	if (!*pa)
		got = carve_some(n, pa);
	if (!got)
		got = !!(*pa = frame_take_block(0));
	frame_pool.free -= got;
	spin_unlock(&frame_pool.lock);
	return got;
}

/* As frame_alloc_run(), a part of a block of (order); neighbours are joined only with (join). */
static int alloc_block(unsigned order, size_t n, bool join, paddr_t *pa)
{
	paddr_t found;

	spin_lock(&frame_pool.lock);
	found = split_larger(order);
	for (uint32_t i = 0; !found && i < frame_pool.nr_regions; i++)
		found = carve_block(&frame_pool.regions[i], order);
	if (!found && join)
		found = frame_take_block(order);
	if (found) {
		push_run(found + n * PAGE_SIZE, (1ul << order) - n);
		frame_pool.free -= n;
	}
	spin_unlock(&frame_pool.lock);
	if (!found)
		return -ENOMEM;
	*pa = found;
	return 0;
}

int frame_alloc_large(paddr_t *pa)
{
	return alloc_block(FRAME_ORDERS - 1, FRAME_RUN_MAX, false, pa);
}

int frame_alloc_run(size_t n, paddr_t *pa)
{
	unsigned order = 0;

	panic_unless(n && n <= FRAME_RUN_MAX);
	while (1ul << order < n)
		order++;
	return alloc_block(order, n, true, pa);
}

void frame_free_run(paddr_t pa, size_t n)
{
	spin_lock(&frame_pool.lock);
	push_run(pa, n);
	frame_pool.free += n;
	spin_unlock(&frame_pool.lock);
}
