/* SPDX-License-Identifier: MIT */
/*
 * Before musl's allocator: its malloc() and free() stand behind ours (src/malloc_kept.c), and an
 * image that has them for any reason has those, too.
 */
#define __libc_malloc_impl __pith_heap_malloc
#define __libc_free        __pith_heap_free
#define aligned_alloc      __pith_heap_aligned_alloc

__asm__(".globl __libc_free");
