/* SPDX-License-Identifier: MIT */
/*
 * Map and unmap.
 */
#include "base/errno.h"
#include "kern/mem/space_int.h"

int space_unmap_locked(struct space *s, uintptr_t start, uintptr_t end)
{
	int err;

	if (start >= end || space_is_free(s, start, end))
		return 0;
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

int space_map_locked(struct space *s, const struct map_request *r, struct mapping *m)
{
	bool counted = !r->object && r->prot & MMU_WRITE && !r->uncounted;
	uintptr_t addr;
	int err;

	if (counted && !mmu_has(r->len))
		return -ENOMEM;
	if (LINKED(space_within_limits) && !space_within_limits(s, r->len, mapping_is_data(m)))
		return -ENOMEM;
	err = make_room(s, r, &addr);
	/* What is reserved is not counted; giving it rights then does not count it, either. */
	if (!err && !r->object)
		err = r->uncounted ? mmu_protect(addr, r->len, r->prot, false)
				   : mmu_map_zero(addr, r->len, r->prot);
	if (err)
		return err;
	m->start = addr;
	m->end = addr + r->len;
	mapping_insert(s, m);
	return 0;
}

int space_map(struct space *s, const struct map_request *r, uintptr_t *addr)
{
	int err = mapping_check_prot(r->prot);
	struct mapping *m;

	if (err)
		return err;
	m = mapping_create(r);
	if (!m)
		return -ENOMEM;
	spin_lock(&s->lock);
	err = space_map_locked(s, r, m);
	if (!err) {
		*addr = m->start;
		mapping_merge(s, m);
	}
	space_unlock(s);
	if (err)
		mapping_destroy(m);
	return err;
}
