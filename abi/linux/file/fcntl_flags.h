/* SPDX-License-Identifier: MIT */
/* F_SETFL, for fcntl(2). Private to abi/linux/file. */
#ifndef ABI_LINUX_FILE_FCNTL_FLAGS_H
#define ABI_LINUX_FILE_FCNTL_FLAGS_H

#include "kern/vfs/file.h"

/* Change what can be changed of the flags of (f). Errors: -EPERM. */
must_use int fcntl_set_flags(struct file *f, unsigned flags);

#endif
