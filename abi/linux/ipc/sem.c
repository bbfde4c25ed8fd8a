/* SPDX-License-Identifier: MIT */
#include "abi/linux/ipc/sem.h"

#include "base/errno.h"

struct ipc_table sem_table = { .max = SEM_MAX, .last = -1 };

/* Take back the first (nr) operations. */
static void take_back(struct sem_set *s, const struct linux_sembuf *ops, unsigned nr)
	REQUIRES(&ipc_lock)
{
	while (nr--)
		s->sems[ops[nr].number].value -= ops[nr].change;
}

/* Can (op) be done now? IPC_WAITING: not yet. */
static int can(const struct semaphore *sem, const struct linux_sembuf *op)
{
	int value = sem->value + op->change, undo = sem->undo - op->change;

	if (op->change ? value < 0 : sem->value != 0)
		return op->flags & IPC_NOWAIT ? -EAGAIN : IPC_WAITING;
	if (value > SEM_VALUE_MAX)
		return -ERANGE;
	if (op->flags & SEM_UNDO && (undo < -SEM_VALUE_MAX - 1 || undo > SEM_VALUE_MAX))
		return -ERANGE;
	return 0;
}

int sem_try(struct sem_set *s, const struct linux_sembuf *ops, unsigned nr,
	    const struct linux_sembuf **blocking)
{
	for (unsigned i = 0; i < nr; i++) {
		struct semaphore *sem = &s->sems[ops[i].number];
		int r = can(sem, &ops[i]);

		if (r) {
			*blocking = &ops[i];
			take_back(s, ops, i);
			return r;
		}
		sem->value += ops[i].change;
	}
	for (unsigned i = 0; i < nr; i++) {
		struct semaphore *sem = &s->sems[ops[i].number];

		sem->last = ipc_process();
		if (ops[i].flags & SEM_UNDO)
			sem->undo -= ops[i].change;
	}
	s->changed = ipc_now();
	return 0;
}

void sem_serve(struct sem_set *s)
{
	struct list *at = s->waits.next;

	while (at != &s->waits) {
		struct sem_wait *w = container_of(at, struct sem_wait, wait.link);
		int r = sem_try(s, w->ops, w->nr, &w->blocking);

		at = at->next;
		if (r == IPC_WAITING)
			continue;
		ipc_wake(&w->wait, r);
		if (!r)
			at = s->waits.next; /* those before may be served by what this one did */
	}
}
