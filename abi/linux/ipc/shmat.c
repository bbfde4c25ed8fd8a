/* SPDX-License-Identifier: MIT */
/* shmat(2): the tests stand in the order of Linux (ipc/shm.c, do_shmat()). */
#include "abi/linux/ipc/shm.h"
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

/* The segment, referenced. */
static int take(int id, int flags, struct shm **out)
{
	int mode = flags & SHM_RDONLY ? 0444 : 0666, err = -EINVAL;
	struct ipc_object *o;

	if (flags & SHM_EXEC)
		mode |= 0111;
	mutex_lock(&ipc_lock);
	o = ipc_find(&shm_table, id);
	if (o)
		err = ipc_permit(o, mode);
	if (!err) {
		*out = container_of(o, struct shm, ipc);
		(*out)->object.ops->get(&(*out)->object);
	}
	mutex_unlock(&ipc_lock);
	return err;
}

static void note_attach(struct shm *s)
{
	mutex_lock(&ipc_lock);
	s->last = ipc_process();
	s->attach_time = ipc_now();
	mutex_unlock(&ipc_lock);
}

long sys_shmat(int id, uintptr_t addr, int flags)
{
	struct map_request r = {
		.fixed = addr && flags & SHM_REMAP,
		.exclusive = addr && !(flags & SHM_REMAP),
		.prot = flags & SHM_RDONLY ? MMU_READ : MMU_READ | MMU_WRITE,
		.shared = true,
	};
	struct shm *s = NULL;
	int err;

	if (id < 0)
		return -EINVAL;
	if (addr % PAGE_SIZE) {
		if (!(flags & SHM_RND))
			return -EINVAL;
		addr = ROUND_DOWN(addr, PAGE_SIZE);
		if (!addr && flags & SHM_REMAP)
			return -EINVAL;
	} else if (!addr && flags & SHM_REMAP) {
		return -EINVAL;
	}
	r.prot_max = flags & SHM_RDONLY ? MMU_READ | MMU_EXEC : MMU_READ | MMU_WRITE | MMU_EXEC;
	if (flags & SHM_EXEC)
		r.prot |= MMU_EXEC;
	err = take(id, flags, &s);
	if (err)
		return err;
	r.addr = addr;
	r.object = &s->object;
	r.len = ROUND_UP(s->size, PAGE_SIZE);
	if (addr && (addr < ADDRESS_MIN || addr > ADDRESS_END - r.len))
		err = -EINVAL;
	if (!err)
		err = space_map(space_current(), &r, &addr);
	if (!err)
		note_attach(s);
	s->object.ops->put(&s->object);
	return err == -EEXIST ? -EINVAL : err ? err : (long)addr;
}
