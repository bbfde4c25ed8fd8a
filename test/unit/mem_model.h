/* SPDX-License-Identifier: MIT */
/*
 * Random calls on an address space, against a model that is an array of pages.
 *
 * The test of a platform says how memory is touched there, and where the window is; the model
 * does the rest.
 */
#ifndef TEST_UNIT_MEM_MODEL_H
#define TEST_UNIT_MEM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_PAGES 96

/*
 * The platform: read (value) from, or write it to, the first and last byte of the page at (va),
 * as an application does, with space_fault() where it must be. Returns what space_fault() said
 * in the end.
 */
int model_touch(uintptr_t va, bool write, uint8_t *value);

/* Does the platform let a mapping execute? */
extern bool model_executes;

/* Does a private mapping on this platform show what changes in pages that it did not write to? */
extern bool model_changes;

/*
 * Run (steps) random calls from (seed), and then unmap all. (fails): allocations may fail, so
 * what fails may have been done in part. Returns NULL, or what went wrong.
 */
const char *model_run(unsigned seed, int steps, bool fails);

/* How often a fault was answered with more than one page that could be mapped. */
extern unsigned model_runs;

/*
 * What a platform has for address spaces, as (call)(result, name, parameters, arguments): a test is
 * the dispatch to the one that it links.
 */
#define MODEL_CALLS(call)                                                                         \
	call(bool, mmu_has, (size_t len), (len));                                                 \
	call(int, mmu_map_zero, (uintptr_t va, size_t len, unsigned prot), (va, len, prot));      \
	call(int, mmu_touch, (uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end),       \
	     (va, prot, start, end));                                                             \
	call(void, mmu_advise, (uintptr_t va, size_t len, unsigned advice), (va, len, advice));   \
	call(int, mmu_map_pages,                                                                  \
	     (uintptr_t va, const struct mmu_run *r, unsigned prot, bool shared),                 \
	     (va, r, prot, shared));                                                              \
	call(int, mmu_copy_pages, (uintptr_t va, void *const *pages, unsigned n, unsigned prot),  \
	     (va, pages, n, prot));                                                               \
	call(bool, mmu_is_present, (uintptr_t va, unsigned prot), (va, prot));                    \
	call(int, mmu_protect, (uintptr_t va, size_t len, unsigned prot, bool object),            \
	     (va, len, prot, object));                                                            \
	call(int, mmu_move, (uintptr_t from, uintptr_t to, size_t len, bool object),              \
	     (from, to, len, object));                                                            \
	call(struct mmu_count, mmu_count, (uintptr_t va, size_t len, unsigned prot, bool object), \
	     (va, len, prot, object));                                                            \
	call(void, mmu_unmap, (uintptr_t va, size_t len), (va, len));                             \
	call(void, mmu_forget, (uintptr_t va, size_t len), (va, len));                            \
	call(void, mmu_discard, (uintptr_t va, size_t len, unsigned prot), (va, len, prot))

#endif
