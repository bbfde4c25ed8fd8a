/* SPDX-License-Identifier: MIT */
/* semget(2) */
#include "abi/linux/ipc/sem.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/heap.h"

static int check(const struct ipc_object *o, size_t nr)
{
	return nr > container_of(o, const struct sem_set, ipc)->nr ? -EINVAL : 0;
}

static int create(const struct ipc_request *r, struct ipc_object **o)
{
	struct sem_set *s;

	if (!r->size)
		return -EINVAL;
	s = heap_alloc_zero(sizeof *s + r->size * sizeof *s->sems);
	if (!s)
		return -ENOMEM;
	s->nr = (unsigned)r->size;
	list_init(&s->waits);
	*o = &s->ipc;
	return 0;
}

static void destroy(struct ipc_object *o)
{
	heap_free(container_of(o, struct sem_set, ipc));
}

int sys_semget(int key, int nr, int flags)
{
	if (nr < 0 || nr > SEM_SET_MAX)
		return -EINVAL;
	return ipc_get(&(struct ipc_request){ &sem_table, key, flags, (size_t)nr, check, create,
					      destroy });
}
