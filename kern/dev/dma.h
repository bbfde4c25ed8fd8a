/* SPDX-License-Identifier: MIT */
/*
 * Memory for devices: where it is to them.
 */
#ifndef KERN_DEV_DMA_H
#define KERN_DEV_DMA_H

#include "base/types.h"
#include "kern/mem/frame.h"

/* The largest frame window there is (plat/pvh/device/mmio.c has what is behind it). */
#define DMA_WINDOW (1ul << 39)

/*
 * The physical address of (p) in (*pa), for memory that is no frame in the window; returns how many
 * bytes from there on, at most (len), lie behind each other, 0 when nothing does.
 * Context: any; the memory stays mapped. Machine only.
 */
must_use size_t dma_find(const void *p, size_t len, paddr_t *pa);

/* The same for any memory. */
static always_inline size_t dma_address(const void *p, size_t len, paddr_t *pa)
{
	if ((uintptr_t)p - frame_window >= DMA_WINDOW)
		return dma_find(p, len, pa);
	*pa = virt_to_phys(p);
	return len;
}

#endif
