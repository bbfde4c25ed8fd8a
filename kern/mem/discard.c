/* SPDX-License-Identifier: MIT */
/*
 * Forget contents: madvise(MADV_DONTNEED).
 */
#include "base/errno.h"
#include "kern/mem/space_int.h"

static int discard_part(struct space *s, struct mapping *m, uintptr_t start, uintptr_t end)
	REQUIRES(&s->lock)
{
	int err;

	if (m->kind == MAPPING_SHARED)
		return 0;
	if (!m->object) {
		mmu_discard(start, end - start, m->prot);
		return 0;
	}
	/* What was copied is asked of the object again. */
	err = mapping_isolate(s, start, end);
	if (err)
		return err;
	m = mapping_find(s, start);
	m->copied = false;
	mmu_unmap(start, end - start);
	mapping_merge(s, m);
	return 0;
}

int space_forget_shared(struct space *s, uintptr_t addr, size_t len)
{
	struct mapping *m;
	int err = -ENOMEM;

	spin_lock(&s->lock);
	m = mapping_find(s, addr);
	if (m && m->start <= addr && addr + len <= m->end && !m->object) {
		mmu_discard(addr, len, m->prot);
		err = 0;
	}
	space_unlock(s);
	return err;
}

int space_discard(struct space *s, uintptr_t addr, size_t len)
{
	uintptr_t end = addr + len;
	int err = 0, hole = 0;

	spin_lock(&s->lock);
	while (!err && addr < end) {
		struct mapping *m = mapping_find(s, addr);
		uintptr_t stop;

		if (!m || m->start > addr)
			hole = -ENOMEM;
		if (!m || m->start >= end)
			break;
		addr = MAX(addr, m->start);
		stop = MIN(end, m->end);
		err = discard_part(s, m, addr, stop);
		addr = stop;
	}
	space_unlock(s);
	return err ? err : hole;
}
