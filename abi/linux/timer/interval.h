/* SPDX-License-Identifier: MIT */
/*
 * Interval timers: a signal at a time, and again after each interval, by any clock. What
 * timer_create(2) and setitimer(2) have in common. Private to abi/linux.
 */
#ifndef ABI_LINUX_TIMER_INTERVAL_H
#define ABI_LINUX_TIMER_INTERVAL_H

#include "abi/linux/types.h"
#include "kern/sched/timer.h"

#define SI_KERNEL 0x80

enum interval_clock { INTERVAL_MONOTONIC, INTERVAL_WALL, INTERVAL_USED };

struct interval {
	struct timer timer;
	enum interval_clock clock; /* constant, as the next four */
	int used_by;               /* INTERVAL_USED: a thread's number, or 0 for all */
	int signal;                /* 0: none is sent */
	int to;                    /* the thread that it goes to, or 0 for the process */
	struct linux_siginfo info;

	/* Guarded by interval_lock: */
	nsec_t expires; /* on its clock; NSEC_NEVER: not set */
	nsec_t again;   /* the interval, or 0 */
	uint64_t overruns;
};

struct interval_times {
	nsec_t first; /* from now, or 0 for never */
	nsec_t again;
};

/*
 * How long (i) has yet to run; 1 ns at least while it is set and has an interval. Context: thread.
 */
struct interval_times interval_get(struct interval *i);

/*
 * Let it run so long, or, (absolute), until that time on its clock. Context: thread, one at a time.
 */
void interval_set(struct interval *i, struct interval_times t, bool absolute);

/* Take the expirations since the last call that made no signal. Context: any. */
int interval_take_overruns(struct interval *i);

/* Delete all of timer_create(2). WEAK: where there can be some. Context: thread. */
WEAK void timers_forget(void);

#endif
