/* SPDX-License-Identifier: MIT */
/* aligned_alloc(): what malloc() aligns anyway is malloc()'s (malloc_kept.c). */
#include <stdlib.h>

#define ALIGNED 16

hidden void *__pith_heap_aligned_alloc(size_t align, size_t n);

void *aligned_alloc(size_t align, size_t n)
{
	if (align <= ALIGNED && !(align & (align - 1)))
		return __libc_malloc_impl(n);
	return __pith_heap_aligned_alloc(align, n);
}
