/* SPDX-License-Identifier: MIT */
/* close(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/fd.h"

int sys_close(int fd)
{
	return fd_close(fd);
}
