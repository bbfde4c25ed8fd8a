/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a spin lock where there is more than one CPU. The holder may be one that asks this
 * CPU for something, so the platform looks after that meanwhile.
 */
#include "base/assert.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"

extern const char spin_cpus;
const char spin_cpus = 0; /* what run.c links this by: it takes the place of one in lock.c */

void spin_wait(struct spinlock *l) NO_LOCK_CHECK
{
	if (__atomic_load_n(&cpus_online, __ATOMIC_RELAXED) == 1)
		panic("a trap needs a lock that is held");
	do {
		while (__atomic_load_n(&l->held, __ATOMIC_RELAXED))
			plat_relax();
	} while (__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE));
}
