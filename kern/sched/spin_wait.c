/* SPDX-License-Identifier: MIT */
#include "base/assert.h"
#include "kern/sched/lock.h"

WEAK void spin_wait_cpus(struct spinlock *l);

/*
 * With one CPU, whoever holds the lock is below us on this very stack: a trap came while it was
 * held. Waiting would be for ever; the report says where.
 */
void spin_wait(struct spinlock *l)
{
	if (!LINKED(spin_wait_cpus))
		panic("a trap came while the lock that it needs was held");
	spin_wait_cpus(l);
}
