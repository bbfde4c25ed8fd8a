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
#include "kern/sched/lock_rank.h"

struct CAPABILITY("spinlock") spinlock {
	uint32_t held; /* 0 free, 1 held */
	LOCK_RANK_FIELD
};

#define SPINLOCK_INIT LOCK_INIT(LOCK_UNRANKED)

void spin_lock(struct spinlock *l) ACQUIRES(l);
void spin_unlock(struct spinlock *l) RELEASES(l);

/* Wait for a lock that another CPU holds: private to those that take one. */
void spin_wait(struct spinlock *l);

/*
 * System calls run on the application's stack, whose pages come when they are touched: by a trap,
 * which must not come in here. So the page is touched before. No holder needs more than that.
 */
#define SPIN_HOLDER_STACK 1024

/*
 * Who holds a lock already and takes another touches what is further down, and needs not so much:
 * the trap of such an instruction passes it by (kern/core/fault.c). Known by its eight bytes, and
 * by interrupts, which are masked then; whoever has masked them otherwise uses spin_lock_masked().
 */
#define SPIN_TOUCH_CODE 0x00fffffc002484f6ull /* testb $0, -1024(%rsp) */

/* The same as code of the caller, which runs that often: with interrupts masked before, and not. */
static always_inline void spin_lock_masked(struct spinlock *l) ACQUIRES(l) NO_LOCK_CHECK
{
	/* Another distance, and so another code. */
	__asm__ volatile("testb $0, %c0(%%rsp)" ::"i"(8 - SPIN_HOLDER_STACK) : "cc");
	lock_before_take(l, true);
	if (unlikely(__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE)))
		spin_wait(l);
}

static always_inline void spin_unlock_masked(struct spinlock *l) RELEASES(l) NO_LOCK_CHECK
{
	lock_after_drop(l);
	__atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
}

static always_inline void spin_lock_here(struct spinlock *l) ACQUIRES(l) NO_LOCK_CHECK
{
	__asm__ volatile("testb $0, %c0(%%rsp)" ::"i"(-SPIN_HOLDER_STACK) : "cc");
	irq_disable();
	lock_before_take(l, true);
	if (unlikely(__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE)))
		spin_wait(l);
}

static always_inline void spin_unlock_here(struct spinlock *l) RELEASES(l) NO_LOCK_CHECK
{
	spin_unlock_masked(l);
	irq_enable();
}

#endif
