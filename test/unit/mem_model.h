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

/*
 * Run (steps) random calls from (seed), and then unmap all. (fails): allocations may fail, so
 * what fails may have been done in part. Returns NULL, or what went wrong.
 */
const char *model_run(unsigned seed, int steps, bool fails);

#endif
