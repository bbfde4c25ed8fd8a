/* SPDX-License-Identifier: MIT */
/*
 * The clocks. The coarse ones are not coarser, and nothing adjusts the rate of the monotonic one,
 * so it is the raw one, too.
 */
#include "abi/linux/time/time.h"
#include "kern/dev/plat.h"

/* Not inline: by its name drivers.tbl sees that an image tells the time. */
noinline int64_t time_wall(void)
{
	nsec_t now;

	return plat_wall_clock(&now);
}

int64_t clock_read(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		return time_wall();
	default:
		return (int64_t)plat_clock();
	}
}
