/* SPDX-License-Identifier: MIT */
/*
 * Map and unmap.
 */
#include "base/errno.h"
#include "kern/mem/space_int.h"

int space_unmap_locked(struct space *s, uintptr_t start, uintptr_t end)
{
	struct mapping *m = mapping_find_touched(s, start);
	int err;

	if (start >= end || !m || m->start >= end)
		return 0;
	if (m->start == start && m->end == end) {
		mapping_remove(s, m);
		mmu_unmap(start, end - start);
		return 0;
	}
	/* Most are a part of one, for neighbours merge. */
	if (m->start <= start && end <= m->end && m->kind != MAPPING_STACK)
		return mapping_cut(s, m, start, end);
	err = mapping_isolate(s, start, end);
	if (!err)
		mapping_remove_range(s, start, end);
	return err;
}

int space_unmap(struct space *s, uintptr_t addr, size_t len)
{
	int err;

	if (addr + len < addr)
		return -EINVAL;
	spin_lock(&s->lock);
	err = space_unmap_locked(s, addr, addr + len);
	space_unlock(s);
	return err;
}

/* Choose the range, and free it. */
static int make_room(struct space *s, const struct map_request *r, uintptr_t *addr)
	REQUIRES(&s->lock)
{
	uintptr_t end = r->addr + r->len;

	*addr = r->addr;
	if (r->fixed || r->exclusive) {
		if (!space_may_use(r->addr, r->len))
			return -ENOMEM;
		if (r->exclusive)
			return space_is_free(s, r->addr, end) ? 0 : -EEXIST;
		return space_unmap_locked(s, r->addr, end);
	}
	if (r->addr && space_is_free(s, r->addr, end) && space_may_use(r->addr, r->len))
		return 0;
	*addr = space_find_free(s, r->len, r->low);
	return *addr && space_may_use(*addr, r->len) ? 0 : -ENOMEM;
}

int space_map_locked(struct space *s, const struct map_request *r, uintptr_t *addr)
{
	bool counted = !r->object && r->prot & MMU_WRITE && !r->uncounted;
	struct mapping m = {
		.object = r->object,
		.index = r->index,
		.kind = r->shared ? MAPPING_SHARED : MAPPING_PRIVATE,
		.prot = r->prot,
		.prot_max = r->prot_max,
	};
	int err;

	if (counted && !mmu_has(r->len))
		return -ENOMEM;
	if (LINKED(space_within_limits) && !space_within_limits(s, r->len, mapping_is_data(&m)))
		return -ENOMEM;
	err = make_room(s, r, &m.start);
	/* What is reserved is not counted; giving it rights then does not count it, either. */
	if (!err && !r->object)
		err = r->uncounted ? mmu_protect(m.start, r->len, r->prot, false)
				   : mmu_map_zero(m.start, r->len, r->prot);
	if (err)
		return err;
	m.end = m.start + r->len;
	err = mapping_add(s, &m);
	if (err)
		mmu_unmap(m.start, r->len);
	else
		*addr = m.start;
	return err;
}

int space_map(struct space *s, const struct map_request *r, uintptr_t *addr)
{
	int err = mapping_check_prot(r->prot);

	if (err)
		return err;
	spin_lock(&s->lock);
	err = space_map_locked(s, r, addr);
	space_unlock(s);
	return err;
}
