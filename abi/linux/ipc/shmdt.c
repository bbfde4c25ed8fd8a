/* SPDX-License-Identifier: MIT */
/*
 * shmdt(2): of what shmat() mapped at that address all goes that is still there, also in pieces
 * with gaps between them.
 */
#include "abi/linux/ipc/shm.h"
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

/* Is (m) a part of a segment that was attached at (addr)? */
static struct shm *part_of(const struct mapping_info *m, uintptr_t addr)
{
	struct shm *s = shm_of_object(m->object);

	return s && m->start - (m->index << PAGE_SHIFT) == addr ? s : NULL;
}

static void note_detach(struct shm *s)
{
	mutex_lock(&ipc_lock);
	s->last = ipc_process();
	s->detach_time = ipc_now();
	mutex_unlock(&ipc_lock);
}

int sys_shmdt(uintptr_t addr)
{
	uintptr_t at = addr, end = ADDRESS_END;
	struct mapping_info m;
	struct shm *found = NULL;
	int err = 0;

	if (addr % PAGE_SIZE)
		return -EINVAL;
	for (; !err && at < end && space_next(space_current(), at, &m) && m.start < end;
	     at = m.end) {
		struct shm *s = part_of(&m, addr);

		if (s && (!found || s == found)) {
			if (!found)
				note_detach(s);
			found = s;
			end = addr + ROUND_UP(s->size, PAGE_SIZE);
			err = space_unmap(space_current(), m.start, m.end - m.start);
		}
		if (m.object)
			m.object->ops->put(m.object);
	}
	return err ? err : found ? 0 : -EINVAL;
}
