/* SPDX-License-Identifier: MIT */
/*
 * Private to kern/sched: between the scheduler's files.
 */
#ifndef KERN_SCHED_RUN_INT_H
#define KERN_SCHED_RUN_INT_H

#include "kern/sched/run.h"

/* Queue (t), which is THREAD_READY and in no queue; (first) of its level. Context: any. */
void run_ready(struct thread *t, bool first);

/*
 * Give the CPU to whoever is next; the running thread's state says what becomes of it. Returns when
 * it runs again. Context: interrupts masked by one level.
 */
void run_next(void);

/* (t)'s level is (level) from now on, and its affinity may be another one. Context: thread. */
void run_change(struct thread *t, uint8_t level);

/* As thread_sleep(). */
must_use int run_sleep(const uint32_t *woken, nsec_t deadline);

/* What a switch ends with, where it leads to: context_switch(). */
void run_arrived(void);

/* A new thread's first call: context_begin(). */
void thread_began(void);

#endif
