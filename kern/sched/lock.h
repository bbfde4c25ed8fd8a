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

#define SPINLOCK_INIT { 0 }

/* Wait for a lock that another CPU holds. Out of line: the common path is one exchange. */
void spin_wait(struct spinlock *l);

static always_inline void spin_lock(struct spinlock *l) ACQUIRES(l) NO_LOCK_CHECK
{
	irq_disable();
	if (unlikely(__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE)))
		spin_wait(l);
}

static always_inline void spin_unlock(struct spinlock *l) RELEASES(l) NO_LOCK_CHECK
{
	__atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
	irq_enable();
}

#endif
