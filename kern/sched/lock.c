/* SPDX-License-Identifier: MIT */
/*
 * Taking and releasing spin locks: functions, because half of what the library OS does begins and
 * ends so, and a call is an eighth of the code.
 */
#include "kern/sched/lock.h"

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
