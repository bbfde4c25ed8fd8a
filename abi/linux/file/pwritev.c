/* SPDX-License-Identifier: MIT */
/* pwritev(2) */
#include "abi/linux/file/transfer.h"
#include "base/errno.h"

ssize_t sys_pwritev(int fd, const struct linux_iovec *iov, int n, long offset_low, long offset_high)
{
	int64_t offset = offset_low; /* all of it, on 64 bits */

	(void)offset_high;
	return offset < 0 ? -EINVAL : file_transfer(fd, iov, n, FILE_WRITE, &offset);
}
