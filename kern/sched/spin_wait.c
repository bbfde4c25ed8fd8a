/* SPDX-License-Identifier: MIT */
#include "kern/sched/lock.h"

/* Read until it looks free, then try again: a waiting CPU must not keep the line to itself. */
void spin_wait(struct spinlock *l)
{
	do {
		while (__atomic_load_n(&l->held, __ATOMIC_RELAXED))
			__asm__ volatile("pause");
	} while (__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE));
}
