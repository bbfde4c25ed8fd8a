/* SPDX-License-Identifier: MIT */
/*
 * The timers of a CPU, for who starts CPUs and serves their interrupts; timer.h is for everyone
 * else.
 */
#ifndef KERN_SCHED_TIMERS_H
#define KERN_SCHED_TIMERS_H

#include "kern/sched/lock.h"
#include "kern/sched/timer.h"

struct timer_queue {
	struct spinlock lock; /* guards: */
	struct tree timers;   /* struct timer, by deadline */
	struct timer *first;
	struct timer *running; /* its function is being called */
	nsec_t armed;          /* the interrupt comes then; NSEC_NEVER: none was asked for */
};

/* Make (q) the queue of (c), which is about to start. Context: boot or thread. */
void timers_init(struct cpu *c, struct timer_queue *q);

/* When the first timer of this CPU expires, or NSEC_NEVER. Context: interrupts masked. */
nsec_t timer_next(void);

/*
 * Call what has expired on this CPU. WEAK: only where timers are. Context: interrupts masked by one
 * level.
 */
WEAK void timers_run(void);

#endif
