/* SPDX-License-Identifier: MIT */
/* fdatasync(2) */
#include "abi/linux/syscalls.h"

int sys_fdatasync(int fd)
{
	return sys_fsync(fd);
}
