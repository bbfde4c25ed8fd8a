/* SPDX-License-Identifier: MIT */
/* futimesat(2) */
#include "abi/linux/file/utimes.h"
#include "abi/linux/syscalls.h"

int sys_futimesat(int dir, const char *path, const struct linux_timeval *tv)
{
	return utimes_at(dir, path, tv);
}
