/* SPDX-License-Identifier: MIT */
/* sysinfo(2): memory in frames, time since boot. */
#include "abi/linux/sched/load.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"

#define SYSINFO_SHIFT 16 /* of loads */

int sys_sysinfo(struct linux_sysinfo *info)
{
	struct frame_stats frames;
	uint32_t load[LOADS];

	if (!user_writable(info, sizeof *info))
		return -EFAULT;
	frame_get_stats(&frames);
	memset(info, 0, sizeof *info);
	info->uptime = (int64_t)(plat_clock() / NSEC_PER_SEC);
	load_get(load);
	for (unsigned i = 0; i < LOADS; i++)
		info->loads[i] = (uint64_t)load[i] << (SYSINFO_SHIFT - LOAD_SHIFT);
	info->totalram = frames.total * PAGE_SIZE;
	info->freeram = frames.free * PAGE_SIZE;
	info->procs = (uint16_t)MIN(load_now().threads, UINT16_MAX);
	info->mem_unit = 1;
	return 0;
}
