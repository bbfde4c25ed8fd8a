/* SPDX-License-Identifier: MIT */
/* preadv2(2): preadv, at the position of the file too, with flags. */
#include "abi/linux/file/transfer.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"

/* High priority, and the three of writing through: nothing here is slower without. */
#define RWF_TAKEN 7

ssize_t sys_preadv2(int fd, const struct linux_iovec *iov, int n, long offset_low, long offset_high,
		    int flags)
{
	int64_t offset = offset_low; /* all of it, on 64 bits */

	(void)offset_high;
	if (flags & ~RWF_TAKEN) {
		unsupported_once("preadv2", "flags %#x are not there", (unsigned)flags);
		return -EOPNOTSUPP;
	}
	if (offset < -1)
		return -EINVAL;
	return file_transfer(fd, iov, n, FILE_READ, offset == -1 ? NULL : &offset);
}
