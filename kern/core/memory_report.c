/* SPDX-License-Identifier: MIT */
/*
 * What an image that ran out of memory used it for. Files that live in memory, and what the library
 * OS keeps, are what no mapping has.
 */
#include "kern/core/crash.h"
#include "kern/core/print.h"
#include "kern/mem/frame.h"
#include "kern/mem/space.h"

#define LARGEST 5

#define KIB_OF(frames) ((frames) * (PAGE_SIZE / KIB))

void memory_report(void)
{
	struct space_use top[LARGEST];
	unsigned n = space_find_largest(space_current(), top, LARGEST);
	struct frame_stats frames;
	uint64_t rest;

	frame_get_stats(&frames);
	rest = frames.total - frames.free;
	print_text("memory: %lu KiB, free %lu\n", KIB_OF(frames.total), KIB_OF(frames.free));
	for (unsigned i = 0; i < n; i++) {
		print_text("  %8lu KiB in the mapping 0x%lx-0x%lx\n", KIB_OF(top[i].frames),
			   top[i].start, top[i].end);
		rest -= MIN(rest, top[i].frames);
	}
	print_text("  %8lu KiB in smaller mappings, files, the library OS\n", KIB_OF(rest));
}
