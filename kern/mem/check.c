/* SPDX-License-Identifier: MIT */
/*
 * What can be said of a range: is it mapped as a whole, in which way? And of the whole: who has the
 * memory, for the report of an image that ran out of it.
 */
#include "base/errno.h"
#include "kern/mem/space_int.h"

int space_check_locked(struct space *s, uintptr_t addr, size_t len)
{
	uintptr_t end = addr + len;

	while (addr < end) {
		struct mapping *m = mapping_find(s, addr);

		if (!m || m->start > addr)
			return -ENOMEM;
		addr = m->end;
	}
	return 0;
}

int space_check(struct space *s, uintptr_t addr, size_t len)
{
	int err;

	spin_lock(&s->lock);
	err = space_check_locked(s, addr, len);
	spin_unlock(&s->lock);
	return err;
}

bool space_has_rights(struct space *s, uintptr_t addr, size_t len, unsigned prot)
{
	unsigned all = prot;

	spin_lock(&s->lock);
	for (struct mapping *m = mapping_find(s, addr); m && m->start < addr + len;
	     m = mapping_step(m, 1))
		all &= m->prot;
	spin_unlock(&s->lock);
	return all == prot;
}

bool space_is_anonymous(struct space *s, uintptr_t addr, size_t len)
{
	bool all = true;

	spin_lock(&s->lock);
	for (struct mapping *m = mapping_find(s, addr); m && m->start < addr + len;
	     m = mapping_step(m, 1))
		all &= !m->object && m->kind != MAPPING_SHARED;
	spin_unlock(&s->lock);
	return all;
}

unsigned space_find_largest(struct space *s, struct space_use *top, unsigned n)
{
	unsigned found = 0;

	spin_lock(&s->lock);
	tree_for_each (node, &s->mappings) {
		const struct mapping *m = mapping_of(node);
		struct mmu_count c = mmu_count(m->start, m->end - m->start, m->prot, m->object);
		struct space_use use = { m->start, m->end, c.own };
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
