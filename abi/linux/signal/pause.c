/* SPDX-License-Identifier: MIT */
/* pause(2): rt_sigsuspend() with the mask as it is. */
#include "abi/linux/signal/mask.h"
#include "abi/linux/syscalls.h"

int sys_pause(void)
{
	return signal_suspend(NULL);
}
