/* SPDX-License-Identifier: MIT */
/* The locks of fcntl(2). */
#ifndef ABI_LINUX_FILE_FCNTL_LOCK_H
#define ABI_LINUX_FILE_FCNTL_LOCK_H

#include "kern/vfs/file.h"

/* Do (cmd), F_GETLK and its kin, on (f). Errors: -ENOSYS when it is none of them; Linux's. */
must_use int file_fcntl_lock(struct file *f, unsigned cmd, uintptr_t arg);

#endif
