/* SPDX-License-Identifier: MIT */
/* What statfs and fstatfs have in common. */
#ifndef ABI_LINUX_FILE_STATFS_H
#define ABI_LINUX_FILE_STATFS_H

#include "abi/linux/types.h"
#include "kern/vfs/inode.h"

/* Tell in (st) about the file system of (i); NULL: of pipes. Errors: -EFAULT. */
must_use int statfs_store(struct linux_statfs *st, const struct inode *i);

#endif
