/* SPDX-License-Identifier: MIT */
/*
 * Is a range mapped as a whole?
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
