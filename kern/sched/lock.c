/* SPDX-License-Identifier: MIT */
/*
 * Taking and releasing spin locks: functions, because half of what the library OS does begins and
 * ends so, and a call is an eighth of the code.
 */
#include "kern/sched/lock.h"

#include "base/assert.h"

#pragma weak spin_wait /* spin_cpus.c has another, for images with a scheduler */

/*
 * With one CPU, whoever holds the lock is below us on this very stack: a trap came while it was
 * held. Waiting would be for ever; the report says where.
 */
void spin_wait(struct spinlock *l)
{
	(void)l;
	panic("a trap came while the lock that it needs was held");
}

/*
 * System calls run on the application's stack, whose pages come when they are touched: by a trap,
 * which must not come in here. So the page is touched before. No holder needs more than that.
 */
#define HOLDER_STACK 1024

void spin_lock(struct spinlock *l) NO_LOCK_CHECK
{
	__asm__ volatile("testb $0, %c0(%%rsp)" ::"i"(-HOLDER_STACK) : "cc");
	irq_disable();
	if (unlikely(__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE)))
		spin_wait(l);
}

void spin_unlock(struct spinlock *l) NO_LOCK_CHECK
{
	__atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
	irq_enable();
}
