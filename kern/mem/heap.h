/* SPDX-License-Identifier: MIT */
/*
 * The library OS's heap: size classes over page frames, larger blocks as runs of frames.
 */
#ifndef KERN_MEM_HEAP_H
#define KERN_MEM_HEAP_H

#include "base/types.h"

/*
 * Owns:    the caller, until heap_free(). Aligned to 16 bytes. heap_alloc_zero() clears it.
 * Errors:  NULL when there is no memory, or (size) is 0 or above HEAP_MAX.
 * Context: any; never sleeps.
 */
must_use void *heap_alloc(size_t size);
must_use void *heap_alloc_zero(size_t size);

/*
 * Give (p) back; NULL is ignored. A block that was written past its end, or freed twice, is a
 * panic.
 */
void heap_free(void *p);

/*
 * Give back the pages that are kept for who wants a block again: a page of each size at most. For
 * who knows that this will not be soon.
 * Context: any; never sleeps.
 */
void heap_give_back(void);

/* The largest block: a run of 512 frames, less a header and a seal. */
#define HEAP_MAX (512 * PAGE_SIZE - 80)

#endif
