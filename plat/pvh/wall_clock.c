/* SPDX-License-Identifier: MIT */
/*
 * The wall clock of a machine: read once, from then on carried along by the monotonic clock.
 */
#include "plat/pvh/names.h"

#include "kern/dev/plat.h"
#include "plat/pc/clock.h"
#include "plat/pvh/boot.h"

/* When the machine started: 1970 in one that has no wall clock. */
static int64_t read_boot_time(void)
{
	int64_t seconds, boot;

	if (kvm_wall_clock(boot_slide, &boot))
		return boot;
	if (!rtc_read(&seconds))
		return seconds * (int64_t)NSEC_PER_SEC - (int64_t)plat_clock();
	return 0;
}

int64_t pvh_wall_clock(nsec_t *mono)
{
	static int64_t boot_time;
	static bool known;

	if (!known)
		boot_time = read_boot_time();
	known = true;
	*mono = plat_clock();
	return boot_time + (int64_t)*mono;
}
