/* SPDX-License-Identifier: MIT */
/* sysinfo(2): memory in frames, time since boot. */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"

int sys_sysinfo(struct linux_sysinfo *info)
{
	struct frame_stats frames;

	if (!user_writable(info, sizeof *info))
		return -EFAULT;
	frame_get_stats(&frames);
	memset(info, 0, sizeof *info);
	info->uptime = (int64_t)(plat_clock() / NSEC_PER_SEC);
	info->totalram = frames.total * PAGE_SIZE;
	info->freeram = frames.free * PAGE_SIZE;
	info->procs = 1;
	info->mem_unit = 1;
	return 0;
}
