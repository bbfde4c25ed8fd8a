/* SPDX-License-Identifier: MIT */
/* posix_fadvise(2): files are in memory, so all advice is taken already. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

#define ADVICE_LAST 5

int sys_fadvise64(int fd, int64_t offset, int64_t len, int advice)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err = -ESPIPE;

	(void)offset;
	if (!f)
		return -EBADF;
	if (f->can & FILE_SEEK)
		err = len < 0 || advice < 0 || advice > ADVICE_LAST ? -EINVAL : 0;
	file_put(f);
	return err;
}
