/* SPDX-License-Identifier: MIT */
/* epoll_create(2): the size is a hint that was once needed. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_epoll_create(int size)
{
	return size > 0 ? sys_epoll_create1(0) : -EINVAL;
}
