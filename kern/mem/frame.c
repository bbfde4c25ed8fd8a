/* SPDX-License-Identifier: MIT */
/*
 * Single frames. The link of a freed frame stands in the frame itself, so the pool needs no memory
 * of its own, whatever there is to manage.
 */
#include "kern/mem/frame.h"

#include "arch/x86_64/pagetable.h"
#include "base/errno.h"
#include "kern/mem/frame_int.h"

uintptr_t frame_window;
struct frame_pool frame_pool = { .lock = LOCK_INIT(LOCK_FRAMES) };

void frame_add_region(paddr_t start, paddr_t end)
{
	struct frame_pool *p = &frame_pool;
	struct frame_region *r = &p->regions[p->nr_regions];

	start = ROUND_UP(start + !start, PAGE_SIZE); /* nobody gets the page at 0 */
	end = ROUND_DOWN(end, PAGE_SIZE);
	if (start >= end || p->nr_regions == FRAME_REGIONS)
		return;
	*r = (struct frame_region){ start, end };
	p->nr_regions++;
	p->total += (end - start) >> PAGE_SHIFT;
	p->free += (end - start) >> PAGE_SHIFT;
}

/* Cut the next frame off a region. Returns 0 when all are used up. */
static paddr_t carve(void) REQUIRES(&frame_pool.lock)
{
	struct frame_pool *p = &frame_pool;

	for (uint32_t i = 0; i < p->nr_regions; i++) {
		struct frame_region *r = &p->regions[i];

		while (r->next < r->end) {
			paddr_t pa = r->next;

			r->next += PAGE_SIZE;
			if (frame_map(pa))
				return pa;
			p->free--;
		}
	}
	return 0;
}

int frame_alloc(paddr_t *pa)
{
	paddr_t found;

	spin_lock(&frame_pool.lock);
	found = frame_pop(0);
	if (!found)
		found = carve();
	if (!found && LINKED(frame_take_block))
		found = frame_take_block(0);
	frame_pool.free -= !!found;
	spin_unlock(&frame_pool.lock);
	if (!found)
		return -ENOMEM;
	*pa = found;
	return 0;
}

int frame_alloc_zero(paddr_t *pa)
{
	int err = frame_alloc(pa);

	if (!err)
		page_clear(phys_to_virt(*pa));
	return err;
}

void frame_free(paddr_t pa)
{
	spin_lock(&frame_pool.lock);
	frame_push(0, pa);
	frame_pool.free++;
	spin_unlock(&frame_pool.lock);
}

void frame_chain_free(const struct frame_chain *c)
{
	if (!c->n)
		return;
	spin_lock(&frame_pool.lock);
	*(paddr_t *)phys_to_virt(c->last) = frame_pool.blocks[0];
	frame_pool.blocks[0] = c->first;
	frame_pool.scattered = true;
	frame_pool.free += c->n;
	spin_unlock(&frame_pool.lock);
}

void frame_get_stats(struct frame_stats *s)
{
	spin_lock(&frame_pool.lock);
	s->total = frame_pool.total;
	s->free = frame_pool.free;
	spin_unlock(&frame_pool.lock);
}
