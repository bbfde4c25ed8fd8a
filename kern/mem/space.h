/* SPDX-License-Identifier: MIT */
/*
 * Address spaces: which ranges of addresses mean what.
 *
 * A space is a tree of mappings that do not overlap. A mapping is a promise; frames come when they are touched. A mapping may be
 * backed by a memory object (the pages of a file), whose pages it shares or copies on write.
 * There is one space by default, and nothing here depends on that.
 */
#ifndef KERN_MEM_SPACE_H
#define KERN_MEM_SPACE_H

#include "base/list.h"
#include "kern/mem/mmu.h"
#include "kern/sched/lock.h"

struct mem_object;

/* Where the pages of a file-backed mapping come from. File systems provide it (kern/vfs). */
struct mem_object_ops {
	/*
	 * Find page (index) of the object and store its frame in (*pa). With (write), the object may have to make it its own first.
	 * The frame stays valid until the object is put. Errors: -ENOMEM, -EIO, -ERANGE (past the end: SIGBUS).
	 * Context: thread; the space's lock is held, so it must not map or unmap.
	 */
	int (*page)(struct mem_object *o, uint64_t index, bool write, paddr_t *pa);
	void (*get)(struct mem_object *o);
	void (*put)(struct mem_object *o);
};

struct mem_object {
	const struct mem_object_ops *ops;
};

/* struct space, its tree and struct mapping are defined below by the owner of kern/mem. */

#endif
