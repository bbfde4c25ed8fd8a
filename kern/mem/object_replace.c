/* SPDX-License-Identifier: MIT */
/*
 * Pages of an object that others take the place of, or none: for file systems that copy when they
 * are written, and holes.
 */
#include "kern/mem/space_int.h"

/* The pages of (m) from the object's page (index) on, below (end), are other ones. */
static void replace_in(struct mapping *m, uint64_t index, uint64_t end)
{
	uint64_t last = m->index + ((m->end - m->start) >> PAGE_SHIFT);
	uintptr_t va;

	index = MAX(index, m->index);
	end = MIN(end, last);
	if (index >= end)
		return;
	va = m->start + ((index - m->index) << PAGE_SHIFT);
	if (m->kind == MAPPING_SHARED)
		mmu_unmap(va, (end - index) << PAGE_SHIFT);
	else
		mmu_forget(va, (end - index) << PAGE_SHIFT);
}

static bool shows(const struct mem_object *a, const struct mem_object *b)
{
	return __atomic_load_n(&a->shows, __ATOMIC_RELAXED) == b;
}

void space_object_replace(struct mem_object *o, uint64_t index, uint64_t n)
{
	struct space *s = space_current();

	spin_lock(&s->lock);
	s->shrinks++;
	tree_for_each (node, &s->mappings) {
		struct mapping *m = mapping_of(node);

		if (m->object && !m->copied && (m->object == o || shows(m->object, o)))
			replace_in(m, index, index + n);
	}
	spin_unlock(&s->lock);
}
