/* SPDX-License-Identifier: MIT */
/*
 * lwIP's memory: what it frees it soon wants again, in the same few sizes. The lock of the stack is
 * held whenever it asks, so a list for each size does, at a tenth of what the heap takes. A network
 * that rests has no use for them.
 */
#include "base/assert.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "lwip/opt.h"
#include "port/lwip/stack.h"

#define STEP     64 /* sizes are multiples of it */
#define LISTS    32 /* what is larger comes from the heap, and goes there */
#define KEPT_MAX (128 * KIB)

/* What stands before each piece. */
struct piece {
	struct piece *next; /* while nobody has it */
	uint32_t steps;     /* its size */
	uint32_t used;      /* USED, or nobody has it */
	uint8_t bytes[];
};

#define USED 0x75736564

/* Guarded by the stack's lock. */
static struct piece *spare[LISTS];
static uint32_t kept; /* bytes */

FROM_LWIP void *lwip_alloc(size_t n)
{
	size_t steps = (sizeof(struct piece) + n + STEP - 1) / STEP;
	struct piece *p;

	if (likely(steps < LISTS && (p = spare[steps]) != NULL)) {
		spare[steps] = p->next;
		kept -= (uint32_t)steps * STEP;
	} else {
		p = heap_alloc(steps * STEP);
		if (!p)
			return NULL;
		p->steps = (uint32_t)steps;
	}
	p->used = USED;
	return p->bytes;
}

FROM_LWIP void lwip_free(void *bytes)
{
	struct piece *p = container_of(bytes, struct piece, bytes);

	panic_unless(p->used == USED); /* else it was freed twice, or overwritten */
	p->used = 0;
	if (unlikely(p->steps >= LISTS || kept >= KEPT_MAX)) {
		heap_free(p);
		return;
	}
	p->next = spare[p->steps];
	spare[p->steps] = p;
	kept += p->steps * STEP;
}

void lwip_give_back(void)
{
	for (unsigned i = 0; i < LISTS; i++) {
		while (spare[i]) {
			struct piece *p = spare[i];

			spare[i] = p->next;
			heap_free(p);
		}
	}
	kept = 0;
}

FROM_LWIP void *lwip_calloc(size_t n, size_t size)
{
	void *p = lwip_alloc(n * size);

	if (p)
		memset(p, 0, n * size);
	return p;
}
