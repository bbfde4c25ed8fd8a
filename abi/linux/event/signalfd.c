/* SPDX-License-Identifier: MIT */
/* signalfd(2) */
#include "abi/linux/syscalls.h"

int sys_signalfd(int fd, const uint64_t *set, size_t size)
{
	return sys_signalfd4(fd, set, size, 0);
}
