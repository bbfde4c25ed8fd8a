/* SPDX-License-Identifier: MIT */
/* write(2) */
#include "abi/linux/file/transfer.h"

ssize_t sys_write(int fd, const void *buf, size_t n)
{
	struct linux_iovec v = { (void *)(uintptr_t)buf, n };

	return file_transfer(fd, &v, 1, FILE_WRITE, NULL);
}
