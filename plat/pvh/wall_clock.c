/* SPDX-License-Identifier: MIT */
/*
 * The wall clock of a machine: read once, from then on carried along by the monotonic clock, and
 * corrected by who knows better: the tool (wall_tool.c), or a server (port/lwip/ntp.c).
 */
#include "plat/pvh/names.h"

#include "kern/dev/plat.h"
#include "plat/pc/clock.h"
#include "plat/pvh/boot.h"

void (*wall_find_better)(void);

static int64_t boot_time; /* atomic; 0: not known */
static bool known;

/* When the machine started, by its CMOS clock: 1970 in one that has none. */
static int64_t read_boot_time(void)
{
	int64_t seconds;

	return rtc_read(&seconds) ? 0 : seconds * (int64_t)NSEC_PER_SEC - (int64_t)plat_clock();
}

/* Who knows better may say so meanwhile, from an interrupt. */
static noinline void find_boot_time(void)
{
	int64_t unknown = 0, boot;
	bool exact = kvm_wall_clock(boot_slide, &boot);

	if (!exact)
		boot = read_boot_time();
	known = true;
	__atomic_compare_exchange_n(&boot_time, &unknown, boot, false, __ATOMIC_RELAXED,
				    __ATOMIC_RELAXED);
	if (!exact && wall_find_better)
		wall_find_better();
}

int64_t pvh_wall_clock(nsec_t *mono)
{
	if (unlikely(!known))
		find_boot_time();
	*mono = plat_clock();
	return __atomic_load_n(&boot_time, __ATOMIC_RELAXED) + (int64_t)*mono;
}

void pvh_wall_set(int64_t boot)
{
	__atomic_store_n(&boot_time, boot, __ATOMIC_RELAXED);
	known = true;
}
