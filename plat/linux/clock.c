/* SPDX-License-Identifier: MIT */
#include "plat/linux/names.h"

#include "kern/dev/plat.h"
#include "plat/linux/host.h"

static nsec_t read_clock(int clock)
{
	struct host_timespec ts;

	host_call2(HOST_clock_gettime, clock, (long)&ts);
	return (nsec_t)ts.sec * NSEC_PER_SEC + (nsec_t)ts.nsec;
}

nsec_t linux_clock(void)
{
	return read_clock(1);
}

int64_t linux_wall_clock(nsec_t *mono)
{
	*mono = read_clock(1);
	return (int64_t)read_clock(0);
}
