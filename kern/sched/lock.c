/* SPDX-License-Identifier: MIT */
/*
 * Taking and releasing spin locks: functions, because half of what the library OS does begins and
 * ends so, and a call is an eighth of the code.
 */
#include "kern/sched/lock.h"

void spin_lock(struct spinlock *l) NO_LOCK_CHECK
{
	irq_disable();
	if (unlikely(__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE)))
		spin_wait(l);
}

void spin_unlock(struct spinlock *l) NO_LOCK_CHECK
{
	__atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
	irq_enable();
}
