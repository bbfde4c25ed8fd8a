/* SPDX-License-Identifier: MIT */
/*
 * Who has the memory: for the report of an image that ran out of it.
 */
#include "kern/mem/space_int.h"

unsigned space_find_largest(struct space *s, struct space_use *top, unsigned n)
{
	unsigned found = 0;

	spin_lock(&s->lock);
	tree_for_each (node, &s->mappings) {
		const struct mapping *m = mapping_of(node);
		size_t frames = mmu_resident(m->start, m->end - m->start);
		struct space_use use = { m->start, m->end, frames };
		unsigned at = found;

		while (at && top[at - 1].frames < use.frames)
			at--;
		if (!use.frames || at == n)
			continue;
		found += found < n;
		for (unsigned i = found - 1; i > at; i--)
			top[i] = top[i - 1];
		top[at] = use;
	}
	spin_unlock(&s->lock);
	return found;
}
