/* SPDX-License-Identifier: MIT */
/*
 * What semop(2) and semtimedop(2) do. They end with EINTR when a handler ran, whatever it says of
 * calls that are taken up again.
 */
#include "abi/linux/ipc/sem.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/heap.h"

#define OPS_HERE 16 /* on the stack */

/* May (ops) be done to (s) at all? */
static int check(const struct sem_set *s, const struct linux_sembuf *ops, unsigned nr)
	REQUIRES(&ipc_lock)
{
	bool alters = false;

	for (unsigned i = 0; i < nr; i++) {
		if (ops[i].number >= s->nr)
			return -EFBIG;
		alters |= ops[i].change != 0;
	}
	return ipc_permit(&s->ipc, alters ? 0222 : 0444);
}

static int operate(int id, const struct linux_sembuf *ops, unsigned nr, nsec_t deadline)
	REQUIRES(&ipc_lock)
{
	struct sem_wait w = { .ops = ops, .nr = nr };
	struct ipc_object *o = ipc_find(&sem_table, id);
	struct sem_set *s;
	int r;

	if (!o)
		return -EINVAL;
	s = container_of(o, struct sem_set, ipc);
	r = check(s, ops, nr);
	if (!r)
		r = sem_try(s, ops, nr, &w.blocking);
	if (!r)
		sem_serve(s);
	return r == IPC_WAITING ? ipc_sleep(&w.wait, &s->waits, deadline) : r;
}

int sem_operate(int id, const struct linux_sembuf *ops, unsigned long nr, nsec_t deadline)
{
	struct linux_sembuf here[OPS_HERE], *copy = here;
	int r;

	if (!nr || id < 0)
		return -EINVAL;
	if (nr > SEM_OPS_MAX)
		return -E2BIG;
	if (nr > OPS_HERE)
		copy = heap_alloc(nr * sizeof *copy);
	if (!copy)
		return -ENOMEM;
	r = user_get(copy, ops, nr * sizeof *copy);
	if (r)
		goto free;
	do {
		mutex_lock(&ipc_lock);
		r = operate(id, copy, (unsigned)nr, deadline);
		mutex_unlock(&ipc_lock);
	} while (r == -EINTR && signal_none_ran(NULL));
free:
	if (copy != here)
		heap_free(copy);
	return r;
}
