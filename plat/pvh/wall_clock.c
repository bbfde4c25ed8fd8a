/* SPDX-License-Identifier: MIT */
/*
 * The wall clock of a machine: read once, from then on carried along by the monotonic clock, and
 * corrected by who knows better.
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

static int64_t boot_time; /* atomic, once it is known */

int64_t pvh_wall_clock(nsec_t *mono)
{
	static bool known;

	if (!known)
		boot_time = read_boot_time();
	known = true;
	*mono = plat_clock();
	return __atomic_load_n(&boot_time, __ATOMIC_RELAXED) + (int64_t)*mono;
}

void pvh_wall_set(int64_t boot)
{
	__atomic_store_n(&boot_time, boot, __ATOMIC_RELAXED);
}
