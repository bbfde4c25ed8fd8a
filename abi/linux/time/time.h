/* SPDX-License-Identifier: MIT */
/*
 * Clocks as Linux numbers them, and sleeping on them. Private to abi/linux.
 *
 * There are two sources: plat_clock(), the monotonic one, and the wall clock, which is a distance
 * from it.
 */
#ifndef ABI_LINUX_TIME_TIME_H
#define ABI_LINUX_TIME_TIME_H

#include "abi/linux/types.h"
#include "abi/linux/user.h"
#include "base/types.h"

enum {
	CLOCK_REALTIME,
	CLOCK_MONOTONIC,
	CLOCK_PROCESS_CPUTIME_ID,
	CLOCK_THREAD_CPUTIME_ID,
	CLOCK_MONOTONIC_RAW,
	CLOCK_REALTIME_COARSE,
	CLOCK_MONOTONIC_COARSE,
	CLOCK_BOOTTIME,
	CLOCK_REALTIME_ALARM,
	CLOCK_BOOTTIME_ALARM,
	CLOCK_TAI = 11,
};

/* Is it one that everybody has, rather than CPU time? */
static inline bool clock_is_common(int clock)
{
	return (unsigned)clock <= CLOCK_TAI && clock != CLOCK_TAI - 1 &&
	       clock != CLOCK_PROCESS_CPUTIME_ID && clock != CLOCK_THREAD_CPUTIME_ID;
}

/* Nanoseconds of a clock that is common, which may be before its zero. Context: any. */
int64_t clock_read(int clock);

/*
 * Whose CPU time (clock) is: in (tid) a thread's number, or 0 for all threads.
 * Errors:  -EINVAL when it is none, or of nobody who is there. Context: thread.
 */
must_use int time_used_clock(int clock, int *tid);

/* Then read it. Errors: -ESRCH when the thread ended. Context: any. */
must_use int time_used_read(int tid, int64_t *ns);

/*
 * How long it lasts at the least until (rest) more of it is used, with every CPU at work: nobody
 * says when it is, so one looks again then. Not less than a millisecond. Context: any.
 */
nsec_t time_used_step(int tid, nsec_t rest);

struct thread;

/* The wall clock now, in nanoseconds since 1970. Context: thread. */
int64_t time_wall(void);

/* CPU time of the application, and of a thread of it that is kept from going. Context: any. */
nsec_t time_used(void);
nsec_t time_used_by(const struct thread *t);

/*
 * Sleep until (deadline) on the monotonic clock. Errors: -EINTR, with the signals for it not yet
 * delivered.
 */
must_use int time_sleep(nsec_t deadline);

/*
 * Sleep for (*req), whose pointer and value are checked here, and say in (*rem), unless it is
 * NULL, what was left at an interrupt.
 * Errors:  -EFAULT, -EINVAL, -EINTR; signals are then delivered.
 */
must_use int time_sleep_for(const struct linux_timespec *req, struct linux_timespec *rem);

/* Check and convert a time; and one in the application's memory. Errors: -EINVAL; -EFAULT. */
must_use int timespec_check(const struct linux_timespec *ts, nsec_t *ns);
must_use int timespec_get(const struct linux_timespec *from, nsec_t *ns);

/*
 * The time on the monotonic clock that (*timeout), from now, ends; for ever when it is NULL, and 0
 * when it is zero: do not wait.
 * Errors:  -EFAULT, -EINVAL.
 */
must_use int time_deadline(const struct linux_timespec *timeout, nsec_t *deadline);

/* The same for a length of time that was checked. */
nsec_t time_after(nsec_t length);

/* How far (deadline) is, in (*rest). False: it is for ever, or was zero; nothing is stored. */
bool time_rest(nsec_t deadline, struct linux_timespec *rest);

/* Store that in (*timeout), unless it is NULL, as pselect6() and ppoll() do. */
void time_store_rest(struct linux_timespec *timeout, nsec_t deadline);

static inline struct linux_timespec timespec_of(int64_t ns)
{
	int64_t sec = ns / (int64_t)NSEC_PER_SEC;
	int64_t rest = ns % (int64_t)NSEC_PER_SEC;

	if (rest < 0) {
		rest += (int64_t)NSEC_PER_SEC;
		sec--;
	}
	return (struct linux_timespec){ sec, rest };
}

#endif
