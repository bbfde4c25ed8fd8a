/* SPDX-License-Identifier: MIT */
/*
 * Private to kern/mem: what the files around struct space share. The space's lock is held throughout.
 */
#ifndef KERN_MEM_SPACE_INT_H
#define KERN_MEM_SPACE_INT_H

#include "kern/mem/space.h"

/* No mapping is put closer than this below the stack, so that running over its end is noticed (Linux: stack_guard_gap). */
#define STACK_GAP MIB

static inline struct mapping *mapping_of(struct tree_node *n)
{
	return n ? tree_entry(n, struct mapping, node) : NULL;
}

static inline struct mapping *mapping_step(const struct mapping *m, unsigned side)
{
	return mapping_of(tree_step(&m->node, side));
}

/* The first mapping that ends above (va): it holds (va), or stands above it. NULL when there is none. */
struct mapping *mapping_find(struct space *s, uintptr_t va) REQUIRES(&s->lock);

/*
 * A page of an object was touched: find it, and map or copy it. Drops the lock.
 * WEAK: linked by who maps objects.
 */
WEAK int object_fault(struct space *s, struct mapping *m, uintptr_t va, unsigned access)
	RELEASES(&s->lock);

#endif
