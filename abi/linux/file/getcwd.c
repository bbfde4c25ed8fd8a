/* SPDX-License-Identifier: MIT */
/* getcwd(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/vfs/vfs.h"

LINK_WITH(ramfs_where);
LINK_WITH(ramfs_keep_gone);

/* Returns the length with the terminator. */
long sys_getcwd(char *buf, size_t n)
{
	char *text = heap_alloc(PATH_LEN_MAX);
	long len = -ENOMEM;

	if (text)
		len = vfs_getcwd(text, MIN(n, (size_t)PATH_LEN_MAX));
	if (len > 0 && user_put(buf, text, (size_t)len))
		len = -EFAULT;
	heap_free(text);
	return len;
}
