/* SPDX-License-Identifier: MIT */
/* CPU time: nobody else runs here, so all time is the application's but what it sleeps. */
#include "abi/linux/time/time.h"
#include "kern/dev/plat.h"

nsec_t time_slept;

nsec_t time_used(void)
{
	return plat_clock() - time_slept;
}
