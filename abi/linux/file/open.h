/* SPDX-License-Identifier: MIT */
/* What open(2), openat(2) and openat2(2) share. */
#ifndef ABI_LINUX_FILE_OPEN_H
#define ABI_LINUX_FILE_OPEN_H

#include "base/compiler.h"
#include "kern/vfs/vfs.h"

/* The flags that Linux knows: openat(2) ignores others, openat2(2) refuses them. */
#define OPEN_FLAGS                                                                               \
	(FILE_O_ACCMODE | FILE_O_CREAT | FILE_O_EXCL | FILE_O_NOCTTY | FILE_O_TRUNC |            \
	 FILE_O_APPEND | FILE_O_NONBLOCK | FILE_O_SYNC | FILE_O_ASYNC | FILE_O_DIRECT |          \
	 FILE_O_LARGEFILE | FILE_O_TMPFILE | FILE_O_NOFOLLOW | FILE_O_NOATIME | FILE_O_CLOEXEC | \
	 FILE_O_PATH)

/*
 * Open (path) from (dir) as (how) says. The new descriptor, or a negative errno: without one that
 * is free nothing is made or cut off. Context: thread, may sleep (a FIFO waits for its other end).
 */
int open_descriptor(int dir, const char *path, const struct vfs_how *how);

#endif
