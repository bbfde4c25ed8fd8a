/* SPDX-License-Identifier: MIT */
/*
 * Private to kern/mem: the state that single frames (frame.c) and runs (frame_run.c) share.
 */
#ifndef KERN_MEM_FRAME_INT_H
#define KERN_MEM_FRAME_INT_H

#include "kern/mem/frame.h"
#include "kern/sched/lock.h"

#define FRAME_ORDERS 10 /* a block of order n is 2^n frames, aligned to its size */

struct frame_region {
	paddr_t next; /* the first frame that was never handed out */
	paddr_t end;
};

struct frame_pool {
	struct spinlock lock; /* guards: */
	uint32_t nr_regions;
	bool scattered;               /* a block was freed since neighbours were last joined */
	paddr_t blocks[FRAME_ORDERS]; /* freed blocks by order, or 0; a block holds the next */
	uint64_t total;               /* frames in all regions */
	uint64_t free;                /* those that nobody has */
	struct frame_region regions[FRAME_REGIONS];
};
extern struct frame_pool frame_pool;

static inline void frame_push(unsigned order, paddr_t pa) REQUIRES(&frame_pool.lock)
{
	*(paddr_t *)phys_to_virt(pa) = frame_pool.blocks[order];
	frame_pool.blocks[order] = pa;
	frame_pool.scattered = true;
}

/* The first freed block of (order), or 0. */
static inline paddr_t frame_pop(unsigned order) REQUIRES(&frame_pool.lock)
{
	paddr_t pa = frame_pool.blocks[order];

	if (pa)
		frame_pool.blocks[order] = *(const paddr_t *)phys_to_virt(pa);
	return pa;
}

/*
 * Find a block of (order) among the freed ones, by splitting larger ones and joining smaller
 * ones. Returns 0 when there is none. WEAK: without runs there are no larger blocks.
 */
WEAK paddr_t frame_take_block(unsigned order) REQUIRES(&frame_pool.lock);

#endif
