/* SPDX-License-Identifier: MIT */
/*
 * Spin locks: for sections of a few dozen instructions that never sleep.
 *
 * A holder has interrupts masked, so a lock may be shared with interrupt handlers. The order in
 * which locks may be taken together is one list: docs/locking.md.
 */
#ifndef KERN_SCHED_LOCK_H
#define KERN_SCHED_LOCK_H

#include "kern/sched/cpu.h"

struct CAPABILITY("spinlock") spinlock {
	uint32_t held; /* 0 free, 1 held */
};

#define SPINLOCK_INIT \
	{             \
		0     \
	}

void spin_lock(struct spinlock *l) ACQUIRES(l);
void spin_unlock(struct spinlock *l) RELEASES(l);

/* Wait for a lock that another CPU holds: private to spin_lock(). */
void spin_wait(struct spinlock *l);

#endif
