/* SPDX-License-Identifier: MIT */
/* getcpu(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/cpu.h"

int sys_getcpu(unsigned *cpu, unsigned *node, void *cache)
{
	(void)cache;
	if ((cpu && !user_writable(cpu, sizeof *cpu)) ||
	    (node && !user_writable(node, sizeof *node)))
		return -EFAULT;
	if (cpu)
		*cpu = cpu_this()->id;
	if (node)
		*node = 0;
	return 0;
}
