/* SPDX-License-Identifier: MIT */
/* writev(2) */
#include "abi/linux/file/transfer.h"

ssize_t sys_writev(int fd, const struct linux_iovec *iov, int n)
{
	return file_transfer(fd, iov, n, FILE_WRITE, NULL);
}
