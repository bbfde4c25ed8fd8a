/* SPDX-License-Identifier: MIT */
/*
 * The clocks. The coarse ones are not coarser, and nothing adjusts the rate of the monotonic one,
 * so it is the raw one, too.
 */
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

/*
 * The bits of a negative clock: ~pid, then one for a thread, then two for the kind
 * (linux/posix-timers.h).
 */
#define CPUCLOCK_PID(clock)  (~((clock) >> 3))
#define CPUCLOCK_KIND(clock) ((clock)&3)
#define CPUCLOCK_THREAD      4

int clock_normalise(int clock)
{
	int pid = CPUCLOCK_PID(clock);

	if (clock >= 0)
		return clock <= CLOCK_BOOTTIME_ALARM || clock == CLOCK_TAI ? clock : -EINVAL;
	if (CPUCLOCK_KIND(clock) == 3 || (pid != 0 && pid != 1))
		return -EINVAL;
	return clock & CPUCLOCK_THREAD ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID;
}

int64_t time_wall(void)
{
	nsec_t then;
	int64_t wall = plat_wall_clock(&then);

	return wall + (int64_t)(plat_clock() - then);
}

int64_t clock_read(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		return time_wall();
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		return (int64_t)time_used();
	default:
		return (int64_t)plat_clock();
	}
}
