/* SPDX-License-Identifier: MIT */
/* read(2) */
#include "abi/linux/file/transfer.h"

LINK_WITH(console_file_read);
LINK_WITH(file_ioctl_any);

ssize_t sys_read(int fd, void *buf, size_t n)
{
	return file_transfer_one(fd, buf, n, FILE_READ, NULL);
}
