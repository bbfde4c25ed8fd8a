/* SPDX-License-Identifier: MIT */
/*
 * Page frames: physical memory, 4 KiB at a time.
 *
 * Frames are carved from the regions that the platform reports, in address order, the first time
 * they are needed; freed frames go to lists and are taken again first. So nothing is proportional
 * to the size of memory at boot, and a frame that was never used was never touched.
 *
 * Every frame that was handed out is mapped, writable and not executable, in the frame window:
 * phys_to_virt() is an addition. On a host process the window is the memory pool itself.
 *
 * Locks: the frames' lock is the last one of all; it may be taken under any other, and by
 * interrupt handlers.
 */
#ifndef KERN_MEM_FRAME_H
#define KERN_MEM_FRAME_H

#include "base/types.h"

extern uintptr_t frame_window; /* virtual address of frame 0; constant after boot */

static always_inline void *phys_to_virt(paddr_t pa)
{
	return (void *)(frame_window + pa);
}

/* For addresses in the frame window only. */
static always_inline paddr_t virt_to_phys(const void *va)
{
	return (uintptr_t)va - frame_window;
}

#define FRAME_REGIONS 16

/*
 * Offer [start, end) to be carved from; both ends are rounded inwards to pages. Regions are used
 * in the order in which they are offered; after FRAME_REGIONS of them, more are not used. Frame
 * 0 is never offered.
 * Context: boot.
 */
void frame_add_region(paddr_t start, paddr_t end);

/*
 * Take one frame, contents undefined (frame_alloc) or zero (frame_alloc_zero), and store its
 * address in (*pa).
 * Owns:    the caller, until frame_free().
 * Errors:  -ENOMEM when none is left; (*pa) is then untouched.
 * Context: any; never sleeps.
 */
must_use int frame_alloc(paddr_t *pa);
must_use int frame_alloc_zero(paddr_t *pa);
void frame_free(paddr_t pa);

/*
 * Take up to (n) frames, at least one, that follow each other, contents undefined, and store the
 * first one's address in (*pa). Returns how many: 0 when none is left.
 * Context: any; never sleeps.
 */
must_use unsigned frame_alloc_some(unsigned n, paddr_t *pa);

/* Frames that are to be freed together: each holds the address of the next. */
struct frame_chain {
	paddr_t first;
	paddr_t last;
	size_t n;
};

static inline void frame_chain_add(struct frame_chain *c, paddr_t pa)
{
	if (!c->n++)
		c->last = pa;
	*(paddr_t *)phys_to_virt(pa) = c->first;
	c->first = pa;
}

/* Free what is in (c). Context: any. */
void frame_chain_free(const struct frame_chain *c);

#define FRAME_RUN_MAX 512

/*
 * As above for (n) contiguous frames, 1 <= (n) <= FRAME_RUN_MAX, aligned to (n) rounded up to a
 * power of two.
 * Context: any; never sleeps. When no run is left, neighbours are first joined, in time
 *          proportional to the freed frames.
 */
must_use int frame_alloc_run(size_t n, paddr_t *pa);
void frame_free_run(paddr_t pa, size_t n);

/*
 * As frame_alloc_run() for FRAME_RUN_MAX frames, if such a run is there without joining
 * neighbours: so it costs little when there is none.
 */
must_use int frame_alloc_large(paddr_t *pa);

struct frame_stats {
	uint64_t total; /* frames in all regions */
	uint64_t free;  /* never carved, or freed */
};
void frame_get_stats(struct frame_stats *s);

/* A large page of the window, in frames. */
#define FRAME_LARGE 512

/*
 * Platform: make frame (pa), which nobody used before, appear in the frame window. Returns 0 when
 * the frame was kept to hold the tables for that; the caller then takes another. Else 1, or 2 when
 * all frames of the aligned FRAME_LARGE around it are there by now. On a host process they always
 * are.
 * Context: any, the frames' lock is held.
 */
unsigned frame_map(paddr_t pa);

#endif
