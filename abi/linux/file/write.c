/* SPDX-License-Identifier: MIT */
/* write(2) */
#include "abi/linux/file/transfer.h"

ssize_t sys_write(int fd, const void *buf, size_t n)
{
	return file_transfer_one(fd, (void *)(uintptr_t)buf, n, FILE_WRITE, NULL);
}
