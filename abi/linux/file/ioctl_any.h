/* SPDX-License-Identifier: MIT */
/* The commands of ioctl(2) that work on any descriptor. */
#ifndef ABI_LINUX_FILE_IOCTL_ANY_H
#define ABI_LINUX_FILE_IOCTL_ANY_H

#include "kern/vfs/file.h"

/* Do (cmd) on (fd), which refers to (f). Errors: -ENOTTY when it is not one of these. */
must_use int file_ioctl_any(int fd, struct file *f, unsigned cmd, uintptr_t arg);

#endif
