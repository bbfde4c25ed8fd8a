/* SPDX-License-Identifier: MIT */
/* pread(2) */
#include "abi/linux/file/transfer.h"
#include "base/errno.h"

ssize_t sys_pread64(int fd, void *buf, size_t n, int64_t offset)
{
	return offset < 0 ? -EINVAL : file_transfer_one(fd, buf, n, FILE_READ, &offset);
}
