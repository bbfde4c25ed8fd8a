/* SPDX-License-Identifier: MIT */
/*
 * Threads. There is one for now, the application's; the structure and the ways to wait are those
 * of many.
 */
#ifndef KERN_SCHED_THREAD_H
#define KERN_SCHED_THREAD_H

#include "kern/sched/cpu.h"

struct thread {
	uint32_t tid;        /* constant; the first thread's is the process id, 1 */
	uint32_t woken;      /* set to end a sleep; atomic */
	uint64_t tls;        /* the application's FS base */
	uintptr_t stack_low; /* the application stack: [stack_low, stack_high) */
	uintptr_t stack_high;
	uint64_t sig_pending; /* bit n-1: signal n is pending for this thread; atomic */
	uint64_t sig_blocked; /* the thread's own, abi/linux/signal */
	uintptr_t altstack;   /* sigaltstack: base, 0 when none */
	size_t altstack_size;
	uint32_t altstack_flags;
	uint32_t *clear_tid; /* set_tid_address: where to store 0 at the end, or NULL */
};

extern struct thread thread_first;

/*
 * Sleep until (*woken) is non-zero, (deadline) passes, or an unblocked signal is pending.
 * Errors:  -ETIMEDOUT, -EINTR. Context: thread, no lock held.
 */
must_use int thread_sleep(const uint32_t *woken, nsec_t deadline);

#endif
