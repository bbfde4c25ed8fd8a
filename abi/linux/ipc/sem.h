/* SPDX-License-Identifier: MIT */
/*
 * Sets of semaphores of System V. A thread that has to wait is in its set's list, and whoever
 * changes the set does for it what it waits for: so it is first come, first served, as in Linux.
 */
#ifndef ABI_LINUX_IPC_SEM_H
#define ABI_LINUX_IPC_SEM_H

#include "abi/linux/ipc/ipc.h"
#include "abi/linux/types.h"

#define SEM_MAX       32000 /* sets */
#define SEM_SET_MAX   32000 /* semaphores of one */
#define SEM_OPS_MAX   500   /* of one call */
#define SEM_VALUE_MAX 32767
#define SEM_UNDO      010000

struct semaphore {
	int value;
	int undo; /* what the end of the process would add: there is a limit to it */
	int last; /* process that changed it */
};

struct sem_set {
	struct ipc_object ipc;
	int64_t changed;   /* by operations: seconds since 1970 */
	struct list waits; /* struct sem_wait */
	unsigned nr;
	struct semaphore sems[];
};

/* Operations that wait. */
struct sem_wait {
	struct ipc_wait wait;
	const struct linux_sembuf *ops;
	unsigned nr;
	const struct linux_sembuf *blocking; /* the one that could not be done */
};

extern struct ipc_table sem_table;

/* Something changed in (s): do what now can be done of what waits. */
void sem_serve(struct sem_set *s) REQUIRES(&ipc_lock);

/*
 * Do the (nr) operations (ops), all or none. Returns IPC_WAITING when (*blocking) cannot be done
 * yet. Errors: -EAGAIN, -ERANGE.
 */
must_use int sem_try(struct sem_set *s, const struct linux_sembuf *ops, unsigned nr,
		     const struct linux_sembuf **blocking) REQUIRES(&ipc_lock);

/* semtimedop() with a deadline. */
int sem_operate(int id, const struct linux_sembuf *ops, unsigned long nr, nsec_t deadline);

#endif
