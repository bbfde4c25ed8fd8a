/* SPDX-License-Identifier: MIT */
/*
 * exit_group(2): the application is done, and with it the image.
 *
 * The C library flushed its streams before it called. Files keep nothing back, so there is nothing
 * else to flush here.
 */
#include "abi/linux/syscalls.h"
#include "kern/dev/plat.h"

_Noreturn void sys_exit_group(int status)
{
	plat_end((struct plat_end){ .status = (uint8_t)status });
}
