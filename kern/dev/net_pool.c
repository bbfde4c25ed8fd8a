/* SPDX-License-Identifier: MIT */
#include "kern/dev/net_pool.h"

#include "kern/mem/frame.h"

/* Of the memory, buffers take this part at most, and no more than a GiB. */
#define MEMORY_PART 4

uint32_t net_pool_max(struct net_pool *p)
{
	struct frame_stats memory;

	if (!p->max) {
		frame_get_stats(&memory);
		p->max = (uint32_t)(MIN(memory.total * PAGE_SIZE / MEMORY_PART, GIB) /
				    NET_BUFFER_SIZE);
	}
	return p->max;
}

bool net_pool_grow(struct net_pool *p)
{
	paddr_t pa;

	if (p->nr >= net_pool_max(p) || frame_alloc(&pa))
		return false;
	for (unsigned at = 0; at < PAGE_SIZE; at += NET_BUFFER_SIZE) {
		struct net_buf *b = phys_to_virt(pa + at);

		*b = (struct net_buf){ .device = p->device, .release = p->release };
		net_pool_put(p, b);
		p->nr++;
	}
	return true;
}
