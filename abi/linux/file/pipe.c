/* SPDX-License-Identifier: MIT */
/* pipe(2) */
#include "abi/linux/syscalls.h"

int sys_pipe(int *fds)
{
	return sys_pipe2(fds, 0);
}
