/* SPDX-License-Identifier: MIT */
#include "base/assert.h"
#include "kern/sched/lock.h"

/*
 * There is one CPU, so whoever holds the lock is below us on this very stack: a trap came while it
 * was held. Waiting would be for ever; the report says where.
 */
void spin_wait(struct spinlock *l)
{
	(void)l;
	panic("a trap came while the lock that it needs was held");
}
