/* SPDX-License-Identifier: MIT */
/*
 * membarrier(2): there is one address space, so a barrier for the process is one for all CPUs, and
 * nothing needs to be registered.
 */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/sched/run.h"

enum {
	MEMBARRIER_QUERY,
	MEMBARRIER_GLOBAL = 1 << 0,
	MEMBARRIER_GLOBAL_EXPEDITED = 1 << 1,
	MEMBARRIER_REGISTER_GLOBAL_EXPEDITED = 1 << 2,
	MEMBARRIER_PRIVATE_EXPEDITED = 1 << 3,
	MEMBARRIER_REGISTER_PRIVATE_EXPEDITED = 1 << 4,
	MEMBARRIER_PRIVATE_EXPEDITED_SYNC_CORE = 1 << 5,
	MEMBARRIER_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 1 << 6,
	MEMBARRIER_GET_REGISTRATIONS = 1 << 9,
	COMMANDS = 0x7f | MEMBARRIER_GET_REGISTRATIONS,
};

static uint32_t registered; /* MEMBARRIER_REGISTER_*; atomic */

static int barrier(void)
{
	if (LINKED(run_barrier))
		run_barrier();
	return 0;
}

int sys_membarrier(int command, unsigned flags, int cpu)
{
	uint32_t known = __atomic_load_n(&registered, __ATOMIC_RELAXED);

	(void)cpu;
	if (flags)
		return -EINVAL;
	switch (command) {
	case MEMBARRIER_QUERY:
		return COMMANDS;
	case MEMBARRIER_GET_REGISTRATIONS:
		return (int)known;
	case MEMBARRIER_GLOBAL:
	case MEMBARRIER_GLOBAL_EXPEDITED:
		return barrier();
	case MEMBARRIER_PRIVATE_EXPEDITED:
	case MEMBARRIER_PRIVATE_EXPEDITED_SYNC_CORE:
		/* The command that registers is the next bit. */
		return known & (uint32_t)command << 1 ? barrier() : -EPERM;
	case MEMBARRIER_REGISTER_GLOBAL_EXPEDITED:
	case MEMBARRIER_REGISTER_PRIVATE_EXPEDITED:
	case MEMBARRIER_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE:
		__atomic_fetch_or(&registered, (uint32_t)command, __ATOMIC_RELAXED);
		return 0;
	default:
		return -EINVAL;
	}
}
