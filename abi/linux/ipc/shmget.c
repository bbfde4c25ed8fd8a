/* SPDX-License-Identifier: MIT */
/* shmget(2) */
#include "abi/linux/ipc/shm.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/mem/heap.h"

static int check(const struct ipc_object *o, size_t size)
{
	return size > container_of(o, const struct shm, ipc)->size ? -EINVAL : 0;
}

static int create(const struct ipc_request *r, struct ipc_object **o)
{
	struct shm *s;
	int err;

	if (!r->size || r->size > SHM_MAX_SIZE)
		return -EINVAL;
	if (r->flags & SHM_HUGETLB) {
		unsupported_once("shmget", "there are no huge pages");
		return -ENOMEM;
	}
	if (r->size > INT64_MAX - PAGE_SIZE)
		return -ENOMEM;
	s = heap_alloc_zero(sizeof *s);
	if (!s)
		return -ENOMEM;
	s->size = r->size;
	s->creator = ipc_process();
	err = shm_init(s, r->key);
	if (err)
		heap_free(s);
	*o = &s->ipc;
	return err;
}

int sys_shmget(int key, size_t size, int flags)
{
	return ipc_get(
		&(struct ipc_request){ &shm_table, key, flags, size, check, create, shm_destroy });
}
