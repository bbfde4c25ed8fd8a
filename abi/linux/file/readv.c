/* SPDX-License-Identifier: MIT */
/* readv(2) */
#include "abi/linux/file/transfer.h"

LINK_WITH(console_file_read);

ssize_t sys_readv(int fd, const struct linux_iovec *iov, int n)
{
	return file_transfer(fd, iov, n, FILE_READ, NULL);
}
