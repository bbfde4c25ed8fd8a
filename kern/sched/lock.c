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
	panic("a trap needs a lock that is held");
}

void spin_lock(struct spinlock *l) NO_LOCK_CHECK
{
	spin_lock_here(l);
}

void spin_unlock(struct spinlock *l) NO_LOCK_CHECK
{
	spin_unlock_here(l);
}
