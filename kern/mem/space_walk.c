/* SPDX-License-Identifier: MIT */
/*
 * Telling what is mapped, one mapping at a time: for /proc.
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
