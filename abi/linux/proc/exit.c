/* SPDX-License-Identifier: MIT */
/*
 * exit(2): the calling thread is done. The last one ends the image; for now the first is the last.
 */
#include "abi/linux/syscalls.h"
#include "kern/dev/plat.h"

_Noreturn void sys_exit(int status)
{
	plat_end((struct plat_end){ .status = (uint8_t)status });
}
