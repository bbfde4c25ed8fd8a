/* SPDX-License-Identifier: MIT */
/* pause(2): rt_sigsuspend() with the mask as it is. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"

int sys_pause(void)
{
	uint64_t mask = thread_current()->sig_blocked;

	return sys_rt_sigsuspend(&mask, sizeof mask);
}
