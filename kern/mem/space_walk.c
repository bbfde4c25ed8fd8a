/* SPDX-License-Identifier: MIT */
/*
 * What is mapped, one mapping at a time: for /proc to tell, and for another program to begin
 * without.
 */
#include "kern/mem/space_int.h"

bool space_next(struct space *s, uintptr_t from, struct mapping_info *info)
{
	const struct mapping *m;

	spin_lock(&s->lock);
	m = mapping_find(s, from);
	if (m) {
		*info = (struct mapping_info){
			.start = m->start,
			.end = m->end,
			.index = m->index,
			.object = m->object,
			.prot = m->prot,
			.shared = m->kind == MAPPING_SHARED,
			.writable = m->prot_max & MMU_WRITE,
			.stack = m->kind == MAPPING_STACK,
			.heap = m->start < s->brk_end && m->end > s->brk_start && s->brk_start,
		};
		if (m->object)
			m->object->ops->get(m->object);
	}
	spin_unlock(&s->lock);
	return m != NULL;
}

#define COUNT_AT_ONCE (128 * MIB) /* while others wait for the lock */

struct mmu_count space_count(struct space *s, const struct mapping_info *info, uintptr_t start,
			     uintptr_t end)
{
	struct mmu_count sum = { 0 }, c;

	for (size_t n; start < end; start += n) {
		n = MIN(end - start, COUNT_AT_ONCE);
		spin_lock(&s->lock);
		c = mmu_count(start, n, info->prot, info->object);
		spin_unlock(&s->lock);
		sum.present += c.present;
		sum.own += c.own;
		sum.dirty += c.dirty;
		sum.large += c.large;
	}
	return sum;
}

int space_clear(struct space *s)
{
	struct mapping_info info;
	uintptr_t from = 0;
	int err = 0;

	while (!err && space_next(s, from, &info)) {
		if (info.object)
			info.object->ops->put(info.object);
		if (!info.stack)
			err = space_unmap(s, info.start, info.end - info.start);
		from = info.end;
	}
	spin_lock(&s->lock);
	s->brk_start = s->brk_end = 0;
	spin_unlock(&s->lock);
	return err;
}
