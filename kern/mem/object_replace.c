/* SPDX-License-Identifier: MIT */
/*
 * A page of an object that another takes the place of: for file systems that copy when they are
 * written.
 */
#include "kern/mem/space_int.h"

/* Private mappings may go on with what they have. */
void space_object_replace(struct mem_object *o, uint64_t index)
{
	struct space *s = space_current();

	spin_lock(&s->lock);
	s->shrinks++;
	tree_for_each (n, &s->mappings) {
		struct mapping *m = mapping_of(n);
		uint64_t pages = (m->end - m->start) >> PAGE_SHIFT;

		if (m->object == o && !m->copied && m->kind == MAPPING_SHARED &&
		    index >= m->index && index - m->index < pages)
			mmu_unmap(m->start + ((index - m->index) << PAGE_SHIFT), PAGE_SIZE);
	}
	spin_unlock(&s->lock);
}
