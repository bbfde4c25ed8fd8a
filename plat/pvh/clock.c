/* SPDX-License-Identifier: MIT */
#include "plat/pvh/names.h"

#include "arch/x86_64/cpuid.h"
#include "kern/dev/plat.h"

nsec_t pvh_clock(void)
{
	return tsc_read();
}

int64_t pvh_wall_clock(nsec_t *mono)
{
	*mono = tsc_read();
	return (int64_t)*mono;
}

void pvh_idle(nsec_t deadline)
{
	(void)deadline;
}

size_t pvh_entropy(void *buf, size_t size)
{
	(void)buf;
	(void)size;
	return 0;
}
