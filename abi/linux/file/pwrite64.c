/* SPDX-License-Identifier: MIT */
/* pwrite(2) */
#include "abi/linux/file/transfer.h"
#include "base/errno.h"

ssize_t sys_pwrite64(int fd, const void *buf, size_t n, int64_t offset)
{
	return offset < 0 ? -EINVAL
			  : file_transfer_one(fd, (void *)(uintptr_t)buf, n, FILE_WRITE, &offset);
}
