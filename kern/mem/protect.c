/* SPDX-License-Identifier: MIT */
/*
 * Change protections.
 */
#include "base/errno.h"
#include "kern/mem/space_int.h"

/* Give (m), all of it, the protection (prot). */
static int protect_mapping(struct mapping *m, unsigned prot)
{
	unsigned advice = m->prot & ~MMU_RIGHTS;
	int err;

	if (m->prot == (prot | advice))
		return 0;
	if (prot & ~m->prot_max)
		return -EACCES;
	err = mmu_protect(m->start, m->end - m->start, prot, !mapping_is_zero(m));
	if (!err)
		m->prot = (uint8_t)(prot | advice);
	return err;
}

/* As Linux does, from the lowest mapping up; what went before an error stays changed. */
int space_protect(struct space *s, uintptr_t addr, size_t len, unsigned prot)
{
	uintptr_t end = addr + len;
	int err = mapping_check_prot(prot);
	struct mapping *m;

	if (err)
		return err;
	spin_lock(&s->lock);
	while (!err && addr < end) {
		m = mapping_find(s, addr);
		if (!m || m->start > addr) {
			err = -ENOMEM;
			break;
		}
		err = mapping_isolate(s, addr, MIN(end, m->end));
		if (err)
			break;
		m = mapping_find(s, addr);
		addr = m->end;
		err = protect_mapping(m, prot);
		mapping_merge(s, m);
	}
	space_unlock(s);
	return err;
}

int space_advise(struct space *s, uintptr_t addr, size_t len, unsigned advice)
{
	uintptr_t end = addr + len;
	int err = 0, hole = 0;

	spin_lock(&s->lock);
	while (!err && addr < end) {
		struct mapping *m = mapping_find(s, addr);

		if (!m || m->start > addr)
			hole = -ENOMEM;
		if (!m || m->start >= end)
			break;
		addr = MAX(addr, m->start);
		err = mapping_isolate(s, addr, MIN(end, m->end));
		if (err)
			break;
		m = mapping_find(s, addr);
		addr = m->end;
		if (!m->object && m->kind == MAPPING_PRIVATE) {
			m->prot = (uint8_t)((m->prot & MMU_RIGHTS) | advice);
			mmu_advise(m->start, m->end - m->start, advice);
		}
		mapping_merge(s, m);
	}
	space_unlock(s);
	return err ? err : hole;
}
