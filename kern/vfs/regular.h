/* SPDX-License-Identifier: MIT */
/*
 * What open files of all file systems have in common.
 */
#ifndef KERN_VFS_REGULAR_H
#define KERN_VFS_REGULAR_H

#include "kern/vfs/file.h"

/*
 * Call (at) with the position of a read or write of (f): (*pos), or the file's own, locked, when
 * (pos) is NULL. (at) moves its copy, or the file's own.
 */
int regular_transfer(struct file *f, struct io *io, const int64_t *pos,
		     int (*at)(struct file *f, struct io *io, int64_t *pos));

/* No regular file grows beyond this many bytes: -EFBIG. Atomic; RLIMIT_FSIZE sets it. */
extern int64_t file_size_max;

/* Folders cannot be read: -EISDIR. */
int folder_read(struct file *f, struct io *io, const int64_t *pos);

#endif
