/* SPDX-License-Identifier: MIT */
/* What sendfile() and copy_file_range() have in common. */
#ifndef ABI_LINUX_FILE_COPY_H
#define ABI_LINUX_FILE_COPY_H

#include "kern/vfs/file.h"

/*
 * Copy up to (n) bytes from (in) at (*in_pos) to (out) at (*out_pos), or at its own position when
 * that is NULL; both positions move. Returns how many were, 0 at the end of (in).
 * Errors:  those of the files, when nothing was moved.
 */
must_use ssize_t file_copy(struct file *in, int64_t *in_pos, struct file *out, int64_t *out_pos,
			   size_t n);

/* The position of (f), which begins at *(offset) of the application when there is one. */
must_use int file_copy_begin(struct file *f, const int64_t *offset, int64_t *pos);

/* Store where it ended. */
must_use int file_copy_end(struct file *f, int64_t *offset, int64_t pos);

#endif
