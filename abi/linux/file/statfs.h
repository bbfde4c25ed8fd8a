/* SPDX-License-Identifier: MIT */
/* What statfs and fstatfs have in common. */
#ifndef ABI_LINUX_FILE_STATFS_H
#define ABI_LINUX_FILE_STATFS_H

#include "abi/linux/types.h"
#include "kern/vfs/mount.h"

/* Tell in (st) about the file system that (m) shows; NULL: of pipes. Errors: -EFAULT. */
must_use int statfs_store(struct linux_statfs *st, const struct mount *m);

#endif
