/* SPDX-License-Identifier: MIT */
/* What the stat family has in common: the way out. */
#ifndef ABI_LINUX_FILE_STAT_H
#define ABI_LINUX_FILE_STAT_H

#include "abi/linux/syscalls.h"
#include "abi/linux/types.h"
#include "kern/vfs/file.h"

/* Store (from) in the application's (to). Errors: -EFAULT. */
must_use int stat_store(struct linux_stat *to, const struct file_stat *from);

/* (ns) since 1970 as the two numbers of Linux; also right before 1970. */
struct linux_timespec stat_timespec(int64_t ns);

#endif
